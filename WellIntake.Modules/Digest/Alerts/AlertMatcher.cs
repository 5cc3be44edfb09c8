using Microsoft.EntityFrameworkCore;
using WellIntake.Modules.Digest.Anonymising.Words;
using WellIntake.Modules.Digest.Sending;
using WellIntake.Modules.Platform.Persistence;
using WellIntake.Modules.Platform.Persistence.Entities;

namespace WellIntake.Modules.Digest.Alerts;

/// <summary>
/// Asks every alert about every candidate who is new or changed. Which ones are stands in <c>candidate_arrivals</c>,
/// written with the candidates; an arrival is struck out in the transaction that keeps its matches. Several processes
/// may do this at once: a match is one row for ever.
/// </summary>
internal sealed class AlertMatcher(IDbContextFactory<WellIntakeDbContext> contexts, IDatabaseProvider database, Vocabulary words, TimeProvider time)
{
    private const int Batch = 500;
    private const int MostCollisions = 5;

    /// <summary>Works through what has arrived and is published by now.</summary>
    /// <returns>How many matches were found.</returns>
    public async Task<int> MatchAsync(CancellationToken ct)
    {
        var (found, collisions) = (0, 0);
        var known = new Dictionary<string, Cooldown>(StringComparer.Ordinal);
        while (true)
        {
            try
            {
                var (arrived, matched) = await MatchBatchAsync(known, ct);
                found += matched;
                if (arrived < Batch)
                    return found;
            }
            catch (DbUpdateException e) when (database.IsDuplicate(e) && ++collisions < MostCollisions)
            {
                // Another process found the same; what it kept is seen on looking again.
                known.Clear();
            }
        }
    }

    /// <summary>
    /// Published after the alert was made? A date without a time may be any moment of its day, so that it counts as the
    /// day's end.
    /// </summary>
    internal static bool IsNew(Candidate candidate, CandidateAlert alert)
    {
        var published = candidate.PublishedAt.ToUniversalTime();
        return (published.TimeOfDay == TimeSpan.Zero ? published.AddDays(1) : published) > alert.Since;
    }

    private async Task<(int Arrived, int Matched)> MatchBatchAsync(Dictionary<string, Cooldown> known, CancellationToken ct)
    {
        var now = time.GetUtcNow();
        await using var db = await contexts.CreateDbContextAsync(ct);
        var arrivals = await (from arrival in db.CandidateArrivals.AsNoTracking()
                              join candidate in db.Candidates.AsNoTracking() on arrival.CandidateId equals candidate.Id into candidates
                              from candidate in candidates.DefaultIfEmpty()
                              where candidate == null || candidate.PublishedAt <= now
                              orderby arrival.Id
                              select new { arrival.Id, Candidate = (Candidate?)candidate }).Take(Batch).ToListAsync(ct);
        if (arrivals.Count == 0)
            return (0, 0);

        var alerts = await db.CandidateAlerts.AsNoTracking().Where(a => !a.Paused).ToListAsync(ct);
        var matched = 0;
        var arrived = arrivals.Select(a => a.Candidate).OfType<Candidate>().DistinctBy(c => c.Id).ToList();
        foreach (var alert in alerts)
        {
            var filter = AlertFilter.Of(alert);
            foreach (var candidate in arrived.Where(c => IsNew(c, alert) && filter.Matches(c, words)))
            {
                if (!known.TryGetValue(alert.Id, out var told))
                    known[alert.Id] = told = await KnownAsync(db, alert.Id, ct);
                if (told.HoldsBack(candidate))
                    continue;
                db.CandidateAlertMatches.Add(new CandidateAlertMatch { AlertId = alert.Id, CandidateId = candidate.Id, FoundAt = now });
                matched++;
            }
        }

        var done = arrivals.ConvertAll(a => a.Id);
        await using var transaction = await db.Database.BeginTransactionAsync(ct);
        await db.SaveChangesAsync(ct);
        await db.CandidateArrivals.Where(a => done.Contains(a.Id)).ExecuteDeleteAsync(ct);
        await transaction.CommitAsync(ct);
        return (arrivals.Count, matched);
    }

    // The owner was, or will be, told of these people; a second record of one of them is no news.
    private static async Task<Cooldown> KnownAsync(WellIntakeDbContext db, string alertId, CancellationToken ct)
    {
        var ids = db.CandidateAlertMatches.Where(m => m.AlertId == alertId).Select(m => m.CandidateId);
        return new Cooldown(await db.Candidates.AsNoTracking().Where(c => ids.Contains(c.Id)).ToListAsync(ct));
    }
}
