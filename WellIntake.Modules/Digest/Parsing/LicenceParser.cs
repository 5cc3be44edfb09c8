using System.Globalization;
using System.Text.RegularExpressions;

namespace WellIntake.Modules.Digest.Parsing;

/// <summary>
/// Licences and designations with what is said of them: "Series 7, 66; CFP", "S7 &amp; 66", "7/66", "no Series 7",
/// "letting 65 lapse", "CFA Level II candidate" (DIG-3).
/// </summary>
internal static partial class LicenceParser
{
    private static readonly HashSet<int> Known =
    [
        3, 4, 6, 7, 9, 10, 14, 16, 22, 23, 24, 26, 27, 28, 30, 31, 34, 39, 50, 51, 52, 53, 54, 57, 62, 63, 65, 66, 79, 82, 86, 87, 99,
    ];

    /// <summary>
    /// Each licence once, in the order of the text; what was said last of one counts ("had the 7, let it lapse").
    /// Empty for a text without any. Numbers that are no FINRA or NASAA series are not licences.
    /// </summary>
    public static IReadOnlyList<Reading<Licence>> FindAll(string? text)
    {
        if (string.IsNullOrWhiteSpace(text))
            return [];

        var found = new Dictionary<string, Reading<Licence>>(StringComparer.Ordinal);
        foreach (Match list in SeriesList().Matches(text))
            AddSeries(text, list, found);
        foreach (Match list in BareList().Matches(text))
        {
            // "7/24" could be a date; with a 63, 65 or 66 in it it is slang for licences.
            if (Numbers(list).Any(n => n.Number is 63 or 65 or 66) && Numbers(list).All(n => Known.Contains(n.Number)))
                AddSeries(text, list, found);
        }

        foreach (Match bare in BareNegated().Matches(text))
            AddSeries(text, bare, found);
        foreach (Match named in Designation().Matches(text))
            AddDesignation(text, named, found);

        return [.. found.Values.OrderBy(l => l.Span.Start)];
    }

    private static void AddSeries(string text, Match list, Dictionary<string, Reading<Licence>> found)
    {
        var numbers = Numbers(list).TakeWhile(n => Known.Contains(n.Number)).ToList();
        if (numbers.Count == 0)
            return;
        var end = numbers[^1].Start + numbers[^1].Length;
        var status = StatusOf(text, list.Index, end);
        foreach (var (number, start, length) in numbers)
        {
            var name = string.Create(CultureInfo.InvariantCulture, $"Series {number}");
            Put(found, new Licence(name, number, status), text, start, length);
        }
    }

    private static void AddDesignation(string text, Match match, Dictionary<string, Reading<Licence>> found)
    {
        var name = Name(match);
        var status = StatusOf(text, match.Index, match.Index + match.Length);
        var level = match.Groups["level"].Value;
        if (level.Length > 0)
        {
            var roman = level switch { "1" => "I", "2" => "II", "3" => "III", _ => level.ToUpperInvariant() };
            var passed = match.Groups["passed"].Success;
            if (status == LicenceStatus.Held)
                status = LicenceStatus.InProgress;
            Put(found, new Licence(name, null, status, $"Level {roman} {(passed ? "passed" : "candidate")}"), text, match.Index, match.Length);
            return;
        }

        Put(found, new Licence(name, null, status), text, match.Index, match.Length);
    }

    private static void Put(Dictionary<string, Reading<Licence>> found, Licence licence, string text, int start, int length)
    {
        if (!found.TryGetValue(licence.Name, out var earlier) || earlier.Span.Start <= start)
            found[licence.Name] = Reading<Licence>.Of(licence, text, start, length);
    }

    // Looks at the clause only: "no Series 7, but the 66" negates one of them.
    private static LicenceStatus StatusOf(string text, int start, int end)
    {
        var from = text.LastIndexOfAny([';', '.', ',', '\n', '('], Math.Max(0, start - 1), Math.Min(start, 60)) + 1;
        var before = start == 0 ? string.Empty : text[Math.Min(from, start)..start];
        if (But().Match(before) is { Success: true } but)
            before = before[(but.Index + but.Length)..];
        var to = text.IndexOfAny([';', '.', ',', '\n'], end);
        var after = text[end..Math.Min(to < 0 ? text.Length : to, Math.Min(text.Length, end + 60))];
        if (But().Match(after) is { Success: true } turn)
            after = after[..turn.Index];

        if (Negated().IsMatch(before) || Lapsed().IsMatch(after))
            return LicenceStatus.NotHeld;
        return Pursued().IsMatch(before) || PursuedAfter().IsMatch(after) ? LicenceStatus.InProgress : LicenceStatus.Held;
    }

    private static List<(int Number, int Start, int Length)> Numbers(Match list)
    {
        var numbers = new List<(int, int, int)>();
        foreach (Capture number in list.Groups["n"].Captures)
            numbers.Add((int.Parse(number.ValueSpan, NumberStyles.None, CultureInfo.InvariantCulture), number.Index, number.Length));
        return numbers;
    }

    private static string Name(Match match)
    {
        if (match.Groups["insurance"].Success)
            return match.Groups["health"].Success ? "Life & health" : "Insurance";
        var abbreviation = match.Groups["abbr"].Value.ToUpperInvariant();
        return abbreviation switch { "CHFC" => "ChFC", "CERTIFIED FINANCIAL PLANNER" => "CFP", "CHARTERED FINANCIAL ANALYST" => "CFA", _ => abbreviation };
    }

    private const string Separator = @"\s*(?:,\s*and|,\s*&|,|/|&|\+|;|-|\band\b|\bor\b)\s*";

    [GeneratedRegex(@"\b(series|ser\.|S(?=-?\d))\s*-?#?\s*(?<n>\d{1,2})\b(" + Separator + @"(the\s+)?((series|ser\.|S)\s*-?)?(?<n>\d{1,2})\b(?!\s*(%|years|yrs|\+|clients|households|people|weeks|days|months|advisors)))*", Patterns.Options, Patterns.TimeoutMs)]
    private static partial Regex SeriesList();

    [GeneratedRegex(@"(?<![\w/.$,-])(?<n>\d{1,2})((\s*(/|&|\+|,|\band\b)\s*(my\s+|the\s+|her\s+|his\s+)?)(?<n>\d{1,2})\b)+(?![\w/%]|\.\d)(?!\s*(years|yrs|clients|households|people|weeks|days|months|advisors))", Patterns.Options, Patterns.TimeoutMs)]
    private static partial Regex BareList();

    [GeneratedRegex(@"\b(letting|let|lost|dropp(ed|ing)|surrender(ed|ing)|no|without|lacks?)\s+(my|her|his|the|their|a)?\s*(?<n>6[3569]|6|7|9|10|24)\b(?!\s*(%|years|yrs|clients|households|people|weeks|days|months|advisors|million|[km]\b))", Patterns.Options, Patterns.TimeoutMs)]
    private static partial Regex BareNegated();

    [GeneratedRegex(
        @"\b((?<abbr>CFA|chartered\s+financial\s+analyst)(\s+(?<passed>passed\s+)?\(?level\s+(?<level>III|II|I|[123])\b(\s+(candidate|(?<passed>passed)))?)?|(?<passed>passed\s+)?level\s+(?<level>III|II|I|[123])\s+(of\s+the\s+)?(?<abbr>CFA)|(?<abbr>SIE|CFP|CPA|ChFC|CLU|CIMA|CPWA|CAIA|CRPC|CRPS|AAMS|AIF|CDFA|RICP|CTFA|FRM|CEPA|certified\s+financial\s+planner)|(?<insurance>(?<health>life\s*(and|&|/|,|\+)\s*health|L\s?&\s?H)(\s+insurance)?|insurance\s+licen[sc]ed?))\b",
        Patterns.Options, Patterns.TimeoutMs)]
    private static partial Regex Designation();

    [GeneratedRegex(@"\b(no|not|never|without|lacks?|lacking|letting|let|lost|drop(ped|ping)|surrender(ed|ing)|except|need(s|ed)?|missing|(does|do|did|has|have|is|was)n[’']?t)\b", Patterns.Options, Patterns.TimeoutMs)]
    private static partial Regex Negated();

    [GeneratedRegex(@"^\s*('s\s+)?(have\s+|has\s+|had\s+|is\s+|are\s+|was\s+|both\s+|will\s+|just\s+|licen[sc]es?\s+){0,3}(lapsed?|lapsing|expired?|inactive|dropped|revoked|run\s+out|not\s+(held|current|active))\b", Patterns.Options, Patterns.TimeoutMs)]
    private static partial Regex Lapsed();

    [GeneratedRegex(@"\b(studying|pursuing|sitting|working\s+(on|toward|towards)|preparing|taking|enrolled|scheduled|(plan|hop|intend)(s|ning|ing)?\s+to|would|towards?|candidate\s+for)\b", Patterns.Options, Patterns.TimeoutMs)]
    private static partial Regex Pursued();

    [GeneratedRegex(@"^\s*(\(?(candidate|in\s+progress|pending|exam\s+(scheduled|in)|expected)\b)", Patterns.Options, Patterns.TimeoutMs)]
    private static partial Regex PursuedAfter();

    [GeneratedRegex(@"\b(but|though|however|plus|only)\b", Patterns.Options, Patterns.TimeoutMs)]
    private static partial Regex But();
}
