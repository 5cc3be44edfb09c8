using System.Globalization;
using System.Text.RegularExpressions;

namespace WellIntake.Modules.Platform.Crm.Import.Values;

/// <summary>Whole numbers with a word behind them ("15+ years", "120 households") and durations in minutes.</summary>
internal static partial class CountValue
{
    /// <summary>Reads a count of 0 to 100,000,000.</summary>
    /// <returns>Null when read; else the reason.</returns>
    public static string? TryParse(string text, bool? decimalComma, out int value)
    {
        value = 0;
        var match = Counted().Match(text);
        var digits = match.Success ? match.Groups["n"].Value : text;
        if (!NumberValue.TryParse(digits, decimalComma, out var number))
            return "is not a number";
        if (number is < 0 or > 100_000_000)
            return "is outside 0–100,000,000";
        if (number != Math.Floor(number))
            return "is not a whole number";
        value = (int)number;
        return null;
    }

    /// <summary>Reads "90", "90 min", "1:30", "1h 30m", "1.5 hours" as minutes, up to 31 days.</summary>
    /// <returns>Null when read; else the reason.</returns>
    public static string? TryMinutes(string text, out int value)
    {
        value = 0;
        var match = Duration().Match(text.Trim());
        if (!match.Success)
            return "is not a duration";
        double minutes = 0;
        if (match.Groups["h"].Success)
            minutes += 60 * Read(match.Groups["h"].ValueSpan);
        if (match.Groups["m"].Success)
            minutes += Read(match.Groups["m"].ValueSpan);
        if (minutes is < 0 or > 44_640)
            return "is a duration outside 0 minutes to 31 days";
        value = (int)Math.Round(minutes);
        return null;
    }

    private static double Read(ReadOnlySpan<char> text) => double.Parse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture);

    [GeneratedRegex(@"^\s*(~|about |approx\.? |over |\>)?\s*(?<n>[\d.,' ]*\d[kKmM]?)\s*\+?\s*(years?|yrs?\.?|clients?|households?|families|relationships|accounts|hhs?)?\s*\+?\s*$", RegexOptions.ExplicitCapture | RegexOptions.IgnoreCase | RegexOptions.CultureInvariant, 1000)]
    private static partial Regex Counted();

    [GeneratedRegex(@"^((?<h>\d{1,3}):(?<m>\d{2})(:\d{2})?|((?<h>\d{1,3}(\.\d{1,4})?)\s*(h|hr|hrs|hours?)\.?)?\s*((?<m>\d{1,5}(\.\d{1,4})?)\s*(m|min|mins|minutes?)?\.?)?)$", RegexOptions.ExplicitCapture | RegexOptions.IgnoreCase | RegexOptions.CultureInvariant, 1000)]
    private static partial Regex Duration();
}
