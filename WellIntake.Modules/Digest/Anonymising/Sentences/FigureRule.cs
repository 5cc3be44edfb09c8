using System.Globalization;
using System.Text.RegularExpressions;
using WellIntake.Modules.Digest.Anonymising.Bullets;
using WellIntake.Modules.Digest.Anonymising.Words;
using WellIntake.Modules.Digest.Parsing;

namespace WellIntake.Modules.Digest.Anonymising.Sentences;

/// <summary>Amounts to their tier, numbers to their first digit, numbers in words to "some"; licences and small numbers stay.</summary>
internal sealed partial class FigureRule : ISentenceRule
{
    public IEnumerable<Found> Find(FoldedText text, OwnWords own)
    {
        var taken = new List<TextSpan>();
        foreach (var amount in MoneyParser.FindAll(text.Text))
        {
            taken.Add(amount.Span);
            var steps = amount.Value!.Low >= 100e6m ? Tiers.Assets : Tiers.Production;
            yield return new Found(amount.Span.Start, amount.Span.Length, Tiers.Floor(amount.Value, steps) ?? "a smaller amount");
        }

        taken.AddRange(LicenceParser.FindAll(text.Text).Select(l => l.Span));
        foreach (Match match in Spelled().Matches(text.Folded))
            yield return new Found(match.Index, match.Length, "some");
        foreach (Match match in Number().Matches(text.Folded))
        {
            if (!taken.Exists(t => t.Overlaps(new TextSpan(match.Index, match.Length))) && Floor(match.Groups["n"].Value, match.Groups["rest"].Value) is { } shown)
                yield return new Found(match.Index, match.Length, shown);
        }
    }

    // One to nine identify nobody.
    private static string? Floor(string digits, string rest)
    {
        var plain = new string([.. digits.Where(char.IsAsciiDigit)]);
        if (rest.Length > 0 || digits.AsSpan().ContainsAny('.', ',') || plain.Length > 6)
            return "some";
        var number = int.Parse(plain, NumberStyles.None, CultureInfo.InvariantCulture);
        if (number < 10)
            return null;
        var step = (int)Math.Pow(10, plain.TrimStart('0').Length - 1);
        return Tiers.Written(number / step * step) + "+";
    }

    private const string Digit = "one|two|three|four|five|six|seven|eight|nine";
    private const string Numeral = Digit + "|zero|oh|ten|eleven|twelve|thirteen|fourteen|fifteen|sixteen|seventeen|eighteen|nineteen|twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety";
    private const string Scale = "hundred|thousand|million|billion|point|mil|bil|k|mm|bn";

    [GeneratedRegex(
        @"\$?\b(a|" + Numeral + @"|\d[\d.,]*)([\s-]+(and[\s-]+(a[\s-]+)?)?(" + Numeral + "|" + Scale + @"|\d[\d.,]*))*[\s-]+(" + Scale + @")\b([\s-]+(and[\s-]+)?(" + Numeral + "|" + Scale + @"|\d[\d.,]*)\b)*"
        + @"|\b(twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety)[\s-]+(" + Digit + @")\b",
        Patterns.Options, Patterns.TimeoutMs)]
    private static partial Regex Spelled();

    [GeneratedRegex(@"(?<![\w.,])(?<n>\d{1,3}([\s'.,]\d{3})+([.,]\d+)?|\d+([.,]\d+)?)(?<rest>[a-z]{0,3}\b)?\+?", Patterns.Options, Patterns.TimeoutMs)]
    private static partial Regex Number();
}
