namespace WellIntake.Modules.Digest.Anonymising.Leaks;

/// <summary>The schools of an education, told by what is left when degrees, fields and years are taken off.</summary>
internal static class SchoolIdentifiers
{
    private static readonly HashSet<string> Degrees = new(StringComparer.Ordinal)
    {
        "mba", "emba", "bba", "bsba", "bs", "bsc", "ba", "ms", "msc", "ma", "jd", "llm", "llb", "phd", "md", "b", "m", "s", "a", "d", "j", "ph", "bachelor", "bachelors", "master", "masters",
        "degree", "doctorate", "honors", "magna", "summa", "cum", "laude", "from", "at", "in", "the", "and", "class", "cfp", "cfa", "cpa", "cpwa", "cima", "chfc", "clu", "crpc", "aif", "pfs", "ea", "graduated", "studied", "major", "minor", "with",
    };

    /// <summary>Each school by its full name, its own words where they are no ordinary ones, and its initials.</summary>
    public static void Add(List<Identifier> found, string? education)
    {
        foreach (var part in (education ?? "").Split([',', ';', ':', '(', ')', '|', '/', '\n']).SelectMany(p => p.Split([" from ", " at "], StringSplitOptions.None)))
        {
            if (!part.Any(char.IsUpper))
                continue;
            var words = part.Split([' ', '.', '-'], StringSplitOptions.RemoveEmptyEntries).Select(ReadText.LettersOf)
                .Where(w => w.Length > 0 && !Degrees.Contains(w) && !w.All(char.IsAsciiDigit)).ToList();
            var letters = string.Concat(words);
            if (letters.Length < 3 || words.TrueForAll(CommonWords.IsFieldOfStudy))
                continue;
            var isOrdinary = words.Count == 1 && CommonWords.Contains(words[0]);
            found.Add(new PhraseIdentifier(IdentifierKind.School, false, letters, isOrdinary));
            foreach (var word in words.Where(w => w.Length >= 4 && !CommonWords.IsFieldOfStudy(w)))
                found.Add(new PhraseIdentifier(IdentifierKind.School, false, word, CommonWords.Contains(word)));
            var initials = string.Concat(words.Where(w => w is not ("of" or "the" or "and")).Select(w => char.ToUpperInvariant(w[0])));
            if (initials.Length is 3 or 4 && words.Exists(w => w is "university" or "institute" or "college" or "school"))
                found.Add(new AcronymIdentifier(IdentifierKind.School, false, initials));
        }
    }
}
