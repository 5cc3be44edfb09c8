using System.Globalization;

namespace WellIntake.Modules.Platform.Crm.Import.Values;

/// <summary>The offsets and abbreviations that CRM exports append to a time.</summary>
internal static class ZoneAbbreviation
{
    /// <summary>"Z", "+05:30", "-0700", "EST" …; null when it is none that is known.</summary>
    public static TimeSpan? Offset(string text)
    {
        text = text.Trim('(', ')').ToUpperInvariant();
        if (text[0] is '+' or '-')
        {
            var digits = text[1..].Replace(":", "", StringComparison.Ordinal);
            var hours = int.Parse(digits.AsSpan(0, 2), CultureInfo.InvariantCulture);
            var minutes = digits.Length > 2 ? int.Parse(digits.AsSpan(2), CultureInfo.InvariantCulture) : 0;
            if (hours > 14 || minutes > 59)
                return null;
            var offset = new TimeSpan(hours, minutes, 0);
            return text[0] == '-' ? -offset : offset;
        }

        return text switch
        {
            "Z" or "UTC" or "GMT" => TimeSpan.Zero,
            "EDT" or "AST" => TimeSpan.FromHours(-4),
            "EST" or "CDT" => TimeSpan.FromHours(-5),
            "CST" or "MDT" => TimeSpan.FromHours(-6),
            "MST" or "PDT" => TimeSpan.FromHours(-7),
            "PST" => TimeSpan.FromHours(-8),
            "BST" or "CET" => TimeSpan.FromHours(1),
            "CEST" => TimeSpan.FromHours(2),
            _ => null,
        };
    }
}
