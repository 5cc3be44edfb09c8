using WellIntake.Modules.Digest.Parsing;
using WellIntake.Modules.Platform.LanguageModel;

namespace WellIntake.Modules.Digest.Extraction.ByModel;

/// <summary>
/// Writes the bullet of a fact that the model points at: read from the line by the parsers that read it offline, else in
/// the line's own words. The model's words never reach a card.
/// </summary>
internal static class FactWriter
{
    /// <summary>The bullet.</summary>
    /// <exception cref="InvalidReplyException">The line does not bear it out: a figure without a number, a fact that is denied.</exception>
    public static Bullet Write(BulletKind kind, Pointer at, DateOnly today)
    {
        var (sentence, source) = (at.Line.Sentence, at.Line.Source);
        // The whole sentence first: there stands what a quote may leave out.
        if (Offline(kind, sentence, source, today) is { } read)
            return read;
        if (FactGate.IsDenied(sentence.Text, sentence.Text.IndexOf(at.Quote, StringComparison.Ordinal)) || FactGate.IsDenied(at.Quote, at.Quote.Length))
            throw new InvalidReplyException("takes what is denied or supposed for a fact");
        return Offline(kind, new Sentence(at.Quote, sentence.Start, sentence.Speaker), source, today) ?? InItsWords(kind, at.Quote, source);
    }

    private static Bullet? Offline(BulletKind kind, Sentence sentence, BulletSource source, DateOnly today) =>
        SentenceFacts.Of(sentence, source, today, k => k == kind).FirstOrDefault(b => b.Kind == kind);

    private static Bullet InItsWords(BulletKind kind, string quote, BulletSource source)
    {
        if (kind is BulletKind.Aum or BulletKind.Production)
            return Amount(kind, quote, source);
        if (kind is BulletKind.Clients or BulletKind.Years or BulletKind.Compensation && !SaysNumber(quote))
            throw new InvalidReplyException("takes words without a number for a figure");
        var words = PlainText.Line(quote) ?? throw new InvalidReplyException("takes words that say nothing for a fact");
        var label = kind switch
        {
            BulletKind.Growth => "Growth: ",
            BulletKind.Licences => "Licences: ",
            BulletKind.Education => "Education: ",
            BulletKind.Specialty => "Specialty: ",
            BulletKind.Availability => "Availability: ",
            BulletKind.Compensation => "Target comp: ",
            _ => string.Empty,
        };
        return new Bullet(kind, PlainText.Cut(label.Length == 0 ? char.ToUpperInvariant(words[0]) + words[1..] : label + words, PlainText.LineLength), source, Strength.Unmeasured);
    }

    private static Bullet Amount(BulletKind kind, string quote, BulletSource source)
    {
        var label = kind == BulletKind.Aum ? MoneyLabel.Assets : MoneyLabel.Production;
        if (MoneyParser.FindAll(quote).Select(m => m.Value!).FirstOrDefault(m => m.Label == label || m.Label == MoneyLabel.None) is not { } money)
            throw new InvalidReplyException("takes words without an amount for a figure");
        if (money.IsChange)
            money = money with { Low = money.High, IsChange = false };
        return kind == BulletKind.Aum
            ? new Bullet(kind, $"{money} AUM", source, Strength.Aum((double)money.Low))
            : new Bullet(kind, $"{money} production", source, Strength.Production((double)money.Low));
    }

    private static bool SaysNumber(string quote) =>
        quote.AsSpan().IndexOfAnyInRange('0', '9') >= 0 || Words.Of(quote).Exists(w => Patterns.Number(w.Text.ToString()) is not null);
}
