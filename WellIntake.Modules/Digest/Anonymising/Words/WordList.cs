using System.Globalization;

namespace WellIntake.Modules.Digest.Anonymising.Words;

/// <summary>A line of a word list: what is said instead, and the phrases that it stands for.</summary>
/// <param name="Shown">Left of the equals sign; the line itself in lists of single words.</param>
/// <param name="Phrases">Right of it, parted by bars.</param>
internal sealed record WordLine(string Shown, IReadOnlyList<string> Phrases);

/// <summary>
/// The word lists: <c>what is shown = phrase | phrase</c>, a line each, <c>#</c> for comments. Built in, and added to by
/// files of the same name in a folder.
/// </summary>
internal static class WordList
{
    private const int MostBytes = 4 * 1024 * 1024;

    /// <summary>Lists whose lines have phrases.</summary>
    public static IReadOnlyList<string> Mapped { get; } = ["firms.txt", "firm-kinds.txt", "metros.txt", "regions.txt", "awards.txt", "programmes.txt", "schools.txt", "specialties.txt", "nicknames.txt"];

    /// <summary>Lists of single words.</summary>
    public static IReadOnlyList<string> Plain { get; } = ["roles.txt", "fields.txt", "given-names.txt"];

    /// <summary>The built-in lines, then those of the folder.</summary>
    /// <exception cref="FormatException">A line cannot be read; names the file and the line.</exception>
    /// <exception cref="IOException">A file cannot be read, or the folder is not there.</exception>
    public static IReadOnlyList<WordLine> Read(string name, string? folder)
    {
        var lines = new List<WordLine>();
        using (var built = typeof(WordList).Assembly.GetManifestResourceStream("WellIntake.Anonymising." + name) ?? throw new FormatException($"The word list {name} is missing from the build."))
            Add(lines, built, name, Plain.Contains(name));
        if (folder is null || Path.Combine(folder, name) is var path && !File.Exists(path))
            return lines;
        using var added = File.OpenRead(path);
        if (added.Length > MostBytes)
            throw new FormatException($"{path} is larger than 4 MB.");
        Add(lines, added, path, Plain.Contains(name));
        return lines;
    }

    /// <summary>Refuses a folder that is not there, and files in it that no list is called by: a misspelt name would be read by nobody.</summary>
    /// <exception cref="FormatException">Names the folder or the file.</exception>
    public static void CheckFolder(string folder)
    {
        if (!Directory.Exists(folder))
            throw new FormatException($"the folder of word lists {folder} is not there.");
        foreach (var file in Directory.EnumerateFiles(folder, "*.txt").Select(f => Path.GetFileName(f)!).Order(StringComparer.Ordinal))
        {
            if (!Mapped.Contains(file) && !Plain.Contains(file))
                throw new FormatException($"{Path.Combine(folder, file)}: there is no list of that name; there are {string.Join(", ", Mapped.Concat(Plain))}.");
        }
    }

    private static void Add(List<WordLine> lines, Stream stream, string file, bool isPlain)
    {
        using var reader = new StreamReader(stream);
        for (var number = 1; reader.ReadLine() is { } line; number++)
        {
            line = line.Trim();
            if (line.Length == 0 || line[0] == '#')
                continue;
            string Where(string problem) => string.Create(CultureInfo.InvariantCulture, $"{file} line {number}: {problem}");
            if (line.Length > 4000)
                throw new FormatException(Where("longer than 4,000 characters."));
            if (isPlain)
            {
                if (line.Contains('=', StringComparison.Ordinal) || line.Contains('|', StringComparison.Ordinal))
                    throw new FormatException(Where("this list has one entry a line, without '=' and '|'."));
                lines.Add(new WordLine(line, [line]));
                continue;
            }

            var cut = line.IndexOf('=', StringComparison.Ordinal);
            if (cut < 0)
                throw new FormatException(Where("there is no '='; write: what is shown = phrase | phrase"));
            var (shown, phrases) = (line[..cut].Trim(), line[(cut + 1)..].Split('|', StringSplitOptions.TrimEntries));
            if (shown.Length == 0)
                throw new FormatException(Where("nothing stands left of the '='."));
            if (Array.Exists(phrases, p => !p.Any(char.IsLetterOrDigit)))
                throw new FormatException(Where("a phrase right of the '=' is empty."));
            lines.Add(new WordLine(shown, phrases));
        }
    }
}
