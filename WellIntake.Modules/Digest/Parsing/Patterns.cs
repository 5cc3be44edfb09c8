using System.Text.RegularExpressions;

namespace WellIntake.Modules.Digest.Parsing;

/// <summary>What the expressions of all parsers share.</summary>
internal static class Patterns
{
    /// <summary>Names only, letters of either case, the same in every culture.</summary>
    public const RegexOptions Options = RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant;

    /// <summary>A guard against hostile text; an honest one needs microseconds.</summary>
    public const int TimeoutMs = 1000;

    /// <summary>A text longer than this is cut before it is read.</summary>
    public const int MaxLength = 20_000;

    /// <summary>The month names, long and short.</summary>
    public const string Months =
        "january|february|march|april|may|june|july|august|september|october|november|december|jan|feb|mar|apr|jun|jul|aug|sept|sep|oct|nov|dec";

    /// <summary>Numbers in words that people use for weeks, years and teams.</summary>
    public const string NumberWords =
        "one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|fifteen|twenty|thirty|forty|fifty|sixty|ninety";

    /// <summary>1–12 for a name of <see cref="Months"/>.</summary>
    public static int Month(string name) => name.ToUpperInvariant()[..3] switch
    {
        "JAN" => 1,
        "FEB" => 2,
        "MAR" => 3,
        "APR" => 4,
        "MAY" => 5,
        "JUN" => 6,
        "JUL" => 7,
        "AUG" => 8,
        "SEP" => 9,
        "OCT" => 10,
        "NOV" => 11,
        _ => 12,
    };

    /// <summary>The number in digits or words; null when it is neither, or over a million.</summary>
    public static int? Number(string text)
    {
        if (int.TryParse(text.Replace(",", "", StringComparison.Ordinal), System.Globalization.NumberStyles.None, System.Globalization.CultureInfo.InvariantCulture, out var digits))
            return digits <= 1_000_000 ? digits : null;
        return text.ToUpperInvariant() switch
        {
            "A" or "AN" or "ONE" => 1,
            "TWO" or "COUPLE" => 2,
            "THREE" => 3,
            "FOUR" => 4,
            "FIVE" => 5,
            "SIX" => 6,
            "SEVEN" => 7,
            "EIGHT" => 8,
            "NINE" => 9,
            "TEN" => 10,
            "ELEVEN" => 11,
            "TWELVE" => 12,
            "FIFTEEN" => 15,
            "TWENTY" => 20,
            "THIRTY" => 30,
            "FORTY" => 40,
            "FIFTY" => 50,
            "SIXTY" => 60,
            "NINETY" => 90,
            _ => null,
        };
    }
}
