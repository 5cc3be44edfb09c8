using System.Text.RegularExpressions;
using WellIntake.Modules.Digest.Anonymising.Words;
using WellIntake.Modules.Digest.Parsing;

namespace WellIntake.Modules.Digest.Anonymising.Sentences;

/// <summary>Years and dates: "2009", "'09", "5/12/09", "two thousand nine", "twenty nineteen".</summary>
internal sealed partial class YearRule : ISentenceRule
{
    public IEnumerable<Found> Find(FoldedText text, OwnWords own) =>
        Year().Matches(text.Folded).Select(m => new Found(m.Index, m.Length, "a past year"));

    private const string Tens = "ten|eleven|twelve|thirteen|fourteen|fifteen|sixteen|seventeen|eighteen|nineteen|(twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety)([\\s-]+(one|two|three|four|five|six|seven|eight|nine))?|(oh|o)[\\s-]+(one|two|three|four|five|six|seven|eight|nine)";

    [GeneratedRegex(
        @"\b\d{1,2}[/.-]\d{1,2}[/.-](\d{4}|\d{2})\b|\b((" + Patterns.Months + @")\.?\s+(\d{1,2}(st|nd|rd|th)?,?\s+)?|(class\s+of\s+))?(?<![\d$€£.,])(19|20)\d\d(?!\d|[.,]\d|\s?(million|billion|mm|m|k|b|bn|clients|households)\b)(['’]?s)?|(?<!\w)'\d\d\b|\btwo\s+thousand(\s+and)?([\s-]+(one|two|three|four|five|six|seven|eight|nine|" + Tens + @"))?\b(?!\s*(clients|households|families|million))|\b(nineteen|twenty)[\s-]+(" + Tens + @"|hundred)\b",
        Patterns.Options, Patterns.TimeoutMs)]
    private static partial Regex Year();
}
