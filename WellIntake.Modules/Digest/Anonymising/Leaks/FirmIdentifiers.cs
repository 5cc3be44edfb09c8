namespace WellIntake.Modules.Digest.Anonymising.Leaks;

/// <summary>The forms of a firm's name.</summary>
internal static class FirmIdentifiers
{
    private static readonly HashSet<string> LegalForms = new(StringComparer.Ordinal) { "inc", "incorporated", "llc", "llp", "lp", "ltd", "limited", "corp", "corporation", "co", "plc", "pllc", "pc", "na", "the" };

    // Abbreviations that cards use for something else.
    private static readonly HashSet<string> OtherMeanings = new(StringComparer.Ordinal) { "AUM", "OTE", "CFP", "CFA", "CPA", "MBA", "RIA", "SIE", "CLU", "AIF", "FRM", "VP", "SVP", "EVP", "CEO", "CFO", "COO", "CIO", "CCO", "FA", "US", "TWAV" };

    private static readonly IReadOnlyList<string[]> Abbreviations = WordFile.Read("FirmAbbreviations.txt").Select(l => l.Split('|', StringSplitOptions.TrimEntries)).ToList();

    /// <summary>The name with and without its legal form, its own words where they are no ordinary ones, its initials, and what the field calls it.</summary>
    public static void Add(List<Identifier> found, string? firm)
    {
        var words = (firm ?? "").Split([' ', ',', '/', '(', ')', '-', '.'], StringSplitOptions.RemoveEmptyEntries).Select(ReadText.LettersOf).Where(w => w.Length > 0).ToList();
        var own = words.FindAll(w => !LegalForms.Contains(w));
        if (own.Count == 0)
            return;
        var full = string.Concat(own);
        // "Wealth Advisors" may be a firm, and is also what half of the titles say.
        var isOrdinary = own.Count > 1 ? own.TrueForAll(CommonWords.IsOfManyFirms) : CommonWords.Contains(own[0]);
        if (full.Length >= 3)
        {
            found.Add(new PhraseIdentifier(IdentifierKind.Firm, !isOrdinary && own.Count > 1, full, isOrdinary));
            found.Add(new PhraseIdentifier(IdentifierKind.Firm, !isOrdinary && own.Count > 1, string.Concat(words), isOrdinary));
        }

        var distinct = own.FindAll(w => !CommonWords.IsOfManyFirms(w));
        if (distinct.Count > 1)
            found.Add(new PhraseIdentifier(IdentifierKind.Firm, !distinct.TrueForAll(CommonWords.Contains), string.Concat(distinct), distinct.TrueForAll(CommonWords.Contains)));
        foreach (var word in distinct.Where(w => w.Length >= 3))
            found.Add(new PhraseIdentifier(IdentifierKind.Firm, false, word, CommonWords.Contains(word)));

        var initials = string.Concat(own.Where(w => w is not ("and" or "of")).Select(w => char.ToUpperInvariant(w[0])));
        if (initials.Length >= 3 && !OtherMeanings.Contains(initials))
            found.Add(new AcronymIdentifier(IdentifierKind.Firm, false, initials));
        foreach (var line in Abbreviations.Where(l => IsOf(l[0], own, full)))
        {
            foreach (var form in line)
            {
                if (form.Length <= 4 && form.All(char.IsUpper))
                    found.Add(new AcronymIdentifier(IdentifierKind.Firm, false, form));
                else if (ReadText.LettersOf(form) is var letters)
                    found.Add(new PhraseIdentifier(IdentifierKind.Firm, form.Contains(' ', StringComparison.Ordinal), letters, CommonWords.Contains(letters)));
            }
        }
    }

    // Three letters may stand in the middle of any word.
    private static bool IsOf(string name, List<string> words, string full) =>
        ReadText.LettersOf(name) is var letters && (letters.Length <= 3 ? words.Contains(letters) : full.Contains(letters, StringComparison.Ordinal));
}
