using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;
using WellIntake.Modules.Digest.Anonymising.Bullets;
using WellIntake.Modules.Digest.Anonymising.Leaks;
using WellIntake.Modules.Digest.Anonymising.Sentences;
using WellIntake.Modules.Digest.Anonymising.Words;
using WellIntake.Modules.Digest.Extraction;
using WellIntake.Modules.Platform.Crm;

namespace WellIntake.Modules.Digest.Anonymising;

/// <summary>
/// Anonymises by two ways: the lines of a card are built anew by a rule for each kind, and sentences run through a
/// pipeline of rules that find what identifies people in running text (ADR 0013).
/// </summary>
internal sealed class Anonymiser(Vocabulary words) : IAnonymiser
{
    private static readonly Dictionary<BulletKind, IBulletRule> BulletRules = new IBulletRule[]
    {
        new AssetsRule(), new GrowthRule(), new ProductionRule(), new RankingRule(), new ClientsRule(), new LicencesRule(), new TeamRule(),
        new YearsRule(), new EducationRule(), new SpecialtyRule(), new AvailabilityRule(), new CompensationRule(),
    }.ToDictionary(r => r.Kind);

    private readonly SentenceScrubber _scrubber = new(words);

    // Reading a record for its names takes longer than reading a sentence; a card asks for several.
    private readonly ConditionalWeakTable<CandidateEvidence, Known> _known = [];

    /// <inheritdoc />
    public ShownCard Anonymise(CandidateCard card, CandidateEvidence evidence, DateTimeOffset now)
    {
        var context = new RuleContext(words, DateOnly.FromDateTime(now.UtcDateTime));
        var place = words.Place(evidence.Candidate.City, evidence.Candidate.State) ?? "Location on request";
        return new ShownCard
        {
            CandidateId = card.CandidateId,
            // Without a locator the card refers by the record's id, which is nobody's business.
            Reference = card.Reference != card.CandidateId && card.Reference.StartsWith(Locator.Prefix, StringComparison.Ordinal) ? card.Reference : "Reference on request",
            AlertTitle = TitleRule.Apply(evidence.Candidate.Title, words) + " – candidate alert",
            Location = MobilityRule.Apply(card.Mobility) is { } mobility ? $"{place} ({mobility})" : place,
            Bullets = BulletSelector.Choose(
                card.Bullets.Concat(card.Facts).Select(b => Apply(b, context)).OfType<Bullet>().DistinctBy(b => b.Kind),
                ValuedFacts.Of(card, evidence, words, now)),
            Mood = card.Sentiment.Mood,
            Enthusiasm = card.Sentiment.Enthusiasm,
            HasSpoken = card.Sentiment.DecidedBy.Count > 0,
            RedFlags = [.. card.RedFlags.Select(f => RedFlagReader.Severities.ContainsKey(f.Name) ? f.Name : "Needs a closer look").Distinct(StringComparer.Ordinal)],
            InVault = card.InVault,
            SentNote = card.SentNote,
            PublishedAt = card.PublishedAt,
        };
    }

    /// <inheritdoc />
    public string? Sentence(string sentence, CandidateEvidence evidence)
    {
        if (string.IsNullOrWhiteSpace(sentence))
            return null;
        var known = _known.GetValue(evidence, e => new Known(OwnWords.Of(e, words), RecordIdentity.Of(e, words.ShownPlaces)));
        string shown;
        try
        {
            shown = _scrubber.Scrub(sentence, known.Own);
        }
        catch (RegexMatchTimeoutException)
        {
            // Text made to be slow is not shown.
            return null;
        }

        return shown.Length == 0 || LeakCheck.Find(known.Identity, shown).Count > 0 ? null : shown;
    }

    // A line that its rule cannot read in time is left out; the next fact takes its place.
    private static Bullet? Apply(Bullet bullet, RuleContext context)
    {
        try
        {
            return BulletRules.GetValueOrDefault(bullet.Kind)?.Apply(bullet, context) is { } text
                ? bullet with { Text = text, Source = bullet.Source.WithoutWords() }
                : null;
        }
        catch (RegexMatchTimeoutException)
        {
            return null;
        }
    }

    private sealed record Known(OwnWords Own, RecordIdentity Identity);
}
