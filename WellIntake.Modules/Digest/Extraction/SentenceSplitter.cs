namespace WellIntake.Modules.Digest.Extraction;

/// <summary>Cuts a text into sentences; "$1.2B", "Dr. Lee", "U.S." and "e.g." end none.</summary>
internal static class SentenceSplitter
{
    /// <summary>A sentence longer than this is cut at a space: transcripts without full stops exist.</summary>
    public const int MaxLength = 600;

    private static readonly HashSet<string> Abbreviations = new(StringComparer.OrdinalIgnoreCase)
    {
        "dr", "mr", "mrs", "ms", "jr", "sr", "st", "inc", "co", "corp", "ltd", "no", "vs", "approx", "e.g", "i.e", "etc", "u.s", "u.k",
        "b.s", "b.a", "m.b.a", "m.s", "ph.d", "j.d", "jan", "feb", "mar", "apr", "jun", "jul", "aug", "sept", "sep", "oct", "nov", "dec",
        "prof", "gen", "dept", "mgmt", "ser", "mt", "ft", "a.s.a.p",
    };

    private static readonly HashSet<string>.AlternateLookup<ReadOnlySpan<char>> IsAbbreviation = Abbreviations.GetAlternateLookup<ReadOnlySpan<char>>();

    /// <summary>Start and length of each sentence between two places of the text, without the white space around it.</summary>
    public static IEnumerable<(int Start, int Length)> Split(string text, int from, int to)
    {
        var start = from;
        for (var i = from; i < to; i++)
        {
            var isEnd = text[i] switch
            {
                '\n' or '\r' => true,
                '.' => EndsSentence(text, start, i, to),
                '!' or '?' => i + 1 >= to || !IsEnding(text[i + 1]),
                _ => i - start >= MaxLength && char.IsWhiteSpace(text[i]),
            };
            if (!isEnd)
                continue;
            while (i + 1 < to && text[i + 1] is '"' or '”' or '’' or ')')
                i++;
            if (Trim(text, start, i + 1) is { Length: > 0 } sentence)
                yield return sentence;
            start = i + 1;
        }

        if (Trim(text, start, to) is { Length: > 0 } last)
            yield return last;
    }

    private static bool EndsSentence(string text, int start, int dot, int to)
    {
        if (dot + 1 >= to)
            return true;
        var next = text[dot + 1];
        if (next is '"' or '”' or '’' or ')')
            return dot + 2 >= to || char.IsWhiteSpace(text[dot + 2]);
        if (!char.IsWhiteSpace(next))
            return false;

        var word = dot;
        while (word > start && (char.IsLetterOrDigit(text[word - 1]) || text[word - 1] == '.'))
            word--;
        var before = text.AsSpan(word, dot - word);
        if (before.Length == 1 && char.IsUpper(before[0]) && before[0] != 'I')
            return false;
        if (!IsAbbreviation.Contains(before))
            return true;

        // "in the U.S. It is" ends, "the U.S. market" and "Dr. Lee" do not; a title never ends.
        return before.Contains('.') && StartsNew(text, dot + 1, to);
    }

    private static bool StartsNew(string text, int from, int to)
    {
        while (from < to && char.IsWhiteSpace(text[from]))
            from++;
        var rest = text.AsSpan(from, to - from);
        return rest.StartsWith("I ") || rest.StartsWith("I'") || rest.StartsWith("We ") || rest.StartsWith("It ") || rest.StartsWith("The ") || rest.StartsWith("My ") || rest.StartsWith("He ") || rest.StartsWith("She ");
    }

    private static bool IsEnding(char c) => c is '!' or '?' or '.';

    private static (int Start, int Length) Trim(string text, int from, int to)
    {
        while (from < to && (char.IsWhiteSpace(text[from]) || text[from] is '-' or '•' or '*' or '–' && from + 1 < to && char.IsWhiteSpace(text[from + 1])))
            from++;
        while (to > from && char.IsWhiteSpace(text[to - 1]))
            to--;
        return (from, to - from);
    }
}
