using System.Globalization;
using System.Text.RegularExpressions;

namespace WellIntake.Modules.Digest.Parsing;

/// <summary>How something grew; negative when it shrank.</summary>
/// <param name="Percent">In per cent; 100 for "doubled". Null only when <paramref name="From"/> is 0.</param>
/// <param name="From">Where it began, when both ends were given.</param>
/// <param name="To">Where it is.</param>
/// <param name="Since">The year it began, when given.</param>
/// <param name="Yearly">A rate a year.</param>
/// <param name="Organic">Without acquisitions.</param>
internal sealed record Growth(decimal? Percent, Money? From, Money? To, int? Since, bool Yearly, bool Organic);

/// <summary>"up 30% since 2021", "grew AUM from $400M to $650M", "doubled", "organic growth 12% YoY" (DIG-3).</summary>
internal static partial class GrowthParser
{
    /// <summary>The first growth the text states; null with a reason when there is none.</summary>
    public static Reading<Growth> Parse(string? text)
    {
        if (string.IsNullOrWhiteSpace(text))
            return Reading<Growth>.None("empty");
        return FromTo(text) ?? Rate(text) ?? Multiple(text) ?? Reading<Growth>.None("no growth");
    }

    private static Reading<Growth>? FromTo(string text)
    {
        // Without "from" no amount is the beginning of a way.
        if (!text.Contains("from", StringComparison.OrdinalIgnoreCase) || !Verb().IsMatch(text))
            return null;
        foreach (var amount in MoneyParser.FindAll(text))
        {
            if (amount.Value is not { IsChange: true } money)
                continue;
            var start = Verb().Match(text).Index;
            var from = money with { High = money.Low, IsChange = false };
            var to = money with { Low = money.High, IsChange = false };
            decimal? percent = money.Low == 0 ? null : Math.Round((money.High - money.Low) / money.Low * 100m, 1);
            start = Math.Min(start, amount.Span.Start);
            return Reading<Growth>.Of(new Growth(percent, from, to, Year(text), false, Organic().IsMatch(text)), text, start, amount.Span.End - start);
        }

        return null;
    }

    private static Reading<Growth>? Rate(string text)
    {
        if (!text.Contains('%', StringComparison.Ordinal) && !text.Contains("percent", StringComparison.OrdinalIgnoreCase))
            return null;
        var match = Percentage().Match(text);
        if (!match.Success || !decimal.TryParse(match.Groups["n"].ValueSpan, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var percent) || percent > 100_000m)
            return null;
        if (Down().IsMatch(match.Value))
            percent = -percent;
        return Reading<Growth>.Of(new Growth(percent, null, null, Year(text), Yearly().IsMatch(text), Organic().IsMatch(text)), text, match.Index, match.Length);
    }

    private static Reading<Growth>? Multiple(string text)
    {
        var match = Doubled().Match(text);
        if (!match.Success)
            return null;
        decimal times = char.ToUpperInvariant(match.Value[0]) switch
        {
            'D' => 2,
            'T' => 3,
            'Q' => 4,
            _ => decimal.Parse(match.Groups["x"].ValueSpan, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture),
        };
        return Reading<Growth>.Of(new Growth((times - 1) * 100m, null, null, Year(text), false, Organic().IsMatch(text)), text, match.Index, match.Length);
    }

    private static int? Year(string text) =>
        Since().Match(text) is { Success: true } since ? int.Parse(since.Groups["year"].ValueSpan, NumberStyles.None, CultureInfo.InvariantCulture) : null;

    [GeneratedRegex(@"\b(grew|grown|grow(ing|th)?|up|increased?|built|took|taken|expanded?|scaled|raised?|went|gone)\b", Patterns.Options, Patterns.TimeoutMs)]
    private static partial Regex Verb();

    [GeneratedRegex(
        @"\b(up|down|grew|grown|grow(s|ing|th)?|increas(e|ed|ing)|declin(e|ed|ing)|shr(ank|unk)|fell|lost|gain(s|ed)?|organic(ally)?|CAGR)\b[^.;%\d]{0,40}?(~|≈)?(?<n>\d{1,6}(\.\d{1,2})?)\s?(\+\s?)?(%|percent\b)((\s+(since|from|over|in|year|yoy|annual(ly)?|a\s+year|per\s+year|the|last|past|20\d\d|\d+|years?|growth|organic(ally)?|CAGR))*)"
        + @"|(~|≈)?(?<n>\d{1,6}(\.\d{1,2})?)\s?(\+\s?)?(%|percent)\s+((organic|annual|yearly|yoy|year[\s-]over[\s-]year|net)\s+){0,3}(growth|increase|CAGR|yoy|decline)\b",
        Patterns.Options, Patterns.TimeoutMs)]
    private static partial Regex Percentage();

    [GeneratedRegex(@"\b(down|declin(e|ed|ing)|shr(ank|unk)|fell|lost)\b", Patterns.Options, Patterns.TimeoutMs)]
    private static partial Regex Down();

    [GeneratedRegex(@"\b(doubled|tripled|quadrupled|(grew|grown|up)\s+(?<x>\d{1,2}(\.\d)?)x)\b([^.;,]{0,40}?\b(since|in|over)\s+((the\s+)?(last|past)\s+)?[\w]+(\s+years?)?)?", Patterns.Options, Patterns.TimeoutMs)]
    private static partial Regex Doubled();

    [GeneratedRegex(@"\b(since|from)\s+(?<year>(19|20)\d\d)\b", Patterns.Options, Patterns.TimeoutMs)]
    private static partial Regex Since();

    [GeneratedRegex(@"\b(yoy|year[\s-]over[\s-]year|annual(ly)?|a\s+year|per\s+year|each\s+year|every\s+year|CAGR)\b", Patterns.Options, Patterns.TimeoutMs)]
    private static partial Regex Yearly();

    [GeneratedRegex(@"\borganic(ally)?\b", Patterns.Options, Patterns.TimeoutMs)]
    private static partial Regex Organic();
}
