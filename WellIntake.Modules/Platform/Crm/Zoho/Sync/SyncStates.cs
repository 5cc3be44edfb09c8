using Microsoft.EntityFrameworkCore;
using WellIntake.Modules.Platform.Crm.Zoho.Mapping;
using WellIntake.Modules.Platform.Persistence;
using WellIntake.Modules.Platform.Persistence.Entities;

namespace WellIntake.Modules.Platform.Crm.Zoho.Sync;

/// <summary>What the table crm_sync remembers of each kind of record.</summary>
internal sealed class SyncStates(IDbContextFactory<WellIntakeDbContext> databases, TimeProvider time)
{
    /// <summary>How a kind is called there.</summary>
    public static string Key(CrmKind kind) => kind.ToString().ToLowerInvariant();

    /// <summary>Marks the attempt.</summary>
    /// <returns>All changes before it are here; null when everything must be read: never finished, or mapped differently.</returns>
    public async Task<DateTimeOffset?> BeginAsync(ZohoPlan plan, CancellationToken ct)
    {
        await using var db = await databases.CreateDbContextAsync(ct);
        var key = Key(plan.Kind);
        var now = time.GetUtcNow();
        var state = await db.CrmSync.AsNoTracking().SingleOrDefaultAsync(row => row.Kind == key, ct);
        if (state is null)
        {
            db.CrmSync.Add(new CrmSyncState { Kind = key, Module = plan.Module, LastAttemptAt = now });
            await db.SaveChangesAsync(ct);
            return null;
        }

        await db.CrmSync.Where(row => row.Kind == key).ExecuteUpdateAsync(set => set.SetProperty(row => row.LastAttemptAt, now), ct);
        return state.Mapping == plan.Fingerprint ? state.Watermark : null;
    }

    /// <summary>Writes the end of a run, in the transaction of its last rows.</summary>
    /// <param name="db">In that transaction.</param>
    /// <param name="plan">What was read.</param>
    /// <param name="watermark">All changes before it are here; null leaves it as it is.</param>
    /// <param name="report">The counts.</param>
    /// <param name="ct">Ends it.</param>
    public async Task FinishAsync(WellIntakeDbContext db, ZohoPlan plan, DateTimeOffset? watermark, CrmSyncKindReport report, CancellationToken ct)
    {
        var key = Key(plan.Kind);
        var now = time.GetUtcNow();
        var rows = db.CrmSync.Where(row => row.Kind == key);
        await rows.ExecuteUpdateAsync(
            set => set
                .SetProperty(row => row.LastSuccessAt, row => row.LastAttemptAt ?? now)
                .SetProperty(row => row.LastError, (string?)null)
                .SetProperty(row => row.ReadCount, report.Read)
                .SetProperty(row => row.InsertedCount, report.Inserted)
                .SetProperty(row => row.UpdatedCount, report.Updated)
                .SetProperty(row => row.DeletedCount, report.Deleted)
                .SetProperty(row => row.RefusedCount, report.Refused), ct);
        if (watermark is not null)
        {
            await rows.ExecuteUpdateAsync(
                set => set
                    .SetProperty(row => row.Watermark, watermark)
                    .SetProperty(row => row.Module, plan.Module)
                    .SetProperty(row => row.Mapping, plan.Fingerprint), ct);
        }
    }

    /// <summary>Marks what ended a run.</summary>
    public async Task FailAsync(ZohoPlan plan, string error, CancellationToken ct)
    {
        await using var db = await databases.CreateDbContextAsync(ct);
        var key = Key(plan.Kind);
        await db.CrmSync.Where(row => row.Kind == key).ExecuteUpdateAsync(set => set.SetProperty(row => row.LastError, error), ct);
    }

    /// <summary>When the last finished run began, in any process; null when some kind of record was never read to the end, or its last run failed.</summary>
    public async Task<DateTimeOffset?> LastFinishedAsync(IReadOnlyList<ZohoPlan> plans, CancellationToken ct)
    {
        await using var db = await databases.CreateDbContextAsync(ct);
        var states = await db.CrmSync.AsNoTracking().ToListAsync(ct);
        DateTimeOffset? earliest = null;
        foreach (var plan in plans)
        {
            if (states.Find(s => s.Kind == Key(plan.Kind)) is not { LastError: null, LastSuccessAt: { } at } state || state.Mapping != plan.Fingerprint)
                return null;
            if (earliest is null || at < earliest)
                earliest = at;
        }

        return earliest;
    }
}
