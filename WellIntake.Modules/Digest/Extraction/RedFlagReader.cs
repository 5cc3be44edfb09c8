using System.Globalization;

namespace WellIntake.Modules.Digest.Extraction;

/// <summary>Finds what should be looked at before a candidate is presented: disclosures, terminations, non-competes.</summary>
internal static class RedFlagReader
{
    private const int NegationReach = 6;

    private static readonly HashSet<string> Known = new(StringComparer.Ordinal);
    private static readonly PhraseLexicon<(string Name, int Severity)> Lexicon = Load();

    /// <summary>Every name that a flag of the word list can have.</summary>
    public static IReadOnlySet<string> Names => Known;

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

        return [.. flags.Values.OrderByDescending(f => f.Severity).ThenBy(f => f.Name, StringComparer.Ordinal)];
    }

    private static PhraseLexicon<(string Name, int Severity)> Load()
    {
        var lexicon = new PhraseLexicon<(string, int)>();
        foreach (var cells in LexiconFile.Read("red-flags.txt", 3))
        {
            Known.Add(cells[0]);
            var severity = int.Parse(cells[1], CultureInfo.InvariantCulture);
            foreach (var phrase in cells[2].Split('|'))
                lexicon.Add(phrase, (cells[0], severity));
        }

        return lexicon;
    }
}
