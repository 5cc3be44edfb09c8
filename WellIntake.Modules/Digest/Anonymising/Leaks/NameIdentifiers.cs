namespace WellIntake.Modules.Digest.Anonymising.Leaks;

/// <summary>The forms of a person's name.</summary>
internal static class NameIdentifiers
{
    private static readonly HashSet<string> NoName = new(StringComparer.Ordinal) { "jr", "sr", "ii", "iii", "iv", "mr", "mrs", "ms", "dr", "cfp", "cfa", "cpa", "esq", "phd", "de", "la", "van", "von", "der", "den", "di", "da", "del", "el", "al", "bin", "mac" };

    /// <summary>Full, first and last, last and first, initial and last, first and initial; each part alone where it is no ordinary word.</summary>
    public static void Add(List<Identifier> found, string? name)
    {
        var parts = (name ?? "").Split([' ', ',', '\t', '(', ')', '"'], StringSplitOptions.RemoveEmptyEntries).Select(ReadText.LettersOf).Where(p => p.Length > 0).ToList();
        var own = parts.FindAll(p => !NoName.Contains(p));
        if (own.Count == 0)
            return;
        if (own.Count > 1)
        {
            var (first, last) = (own[0], own[^1]);
            string[] forms = [string.Concat(parts), string.Concat(own), first + last, last + first, first[..1] + last, last + first[..1], first + last[..1], .. own.Count > 2 ? new[] { string.Concat(own.SkipLast(1).Select(p => p[..1])) + last } : []];
            foreach (var form in forms.Where(f => f.Length >= 4).Distinct(StringComparer.Ordinal))
                found.Add(new PhraseIdentifier(IdentifierKind.Name, form.Length >= 6, form, CommonWords.Contains(form)));
        }

        // A double name's halves are names of their own.
        var halves = (name ?? "").Split([' ', ',', '-', '(', ')', '"'], StringSplitOptions.RemoveEmptyEntries).Select(ReadText.LettersOf);
        foreach (var part in own.Concat(halves).Where(p => p.Length > 1 && !NoName.Contains(p)).Distinct(StringComparer.Ordinal))
            found.Add(new PhraseIdentifier(IdentifierKind.Name, false, part, part.Length < 3 || CommonWords.Contains(part)));
    }
}
