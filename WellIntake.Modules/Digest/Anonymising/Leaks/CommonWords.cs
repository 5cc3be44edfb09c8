namespace WellIntake.Modules.Digest.Anonymising.Leaks;

/// <summary>Words that stand in cards and sentences for reasons of their own; an identifier that is one of them needs its context.</summary>
internal static class CommonWords
{
    private static readonly HashSet<string> All = Words("CommonWords.txt");
    private static readonly HashSet<string> Firms = Words("FirmWords.txt");
    private static readonly HashSet<string> Fields = Words("StudyWords.txt");

    /// <summary>An ordinary word, of any of the lists.</summary>
    public static bool Contains(string word) => All.Contains(word) || Firms.Contains(word) || Fields.Contains(word);

    /// <summary>A word of many firms' names.</summary>
    public static bool IsOfManyFirms(string word) => Firms.Contains(word);

    /// <summary>A field of study, or a word beside one.</summary>
    public static bool IsFieldOfStudy(string word) => Fields.Contains(word);

    private static HashSet<string> Words(string file) =>
        WordFile.Read(file).SelectMany(l => l.Split(' ', StringSplitOptions.RemoveEmptyEntries)).ToHashSet(StringComparer.Ordinal);
}

/// <summary>The leak check's own lists, apart from those of the rules.</summary>
internal static class WordFile
{
    /// <summary>The lines but for comments and empty ones.</summary>
    public static IEnumerable<string> Read(string name)
    {
        using var stream = typeof(WordFile).Assembly.GetManifestResourceStream("WellIntake.Leaks." + name) ?? throw new FormatException($"The word list {name} is missing from the build.");
        using var reader = new StreamReader(stream);
        while (reader.ReadLine() is { } line)
        {
            if (line.Length > 0 && line[0] != '#')
                yield return line;
        }
    }
}
