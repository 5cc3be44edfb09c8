using System.Text;
using System.Text.RegularExpressions;
using WellIntake.Modules.Digest.Parsing;

namespace WellIntake.Modules.Digest.Anonymising.Leaks;

/// <summary>Finds runs of seven digits and more: grouped in any way, or spoken one by one.</summary>
internal static partial class DigitReader
{
    private static readonly string[] Names = ["zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine"];

    /// <summary>The digits of each run, of a text in lower case.</summary>
    public static IReadOnlyList<string> Read(string text)
    {
        var runs = new List<string>();
        foreach (Match match in Run().Matches(text))
            runs.Add(new string([.. match.Value.Where(char.IsAsciiDigit)]));
        foreach (Match match in Spoken().Matches(text))
        {
            var digits = new StringBuilder();
            foreach (var word in match.Value.Split([' ', ',', '.', '-', '\t', '\n'], StringSplitOptions.RemoveEmptyEntries))
                digits.Append(word is "oh" or "o" ? 0 : char.IsAsciiDigit(word[0]) ? word[0] - '0' : Array.IndexOf(Names, word));
            runs.Add(digits.ToString());
        }

        return runs;
    }

    [GeneratedRegex(@"\d([^\p{L}\d\n]{0,4}\d){6,}", Patterns.Options, Patterns.TimeoutMs)]
    private static partial Regex Run();

    [GeneratedRegex(@"\b((zero|oh|o|one|two|three|four|five|six|seven|eight|nine|\d)[\s,.-]+){6,}(zero|oh|o|one|two|three|four|five|six|seven|eight|nine|\d)\b", Patterns.Options, Patterns.TimeoutMs)]
    private static partial Regex Spoken();
}
