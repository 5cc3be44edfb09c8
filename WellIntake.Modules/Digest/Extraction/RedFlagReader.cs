using System.Globalization;

namespace WellIntake.Modules.Digest.Extraction;

/// <summary>Finds what should be looked at before a candidate is presented: disclosures, terminations, non-competes.</summary>
internal static class RedFlagReader
{
    private const int NegationReach = 6;

    private static readonly PhraseLexicon<(string Name, int Severity)> Lexicon = Load();

    /// <summary>How grave each flag is, 1–5, by its name.</summary>
    public static readonly IReadOnlyDictionary<string, int> Severities =
        LexiconFile.Read("red-flags.txt", 3).ToDictionary(cells => cells[0], cells => int.Parse(cells[1], CultureInfo.InvariantCulture), StringComparer.Ordinal);

    /// <summary>Each flag once, with the first sentence that raises it, the gravest first. Denied ones raise none.</summary>
    public static IReadOnlyList<RedFlag> Read(IEnumerable<Statement> statements)
    {
        var flags = new Dictionary<string, RedFlag>(StringComparer.Ordinal);
        foreach (var (sentence, passage, words) in statements)
        {
            foreach (var (index, _, flag) in Lexicon.Find(words))
            {
                if (!flags.ContainsKey(flag.Name) && !Modifiers.IsNegated(words, index, NegationReach))
                    flags[flag.Name] = new RedFlag(flag.Name, flag.Severity, passage.SourceOf(sentence));
            }
        }

        return InOrder(flags.Values);
    }

    /// <summary>The gravest first.</summary>
    public static IReadOnlyList<RedFlag> InOrder(IEnumerable<RedFlag> flags) =>
        [.. flags.OrderByDescending(f => f.Severity).ThenBy(f => f.Name, StringComparer.Ordinal)];

    private static PhraseLexicon<(string Name, int Severity)> Load()
    {
        var lexicon = new PhraseLexicon<(string, int)>();
        foreach (var cells in LexiconFile.Read("red-flags.txt", 3))
        {
            var severity = int.Parse(cells[1], CultureInfo.InvariantCulture);
            foreach (var phrase in cells[2].Split('|'))
                lexicon.Add(phrase, (cells[0], severity));
        }

        return lexicon;
    }
}
