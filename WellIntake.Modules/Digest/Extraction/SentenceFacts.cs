using System.Buffers;
using System.Globalization;
using System.Text.RegularExpressions;
using WellIntake.Modules.Digest.Parsing;

namespace WellIntake.Modules.Digest.Extraction;

/// <summary>Facts that sentences state of the candidate: not questions, wishes, denials, memories or other people's figures.</summary>
internal static partial class SentenceFacts
{
    private const double SmallestBook = 5_000_000;
    private const double SmallestProduction = 50_000;
    private const double LargestProduction = 100_000_000;

    // One pass for a word is far cheaper than an expression that begins anywhere; without the word none can match.
    private static readonly SearchValues<string> GrowthWords = SearchValues.Create(
        ["grew", "grow", "up", "increas", "doubl", "tripl", "quadr", "organic", "cagr", "declin", "down", "fell", "lost", "gain", "shr", "took", "taken", "built", "expand", "scaled", "raise", "went", "gone", "%", "percent"], StringComparison.OrdinalIgnoreCase);

    private static readonly SearchValues<string> NumberWords = SearchValues.Create(
        Patterns.NumberWords.Split('|'), StringComparison.OrdinalIgnoreCase);

    private static readonly SearchValues<string> ClientWords = SearchValues.Create(
        ["client", "household", "famil", "relationship", "hh"], StringComparison.OrdinalIgnoreCase);

    private static readonly SearchValues<string> TeamWords = SearchValues.Create(
        ["team", "group", "lead", "led", "manag", "overs", "superv", "run", "head", "built"], StringComparison.OrdinalIgnoreCase);

    private static readonly SearchValues<string> YearWords = SearchValues.Create(
        ["year", "yr", "decade", "since"], StringComparison.OrdinalIgnoreCase);

    private static readonly SearchValues<string> FocusWords = SearchValues.Create(
        ["speciali", "focus", "niche", "expertise", "work"], StringComparison.OrdinalIgnoreCase);

    private static readonly SearchValues<string> PayWords = SearchValues.Create(
        ["ote", "base", "all-in", "all in", "comp", "salary", "bonus", "package", "total"], StringComparison.OrdinalIgnoreCase);

    private static readonly SearchValues<string> MoveWords = SearchValues.Create(
        ["relocat", "remote", "move"], StringComparison.OrdinalIgnoreCase);

    private static readonly SearchValues<string> StartWords = SearchValues.Create(
        ["avail", "notice", "start", "garden", "leave", "join", "move", "transition", "ready", "bonus"], StringComparison.OrdinalIgnoreCase);

    private static readonly SearchValues<string> AwardWords = SearchValues.Create(
        ["barron", "forbes", "rank", "club", "council", "circle", "top", "#", "number", "no.", "award", "mdrt", "hall of fame", "of the year", "pinnacle", "five star"], StringComparison.OrdinalIgnoreCase);

    private static readonly SearchValues<string> LicenceWords = SearchValues.Create(
        ["series", "s7", "s6", "6", "sie", "cf", "cpa", "clu", "cim", "caia", "chfc", "licen", "cpwa", "crpc", "aams", "health"], StringComparison.OrdinalIgnoreCase);

    /// <summary>The facts of one sentence, of those kinds that <paramref name="isWanted"/> still asks for.</summary>
    public static IEnumerable<Bullet> Of(Sentence sentence, BulletSource source, DateOnly today, Func<BulletKind, bool> isWanted)
    {
        if (!sentence.IsStatement)
            yield break;

        var text = sentence.Text;
        var hasNumber = text.AsSpan().IndexOfAnyInRange('0', '9') >= 0;
        var hasCount = hasNumber || text.AsSpan().ContainsAny(NumberWords);
        if (hasNumber && (isWanted(BulletKind.Aum) || isWanted(BulletKind.Production)))
        {
            foreach (var bullet in Amounts(text, source, isWanted))
                yield return bullet;
        }

        if (isWanted(BulletKind.Growth) && text.AsSpan().ContainsAny(GrowthWords) && GrowthParser.Parse(text) is { Value: { } growth } grown && FactGate.Allows(text, grown.Span.Start, grown.Span.End, mayBePast: true))
            yield return new Bullet(BulletKind.Growth, GrowthLine(growth, grown.Text), source, Strength.Growth(growth.Percent));
        if (hasCount && isWanted(BulletKind.Clients) && text.AsSpan().ContainsAny(ClientWords) && CountParser.Clients(text) is { Value: { } clients } served && FactGate.Allows(text, served.Span.Start, served.Span.End))
            yield return new Bullet(BulletKind.Clients, ClientLine(clients), source, Strength.Clients(clients.Count));
        if (hasCount && isWanted(BulletKind.Team) && text.AsSpan().ContainsAny(TeamWords) && CountParser.TeamOf(text) is { Value: { } team } led && FactGate.Allows(text, led.Span.Start, led.Span.End))
            yield return new Bullet(BulletKind.Team, TeamLine(team), source, Strength.Team(team.Count));
        if (hasCount && isWanted(BulletKind.Years) && text.AsSpan().ContainsAny(YearWords) && CountParser.Years(text, today, isField: false) is { Value: { } years } practised && FactGate.Allows(text, practised.Span.Start, practised.Span.End, mayBePast: true))
            yield return new Bullet(BulletKind.Years, string.Create(CultureInfo.InvariantCulture, $"{years.Years}{(years.AtLeast ? "+" : "")} years of experience"), source, Strength.Years(years.Years));

        if (isWanted(BulletKind.Ranking) && text.AsSpan().ContainsAny(AwardWords))
        {
            var awards = RankingParser.FindAll(text).Where(a => FactGate.Allows(text, a.Span.Start, a.Span.End, mayBePast: true)).Select(a => a.Text).ToList();
            if (PlainText.Line(string.Join("; ", awards)) is { } line)
                yield return new Bullet(BulletKind.Ranking, char.ToUpperInvariant(line[0]) + line[1..], source, Math.Min(1, 0.5 + 0.25 * (awards.Count - 1)));
        }

        if (isWanted(BulletKind.Licences) && text.AsSpan().ContainsAny(LicenceWords))
        {
            var licences = LicenceParser.FindAll(text).Select(l => l.Value!).ToList();
            if (!Others().IsMatch(text) && LicenceText.Of(licences) is { } line)
                yield return new Bullet(BulletKind.Licences, "Licences: " + line, source, Strength.Several(licences.Count(l => l.Status == LicenceStatus.Held)));
        }

        if (isWanted(BulletKind.Education))
        {
            var degrees = EducationParser.FindAll(text).Where(e => (e.Value!.Degree is not null || Studied().IsMatch(text)) && FactGate.Allows(text, e.Span.Start, e.Span.End, mayBePast: true)).Select(e => e.Text).ToList();
            if (PlainText.Line(string.Join("; ", degrees)) is { } line)
                yield return new Bullet(BulletKind.Education, "Education: " + line, source, Strength.Unmeasured);
        }

        if (isWanted(BulletKind.Specialty) && text.AsSpan().ContainsAny(FocusWords) && Focus().Match(text) is { Success: true } focus && FactGate.Allows(text, focus.Index, focus.Index + focus.Length) && PlainText.Line(focus.Groups["what"].Value, 100) is { } what)
            yield return new Bullet(BulletKind.Specialty, "Specialty: " + what, source, Strength.Unmeasured);
        if (isWanted(BulletKind.Availability) && text.AsSpan().ContainsAny(StartWords) && Start().IsMatch(text)
            && AvailabilityParser.Parse(text, today) is { Value: { } availability } when && FactGate.Allows(text, when.Span.Start, when.Span.End, mayBeWish: true))
            yield return new Bullet(BulletKind.Availability, availability.ToString(), source, Strength.Unmeasured);
        if (isWanted(BulletKind.Compensation) && hasNumber && text.AsSpan().ContainsAny(PayWords) && Wanted(text) is { } compensation)
            yield return new Bullet(BulletKind.Compensation, "Target comp: " + compensation, source, Strength.Unmeasured);
    }

    /// <summary>"Open to relocation", "remote" and the like, in a sentence that is no question. Null when it says nothing of it.</summary>
    public static string? Mobility(Sentence sentence)
    {
        if (!sentence.IsStatement || !sentence.Text.AsSpan().ContainsAny(MoveWords) || Move().Match(sentence.Text) is not { Success: true } match || Conditional().IsMatch(sentence.Text))
            return null;
        return match.Groups["no"].Success ? "not open to relocation" : match.Groups["remote"].Success ? "open to remote work" : "open to relocation";
    }

    private static IEnumerable<Bullet> Amounts(string text, BulletSource source, Func<BulletKind, bool> isWanted)
    {
        foreach (var amount in MoneyParser.FindAll(text))
        {
            var money = amount.Value!;
            if (money.IsChange && money.Label is MoneyLabel.None or MoneyLabel.Assets && Book().IsMatch(text))
                money = money with { Label = MoneyLabel.Assets, Low = money.High, IsChange = false };
            var kind = money.Label switch { MoneyLabel.Assets => BulletKind.Aum, MoneyLabel.Production => BulletKind.Production, _ => BulletKind.Other };
            if (kind == BulletKind.Other || !isWanted(kind) || money.IsChange || !FactGate.Allows(text, amount.Span.Start, amount.Span.End))
                continue;

            var dollars = (double)money.Low;
            if (kind == BulletKind.Aum && dollars >= SmallestBook)
                yield return new Bullet(kind, $"{money} AUM", source, Strength.Aum(dollars));
            else if (kind == BulletKind.Production && dollars is >= SmallestProduction and <= LargestProduction)
                yield return new Bullet(kind, $"{money} production", source, Strength.Production(dollars));
        }
    }

    private static Compensation? Wanted(string text)
    {
        if (Wish().Match(text) is not { Success: true } wish)
            return null;
        var read = CompensationParser.Parse(text[wish.Index..]);
        // A bare number beside a wish may be anything.
        return read.Value is not null && (read.Text.AsSpan().IndexOfAny("$€£kK") >= 0 || read.Value.Kind != CompensationKind.Unspecified) ? read.Value : null;
    }

    private static string GrowthLine(Growth growth, string words) =>
        growth is { From: { } from, To: { } to } ? $"Grew from {from} to {to}"
        : "Growth: " + PlainText.Line(words, 80);

    private static string ClientLine(ClientCount clients)
    {
        var count = clients.Count.ToString("N0", CultureInfo.InvariantCulture);
        return clients.Bound switch
        {
            MoneyBound.About => $"~{count} {clients.Unit}",
            MoneyBound.AtLeast => $"{count}+ {clients.Unit}",
            MoneyBound.AtMost => $"Up to {count} {clients.Unit}",
            _ => $"{count} {clients.Unit}",
        };
    }

    private static string TeamLine(Team team)
    {
        var what = string.Create(CultureInfo.InvariantCulture, $"team of {team.Count}{(team.Unit == "people" ? "" : " " + team.Unit)}");
        return team.Leads ? "Leads a " + what : char.ToUpperInvariant(what[0]) + what[1..];
    }

    [GeneratedRegex(@"\b(AUM|assets|book|manag\w+|practice|business)\b", Patterns.Options, Patterns.TimeoutMs)]
    private static partial Regex Book();

    [GeneratedRegex(@"\b(my|the|our|his|her)\s+(\w+\s+)?(partner|wife|husband|assistant|firm|team|colleague|boss|father|son)\s+(has|holds|is|got)\b|\b(firm|role|job|position)\s+requires\b", Patterns.Options, Patterns.TimeoutMs)]
    private static partial Regex Others();

    [GeneratedRegex(@"\b(degree|graduat\w+|studied|attended|alumn\w+|went\s+to|majored|undergrad\w*|alma\s+mater)\b", Patterns.Options, Patterns.TimeoutMs)]
    private static partial Regex Studied();

    [GeneratedRegex(@"\b(speciali[sz](e|es|ed|ing)\s+in|focus(es|ed|ing)?\s+(is\s+)?(mainly\s+|mostly\s+|primarily\s+)?on|niche\s+(is|in)|expertise\s+in|work\s+(mostly|mainly|primarily)\s+with)\s+(?<what>[^.;!?]{3,120})", Patterns.Options, Patterns.TimeoutMs)]
    private static partial Regex Focus();

    [GeneratedRegex(@"\b(available|availability|notice|garden(ing)?\s+leave|(can|could|able\s+to|ready\s+to|would|plan\s+to|want\s+to|hope\s+to)\s+(\w+\s+){0,2}(start|move|join|leave|transition|resign)|start\s+(in|by|immediately|right)|after\s+(my|his|her|the)?\s*bonus)\b", Patterns.Options, Patterns.TimeoutMs)]
    private static partial Regex Start();

    [GeneratedRegex(@"\b(looking\s+(for|at)|wants?|target(ing)?|expect(s|ing|ation)?|needs?|would\s+take|asking|hoping\s+for|seek(s|ing)?|OTE|comp(ensation)?\s+(expectation|target|goal)s?)\b(?=.*(\bOTE\b|\bbase\b|all[\s-]in|comp|salary|bonus|package|total))", Patterns.Options, Patterns.TimeoutMs)]
    private static partial Regex Wish();

    [GeneratedRegex(@"\b(?<no>(not|isn[’']t|won[’']t|wouldn[’']t|can[’']t|cannot|no\s+interest\s+in|never)\s+(\w+\s+){0,3}(relocat\w+|move\s+(away|cities|states)))\b|\b(open\s+to|willing\s+to|happy\s+to|can|would|will|ready\s+to|consider(ing)?)\s+((?!not\b|never\b)\w+\s+){0,2}(relocat\w+|(?<remote>(work(ing)?\s+)?remote(ly)?))\b", Patterns.Options, Patterns.TimeoutMs)]
    private static partial Regex Move();

    [GeneratedRegex(@"\b(if|unless|only\s+for)\b", Patterns.Options, Patterns.TimeoutMs)]
    private static partial Regex Conditional();
}
