using System.Globalization;
using System.Text.RegularExpressions;

namespace WellIntake.Modules.Platform.Crm.Import.Values;

/// <summary>
/// "-3d", "-2w 09:30", "+5h": moments counted from the load, so that a sample's "last 7 days" is never empty. Only
/// samples may use them: a real export that says "-3d" means something else.
/// </summary>
internal static partial class RelativeDate
{
    /// <summary>Reads <paramref name="text"/>; a time of day replaces that of <paramref name="now"/>, in UTC.</summary>
    public static bool TryParse(string text, DateTimeOffset now, out DateTimeOffset value)
    {
        value = default;
        var match = Pattern().Match(text);
        if (!match.Success)
            return false;

        var count = int.Parse(match.Groups["n"].ValueSpan, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture);
        value = match.Groups["u"].ValueSpan[0] switch
        {
            'h' => now.AddHours(count),
            'w' => now.AddDays(7 * count),
            _ => now.AddDays(count),
        };
        if (match.Groups["t"].Success
            && TimeOnly.TryParseExact(match.Groups["t"].ValueSpan, "HH:mm", CultureInfo.InvariantCulture, DateTimeStyles.None, out var time))
        {
            value = new DateTimeOffset(value.UtcDateTime.Date + time.ToTimeSpan(), TimeSpan.Zero);
        }

        value = new DateTimeOffset(value.UtcTicks / TimeSpan.TicksPerMillisecond * TimeSpan.TicksPerMillisecond, TimeSpan.Zero);
        return true;
    }

    [GeneratedRegex(@"^(?<n>[+\-]\d{1,4})(?<u>[hdw])(\s+(?<t>\d{2}:\d{2}))?$", RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant, 1000)]
    private static partial Regex Pattern();
}
