namespace WellIntake.Modules.Digest.Extraction;

/// <summary>Negations and words of degree before a phrase.</summary>
internal static class Modifiers
{
    private enum Kind { Negation, Strong, Weak }

    private static readonly PhraseLexicon<Kind> Lexicon = Load();

    /// <summary>Is the phrase denied by the words before it in its clause?</summary>
    public static bool IsNegated(List<Word> words, int index, int reach) =>
        Before(words, index, reach).Any(k => k == Kind.Negation);

    /// <summary>1.5 for "very", 0.5 for "somewhat", 1 otherwise.</summary>
    public static double Degree(List<Word> words, int index)
    {
        foreach (var kind in Before(words, index, 2))
        {
            if (kind == Kind.Strong)
                return 1.5;
            if (kind == Kind.Weak)
                return 0.5;
        }

        return 1;
    }

    private static IEnumerable<Kind> Before(List<Word> words, int index, int reach)
    {
        var clause = words[index].Clause;
        var window = new List<Word>(reach);
        for (var i = Math.Max(0, index - reach); i < index; i++)
        {
            if (words[i].Clause == clause)
                window.Add(words[i]);
        }

        return Lexicon.Find(window).Select(f => f.Value);
    }

    private static PhraseLexicon<Kind> Load()
    {
        var lexicon = new PhraseLexicon<Kind>();
        foreach (var cells in LexiconFile.Read("modifiers.txt", 2))
        {
            var kind = Enum.Parse<Kind>(cells[0], ignoreCase: true);
            foreach (var phrase in cells[1].Split('|'))
                lexicon.Add(phrase, kind);
        }

        return lexicon;
    }
}
