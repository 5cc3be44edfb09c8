using WellIntake.Modules.Digest.Extraction;
using WellIntake.Modules.Platform.Crm;

namespace WellIntake.Modules.Digest;

/// <summary>A candidate as a digest finds them: internal facts, which reach people only by <see cref="Anonymising.DigestPresenter"/>.</summary>
internal sealed record CandidateCard
{
    /// <summary>The record's id; never shown.</summary>
    public required string CandidateId { get; init; }
    /// <summary>The reference that people use, <c>TWAV…</c>.</summary>
    public required string Reference { get; init; }
    /// <summary>"Senior Financial Advisor – candidate alert".</summary>
    public required string AlertTitle { get; init; }
    /// <summary>"Dallas, TX (open to relocation)".</summary>
    public required string Location { get; init; }
    /// <summary>Exactly five, the weightiest first.</summary>
    public required IReadOnlyList<Bullet> Bullets { get; init; }
    /// <summary>Every fact of a weighed kind, also those on no card; one of them takes the place of a bullet that may not be shown.</summary>
    public IReadOnlyList<Bullet> Facts { get; init; } = [];
    /// <summary>From the field or the candidate's own words; null when unknown.</summary>
    public string? Mobility { get; init; }
    /// <summary>The mood towards a move.</summary>
    public required Sentiment Sentiment { get; init; }
    /// <summary>The gravest first; mostly empty.</summary>
    public required IReadOnlyList<RedFlag> RedFlags { get; init; }
    /// <summary>Kept in the vault.</summary>
    public required bool InVault { get; init; }
    /// <summary>"sent to advisors on 3 Nov"; null when they never went out.</summary>
    public string? SentNote { get; init; }
    /// <summary>When the candidate was published.</summary>
    public required DateTimeOffset PublishedAt { get; init; }
    /// <summary>What it was ranked by.</summary>
    public required double Score { get; init; }
}

/// <summary>How many there were before the cut.</summary>
/// <param name="InRange">Candidates in range for the audience and owner.</param>
/// <param name="ByAudience">The same by the audiences they were published for; one of several counts in each.</param>
internal sealed record DigestTotals(int InRange, IReadOnlyDictionary<string, int> ByAudience);

/// <summary>Where the nearest candidates are, when there are none in range.</summary>
/// <param name="PublishedAt">When the nearest was published.</param>
/// <param name="DaysAgo">Whole days before now.</param>
/// <param name="SuggestedDays">A range that reaches it: 1, 3, 7, 14, 30, 60, 90, 180 or 365.</param>
internal sealed record NearestRange(DateTimeOffset PublishedAt, int DaysAgo, int SuggestedDays);

/// <summary>A digest that was made.</summary>
/// <param name="Spec">What was asked for.</param>
/// <param name="Cards">The best first; empty when nobody is in range.</param>
/// <param name="Totals">Before the cut.</param>
/// <param name="Nearest">Only when nobody is in range, and only when there is one within a year.</param>
/// <param name="Elapsed">How long it took.</param>
internal sealed record DigestResult(DigestSpec Spec, IReadOnlyList<CandidateCard> Cards, DigestTotals Totals, NearestRange? Nearest, TimeSpan Elapsed)
{
    /// <summary>Candidates in range who are left out because they went out before, or are a second record of somebody (DIG-5).</summary>
    public int OnCooldown { get; init; }
    /// <summary>How old the candidates are; null where nobody can tell.</summary>
    public CrmAge? Age { get; init; }
}

/// <summary>How far a digest is.</summary>
/// <param name="Read">Candidates read and ranked.</param>
/// <param name="Total">Candidates in range.</param>
internal sealed record DigestProgress(int Read, int Total)
{
    /// <summary>A language model reads the best of them again.</summary>
    public bool Again { get; init; }
}
