using Microsoft.EntityFrameworkCore;
using WellIntake.Modules.Digest.Extraction;
using WellIntake.Modules.Digest.Ranking;
using WellIntake.Modules.Platform.Crm;
using WellIntake.Modules.Platform.Persistence;
using WellIntake.Modules.Platform.Persistence.Entities;

namespace WellIntake.Modules.Digest;

/// <summary>
/// Makes digests: reads every candidate in range, ranks all of them, then cuts (DIG-1). With a <paramref name="reader"/>
/// the best are read again by a language model, and ranked again, before the cut (DIG-4).
/// </summary>
internal sealed class DigestEngine(
    IDbContextFactory<WellIntakeDbContext> contexts, IBulletExtractor extractor, TimeProvider time, ICrmFreshness? freshness = null,
    ShortlistReader? reader = null)
{
    /// <summary>
    /// The digest that <paramref name="spec"/> asks for. Nobody in range: no cards, and the nearest range that has some.
    /// Twice the same question over the same data: the same cards. Cancelled: throws before the next candidate.
    /// </summary>
    /// <exception cref="ArgumentException">The spec cannot be met; see <see cref="DigestSpec.Problem"/>.</exception>
    public async Task<DigestResult> MakeAsync(DigestSpec spec, IProgress<DigestProgress>? progress = null, CancellationToken ct = default)
    {
        if (spec.Problem() is { } problem)
            throw new ArgumentException(problem, nameof(spec));
        var started = time.GetTimestamp();
        await using var context = await contexts.CreateDbContextAsync(ct);

        var total = await DigestQuery.InRange(context, spec).CountAsync(ct);
        var shortlist = new Shortlist(reader is null ? spec.MaxCandidates : ShortlistReader.Size(spec.MaxCandidates));
        var byAudience = new Dictionary<string, int>(StringComparer.Ordinal);
        var read = 0;
        var onCooldown = 0;
        Candidate? last = null;
        while (total > 0)
        {
            var page = await DigestQuery.PageAsync(context, spec, last, ct);
            if (page.Count == 0)
                break;
            var eligible = spec.Cooldown is { } cooldown ? page.FindAll(c => !cooldown.HoldsBack(c)) : page;
            onCooldown += page.Count - eligible.Count;
            await RankAsync(context, spec, eligible, shortlist, ct);
            foreach (var audience in page.SelectMany(c => c.Audience.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)))
                byAudience[audience] = byAudience.GetValueOrDefault(audience) + 1;
            read += page.Count;
            last = page[^1];
            // Someone may have published meanwhile.
            total = Math.Max(total, read);
            progress?.Report(new DigestProgress(read, total));
            if (page.Count < DigestQuery.PageSize)
                break;
        }

        var cards = shortlist.Choose();
        if (reader is not null && cards.Count > 0)
            cards = await ReadAgainAsync(context, spec, cards, reader, progress, ct);
        var nearest = read == 0 ? await DigestQuery.NearestAsync(context, spec, ct) : null;
        var age = freshness is null ? null : await freshness.ReadAsync(ct);
        return new DigestResult(spec, cards, new DigestTotals(read, byAudience), nearest, time.GetElapsedTime(started)) { Age = age, OnCooldown = onCooldown };
    }

    private static async Task<IReadOnlyList<CandidateCard>> ReadAgainAsync(
        WellIntakeDbContext context, DigestSpec spec, IReadOnlyList<CandidateCard> cards, ShortlistReader reader, IProgress<DigestProgress>? progress, CancellationToken ct)
    {
        // Their evidence was let go while the others were read: a few rows again cost less than keeping all.
        var ids = cards.Select(c => c.CandidateId).ToList();
        var candidates = await context.Candidates.AsNoTracking().Where(c => ids.Contains(c.Id)).OrderBy(c => c.Id).ToListAsync(ct);
        var evidence = await EvidenceAsync(context, spec, candidates, ct);
        var insights = await reader.ReadAsync(evidence, spec.Now, progress, ct);
        var again = new Shortlist(spec.MaxCandidates);
        for (var i = 0; i < evidence.Count; i++)
            again.Add(new RankedCandidate(Card(evidence[i], insights[i], spec), FirmName.Normalise(evidence[i].Candidate.Firm)));
        return again.Choose();
    }

    private async Task RankAsync(WellIntakeDbContext context, DigestSpec spec, List<Candidate> page, Shortlist shortlist, CancellationToken ct)
    {
        foreach (var evidence in await EvidenceAsync(context, spec, page, ct))
        {
            ct.ThrowIfCancellationRequested();
            var insight = await extractor.ExtractAsync(evidence, spec.Now, ct);
            shortlist.Add(new RankedCandidate(Card(evidence, insight, spec), FirmName.Normalise(evidence.Candidate.Firm)));
        }
    }

    private static async Task<List<CandidateEvidence>> EvidenceAsync(WellIntakeDbContext context, DigestSpec spec, List<Candidate> candidates, CancellationToken ct)
    {
        var ids = candidates.ConvertAll(c => c.Id);
        var notes = await DigestQuery.NotesAsync(context, ids, ct);
        var deals = spec.IncludeDeals ? await DigestQuery.DealsAsync(context, ids, ct) : null;
        var meetings = spec.IncludeMeetings ? await DigestQuery.MeetingsAsync(context, ids, ct) : null;
        return candidates.ConvertAll(c => new CandidateEvidence(c, [.. notes[c.Id]], [.. deals?[c.Id] ?? []], [.. meetings?[c.Id] ?? []]));
    }

    /// <summary>The internal card of one candidate.</summary>
    public static CandidateCard Card(CandidateEvidence evidence, CandidateInsight insight, DigestSpec spec)
    {
        var candidate = evidence.Candidate;
        var place = NeutralFacts.Place(candidate) ?? "Location not given";
        return new CandidateCard
        {
            CandidateId = candidate.Id,
            Reference = PlainText.Line(candidate.Locator, 40) ?? candidate.Id,
            AlertTitle = PlainText.Line(candidate.Title, 80) is { } title ? $"{title} – candidate alert" : "Candidate alert",
            Location = insight.Mobility is { } mobility ? $"{place} ({mobility})" : place,
            Bullets = insight.Bullets,
            Facts = insight.Facts,
            Mobility = insight.Mobility,
            Sentiment = insight.Sentiment,
            RedFlags = insight.RedFlags,
            InVault = candidate.InVault,
            SentNote = spec.SentNotes?.GetValueOrDefault(candidate.Id),
            PublishedAt = candidate.PublishedAt,
            Score = CandidateRanker.Score(insight, evidence.Deals, candidate.PublishedAt, spec),
        };
    }
}
