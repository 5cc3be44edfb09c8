using System.Globalization;
using System.Text.RegularExpressions;
using WellIntake.Modules.Digest.Parsing;

namespace WellIntake.Modules.Digest.Anonymising.Leaks;

/// <summary>A number of a finished text.</summary>
/// <param name="Value">In whole units.</param>
/// <param name="HasUnit">With a currency, or million, billion and the like.</param>
/// <param name="HasPlus">"$1B+", "212+".</param>
/// <param name="CountsClients">Beside clients, households, families, relationships.</param>
/// <param name="IsCompensation">Behind "Target comp", which is meant to be shown.</param>
internal sealed record ReadNumber(double Value, bool HasUnit, bool HasPlus, bool CountsClients, bool IsCompensation);

/// <summary>Finds numbers however they are written: 1.23B, 1,230 million, "one point two three billion", "two hundred and twelve".</summary>
internal static partial class NumberReader
{
    private static readonly Dictionary<string, double> Units = new(StringComparer.Ordinal)
    {
        ["zero"] = 0,
        ["oh"] = 0,
        ["one"] = 1,
        ["two"] = 2,
        ["three"] = 3,
        ["four"] = 4,
        ["five"] = 5,
        ["six"] = 6,
        ["seven"] = 7,
        ["eight"] = 8,
        ["nine"] = 9,
        ["ten"] = 10,
        ["eleven"] = 11,
        ["twelve"] = 12,
        ["thirteen"] = 13,
        ["fourteen"] = 14,
        ["fifteen"] = 15,
        ["sixteen"] = 16,
        ["seventeen"] = 17,
        ["eighteen"] = 18,
        ["nineteen"] = 19,
        ["twenty"] = 20,
        ["thirty"] = 30,
        ["forty"] = 40,
        ["fifty"] = 50,
        ["sixty"] = 60,
        ["seventy"] = 70,
        ["eighty"] = 80,
        ["ninety"] = 90,
    };

    /// <summary>All numbers of a text in lower case.</summary>
    public static IReadOnlyList<ReadNumber> Read(string text)
    {
        var numbers = new List<ReadNumber>();
        foreach (Match match in Digits().Matches(text))
        {
            foreach (var value in Values(match.Groups["n"].Value))
            {
                var hasUnit = match.Groups["cur"].Success || match.Groups["scale"].Success;
                numbers.Add(Number(text, match, value * Scale(match.Groups["scale"].Value), hasUnit, match.Groups["plus"].Success));
            }
        }

        foreach (Match match in Spelled().Matches(text))
        {
            var words = match.Value.Split([' ', '-', '\t', '\n'], StringSplitOptions.RemoveEmptyEntries);
            if (Value(words) is { } value)
                numbers.Add(Number(text, match, value, words.Any(w => Scale(w) >= 1e6), false));
        }

        return numbers;
    }

    /// <summary>The value of number words; null for no number.</summary>
    public static double? Value(IReadOnlyList<string> words)
    {
        double total = 0, group = 0, fraction = 0;
        var isAny = false;
        foreach (var word in words)
        {
            if (word is "a" or "and")
                continue;
            if (word == "point")
            {
                fraction = 0.1;
            }
            else if (word == "hundred")
            {
                group = (group == 0 ? 1 : group) * 100;
                isAny = true;
            }
            else if (Scale(word) is > 1 and var scale)
            {
                total += (group == 0 ? 1 : group) * scale;
                (group, fraction, isAny) = (0, 0, true);
            }
            else if (Units.TryGetValue(word, out var unit) || double.TryParse(word, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out unit))
            {
                isAny = true;
                if (fraction == 0)
                {
                    group += unit;
                }
                else
                {
                    // "point two three" digit by digit, "point twenty three" as it is said.
                    var digits = unit >= 10 ? 2 : 1;
                    group += unit * fraction * (digits == 2 ? 0.1 : 1);
                    fraction *= unit >= 10 && unit % 10 == 0 ? 0.1 : Math.Pow(0.1, digits);
                }
            }
        }

        return isAny ? total + group : null;
    }

    private static ReadNumber Number(string text, Match match, double value, bool hasUnit, bool hasPlus)
    {
        var (start, end) = (match.Index, match.Index + match.Length);
        var before = text[Math.Max(0, start - 30)..start];
        var after = text[end..Math.Min(text.Length, end + 40)];
        return new ReadNumber(value, hasUnit, hasPlus, ClientsAfter().IsMatch(after) || ClientsBefore().IsMatch(before), Compensation().IsMatch(before));
    }

    // A comma or a stop may group or part decimals; where both can be meant, both are looked at.
    private static IEnumerable<double> Values(string figure)
    {
        var grouped = Grouped().IsMatch(figure);
        if (grouped && double.TryParse(figure.Replace(",", "", StringComparison.Ordinal).Replace(" ", "", StringComparison.Ordinal).Replace("'", "", StringComparison.Ordinal), NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var whole))
            yield return whole;
        if (grouped && figure.Count(c => c == '.') > 1 && double.TryParse(figure.Replace(".", "", StringComparison.Ordinal), NumberStyles.None, CultureInfo.InvariantCulture, out var continental))
            yield return continental;
        if (!grouped && double.TryParse(figure.Replace(',', '.'), NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var decimals))
            yield return decimals;
    }

    private static double Scale(string word) => word switch
    {
        "b" or "bn" or "bil" or "billion" or "billions" => 1e9,
        "m" or "mm" or "mn" or "mil" or "mln" or "million" or "millions" => 1e6,
        "k" or "thousand" => 1e3,
        _ => 1,
    };

    private const string Words = "zero|oh|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|thirteen|fourteen|fifteen|sixteen|seventeen|eighteen|nineteen|twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety|hundred|thousand|million|billion|point|mil|bil";

    [GeneratedRegex(@"(?<![\p{L}\d.,])(?<cur>(us)?[$€£]\s?|usd\s?)?(?<n>\d{1,3}([ ,.']\d{3})+(\.\d+)?|\d+([.,]\d+)?)([\s-]*(?<scale>billions?|bil|bn|b|millions?|mil|mln|mm|mn|m|thousand|k)(?!\p{L}))?(?<plus>\s?(\+|plus\b))?", Patterns.Options, Patterns.TimeoutMs)]
    private static partial Regex Digits();

    [GeneratedRegex(@"\b(a\s+|\d+(\.\d+)?[\s-]+)?(" + Words + @")([\s-]+(and[\s-]+)?(a[\s-]+)?(" + Words + @"|\d+))*\b", Patterns.Options, Patterns.TimeoutMs)]
    private static partial Regex Spelled();

    [GeneratedRegex(@"^\d{1,3}([ ,.']\d{3})+(\.\d+)?$", Patterns.Options, Patterns.TimeoutMs)]
    private static partial Regex Grouped();

    [GeneratedRegex(@"^\s*\+?\s*(\p{L}+[\s-]+){0,3}(clients?|households?|families|relationships?|hhs?)\b", Patterns.Options, Patterns.TimeoutMs)]
    private static partial Regex ClientsAfter();

    [GeneratedRegex(@"\b(clients?|households?|families|relationships?)\s*(count|base)?\s*(:|of|is|are|=)?\s*$", Patterns.Options, Patterns.TimeoutMs)]
    private static partial Regex ClientsBefore();

    [GeneratedRegex(@"target comp:[^\n]{0,20}$", Patterns.Options, Patterns.TimeoutMs)]
    private static partial Regex Compensation();
}
