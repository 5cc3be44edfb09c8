namespace WellIntake.Modules.Digest.Anonymising.Leaks;

/// <summary>Something that tells who a candidate is.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="IsStrong">Tells it on its own, wherever it stands: a full name does, a year does not.</param>
internal abstract record Identifier(IdentifierKind Kind, bool IsStrong)
{
    /// <summary>Does the text hold it, in whatever spelling?</summary>
    public abstract bool IsIn(ReadText text);
}

/// <summary>Words in a row, told by their letters and digits alone: spacing, hyphens, case and accents make no difference.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="IsStrong">Tells it on its own.</param>
/// <param name="Letters">The words without anything between them, folded.</param>
/// <param name="NeedsContext">Is an ordinary word too: counts only with a capital and in the company of words that names stand with.</param>
internal sealed record PhraseIdentifier(IdentifierKind Kind, bool IsStrong, string Letters, bool NeedsContext = false) : Identifier(Kind, IsStrong)
{
    public override bool IsIn(ReadText text)
    {
        for (var i = 0; i < text.Words.Count; i++)
        {
            if (EndOf(text.Words, i) is var end and > 0 && (!NeedsContext || NameContext.Holds(text.Words, i, end, Kind)))
                return true;
        }

        // Scripts that part no words.
        return Letters[0] >= '\u2E80' && text.Letters.Contains(Letters, StringComparison.Ordinal);
    }

    // The word after the last one, where the words from here on are the letters exactly; 0 where not.
    private int EndOf(IReadOnlyList<ReadWord> words, int from)
    {
        var at = 0;
        for (var i = from; i < words.Count; i++)
        {
            var word = words[i].Letters;
            // "Barrons", "the Quillfords": a possessive or a plural without its apostrophe.
            if (word.Length > 5 && word.Length == Letters.Length - at + 1 && word[^1] == 's' && string.CompareOrdinal(Letters, at, word, 0, word.Length - 1) == 0)
                return i + 1;
            if (string.CompareOrdinal(Letters, at, word, 0, word.Length) != 0)
                return 0;
            at += word.Length;
            if (at == Letters.Length)
                return i + 1;
        }

        return 0;
    }
}

/// <summary>An abbreviation in capitals: "MS", "M.S.", "BWM".</summary>
internal sealed record AcronymIdentifier(IdentifierKind Kind, bool IsStrong, string Capitals) : Identifier(Kind, IsStrong)
{
    public override bool IsIn(ReadText text)
    {
        for (var i = 0; i < text.Words.Count; i++)
        {
            var at = 0;
            for (var j = i; j < text.Words.Count && at < Capitals.Length; j++)
            {
                var written = text.Words[j].Written;
                // "M.S." comes as two words of a letter each; other words are whole abbreviations or none.
                if (j > i && written.Length > 1 || string.CompareOrdinal(Capitals, at, written, 0, written.Length) != 0)
                    break;
                at += written.Length;
            }

            if (at == Capitals.Length)
                return true;
        }

        return false;
    }
}

/// <summary>An exact amount, however it is written; a floored tier ("$1B+") is none.</summary>
internal sealed record AmountIdentifier(double Amount) : Identifier(IdentifierKind.Figure, false)
{
    // "$1.2B" tells $1.23B nearly as well.
    private const double Near = 0.05;
    private static readonly double[] Scales = [1e3, 1e6, 1e9];
    private static readonly double[] Round = [1, 2, 2.5, 3, 4, 5, 7.5];

    public override bool IsIn(ReadText text) => text.Numbers.Any(n => !n.IsCompensation && (IsAmount(n) || IsBare(n)));

    private bool IsAmount(ReadNumber number) =>
        (number.HasUnit || number.Value >= 100_000) && Math.Abs(number.Value - Amount) <= Near * Amount && !(number.HasPlus && IsRound(number.Value));

    // "We are at eight point four": no unit, but nobody else's figure.
    private bool IsBare(ReadNumber number)
    {
        if (number.HasUnit || number.Value is < 1 or >= 1000 || number.Value * 10 % 10 == 0)
            return false;
        return Scales.Any(scale => Math.Abs(number.Value * scale - Amount) < 1e-3 * Amount);
    }

    private static bool IsRound(double value)
    {
        var leading = value / Math.Pow(10, Math.Floor(Math.Log10(value) + 1e-9));
        return Round.Any(r => Math.Abs(leading - r) < 1e-6);
    }
}

/// <summary>An exact number of clients, beside a word for them.</summary>
internal sealed record CountIdentifier(int Clients) : Identifier(IdentifierKind.Count, false)
{
    public override bool IsIn(ReadText text) =>
        text.Numbers.Any(n => n.Value == Clients && n.CountsClients && !(n.HasPlus && (Clients % 25 == 0 || Clients == 10)));
}

/// <summary>A year of the record: "2009", "'09", "two thousand nine", "twenty nineteen".</summary>
internal sealed record YearIdentifier(int Year) : Identifier(IdentifierKind.Year, false)
{
    public override bool IsIn(ReadText text) => text.Years.Contains(Year);
}

/// <summary>A phone number, told by its last seven digits in whatever grouping; spoken digits count.</summary>
internal sealed record DigitsIdentifier(IdentifierKind Kind, string Digits) : Identifier(Kind, true)
{
    public override bool IsIn(ReadText text) => text.DigitRuns.Any(r => r.Contains(Digits, StringComparison.Ordinal));
}
