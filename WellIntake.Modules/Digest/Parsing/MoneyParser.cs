using System.Buffers;
using System.Globalization;
using System.Text.RegularExpressions;

namespace WellIntake.Modules.Digest.Parsing;

/// <summary>Amounts of money as the field writes them: "$1.2B", "500MM", "850K–1.1M", "over $1bn" (DIG-3).</summary>
internal static partial class MoneyParser
{
    private const string Currency = @"US\$|USD|\$|€|£|EUR|GBP";
    private static readonly SearchValues<string> Currencies = SearchValues.Create(["$", "€", "£", "USD", "EUR", "GBP"], StringComparison.OrdinalIgnoreCase);
    private const string Figure = @"\d{1,3}(,\d{3})+(\.\d+)?|\d{1,3}(\.\d{3}){2,}|\d+(\.\d+)?";
    private const string Scale = @"billions?|bil|bn|b|millions?|mil|mm|mn|m|thousand|k";
    private const string Assets = @"AUMs?|AUA|assets?(\s+under\s+(management|advisement|administration))?|book(\s+of\s+business)?|under\s+management";
    private const string Production = @"T-?\s?12s?|TTM|trailing[\s-]+(twelve|12)|in\s+production|production|GDC|gross\s+revenues?|in\s+revenues?|revenues?|in\s+fees";
    private const string Compensation = @"OTE|base|bonus|salary|all[\s-]in|total\s+comp(ensation)?|comp(ensation)?";

    /// <summary>Every amount that is certain in a running text; numbers without currency or scale are left alone.</summary>
    public static IReadOnlyList<Reading<Money>> FindAll(string? text) => Find(text, isField: false, out _);

    /// <summary>
    /// The one amount that a field holds. Null with a reason when there is none, when it could be read in two ways, or
    /// when there are several and none of them is labelled <paramref name="wanted"/>.
    /// </summary>
    public static Reading<Money> Parse(string? text, MoneyLabel wanted = MoneyLabel.None)
    {
        if (string.IsNullOrWhiteSpace(text))
            return Reading<Money>.None("empty");

        var found = Find(text, isField: true, out var doubt);
        var fitting = found.Where(m => m.Value!.Label == wanted).ToList();
        if (fitting.Count == 0)
            fitting = found.Where(m => wanted == MoneyLabel.None || m.Value!.Label == MoneyLabel.None).ToList();

        return fitting.Count switch
        {
            0 => Reading<Money>.None(doubt ?? (found.Count > 0 ? "the amount is labelled as something else" : "no amount")),
            1 => fitting[0],
            _ when fitting.All(m => m.Value! with { Label = MoneyLabel.None } == fitting[0].Value! with { Label = MoneyLabel.None }) => fitting[0],
            _ => Reading<Money>.None("several amounts"),
        };
    }

    private static List<Reading<Money>> Find(string? text, bool isField, out string? doubt)
    {
        doubt = null;
        var found = new List<Reading<Money>>();
        if (string.IsNullOrEmpty(text) || !isField && !MayHoldAmount(text))
            return found;

        if (CommaDecimal().Match(text) is { Success: true } comma)
            doubt = $"the comma in \"{comma.Value}\" could be a decimal point";

        for (var match = Amount().Match(text, 0); match.Success;)
        {
            var end = Read(text, match, isField, found, ref doubt);
            match = Amount().Match(text, end);
        }

        return found;
    }

    // An amount of a running text has a currency, a scale behind its digits, or grouped digits.
    private static bool MayHoldAmount(string text)
    {
        if (text.AsSpan().ContainsAny(Currencies))
            return true;
        for (var at = text.AsSpan().IndexOfAnyInRange('0', '9'); at >= 0 && at < text.Length; at++)
        {
            if (!char.IsAsciiDigit(text[at]))
                continue;
            var rest = text.AsSpan(at + 1);
            if (rest is ['.' or ',', >= '0' and <= '9', ..] || rest.TrimStart() is ['b' or 'B' or 'm' or 'M' or 't' or 'T' or 'k' or 'K', ..])
                return true;
        }

        return false;
    }

    // Adds what the match holds and returns where to go on.
    private static int Read(string text, Match match, bool isField, List<Reading<Money>> found, ref string? doubt)
    {
        var (first, second) = (match.Groups["n1"], match.Groups["n2"]);
        var (scale1, scale2) = (match.Groups["s1"].Value, match.Groups["s2"].Value);
        var currency = match.Groups["c1"].Success ? match.Groups["c1"].Value : match.Groups["c2"].Value;
        var bound = match.Groups["bound"].Value;
        var isBetween = bound.StartsWith("between", StringComparison.OrdinalIgnoreCase);
        var isRange = second.Success;
        var end = match.Index + match.Length;

        // "$3M and $4M" are two amounts, "between $3M and $4M" is one range.
        if (isRange && match.Groups["sep"].Value.Equals("and", StringComparison.OrdinalIgnoreCase) && !isBetween)
        {
            isRange = false;
            end = match.Groups["s1"].Success ? match.Groups["s1"].Index + match.Groups["s1"].Length : first.Index + first.Length;
            scale2 = string.Empty;
        }

        var low = Value(first.Value);
        var high = isRange ? Value(second.Value) : low;
        if (low is null || high is null)
            return end;

        var grouped = first.Value.Contains(',', StringComparison.Ordinal) || first.Value.Count(c => c == '.') > 1;
        if (isRange)
        {
            if (scale1.Length == 0 && scale2.Length > 0 && low < 1000 && !grouped)
                scale1 = scale2;
            else if (scale2.Length == 0 && scale1.Length > 0 && high < 1000)
                scale2 = scale1;
        }

        var hasScale = scale1.Length > 0;
        var label = LabelAt(text, match.Index, end);
        if (!hasScale && currency.Length == 0 && !(grouped && (isField || low >= 100_000)) && !(isField && low >= 10_000))
        {
            doubt ??= isField ? $"\"{match.Value.Trim()}\" has neither currency nor scale" : null;
            return end;
        }

        // A retirement plan is no amount; "$1.2" without B or M says nothing.
        if (currency.Length == 0 && first.Value is "401" or "403" && scale1.Equals("k", StringComparison.OrdinalIgnoreCase))
            return end;
        if (!hasScale && low < 1000 && first.Value.Contains('.', StringComparison.Ordinal) && first.Value.Length - first.Value.IndexOf('.', StringComparison.Ordinal) != 3)
        {
            doubt ??= $"\"{match.Value.Trim()}\" has no scale";
            return end;
        }

        low *= Factor(scale1);
        high = isRange ? high * Factor(scale2) : low;
        if (low > high)
        {
            doubt ??= $"the range \"{match.Value.Trim()}\" runs backwards";
            return end;
        }

        var start = match.Index;
        var money = new Money(
            low.Value,
            high.Value,
            Symbol(currency),
            match.Groups["plus"].Success ? MoneyBound.AtLeast : BoundOf(bound, isBetween),
            label,
            IsChange: isRange && From().IsMatch(text[Math.Max(0, start - 12)..start]));
        found.Add(Reading<Money>.Of(money, text, start, end - start));
        return end;
    }

    private static MoneyLabel LabelAt(string text, int start, int end)
    {
        var after = LabelAfter().Match(text, end, Math.Min(60, text.Length - end));
        if (after.Success)
            return Label(after);
        var from = Math.Max(0, start - 60);
        var before = LabelBefore().Match(text[from..start]);
        return before.Success ? Label(before) : MoneyLabel.None;
    }

    private static MoneyLabel Label(Match match) =>
        match.Groups["aum"].Success ? MoneyLabel.Assets
        : match.Groups["prod"].Success ? MoneyLabel.Production
        : match.Groups["comp"].Success ? MoneyLabel.Compensation
        : MoneyLabel.Other;

    private static MoneyBound BoundOf(string words, bool isBetween) =>
        words.Length == 0 || isBetween ? MoneyBound.Exact : words.ToUpperInvariant()[0] switch
        {
            'O' or 'M' or 'N' when !words.StartsWith("nearly", StringComparison.OrdinalIgnoreCase) => MoneyBound.AtLeast,
            'U' or 'L' or 'B' => MoneyBound.AtMost,
            'A' when words.StartsWith("at m", StringComparison.OrdinalIgnoreCase) => MoneyBound.AtMost,
            'A' when words.StartsWith("at l", StringComparison.OrdinalIgnoreCase) || words.StartsWith("above", StringComparison.OrdinalIgnoreCase) => MoneyBound.AtLeast,
            'J' when words.EndsWith("under", StringComparison.OrdinalIgnoreCase) => MoneyBound.AtMost,
            'I' or 'J' or '>' => MoneyBound.AtLeast,
            '<' => MoneyBound.AtMost,
            _ => MoneyBound.About,
        };

    private static decimal? Value(string figure)
    {
        var plain = figure.Count(c => c == '.') > 1 ? figure.Replace(".", "", StringComparison.Ordinal) : figure;
        plain = plain.Replace(",", "", StringComparison.Ordinal);
        return plain.Length <= 15 && decimal.TryParse(plain, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var value) ? value : null;
    }

    private static decimal Factor(string scale) => scale.Length == 0 ? 1m : char.ToUpperInvariant(scale[0]) switch
    {
        'B' => 1_000_000_000m,
        'M' => 1_000_000m,
        _ => 1_000m,
    };

    private static string Symbol(string currency) => currency.ToUpperInvariant() switch
    {
        "€" or "EUR" => "€",
        "£" or "GBP" => "£",
        _ => "$",
    };

    [GeneratedRegex(
        @"(?<![\w.,$€£]|\b(room|suite|apt|unit|floor|gate)\s)((?<bound>~|≈|>|<|about|around|approximately|approx\.?|roughly|nearly|almost|circa|just\s+over|over|more\s+than|above|at\s+least|north\s+of|in\s+excess\s+of|just\s+under|under|less\s+than|below|up\s+to|at\s+most|between)\s*)?"
        + "((?<c1>" + Currency + @")\s*)?(?<n1>" + Figure + @")(\s*(?<s1>" + Scale + @")\b)?"
        + @"(\s*(?<sep>–|—|-|−|to|and)\s*((?<c2>" + Currency + @")\s*)?(?<n2>" + Figure + @")(\s*(?<s2>" + Scale + @")\b)?)?(?<plus>\s?\+)?(?![\w%]|\s%|[.,]\d)",
        Patterns.Options, Patterns.TimeoutMs)]
    private static partial Regex Amount();

    [GeneratedRegex(@"(?<![\w.,])\d{1,3},\d{1,2}\s*(" + Scale + @")\b", Patterns.Options, Patterns.TimeoutMs)]
    private static partial Regex CommaDecimal();

    [GeneratedRegex(
        @"\G\s*[(\[]?\s*((of|in|as|for|worth|client|total|annual|annually|gross|net|managed|trailing|a|my|the|their)\s+){0,4}((?<aum>" + Assets + @")|(?<prod>" + Production + @")|(?<comp>" + Compensation + @")|(?<other>net\s+worth|loans?|insurance|premiums?|deposits?|minimums?))\b",
        Patterns.Options, Patterns.TimeoutMs)]
    private static partial Regex LabelAfter();

    [GeneratedRegex(
        @"\b((?<aum>" + Assets + @"|manag(es?|ing)|oversee(s|ing)?)|(?<prod>" + Production + @"|produc(es?|ing))|(?<comp>" + Compensation + @")|(?<other>minimums?|loans?|deposits?|premiums?))\s*[:=–-]?\s*((is|was|are|of|at|has|grew|from|currently|now|roughly|stands|around|about|just)\s+){0,4}$",
        Patterns.Options, Patterns.TimeoutMs)]
    private static partial Regex LabelBefore();

    [GeneratedRegex(@"\bfrom\s+$", Patterns.Options, Patterns.TimeoutMs)]
    private static partial Regex From();
}
