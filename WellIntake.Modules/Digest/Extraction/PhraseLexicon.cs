using System.Globalization;
using System.Runtime.InteropServices;

namespace WellIntake.Modules.Digest.Extraction;

/// <summary>A word of a sentence; clauses are numbered, so that a negation does not reach over a comma.</summary>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct Word(string Line, int Start, int Length, int Clause)
{
    /// <summary>The word, in lower case, without a string of its own.</summary>
    public ReadOnlySpan<char> Text => Line.AsSpan(Start, Length);
}

/// <summary>Phrases with a value each, found in sentences word by word.</summary>
internal sealed class PhraseLexicon<T>
{
    private readonly Dictionary<string, List<(string[] Words, T Value)>> _byFirst = new(StringComparer.Ordinal);
    private readonly Dictionary<string, List<(string[] Words, T Value)>>.AlternateLookup<ReadOnlySpan<char>> _bySpan;

    /// <summary>An empty one.</summary>
    public PhraseLexicon() => _bySpan = _byFirst.GetAlternateLookup<ReadOnlySpan<char>>();

    /// <summary>Adds a phrase; a star at a word's end stands for any ending.</summary>
    public void Add(string phrase, T value)
    {
        var words = Words.Of(phrase, keepStars: true).Select(w => w.Text.ToString()).ToArray();
        if (words.Length == 0)
            throw new FormatException("A phrase of the lexicon is empty.");
        // Only the first three letters lead to a phrase, so that "hesitat*" is found by "hesitated" too.
        var key = Key(words[0]).ToString();
        if (!_byFirst.TryGetValue(key, out var phrases))
            _byFirst[key] = phrases = [];
        phrases.Add((words, value));
        phrases.Sort((a, b) => b.Words.Length.CompareTo(a.Words.Length));
    }

    /// <summary>Every phrase in the words, the longest at each place; none overlap.</summary>
    public IEnumerable<(int Index, int Length, T Value)> Find(List<Word> words)
    {
        for (var i = 0; i < words.Count; i++)
        {
            if (!_bySpan.TryGetValue(Key(words[i].Text), out var phrases))
                continue;
            foreach (var (phrase, value) in phrases)
            {
                if (!Matches(words, i, phrase))
                    continue;
                yield return (i, phrase.Length, value);
                i += phrase.Length - 1;
                break;
            }
        }
    }

    private static ReadOnlySpan<char> Key(ReadOnlySpan<char> word) => word.TrimEnd('*') is var stem && stem.Length > 3 ? stem[..3] : stem;

    private static bool Matches(List<Word> words, int at, string[] phrase)
    {
        if (at + phrase.Length > words.Count)
            return false;
        for (var i = 0; i < phrase.Length; i++)
        {
            var word = words[at + i];
            var isMatch = phrase[i].EndsWith('*') ? word.Text.StartsWith(phrase[i].AsSpan()[..^1]) : word.Text.SequenceEqual(phrase[i]);
            if (!isMatch || word.Clause != words[at].Clause)
                return false;
        }

        return true;
    }
}

/// <summary>Sentences to lower-case words. Hyphens part words; apostrophes are kept straight.</summary>
internal static class Words
{
    public static List<Word> Of(string text, bool keepStars = false)
    {
        var line = text.ToLowerInvariant().Replace('’', '\'');
        var words = new List<Word>(text.Length / 5 + 1);
        var clause = 0;
        var start = -1;
        for (var i = 0; i <= text.Length; i++)
        {
            var c = i < text.Length ? text[i] : ' ';
            if (char.IsLetterOrDigit(c) || start >= 0 && c is '\'' or '’' || keepStars && c == '*')
            {
                if (start < 0)
                    start = i;
                continue;
            }

            if (start >= 0)
            {
                var length = line.AsSpan(start, i - start).TrimEnd('\'').Length;
                if (words.Count > 0 && line.AsSpan(start, length) is "but")
                    clause++;
                words.Add(new Word(line, start, length, clause));
                start = -1;
            }

            if (c is ',' or ';' or '.' or ':' or '(' or ')' or '–' or '—' or '!' or '?')
                clause++;
        }

        return words;
    }
}

/// <summary>The word lists that come with the module, as resources that a person can edit.</summary>
internal static class LexiconFile
{
    /// <summary>The lines of a list, comments and empty ones left out, cut at tabs.</summary>
    /// <exception cref="FormatException">A line has too few columns.</exception>
    public static IEnumerable<string[]> Read(string name, int columns)
    {
        var resource = string.Create(CultureInfo.InvariantCulture, $"{typeof(LexiconFile).Namespace}.Lexicon.{name}");
        using var stream = typeof(LexiconFile).Assembly.GetManifestResourceStream(resource)
            ?? throw new FormatException($"The word list {name} is missing from the build.");
        using var reader = new StreamReader(stream);
        while (reader.ReadLine() is { } line)
        {
            if (line.Length == 0 || line[0] == '#')
                continue;
            var cells = line.Split('\t');
            if (cells.Length != columns)
                throw new FormatException($"A line of the word list {name} has {cells.Length} columns instead of {columns}: {line}");
            yield return cells;
        }
    }
}
