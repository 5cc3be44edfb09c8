using System.Globalization;
using System.Text.RegularExpressions;

namespace WellIntake.Modules.Digest.Parsing;

/// <summary>"$200K–$250K OTE", "base 150k + bonus 50k", "150-175 base", "$300k all-in" (DIG-3).</summary>
internal static partial class CompensationParser
{
    private const decimal SmallestYear = 20_000m;
    private const decimal LargestYear = 50_000_000m;

    /// <summary>
    /// The compensation that a text about compensation states. Here, and only here, a bare 150 means 150 thousand.
    /// Null with a reason for payouts, hourly rates and what is left open.
    /// </summary>
    public static Reading<Compensation> Parse(string? text)
    {
        if (string.IsNullOrWhiteSpace(text))
            return Reading<Compensation>.None("empty");
        if (Hourly().Match(text) is { Success: true } hourly)
            return Reading<Compensation>.None($"not a year's: \"{hourly.Value.Trim()}\"");

        Match? basis = null, bonus = null, total = null;
        foreach (Match part in Part().Matches(text))
        {
            var role = part.Groups["before"].Success ? part.Groups["before"].Value : part.Groups["after"].Value;
            if (role.StartsWith("bas", StringComparison.OrdinalIgnoreCase) || role.StartsWith("sal", StringComparison.OrdinalIgnoreCase) || role.StartsWith("draw", StringComparison.OrdinalIgnoreCase))
                basis ??= part;
            else if (role.StartsWith("bon", StringComparison.OrdinalIgnoreCase))
                bonus ??= part;
            else if (Amounts(part) is not null)
                total ??= part;
        }

        if (basis is not null && Amounts(basis) is { } low)
            return WithBase(text, basis, bonus, low);
        return total is not null ? Total(text, total) : Reading<Compensation>.None(Payout().IsMatch(text) ? "a payout, not an amount" : "no amount");
    }

    private static Reading<Compensation> WithBase(string text, Match basis, Match? bonus, (decimal Low, decimal High) amounts)
    {
        if (!IsYearly(amounts))
            return Reading<Compensation>.None("not a year's pay");
        var currency = Currency(basis);
        if (bonus is null)
            return Reading<Compensation>.Of(new Compensation(CompensationKind.Base, amounts.Low, amounts.High, currency), text, basis.Index, basis.Length);

        var (start, end) = (Math.Min(basis.Index, bonus.Index), Math.Max(basis.Index + basis.Length, bonus.Index + bonus.Length));
        var extra = bonus.Groups["percent"].Success
            ? Math.Round(amounts.Low * Figure(bonus.Groups["n1"].Value) / 100m, 0)
            : Amounts(bonus)?.Low ?? 0m;
        return extra <= 0
            ? Reading<Compensation>.Of(new Compensation(CompensationKind.Base, amounts.Low, amounts.High, currency), text, basis.Index, basis.Length)
            : Reading<Compensation>.Of(
                new Compensation(CompensationKind.BasePlusBonus, amounts.Low + extra, amounts.High + extra, currency, amounts.Low, extra), text, start, end - start);
    }

    private static Reading<Compensation> Total(string text, Match total)
    {
        var amounts = Amounts(total)!.Value;
        if (!IsYearly(amounts))
            return Reading<Compensation>.None(amounts.Low > amounts.High ? $"the range \"{total.Value.Trim()}\" runs backwards" : "not a year's pay");
        var kind = Target().IsMatch(text) ? CompensationKind.OnTarget : AllIn().IsMatch(text) ? CompensationKind.AllIn : CompensationKind.Unspecified;
        return Reading<Compensation>.Of(new Compensation(kind, amounts.Low, amounts.High, Currency(total)), text, total.Index, total.Length);
    }

    private static bool IsYearly((decimal Low, decimal High) amounts) =>
        amounts.Low <= amounts.High && amounts.Low >= SmallestYear && amounts.High <= LargestYear;

    private static (decimal Low, decimal High)? Amounts(Match part)
    {
        if (part.Groups["percent"].Success)
            return null;
        var (scale1, scale2) = (part.Groups["s1"].Value, part.Groups["s2"].Value);
        if (!part.Groups["n2"].Success)
        {
            var only = Scaled(part.Groups["n1"].Value, scale1);
            return (only, only);
        }

        return (Scaled(part.Groups["n1"].Value, scale1.Length > 0 ? scale1 : scale2), Scaled(part.Groups["n2"].Value, scale2.Length > 0 ? scale2 : scale1));
    }

    private static decimal Scaled(string figure, string scale)
    {
        var value = Figure(figure);
        if (value >= 10_000m)
            return value;
        return scale.Length == 0
            ? value is >= 30m and < 1000m ? value * 1000m : value
            : value * (scale[0] is 'm' or 'M' ? 1_000_000m : 1_000m);
    }

    private static decimal Figure(string text) =>
        text.Length <= 15 && decimal.TryParse(text.Replace(",", "", StringComparison.Ordinal), NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var value) ? value : 0m;

    private static string Currency(Match part) => part.Groups["c1"].Value switch { "€" => "€", "£" => "£", _ => "$" };

    private const string Role = "base(\\s+salary)?|salary|draw|bonus(es)?";
    private const string Number = @"\d{1,3}(,\d{3})+|\d+(\.\d+)?";

    [GeneratedRegex(
        @"((?<before>" + Role + @")\s*(of|:|is|=|around|about|at)?\s*(~|≈)?\s*)?(?<![\w.,])((?<c1>US\$|\$|€|£)\s?)?(?<n1>" + Number + @")(?<percent>\s?%)?(\s?(?<s1>k|thousand|mm|m|million)\b)?(\s*(–|—|-|to)\s*(\$|€|£)?\s?(?<n2>" + Number
        + @")(\s?(?<s2>k|thousand|mm|m|million)\b)?)?(?!\w)(\s*(in\s+|target\s+|annual\s+|guaranteed\s+)?(?<after>" + Role + @")\b)?",
        Patterns.Options, Patterns.TimeoutMs)]
    private static partial Regex Part();

    [GeneratedRegex(@"(/|\bper\s+|\ban?\s+)\s?(hr|hour|day|week|month)\b|\bhourly\b", Patterns.Options, Patterns.TimeoutMs)]
    private static partial Regex Hourly();

    [GeneratedRegex(@"%|\b(payout|grid)\b", Patterns.Options, Patterns.TimeoutMs)]
    private static partial Regex Payout();

    [GeneratedRegex(@"\bOTE\b|\bon[\s-]target\b", Patterns.Options, Patterns.TimeoutMs)]
    private static partial Regex Target();

    [GeneratedRegex(@"\ball[\s-]?in\b|\btotal\s+comp(ensation)?\b|\bTC\b", Patterns.Options, Patterns.TimeoutMs)]
    private static partial Regex AllIn();
}
