using System.Globalization;
using System.Text.RegularExpressions;

namespace WellIntake.Modules.Digest.Parsing;

/// <summary>Years of experience.</summary>
/// <param name="Years">Whole years; the lower end of a range.</param>
/// <param name="AtLeast">"20+", "over 20".</param>
/// <param name="Since">The first year, when that was said.</param>
internal sealed record Experience(int Years, bool AtLeast, int? Since);

/// <summary>Clients or households served.</summary>
/// <param name="Count">How many.</param>
/// <param name="Unit">clients, households, families or relationships.</param>
/// <param name="Bound">Exact, about, at least or at most.</param>
internal sealed record ClientCount(int Count, string Unit, MoneyBound Bound);

/// <summary>A team.</summary>
/// <param name="Count">How many people.</param>
/// <param name="Unit">people, or whom: advisors, reps …</param>
/// <param name="Leads">Leads or manages them, rather than being one of them.</param>
internal sealed record Team(int Count, string Unit, bool Leads);

/// <summary>"20+ years", "since 2004", "120 households", "~85 clients", "leads team of 5", "manages 12 advisors" (DIG-3).</summary>
internal static partial class CountParser
{
    /// <summary>Years of experience. In running text (<paramref name="isField"/> false) only where it says of what: "6 years old" is none.</summary>
    public static Reading<Experience> Years(string? text, DateOnly today, bool isField = true)
    {
        if (string.IsNullOrWhiteSpace(text))
            return Reading<Experience>.None("empty");

        foreach (Match match in YearCount().Matches(text))
        {
            if (!isField && !match.Groups["of"].Success && !match.Groups["with"].Success)
                continue;
            if (match.Groups["old"].Success || Patterns.Number(match.Groups["n"].Value) is not { } number)
                continue;
            var years = match.Groups["unit"].Value.StartsWith("dec", StringComparison.OrdinalIgnoreCase) ? number * 10 : number;
            if (years is < 1 or > 70)
                continue;
            return Reading<Experience>.Of(new Experience(years, match.Groups["plus"].Success || match.Groups["over"].Success, null), text, match.Index, match.Length);
        }

        foreach (Match match in SinceYear().Matches(text))
        {
            if (!isField && !match.Groups["of"].Success && !match.Groups["with"].Success)
                continue;
            var since = int.Parse(match.Groups["year"].ValueSpan, NumberStyles.None, CultureInfo.InvariantCulture);
            var years = today.Year - since;
            if (years is >= 1 and <= 70)
                return Reading<Experience>.Of(new Experience(years, false, since), text, match.Index, match.Length);
        }

        return Reading<Experience>.None("no years");
    }

    /// <summary>Clients served; null with a reason when the text names none.</summary>
    public static Reading<ClientCount> Clients(string? text)
    {
        if (string.IsNullOrWhiteSpace(text))
            return Reading<ClientCount>.None("empty");
        var match = ClientsOf().Match(text);
        if (!match.Success || Patterns.Number(match.Groups["n"].Value) is not ({ } count and > 0))
            return Reading<ClientCount>.None("no count");

        var bound = match.Groups["plus"].Success ? MoneyBound.AtLeast : match.Groups["bound"].Value.ToUpperInvariant() switch
        {
            "" => MoneyBound.Exact,
            ['O', ..] or ['M', ..] or ['A', 'T', ..] => MoneyBound.AtLeast,
            ['U', ..] or ['F', ..] => MoneyBound.AtMost,
            _ => MoneyBound.About,
        };
        var unit = match.Groups["unit"].Value.ToUpperInvariant() switch
        {
            ['H', ..] => "households",
            ['F', ..] => "families",
            ['R', ..] => "relationships",
            _ => "clients",
        };
        return Reading<ClientCount>.Of(new ClientCount(count, unit, bound), text, match.Index, match.Length);
    }

    /// <summary>A team led or belonged to; null with a reason when the text names none.</summary>
    public static Reading<Team> TeamOf(string? text)
    {
        if (string.IsNullOrWhiteSpace(text))
            return Reading<Team>.None("empty");
        foreach (Match match in TeamSize().Matches(text))
        {
            if (Patterns.Number(match.Groups["n"].Value) is not (>= 2 and <= 10_000 and { } count))
                continue;
            var unit = match.Groups["unit"].Success ? match.Groups["unit"].Value.ToLowerInvariant() : "people";
            return Reading<Team>.Of(new Team(count, unit, match.Groups["leads"].Success), text, match.Index, match.Length);
        }

        return Reading<Team>.None("no team");
    }

    private const string Count = @"\d{1,3}(,\d{3})+|\d{1,6}|" + Patterns.NumberWords;
    private const string Field = @"(experience|in\s+(the\s+)?(business|industry|field|wealth|financial|finance|banking|insurance|advis\w+|private|investment\w*|securities)(\s+(management|services|advice|industry|business))?|as\s+an?\s+((financial|wealth|senior|lead|private|investment)\s+)*(advis[eo]r|banker|broker|planner|manager|executive)|advising|managing\s+(money|wealth|assets|portfolios)|tenure|career|in\s+production)";

    [GeneratedRegex(@"((?<with>experience\s*(of|:)?)\s*)?\b(?<over>over|more\s+than|at\s+least)?\s*(?<n>" + Count + @")\s*(?<plus>\+)?\s*((–|-|to)\s*\d{1,2}\s*)?-?\s*(?<unit>years?|yrs?|decades?)\b(?<old>[\s-]+old)?['’]?(\s+(of\s+)?((?:[\w-]+\s+){0,3})?(?<of>" + Field + @"))?", Patterns.Options, Patterns.TimeoutMs)]
    private static partial Regex YearCount();

    [GeneratedRegex(@"((?<with>(advis[eo]r|advising|business|industry|practic\w+|licen[sc]ed|registered|career)\b[^.;\d]{0,30}))?\bsince\s+(?<year>(19|20)\d\d)\b(\s+[^.;\d]{0,20}(?<of>" + Field + @"))?", Patterns.Options, Patterns.TimeoutMs)]
    private static partial Regex SinceYear();

    [GeneratedRegex(@"\b(?<unit>clients?|households?)\s*(count|base)?\s*(:|of|is)\s*(?<bound>~|≈|about|around|roughly|over|more\s+than|at\s+least|under|up\s+to)?\s*(?<n>\d{1,3}(,\d{3})+|\d{1,6})(?<plus>\+)?(?![\w%.,]\d|[\w%])|((?<bound>~|≈|about|around|approximately|roughly|nearly|over|more\s+than|at\s+least|under|fewer\s+than|up\s+to)\s*)?(?<![\w$.,])(?<n>" + Count + @")\s*(?<plus>\+)?\s+((UHNW|HNW|HNWI|high[\s-]net[\s-]worth|ultra|affluent|active|client|individual|private|core|family|wealthy|retail|institutional|advisory)\s+){0,3}(?<unit>clients?|households?|families|relationships?|HHs?)\b", Patterns.Options, Patterns.TimeoutMs)]
    private static partial Regex ClientsOf();

    private const string Staff = "advis[eo]rs?|reps?|representatives?|bankers?|planners?|analysts?|associates?|people|persons?|professionals?|employees|staff|direct\\s+reports?|FAs|CSAs|assistants?|members?|partners?|managers?";

    [GeneratedRegex(@"\b(?<leads>leads?|leading|led|manag(es?|ed|ing)|oversees?|overseeing|supervis(es?|ed|ing)|runs?|heads?|built)\s+(an?\s+|the\s+|my\s+|our\s+|his\s+|her\s+)?(team\s+of\s+)?(about\s+|around\s+|over\s+|~)?(?<n>" + Count + @")[\s-]*\+?\s*((?<unit>" + Staff + @")\b|-?(man|woman|member|person)\s+team\b|(?<=team\s+of\s+\S+\s*)(?!\w))|\b((?<leads>leads?|leading|led|manag(es?|ed|ing)|oversees?|heads?|runs?|built)\s+)?(an?\s+|the\s+|my\s+|our\s+)?(team|group)\s+(of|is)\s+(?<n>" + Count + @")\b(\s+(?<unit>" + Staff + @")\b)?|\b(?<n>" + Count + @")[\s-]+(person|member|man|woman|advis[eo]r)\s+team\b", Patterns.Options, Patterns.TimeoutMs)]
    private static partial Regex TeamSize();
}
