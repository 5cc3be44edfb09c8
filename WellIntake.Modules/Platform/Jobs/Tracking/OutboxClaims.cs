using Microsoft.EntityFrameworkCore;
using WellIntake.Modules.Platform.Persistence;
using WellIntake.Modules.Platform.Persistence.Entities;

namespace WellIntake.Modules.Platform.Jobs.Tracking;

/// <summary>
/// Who has a job of the outbox in hand, where several processes send from it and work on it: a job is in one hand or in
/// none. A claim that was not given back, because its process died, ends by itself.
/// </summary>
internal sealed class OutboxClaims(IDbContextFactory<WellIntakeDbContext> contexts, IDatabaseProvider database, TimeProvider time)
{
    // About as long as a send takes with all its tries. People wait for it when a process dies while it sends; whoever
    // takes over from one that is only slow sends the same ids, which the broker drops.
    private static readonly TimeSpan SendingTakes = TimeSpan.FromMinutes(1);

    // Claims are made one after another, so that two who look at once never see the same job, or jobs of one ordering
    // key, as free. The number means nothing; it is the same in every process.
    private const long ClaimsLock = 0x57656C6C496E746B;

    /// <summary>
    /// The oldest that can be sent now. From here on they count as maybe sent, until it is known that they were not: a
    /// process that dies while it sends cannot say so any more.
    /// </summary>
    public async Task<SendingClaim> ForSendingAsync(int most, IReadOnlyCollection<string> away, CancellationToken ct)
    {
        var now = time.GetUtcNow();
        var by = Guid.NewGuid().ToString("N");
        // An older job of the same key that somebody else has in hand comes first.
        var rows = await ClaimAsync(
            db => db.Outbox.Where(o => o.SetAsideAt == null && (o.NextTryAt == null || o.NextTryAt <= now) && !away.Contains(o.Queue)
                && (o.ClaimedUntil == null || o.ClaimedUntil <= now)
                && (o.OrderingKey == null
                    || !db.Outbox.Any(e => e.Queue == o.Queue && e.OrderingKey == o.OrderingKey && e.Id < o.Id && e.ClaimedUntil > now))),
            most,
            (claimed, token) => claimed.ExecuteUpdateAsync(
                u => u.SetProperty(o => o.ClaimedBy, by).SetProperty(o => o.ClaimedUntil, (DateTimeOffset?)(now + SendingTakes)).SetProperty(o => o.MaybeSent, true),
                token),
            ct);
        return new SendingClaim(contexts, by, rows);
    }

    /// <summary>The oldest job of a queue that was certainly never sent, has no place in an order, and is in nobody's hand.</summary>
    /// <returns>Null when there is none.</returns>
    public async Task<OutboxJob?> ForWorkAsync(string queue, string by, TimeSpan lockDuration, CancellationToken ct)
    {
        var now = time.GetUtcNow();
        var until = now + lockDuration;
        var rows = await ClaimAsync(
            db => db.Outbox.Where(o => o.Queue == queue && o.SetAsideAt == null && (o.NextTryAt == null || o.NextTryAt <= now)
                && (o.ClaimedUntil == null || o.ClaimedUntil <= now) && !o.MaybeSent && o.OrderingKey == null),
            most: 1,
            (claimed, token) => claimed.ExecuteUpdateAsync(
                u => u.SetProperty(o => o.ClaimedBy, by).SetProperty(o => o.ClaimedUntil, (DateTimeOffset?)until).SetProperty(o => o.Deliveries, o => o.Deliveries + 1),
                token),
            ct);
        if (rows.Count == 0)
            return null;
        var row = rows[0];
        (row.ClaimedBy, row.ClaimedUntil, row.Deliveries) = (by, until, row.Deliveries + 1);
        return row;
    }

    private async Task<IReadOnlyList<OutboxJob>> ClaimAsync(
        Func<WellIntakeDbContext, IQueryable<OutboxJob>> free, int most, Func<IQueryable<OutboxJob>, CancellationToken, Task<int>> mark, CancellationToken ct)
    {
        await using var db = await contexts.CreateDbContextAsync(ct);
        await using var transaction = await db.Database.BeginTransactionAsync(ct);
        if (database.Kind == DatabaseKind.Postgres)
            await db.Database.ExecuteSqlAsync($"SELECT pg_advisory_xact_lock({ClaimsLock})", ct);
        var rows = await free(db).AsNoTracking().OrderBy(o => o.Id).Take(most).ToListAsync(ct);
        if (rows.Count > 0)
        {
            var ids = rows.ConvertAll(o => o.Id);
            await mark(db.Outbox.Where(o => ids.Contains(o.Id)), ct);
        }

        await transaction.CommitAsync(ct);
        return rows;
    }
}

/// <summary>
/// Jobs that this process is sending. Those that are not removed by the end are given back; disposed without that, as when
/// the process stops in between, they stay claimed for a while, as nobody knows what became of them.
/// </summary>
internal sealed class SendingClaim(IDbContextFactory<WellIntakeDbContext> contexts, string by, IReadOnlyList<OutboxJob> rows) : IAsyncDisposable
{
    private readonly HashSet<long> _mayBeSent = [.. rows.Where(r => r.MaybeSent).Select(r => r.Id)];
    private bool _returned;

    /// <summary>As they were when they were claimed.</summary>
    public IReadOnlyList<OutboxJob> Rows => rows;

    /// <summary>The broker may have these, though it did not say so.</summary>
    public void MayBeSent(IEnumerable<long> ids) => _mayBeSent.UnionWith(ids);

    /// <summary>Every job has been sent or not, as far as anybody knows.</summary>
    public async Task ReturnAsync(CancellationToken ct)
    {
        _returned = true;
        if (rows.Count == 0)
            return;
        await using var db = await contexts.CreateDbContextAsync(ct);
        var unsent = rows.Select(r => r.Id).Where(id => !_mayBeSent.Contains(id)).ToList();
        await db.Outbox.Where(o => o.ClaimedBy == by && unsent.Contains(o.Id)).ExecuteUpdateAsync(
            u => u.SetProperty(o => o.ClaimedBy, (string?)null).SetProperty(o => o.ClaimedUntil, (DateTimeOffset?)null).SetProperty(o => o.MaybeSent, false), ct);
        await GiveBackAsync(db, ct);
    }

    public async ValueTask DisposeAsync()
    {
        if (_returned || rows.Count == 0)
            return;
        try
        {
            // All of them count as maybe sent: others may send them again at once, but not work on them.
            await using var db = await contexts.CreateDbContextAsync();
            await GiveBackAsync(db, CancellationToken.None);
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            // The claims end by themselves.
        }
    }

    private Task GiveBackAsync(WellIntakeDbContext db, CancellationToken ct) => db.Outbox.Where(o => o.ClaimedBy == by).ExecuteUpdateAsync(
        u => u.SetProperty(o => o.ClaimedBy, (string?)null).SetProperty(o => o.ClaimedUntil, (DateTimeOffset?)null), ct);
}
