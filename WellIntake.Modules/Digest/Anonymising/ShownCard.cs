using WellIntake.Modules.Digest.Anonymising.Leaks;
using WellIntake.Modules.Digest.Extraction;
using WellIntake.Modules.Platform.Crm;

namespace WellIntake.Modules.Digest.Anonymising;

/// <summary>A candidate as people may see them; the only thing that renderers take (DIG-6).</summary>
internal sealed record ShownCard
{
    /// <summary>The record's id; never rendered.</summary>
    public required string CandidateId { get; init; }
    /// <summary>The reference that people use, <c>TWAV…</c>.</summary>
    public required string Reference { get; init; }
    /// <summary>"Senior Financial Advisor – candidate alert".</summary>
    public required string AlertTitle { get; init; }
    /// <summary>"Dallas–Fort Worth metro (open to relocation)".</summary>
    public required string Location { get; init; }
    /// <summary>Exactly five; each with its kind and the place it comes from. In privacy mode without the sentence itself.</summary>
    public required IReadOnlyList<Bullet> Bullets { get; init; }
    /// <summary>The mood towards a move.</summary>
    public required Mood Mood { get; init; }
    /// <summary>0–100.</summary>
    public required int Enthusiasm { get; init; }
    /// <summary>False: nothing was said yet, and the mood is a default.</summary>
    public required bool HasSpoken { get; init; }
    /// <summary>What to look at first, the gravest first.</summary>
    public required IReadOnlyList<string> RedFlags { get; init; }
    /// <summary>Kept in the vault.</summary>
    public required bool InVault { get; init; }
    /// <summary>"sent to advisors on 3 Nov"; null when they never went out.</summary>
    public string? SentNote { get; init; }
    /// <summary>When the candidate was published.</summary>
    public required DateTimeOffset PublishedAt { get; init; }

    /// <summary>The card as it is, for internal use (<c>PRIVACY_MODE=false</c>).</summary>
    public static ShownCard Internal(CandidateCard card) => new()
    {
        CandidateId = card.CandidateId,
        Reference = card.Reference,
        AlertTitle = card.AlertTitle,
        Location = card.Location,
        Bullets = card.Bullets,
        Mood = card.Sentiment.Mood,
        Enthusiasm = card.Sentiment.Enthusiasm,
        HasSpoken = card.Sentiment.DecidedBy.Count > 0,
        RedFlags = [.. card.RedFlags.Select(f => f.Name)],
        InVault = card.InVault,
        SentNote = card.SentNote,
        PublishedAt = card.PublishedAt,
    };

    /// <summary>Every line that can be drawn of it, for the leak check.</summary>
    public string AllText() =>
        string.Join('\n', [AlertTitle, Location, .. Bullets.Select(b => b.Text), .. RedFlags, Reference]);
}

/// <summary>A digest that may be drawn.</summary>
/// <param name="Spec">What was asked for.</param>
/// <param name="Cards">The best first.</param>
/// <param name="Totals">Before the cut.</param>
/// <param name="Nearest">As in <see cref="DigestResult"/>.</param>
/// <param name="Elapsed">How long it took.</param>
/// <param name="HeldBack">Candidates that the privacy check held back; they are in no other figure but the total.</param>
internal sealed record ShownDigest(DigestSpec Spec, IReadOnlyList<ShownCard> Cards, DigestTotals Totals, NearestRange? Nearest, TimeSpan Elapsed, int HeldBack = 0)
{
    /// <summary>What the finished text must not hold, of every candidate that was chosen, held back or not. Empty for internal use.</summary>
    public IReadOnlyList<RecordIdentity> Identities { get; init; } = [];

    /// <summary>As in <see cref="DigestResult"/>.</summary>
    public int OnCooldown { get; init; }

    /// <summary>How old the candidates are; null where nobody can tell.</summary>
    public CrmAge? Age { get; init; }

    /// <summary>A digest as it is, for internal use.</summary>
    public static ShownDigest Internal(DigestResult result) =>
        new(result.Spec, [.. result.Cards.Select(ShownCard.Internal)], result.Totals, result.Nearest, result.Elapsed) { Age = result.Age, OnCooldown = result.OnCooldown };
}
