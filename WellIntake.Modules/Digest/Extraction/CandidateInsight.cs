using WellIntake.Modules.Digest.Parsing;

namespace WellIntake.Modules.Digest.Extraction;

/// <summary>The mood of a candidate towards a move.</summary>
internal enum Mood { Positive, Neutral, Cautious }

/// <summary>A sentence that weighed in a judgement.</summary>
/// <param name="Source">Where it stands.</param>
/// <param name="Weight">Above 0 for, below 0 against.</param>
internal sealed record DecidingSentence(BulletSource Source, double Weight);

/// <summary>How a candidate feels about a move, in their own words where there are any.</summary>
/// <param name="Mood">Positive, neutral, cautious.</param>
/// <param name="Enthusiasm">0–100; 50 when nothing was said.</param>
/// <param name="DecidedBy">The sentences that decided it, the weightiest first; empty when nothing was said.</param>
internal sealed record Sentiment(Mood Mood, int Enthusiasm, IReadOnlyList<DecidingSentence> DecidedBy);

/// <summary>Something to look at before presenting a candidate.</summary>
/// <param name="Name">What it is, such as "Regulatory disclosure".</param>
/// <param name="Severity">1–5; taken off the rank.</param>
/// <param name="Source">The sentence that says it.</param>
internal sealed record RedFlag(string Name, int Severity, BulletSource Source);

/// <summary>What an extractor made of a candidate's evidence.</summary>
/// <param name="Bullets">Exactly five, the weightiest first, none twice.</param>
/// <param name="Facts">Every fact of a weighed kind, also those that are on no card; ranking counts them.</param>
/// <param name="Mobility">From the field or the candidate's own words; null when unknown.</param>
/// <param name="Availability">Read for the moment asked; null when unknown.</param>
/// <param name="Sentiment">The mood.</param>
/// <param name="RedFlags">The gravest first; each name once.</param>
internal sealed record CandidateInsight(
    IReadOnlyList<Bullet> Bullets,
    IReadOnlyList<Bullet> Facts,
    string? Mobility,
    Availability? Availability,
    Sentiment Sentiment,
    IReadOnlyList<RedFlag> RedFlags);
