using Microsoft.EntityFrameworkCore;
using WellIntake.Modules.Platform.Persistence;
using WellIntake.Modules.Platform.Persistence.Entities;

namespace WellIntake.Modules.Digest.Chat;

/// <summary>Counts what was asked for, how long it took and what came of it.</summary>
internal sealed class DigestUsage(IDbContextFactory<WellIntakeDbContext> contexts)
{
    /// <summary>The requests accepted since then; rows are read one by one, only their figures are kept.</summary>
    public async Task<UsageReport> ReadAsync(DateTimeOffset since, CancellationToken ct)
    {
        var from = since.ToUniversalTime();
        var byAudience = new Dictionary<string, AudienceUsage>(StringComparer.Ordinal);
        await using var db = await contexts.CreateDbContextAsync(ct);
        var rows = db.DigestRequests.AsNoTracking().Where(r => r.CreatedAt >= from)
            .Select(r => new { r.Audience, r.Status, r.ExecutionTimeMs, r.CreatedAt, r.DeliveredAt });
        await foreach (var row in rows.AsAsyncEnumerable().WithCancellation(ct))
        {
            if (!byAudience.TryGetValue(row.Audience, out var usage))
                byAudience[row.Audience] = usage = new AudienceUsage(row.Audience);
            usage.Add(row.Status, row.ExecutionTimeMs, row.DeliveredAt - row.CreatedAt);
        }

        var feedback = await db.DigestFeedback.AsNoTracking().Where(f => f.CreatedAt >= from).GroupBy(f => f.Useful)
            .Select(g => new { Useful = g.Key, Count = g.Count() }).ToListAsync(ct);
        return new UsageReport(
            [.. byAudience.Values.OrderByDescending(u => u.Requests).ThenBy(u => u.Audience, StringComparer.Ordinal)],
            feedback.Where(f => f.Useful).Sum(f => f.Count), feedback.Where(f => !f.Useful).Sum(f => f.Count));
    }
}

/// <summary>What was counted.</summary>
/// <param name="Audiences">The one asked for most first; empty when nothing was.</param>
/// <param name="Useful">Digests that were found useful.</param>
/// <param name="NotUseful">Digests that were not.</param>
internal sealed record UsageReport(IReadOnlyList<AudienceUsage> Audiences, int Useful, int NotUseful);

/// <summary>The requests for one audience.</summary>
internal sealed class AudienceUsage(string audience)
{
    private readonly List<double> _shown = [];
    private readonly List<double> _worked = [];

    public string Audience { get; } = audience;

    public int Requests { get; private set; }

    public int Delivered { get; private set; }

    public int Failed { get; private set; }

    public int Cancelled { get; private set; }

    /// <summary>Waiting or worked on.</summary>
    public int Open => Requests - Delivered - Failed - Cancelled;

    /// <summary>Seconds from the question to the result on the screen.</summary>
    public IReadOnlyList<double> ShownAfter => _shown;

    /// <summary>Seconds of work.</summary>
    public IReadOnlyList<double> Worked => _worked;

    public void Add(RequestStatus status, long? workMs, TimeSpan? shownAfter)
    {
        Requests++;
        switch (status)
        {
            case RequestStatus.Delivered:
                Delivered++;
                break;
            case RequestStatus.Failed or RequestStatus.DeadLettered:
                Failed++;
                break;
            case RequestStatus.Cancelled:
                Cancelled++;
                break;
        }

        if (workMs is { } ms)
            _worked.Add(ms / 1000d);
        if (shownAfter is { } after)
            _shown.Add(after.TotalSeconds);
    }
}

/// <summary>Percentiles by nearest rank: a value that was measured, never one between two.</summary>
internal static class Percentile
{
    /// <summary>The smallest value that at least <paramref name="share"/> (0–1) of all are not above; null of nothing.</summary>
    public static double? Of(IEnumerable<double> values, double share)
    {
        var sorted = values.Order().ToArray();
        return sorted.Length == 0 ? null : sorted[Math.Clamp((int)Math.Ceiling(share * sorted.Length) - 1, 0, sorted.Length - 1)];
    }
}
