using System.Text.RegularExpressions;
using WellIntake.Modules.Digest.Extraction;
using WellIntake.Modules.Digest.Parsing;

namespace WellIntake.Modules.Digest.Anonymising.Leaks;

/// <summary>All that identifies a candidate, collected from the record itself and not from what any rule looked for.</summary>
/// <param name="CandidateId">The record's id.</param>
/// <param name="Reference">The locator, which may be shown.</param>
/// <param name="Identifiers">What may not.</param>
internal sealed partial record RecordIdentity(string CandidateId, string Reference, IReadOnlyList<Identifier> Identifiers)
{
    private const double SmallestAmount = 100_000;

    /// <summary>Reads the record.</summary>
    /// <param name="evidence">Its fields and texts.</param>
    /// <param name="shownPlaces">Places that may be shown; a city named so is no identifier.</param>
    public static RecordIdentity Of(CandidateEvidence evidence, IReadOnlyList<string> shownPlaces)
    {
        var candidate = evidence.Candidate;
        var found = new List<Identifier>();
        NameIdentifiers.Add(found, candidate.Name);
        FirmIdentifiers.Add(found, candidate.Firm);
        foreach (var deal in evidence.Deals)
            FirmIdentifiers.Add(found, deal.Firm);
        SchoolIdentifiers.Add(found, candidate.EducationText);
        AddCity(found, candidate.City, shownPlaces);
        AddAwards(found, candidate.RankingText);
        AddIds(found, evidence);

        string?[] texts =
        [
            candidate.Summary, candidate.EducationText, candidate.GrowthText, candidate.RankingText, candidate.LicencesText, candidate.TeamText, candidate.SpecialtyText, candidate.AumText,
            candidate.ProductionText, candidate.Mobility, candidate.Title, .. evidence.Notes.Select(n => n.Text), .. evidence.Deals.Select(d => d.Description), .. evidence.Meetings.Select(m => m.Outcome),
        ];
        AddContacts(found, candidate.Email, candidate.Phone, candidate.ProfileUrl);
        foreach (var text in texts)
        {
            if (string.IsNullOrWhiteSpace(text))
                continue;
            foreach (Match email in Email().Matches(text))
                AddContacts(found, email.Value, null, null);
            foreach (Match link in Link().Matches(text))
                AddContacts(found, null, null, link.Value);
            var read = new ReadText(text);
            foreach (var run in read.DigitRuns.Where(r => r.Length is >= 10 and <= 12))
                AddContacts(found, null, run, null);
            foreach (var year in read.Years)
                found.Add(new YearIdentifier(year));
            foreach (var number in read.Numbers.Where(n => n.HasUnit && n.Value >= 1e6))
                found.Add(new AmountIdentifier(number.Value));
        }

        foreach (var amount in new[] { candidate.Aum, candidate.Production })
        {
            if (amount is >= SmallestAmount)
                found.Add(new AmountIdentifier(amount.Value));
        }

        if (candidate.ClientCount is >= 10 and { } clients)
            found.Add(new CountIdentifier(clients));
        return new RecordIdentity(candidate.Id, candidate.Locator == candidate.Id ? "" : candidate.Locator, [.. found.Distinct()]);
    }

    private static void AddContacts(List<Identifier> found, string? email, string? phone, string? link)
    {
        if (email?.IndexOf('@', StringComparison.Ordinal) is > 0 and var at && ReadText.LettersOf(email) is { Length: >= 6 } address)
        {
            found.Add(new PhraseIdentifier(IdentifierKind.Email, true, address));
            var (local, domain) = (ReadText.LettersOf(email[..at]), email[(at + 1)..]);
            // "jane at example dot com": the words between are not part of the address.
            var spoken = string.Join("dot", Parts().Split(email[..at].Trim()).Select(ReadText.LettersOf).Where(p => p.Length > 0)) + "at" + string.Join("dot", domain.Split('.').Select(ReadText.LettersOf));
            found.Add(new PhraseIdentifier(IdentifierKind.Email, true, spoken));
            if (local.Length >= 6 && !CommonWords.Contains(local))
                found.Add(new PhraseIdentifier(IdentifierKind.Email, true, local));
        }

        if (phone is not null && new string([.. phone.Where(char.IsAsciiDigit)]) is { Length: >= 7 } digits)
            found.Add(new DigitsIdentifier(IdentifierKind.Phone, digits[^7..]));
        if (link is null)
            return;
        var bare = Scheme().Replace(link.Trim(), "").TrimEnd('/');
        if (ReadText.LettersOf(bare) is { Length: >= 6 } all)
            found.Add(new PhraseIdentifier(IdentifierKind.Link, true, all));
        if (bare.LastIndexOf('/') is > 0 and var slash && ReadText.LettersOf(bare[(slash + 1)..]) is { Length: >= 6 } slug && !CommonWords.Contains(slug))
            found.Add(new PhraseIdentifier(IdentifierKind.Link, true, slug));
    }

    private static void AddCity(List<Identifier> found, string? city, IReadOnlyList<string> shownPlaces)
    {
        if (string.IsNullOrWhiteSpace(city) || ReadText.LettersOf(city) is not { Length: >= 3 } letters || shownPlaces.Any(p => ReadText.LettersOf(p).Contains(letters, StringComparison.Ordinal)))
            return;
        found.Add(new PhraseIdentifier(IdentifierKind.City, false, letters, CommonWords.Contains(letters)));
    }

    private static void AddAwards(List<Identifier> found, string? rankings)
    {
        foreach (var award in (rankings ?? "").Split([';', ',', '\n', '('], StringSplitOptions.TrimEntries))
        {
            // Without the years, "Barron's Top 100 2019" and "Barron's Top 100" are one.
            var name = Year().Replace(award, "").Trim();
            if (name.Any(char.IsUpper) && ReadText.LettersOf(name) is { Length: >= 8 } letters && name.Contains(' ', StringComparison.Ordinal))
                found.Add(new PhraseIdentifier(IdentifierKind.Award, false, letters));
            foreach (Match publication in Publications().Matches(name))
                found.Add(new PhraseIdentifier(IdentifierKind.Award, false, ReadText.LettersOf(publication.Value)));
        }
    }

    private static void AddIds(List<Identifier> found, CandidateEvidence evidence)
    {
        var ids = evidence.Notes.Select(n => n.Id).Concat(evidence.Deals.Select(d => d.Id)).Concat(evidence.Meetings.Select(m => m.Id)).Prepend(evidence.Candidate.Id);
        foreach (var letters in ids.Select(ReadText.LettersOf))
        {
            // "12" and "c1" stand in too many texts for other reasons.
            if (letters.Length >= 4 && letters.Any(char.IsAsciiDigit) && !(letters.Length < 5 && letters.All(char.IsAsciiDigit)))
                found.Add(new PhraseIdentifier(IdentifierKind.RecordId, true, letters));
        }
    }

    [GeneratedRegex(@"[\w.+-]+@[\w-]+(\.[\w-]+)+", Patterns.Options, Patterns.TimeoutMs)]
    private static partial Regex Email();

    [GeneratedRegex(@"\b(https?://|www\.)[^\s<>,;)]+|\b[\w-]+\.(com|net|org|io)/[^\s<>,;)]+", Patterns.Options, Patterns.TimeoutMs)]
    private static partial Regex Link();

    [GeneratedRegex(@"^(https?://)?(www\.)?", Patterns.Options, Patterns.TimeoutMs)]
    private static partial Regex Scheme();

    [GeneratedRegex(@"[._+-]", Patterns.Options, Patterns.TimeoutMs)]
    private static partial Regex Parts();

    [GeneratedRegex(@"\b(19|20)\d\d\b", Patterns.Options, Patterns.TimeoutMs)]
    private static partial Regex Year();

    [GeneratedRegex(@"\b(Barron[’']?s|Forbes|Financial\s+Times|InvestmentNews|AdvisorHub|Fortune|Kiplinger|Bloomberg)\b", Patterns.Options, Patterns.TimeoutMs)]
    private static partial Regex Publications();
}
