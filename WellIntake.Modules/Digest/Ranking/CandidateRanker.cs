using WellIntake.Modules.Digest.Extraction;

namespace WellIntake.Modules.Digest.Ranking;

/// <summary>
/// Scores a candidate. Each known fact counts half its kind's weight, and up to the other half by its size; then come
/// availability, mood, red flags, deal stage and how new the candidate is.
/// </summary>
internal static class CandidateRanker
{
    private const double AvailabilityPoints = 4;
    private const double AvailabilityWeeks = 26;
    private const double MoodPoints = 8;
    private const double PointsASeverity = 2;
    private const double MostRedFlagPoints = 20;
    private const double RecencyPoints = 3;

    /// <summary>Higher is better; the same input gives the same score.</summary>
    public static double Score(CandidateInsight insight, IReadOnlyList<DealEvidence> deals, DateTimeOffset publishedAt, DigestSpec spec)
    {
        var facts = insight.Facts.Sum(f => BulletWeights.Of(f.Kind) * (0.5 + 0.5 * f.Strength));
        var availability = insight.Availability is { } when ? AvailabilityPoints * (1 - Math.Clamp(when.MinWeeks / AvailabilityWeeks, 0, 1)) : 0;
        var mood = (insight.Sentiment.Enthusiasm - 50) / 50d * MoodPoints;
        var redFlags = Math.Min(MostRedFlagPoints, insight.RedFlags.Sum(f => f.Severity) * PointsASeverity);
        var age = (spec.To - publishedAt) / (spec.To - spec.From);
        var recency = RecencyPoints * (1 - Math.Clamp(age, 0, 1));
        return Math.Round(facts + availability + mood - redFlags + recency + Stage(deals), 6);
    }

    /// <summary>The best first; ties: the newer, then the id.</summary>
    public static int Compare(RankedCandidate a, RankedCandidate b) =>
        b.Card.Score.CompareTo(a.Card.Score) is var score and not 0 ? score
        : b.Card.PublishedAt.CompareTo(a.Card.PublishedAt) is var published and not 0 ? published
        : string.CompareOrdinal(a.Card.CandidateId, b.Card.CandidateId);

    // Somebody wants them: the further a deal has come, the surer.
    private static double Stage(IReadOnlyList<DealEvidence> deals) => deals.MaxBy(d => d.ModifiedAt)?.Stage switch
    {
        "Engaged" => 0.5,
        "Meeting Booked" => 1,
        "Meetings Completed" or "Awaiting Offer" => 1.5,
        "Offer Extended" => 2,
        _ => 0,
    };
}

/// <summary>A card with the firm that the cut counts by.</summary>
internal sealed record RankedCandidate(CandidateCard Card, string? Firm);
