namespace WellIntake.Modules.Digest.Anonymising.Leaks;

/// <summary>Tells a name that is an ordinary word from the word: "at Summit", "Will's", "Ms. Young".</summary>
internal static class NameContext
{
    private static readonly HashSet<string> BeforePeople = new(StringComparer.Ordinal)
    {
        "mr", "mrs", "ms", "miss", "dr", "prof", "sir", "named", "called", "name", "contact", "dear", "hi", "hello", "thanks", "meet", "ask", "told", "says", "said", "candidate", "advisor", "adviser",
    };

    private static readonly HashSet<string> AfterPeople = new(StringComparer.Ordinal) { "says", "said", "told", "wants", "thinks", "jr", "sr", "iii", "is", "was", "has" };

    private static readonly HashSet<string> BeforeFirms = new(StringComparer.Ordinal)
    {
        "at", "from", "with", "for", "joined", "join", "left", "leaving", "leaves", "leave", "of", "named", "called", "by", "via", "ex", "former", "formerly",
    };

    private static readonly HashSet<string> AfterFirms = new(StringComparer.Ordinal)
    {
        "inc", "llc", "llp", "ltd", "corp", "co", "company", "securities", "advisors", "advisers", "wealth", "capital", "financial", "partners", "bank", "trust", "group", "planning",
    };

    private static readonly HashSet<string> BeforeSchools = new(StringComparer.Ordinal) { "at", "from", "of", "attended", "studied", "university", "college", "school" };

    private static readonly HashSet<string> BeforeCities = new(StringComparer.Ordinal) { "in", "near", "from", "around", "outside", "to" };

    /// <summary>Do the words from <paramref name="start"/> up to <paramref name="end"/> stand as a name of that kind does?</summary>
    public static bool Holds(IReadOnlyList<ReadWord> words, int start, int end, IdentifierKind kind)
    {
        if (!words[start].IsCapital)
            return false;
        if (words[end - 1].IsPossessive && kind is IdentifierKind.Name or IdentifierKind.Firm)
            return true;
        var before = start > 0 ? words[start - 1].Letters : "";
        var after = end < words.Count ? words[end].Letters : "";
        return kind switch
        {
            IdentifierKind.Name => BeforePeople.Contains(before) || AfterPeople.Contains(after),
            IdentifierKind.Firm => BeforeFirms.Contains(before) || AfterFirms.Contains(after),
            IdentifierKind.School => BeforeSchools.Contains(before) || after is "university" or "college" or "state" or "school",
            IdentifierKind.City => BeforeCities.Contains(before),
            _ => false,
        };
    }
}
