using System.Text;
using System.Text.RegularExpressions;
using WellIntake.Modules.Digest.Anonymising.Words;
using WellIntake.Modules.Digest.Extraction;
using WellIntake.Modules.Digest.Parsing;
using WellIntake.Modules.Digest.Ranking;
using WellIntake.Modules.Platform.Persistence.Entities;

namespace WellIntake.Modules.Digest.Anonymising.Sentences;

/// <summary>
/// What the record itself says of names, firms, schools and places, as expressions that find them however they are
/// spaced, hyphened or possessive. Built for one record; null where it says nothing.
/// </summary>
internal sealed partial record OwnWords(Regex? Names, Regex? Firms, Regex? Schools, Regex? City, Regex? Ids, string? PlaceShown)
{
    // Words of a firm's name that stand in many others.
    private static readonly HashSet<string> OfManyFirms = new(StringComparer.Ordinal)
    {
        "wealth", "management", "advisors", "advisers", "advisor", "advisory", "financial", "finance", "group", "capital", "partners", "securities", "trust", "company", "bank", "banking",
        "private", "investment", "investments", "counsel", "planning", "services", "asset", "assets", "holdings", "national", "american", "first", "new", "old", "the", "and", "of",
        "global", "family", "office", "retirement", "insurance", "life", "mutual", "united", "world", "international", "associates", "solutions", "strategies", "client", "clients",
        "independent", "network", "consulting", "team", "practice", "north", "south", "east", "west", "united", "states", "us", "usa", "america", "my", "our", "a", "an", "i",
    };

    // Words that are names too: only with a capital.
    private static readonly HashSet<string> AlsoWords = new(StringComparer.Ordinal)
    {
        "will", "may", "mark", "grant", "art", "rich", "young", "long", "day", "so", "an", "do", "my", "he", "king", "law", "price", "rose", "grace", "hope", "joy", "faith", "dean",
        "drew", "bill", "rob", "sue", "pat", "frank", "chase", "hunter", "carter", "mason", "summer", "april", "june", "august", "sterling", "page", "case", "best", "good", "little",
        "small", "white", "black", "brown", "green", "gray", "stone", "wood", "woods", "field", "fields", "hill", "lane", "park", "parks", "rivers", "brooks", "banks", "banker", "may",
        "home", "house", "church", "bishop", "pope", "knight", "major", "love", "moody", "sharp", "strong", "swift", "rush", "power", "powers", "wise", "read", "pace", "oakes", "early",
        "in", "is", "it", "on", "to", "at", "be", "no", "or", "us", "we", "go", "me", "up", "by", "as", "if", "am", "ask", "west", "north", "south", "east", "cash", "gross", "means",
    };

    /// <summary>Reads the record.</summary>
    public static OwnWords Of(CandidateEvidence evidence, Vocabulary words)
    {
        var candidate = evidence.Candidate;
        var (names, firms, schools, ids) = (new HashSet<string>(StringComparer.Ordinal), new HashSet<string>(StringComparer.Ordinal), new HashSet<string>(StringComparer.Ordinal), new HashSet<string>(StringComparer.Ordinal));
        AddPerson(names, candidate.Name, words);
        foreach (var other in Others(evidence))
            AddPerson(names, other, words);
        foreach (var firm in evidence.Deals.Select(d => d.Firm).Prepend(candidate.Firm))
            AddFirm(firms, firm);
        foreach (var part in Parts().Split(candidate.EducationText ?? "").Where(p => p.Any(char.IsUpper)))
            AddSchool(schools, part);
        foreach (var id in evidence.Notes.Select(n => n.Id).Concat(evidence.Deals.Select(d => d.Id)).Concat(evidence.Meetings.Select(m => m.Id)).Append(candidate.Id).Append(candidate.Locator).Append(Slug(candidate.ProfileUrl)).Append(Local(candidate)))
        {
            if (id is { Length: >= 4 })
                ids.Add(Loose(WordsOf(id)));
        }

        var city = WordsOf(candidate.City);
        return new OwnWords(Any(names), Any(firms), Any(schools), city.Length == 0 ? null : Any([Loose(city, IsCapital(city))]), Any(ids),
            words.Place(candidate.City, candidate.State));
    }

    /// <summary>Where the expression finds something; what must begin with a capital, or be all capitals, does in the text as written.</summary>
    public static IEnumerable<Found> Find(Regex? expression, FoldedText text, string shown)
    {
        if (expression is null)
            yield break;
        foreach (Match match in expression.Matches(text.Folded))
        {
            if (match.Groups["proper"].Success && !char.IsUpper(text.Text[match.Index]))
                continue;
            if (match.Groups["capitals"] is { Success: true } capitals && text.Text.AsSpan(capitals.Index, capitals.Length).ContainsAnyInRange('a', 'z'))
                continue;
            yield return new Found(match.Index, match.Length, shown);
        }
    }

    private static void AddPerson(HashSet<string> names, string? name, Vocabulary words)
    {
        var parts = WordsOf(name);
        if (parts.Length is 0 or > 8)
            return;
        names.Add(Loose(parts));
        if (parts.Length > 1)
        {
            var (first, last) = (parts[0], parts[^1]);
            foreach (var form in words.Nicknames(first).Prepend(first))
            {
                names.Add(Loose([form, last]));
                names.Add(Loose([last, form]));
                names.Add(Loose([form, last[..1]]));
            }

            names.Add(Loose([first[..1], last]));
            names.Add(Loose([last, first[..1]]));
            // "J. Q. Smith", and the initials alone where they are written as such.
            names.Add(Loose([.. parts[..^1].Select(p => p[..1]), last]));
            names.Add("(?<proper>" + string.Join(@"\.\s?", parts.Select(p => p[0])) + @"\.)");
        }

        foreach (var part in parts.SelectMany(p => words.Nicknames(p).Prepend(p)))
        {
            if (part.Length > 1)
                names.Add(Loose([part], IsCapital([part])));
        }
    }

    private static void AddFirm(HashSet<string> firms, string? firm)
    {
        if (FirmName.Normalise(firm) is not { } normal)
            return;
        var parts = normal.Split(' ');
        firms.Add(Loose(parts) + LegalForm);
        // Its own words go alone too; "Stone" of "Harrow Stone" only with a capital.
        var own = parts.Where(p => p.Length > 2 && !OfManyFirms.Contains(p)).ToArray();
        if (own.Length > 1)
            firms.Add(Loose(own));
        foreach (var part in own)
            firms.Add(Loose([part], IsCapital([part])));
        if (parts.Length >= 2)
            firms.Add("(?<capitals>" + string.Join(@"\.?", parts.Where(p => p != "and").Select(p => p[0])) + ")");
    }

    private static void AddSchool(HashSet<string> schools, string part)
    {
        var parts = WordsOf(part).Where(p => !Degrees().IsMatch(p)).ToArray();
        if (parts.Length == 0 || parts is [{ Length: < 3 }])
            return;
        schools.Add(Loose(parts));
        foreach (var own in parts.Where(p => p.Length > 3 && !Common().IsMatch(p)))
            schools.Add(Loose([own], capital: true));
        var initials = string.Concat(parts.Where(p => p is not ("of" or "the" or "and" or "at")).Select(p => char.ToUpperInvariant(p[0])));
        if (initials.Length >= 3)
            schools.Add("(?<capitals>" + string.Join(@"\.?", initials.ToLowerInvariant().Select(c => c)) + ")");
    }

    // People who are named beside the candidate.
    private static IEnumerable<string> Others(CandidateEvidence evidence)
    {
        foreach (var part in evidence.Meetings.SelectMany(m => (m.Participants ?? "").Split([',', ';', '/'])).Concat(evidence.Notes.Select(n => n.Author ?? "")))
            yield return part.Contains('@', StringComparison.Ordinal) ? part[..part.IndexOf('@', StringComparison.Ordinal)] : part;
        foreach (var note in evidence.Notes.Where(n => n.Kind == "transcript"))
        {
            foreach (var speaker in Speaker().Matches(note.Text).Select(m => m.Groups["name"].Value).Distinct(StringComparer.Ordinal).Take(20))
            {
                if (!Roles().IsMatch(speaker))
                    yield return speaker;
            }
        }
    }

    private static string? Slug(string? url) => url?.TrimEnd('/') is { Length: > 0 } plain ? plain[(plain.LastIndexOf('/') + 1)..] : null;

    // Where it is made of the name, the name's forms find it.
    private static string? Local(Candidate candidate)
    {
        if (candidate.Email?.IndexOf('@', StringComparison.Ordinal) is not (> 0 and { } at))
            return null;
        var local = candidate.Email[..at];
        return string.Concat(WordsOf(local)).Contains(WordsOf(candidate.Name).LastOrDefault() ?? "@", StringComparison.Ordinal) && local.AsSpan().IndexOfAnyInRange('0', '9') < 0 ? null : local;
    }

    private static bool IsCapital(string[] parts) => parts.Length == 1 && (AlsoWords.Contains(parts[0]) || parts[0].Length <= 2);

    private static string[] WordsOf(string? text) =>
        string.IsNullOrWhiteSpace(text) ? [] : [.. Word().Matches(FoldedText.Of(text).Folded.Replace("'", "", StringComparison.Ordinal)).Select(m => m.Value)];

    // Letters of a word may stand apart, words may be joined; a capital is looked for by the caller in the text as written.
    private static string Loose(string[] parts, bool capital = false)
    {
        var pattern = new StringBuilder(capital ? "(?<proper>" : "");
        for (var i = 0; i < parts.Length; i++)
        {
            if (i > 0)
                pattern.Append(@"[\W_]{0,4}");
            for (var j = 0; j < parts[i].Length; j++)
                pattern.Append(j > 0 ? @"[\W_]{0,2}" : "").Append(Regex.Escape(parts[i][j].ToString()));
        }

        return pattern.Append(capital ? ")" : "").ToString();
    }

    private static Regex? Any(HashSet<string> patterns) => patterns.Count == 0
        ? null
        : new Regex(@"(?<![a-z0-9])(?:" + string.Join('|', patterns.OrderByDescending(p => p.Length)) + @")(?:['’]?s)?(?![a-z0-9])", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, TimeSpan.FromMilliseconds(Patterns.TimeoutMs));

    private const string LegalForm = @"(?:[\W_]{1,3}(?:inc|incorporated|llc|llp|lp|ltd|corp|corporation|co|company|plc))?";

    [GeneratedRegex(@"[\p{L}\p{Nd}]+", RegexOptions.CultureInvariant, Patterns.TimeoutMs)]
    private static partial Regex Word();

    [GeneratedRegex(@"[,;:()\[\]|/\d]+|\b(from|at|in)\b", Patterns.Options, Patterns.TimeoutMs)]
    private static partial Regex Parts();

    [GeneratedRegex(@"^(mba|emba|bba|bsba|bs|bsc|ba|ms|msc|ma|jd|llm|llb|phd|md|b|m|s|a|d|j|ph|bachelors?|masters?|degree|doctorate|of|the|and|honors|magna|summa|cum|laude)$", Patterns.Options, Patterns.TimeoutMs)]
    private static partial Regex Degrees();

    [GeneratedRegex(@"^(university|college|institute|school|business|state|technology|finance|economics|accounting|mathematics|science|sciences|history|planning|financial|engineering|management|international|relations|studies|arts|administration|english|psychology|marketing|political|computer|public|policy|communications?|city|saint|north|south|east|west|northern|southern|eastern|western|central|new)$", Patterns.Options, Patterns.TimeoutMs)]
    private static partial Regex Common();

    [GeneratedRegex(@"^(?<name>[\p{Lu}][\p{L}'’.-]{1,30}(\s[\p{Lu}][\p{L}'’.-]{0,30}){0,3})\s*:", Patterns.Options & ~RegexOptions.IgnoreCase | RegexOptions.Multiline, Patterns.TimeoutMs)]
    private static partial Regex Speaker();

    [GeneratedRegex(@"^(recruiter|interviewer|candidate|speaker|q|a|me|host|note|advisor|client|us|them|question|answer|date|subject|summary|availability)\b", Patterns.Options, Patterns.TimeoutMs)]
    private static partial Regex Roles();
}
