using System.Globalization;

namespace WellIntake.Modules.Digest.Extraction;

/// <summary>Reads the mood towards a move from what a candidate says, and from what is written of them, which counts less.</summary>
internal static class MoodReader
{
    /// <summary>From here on it is positive.</summary>
    public const int PositiveFrom = 60;
    /// <summary>The enthusiasm of which nothing was said.</summary>
    public const int NothingSaid = 50;
    /// <summary>Below this it is cautious.</summary>
    public const int CautiousBelow = 43;

    private const double OwnWords = 1;
    private const double OthersWords = 0.6;
    // A denied phrase says less than its opposite: "not excited" is not yet "reluctant".
    private const double Denied = -0.7;
    private const int MostSentences = 3;

    private static readonly PhraseLexicon<double> Lexicon = Load();

    /// <summary>Without any word of mood: neutral, 50, decided by nothing.</summary>
    public static Sentiment Read(IEnumerable<Statement> statements)
    {
        var total = 0d;
        var decided = new List<DecidingSentence>();
        foreach (var (sentence, passage, words) in statements)
        {
            var weight = Weigh(words) * (sentence.Speaker == Speaker.Candidate ? OwnWords : OthersWords);
            if (weight == 0)
                continue;
            total += weight;
            decided.Add(new DecidingSentence(passage.SourceOf(sentence), Math.Round(weight, 2)));
        }

        var enthusiasm = (int)Math.Round(50 + 50 * total / (Math.Abs(total) + 4), MidpointRounding.AwayFromZero);
        return new Sentiment(Of(enthusiasm), enthusiasm, [.. decided.OrderByDescending(d => Math.Abs(d.Weight)).Take(MostSentences)]);
    }

    /// <summary>The mood of an enthusiasm.</summary>
    public static Mood Of(int enthusiasm) => enthusiasm >= PositiveFrom ? Mood.Positive : enthusiasm < CautiousBelow ? Mood.Cautious : Mood.Neutral;

    /// <summary>What the words of one sentence weigh: above 0 for a move, below against, 0 without any word of mood.</summary>
    public static double WeightOf(string sentence) => Weigh(Words.Of(sentence));

    private static double Weigh(List<Word> words)
    {
        var sum = 0d;
        foreach (var (index, length, weight) in Lexicon.Find(words))
        {
            var degree = Modifiers.Degree(words, index);
            sum += weight * degree * (Modifiers.IsNegated(words, index, 3) ? Denied : 1);
        }

        return sum;
    }

    private static PhraseLexicon<double> Load()
    {
        var lexicon = new PhraseLexicon<double>();
        foreach (var cells in LexiconFile.Read("sentiment.txt", 2))
            lexicon.Add(cells[0], double.Parse(cells[1], CultureInfo.InvariantCulture));
        return lexicon;
    }
}
