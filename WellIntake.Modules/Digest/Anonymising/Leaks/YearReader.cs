using System.Globalization;
using System.Text.RegularExpressions;
using WellIntake.Modules.Digest.Parsing;

namespace WellIntake.Modules.Digest.Anonymising.Leaks;

/// <summary>Finds years however they are written.</summary>
internal static partial class YearReader
{
    /// <summary>1950–2049, of a text in lower case; not that of "published 20 nov 2026".</summary>
    public static HashSet<int> Read(string text)
    {
        var years = new HashSet<int>();
        foreach (Match match in Written().Matches(text))
            years.Add(int.Parse(match.Groups["year"].ValueSpan, NumberStyles.None, CultureInfo.InvariantCulture));
        foreach (Match match in Short().Matches(text))
        {
            var year = int.Parse(match.Groups["year"].ValueSpan, NumberStyles.None, CultureInfo.InvariantCulture);
            years.Add(year < 50 ? 2000 + year : 1900 + year);
        }

        foreach (Match match in Spoken().Matches(text))
        {
            var words = match.Groups["rest"].Value.Split([' ', '-', '\t', '\n'], StringSplitOptions.RemoveEmptyEntries);
            var century = match.Groups["century"].Value switch { "nineteen" => 1900, _ => 2000 };
            years.Add(century + (int)(NumberReader.Value(words) ?? 0));
        }

        return years;
    }

    private const string Small = "one|two|three|four|five|six|seven|eight|nine";
    private const string Rest = "(oh|o)[\\s-]+(" + Small + ")|ten|eleven|twelve|thirteen|fourteen|fifteen|sixteen|seventeen|eighteen|nineteen|(twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety)([\\s-]+(" + Small + "))?";

    [GeneratedRegex(@"(?<!published \d{1,2} [a-z]{3} )(?<![\d.,$€£])(?<year>19[5-9]\d|20[0-4]\d)(?!\d|[.,]\d|\s?(million|billion|mm|bn|clients|households))", Patterns.Options, Patterns.TimeoutMs)]
    private static partial Regex Written();

    [GeneratedRegex(@"(?<![\p{L}\d])'(?<year>\d\d)(?!\d)|\d{1,2}[/.-]\d{1,2}[/.-](?<year>\d\d)(?!\d)", Patterns.Options, Patterns.TimeoutMs)]
    private static partial Regex Short();

    [GeneratedRegex(@"\b(?<century>two\s+thousand(\s+and)?|twenty|nineteen)[\s-]+(?<rest>" + Rest + "|" + Small + @")\b", Patterns.Options, Patterns.TimeoutMs)]
    private static partial Regex Spoken();
}
