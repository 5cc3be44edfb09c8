using WellIntake.Modules.Digest;
using WellIntake.Modules.Digest.Anonymising;
using WellIntake.Modules.Digest.Anonymising.Leaks;
using WellIntake.Modules.Digest.Anonymising.Words;
using WellIntake.Modules.Digest.Extraction;
using WellIntake.Modules.Digest.Rendering;

namespace WellIntake.Benchmarks.Anonymising;

/// <summary>Figures of QUA-6 over planted or clean candidates.</summary>
internal sealed class AnonymiseRun
{
    /// <summary>The moment of all runs.</summary>
    public static readonly DateTimeOffset Now = new(2026, 11, 22, 12, 0, 0, TimeSpan.Zero);

    private static readonly DigestSpec Spec = new() { Audience = "advisors", From = Now.AddDays(-60), To = Now, Now = Now };
    private readonly Vocabulary _words = Vocabulary.Load(null);
    private readonly Anonymiser _anonymiser;
    private readonly OfflineExtractor _extractor = new();

    public AnonymiseRun() => _anonymiser = new Anonymiser(_words);

    /// <summary>Candidates looked at.</summary>
    public int Candidates { get; private set; }
    /// <summary>Cards that the leak check held back, by the first kind it found.</summary>
    public Dictionary<IdentifierKind, int> HeldBack { get; } = [];
    /// <summary>Sentences looked at, and those that were not shown.</summary>
    public (int All, int Refused) Sentences { get; private set; }
    /// <summary>What the plain scanner found in what would have been shown: the candidate's number, the token, the text.</summary>
    public List<string> Leaks { get; } = [];
    /// <summary>Clean cards that were held back, and what they say.</summary>
    public List<string> HeldBackForNothing { get; } = [];
    /// <summary>Cards that keep each kind of fact, of those shown.</summary>
    public Dictionary<string, int> Kept { get; } = new(StringComparer.Ordinal);
    /// <summary>Cards shown.</summary>
    public int Shown { get; private set; }

    /// <summary>Held back, of all.</summary>
    public double HeldBackRate => HeldBack.Values.Sum() / (double)Math.Max(1, Candidates);

    /// <summary>Takes a candidate in; without tokens only the holding back is counted.</summary>
    public async Task AddAsync(CandidateEvidence evidence, IReadOnlyList<Token> tokens)
    {
        Candidates++;
        var insight = await _extractor.ExtractAsync(evidence, Now);
        var card = _anonymiser.Anonymise(DigestEngine.Card(evidence, insight, Spec), evidence, Now);
        if (card.Bullets.Count != BulletSelector.Count)
            Leaks.Add($"{evidence.Candidate.Id}: {card.Bullets.Count} bullets");
        var identity = RecordIdentity.Of(evidence, _words.ShownPlaces);
        if (LeakCheck.Find(identity, card.AllText()) is [var kind, ..])
        {
            HeldBack[kind] = HeldBack.GetValueOrDefault(kind) + 1;
            if (tokens.Count == 0)
                HeldBackForNothing.Add($"{evidence.Candidate.Id} ({kind}): {card.AllText().ReplaceLineEndings(" / ")}");
        }
        else
        {
            Show(evidence, card, tokens);
        }

        foreach (var sentence in Passage.Of(evidence).SelectMany(p => p.Sentences))
        {
            var shown = _anonymiser.Sentence(sentence.Text, evidence);
            Sentences = (Sentences.All + 1, Sentences.Refused + (shown is null ? 1 : 0));
            if (shown is not null && PlainScanner.Find(tokens, shown) is { } token)
                Leaks.Add($"{evidence.Candidate.Id}: '{token.Text}' in sentence '{shown}' of '{sentence.Text}'");
        }
    }

    private void Show(CandidateEvidence evidence, ShownCard card, IReadOnlyList<Token> tokens)
    {
        Shown++;
        var digest = new ShownDigest(Spec, [card], new DigestTotals(1, new Dictionary<string, int>(StringComparer.Ordinal)), null, TimeSpan.Zero);
        // The reference is meant to be shown, and its digits are nobody's.
        var text = DigestDocuments.AsText(DigestView.Of(digest)).Replace(card.Reference, "", StringComparison.Ordinal);
        if (PlainScanner.Find(tokens, text) is { } token)
            Leaks.Add($"{evidence.Candidate.Id}: '{token.Text}' in card '{text}'");
        foreach (var bullet in card.Bullets)
            Count(bullet.Kind.ToString());
        if (!card.Location.StartsWith("Location on request", StringComparison.Ordinal))
            Count(card.Location.Contains("metro", StringComparison.Ordinal) ? "Metro" : "Region");
    }

    private void Count(string what) => Kept[what] = Kept.GetValueOrDefault(what) + 1;
}
