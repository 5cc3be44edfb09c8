using Microsoft.EntityFrameworkCore;
using WellIntake.Modules.Platform.Persistence;
using WellIntake.Modules.Platform.Persistence.Entities;
using WellIntake.Modules.Platform.Queueing;

namespace WellIntake.Modules.Platform.Jobs.Tracking;

/// <summary>
/// Jobs of the outbox to be worked on here while their broker is away (QUE-9). Only those that were certainly never sent,
/// so that the broker has no second one; the claim in the row keeps dispatchers and other workers off. See ADR 25.
/// </summary>
internal sealed class OutboxWork(OutboxClaims claims, OutboxFailures failures, IDbContextFactory<WellIntakeDbContext> contexts, TimeProvider time)
{
    /// <summary>Takes one. Null when there is none.</summary>
    public async Task<IJobLease?> TakeAsync(string queue, JobQueueOptions options, CancellationToken ct)
    {
        while (await claims.ForWorkAsync(queue, Guid.NewGuid().ToString("N"), options.LockDuration, ct) is { } row)
        {
            await using var db = await contexts.CreateDbContextAsync(ct);
            if (OutboxDispatcher.Read(row) is not { } job)
            {
                await failures.FailAsync(db, row, "Its envelope cannot be read.", ct);
            }
            else if (row.Deliveries > options.BackstopDeliveries)
            {
                await SetAsideAsync(db, row, DeadLetterReasons.MaxDeliveries, ct);
            }
            else
            {
                var known = job with { DeliveryCount = row.Deliveries, EnqueuedAt = row.CreatedAt, SequenceNumber = row.Id };
                return new OutboxLease(this, row, known, options.LockDuration);
            }
        }

        return null;
    }

    /// <summary>False when the claim is over: somebody else may have the job.</summary>
    internal async Task<bool> RenewAsync(OutboxJob row, DateTimeOffset until, CancellationToken ct) =>
        await ChangeAsync(row, (mine, token) => mine.ExecuteUpdateAsync(u => u.SetProperty(o => o.ClaimedUntil, (DateTimeOffset?)until), token), ct);

    internal Task<bool> CompleteAsync(OutboxJob row, CancellationToken ct) =>
        ChangeAsync(row, static (mine, token) => mine.ExecuteDeleteAsync(token), ct);

    internal Task<bool> GiveBackAsync(OutboxJob row, TimeSpan delay, bool counts, CancellationToken ct)
    {
        DateTimeOffset? next = delay > TimeSpan.Zero ? time.GetUtcNow() + delay : null;
        var deliveries = row.Deliveries - (counts ? 0 : 1);
        return ChangeAsync(
            row,
            (mine, token) => mine.ExecuteUpdateAsync(
                u => u.SetProperty(o => o.ClaimedBy, (string?)null).SetProperty(o => o.ClaimedUntil, (DateTimeOffset?)null)
                    .SetProperty(o => o.NextTryAt, next).SetProperty(o => o.Deliveries, deliveries),
                token),
            ct);
    }

    /// <summary>There is no queue of dead letters here: it stays where it is, set aside with its reason.</summary>
    internal Task<bool> DeadLetterAsync(OutboxJob row, string reason, CancellationToken ct)
    {
        DateTimeOffset? at = time.GetUtcNow();
        return ChangeAsync(
            row,
            (mine, token) => mine.ExecuteUpdateAsync(
                u => u.SetProperty(o => o.ClaimedBy, (string?)null).SetProperty(o => o.ClaimedUntil, (DateTimeOffset?)null)
                    .SetProperty(o => o.SetAsideAt, at).SetProperty(o => o.Reason, reason),
                token),
            ct);
    }

    private async Task SetAsideAsync(WellIntakeDbContext db, OutboxJob row, string reason, CancellationToken ct)
    {
        DateTimeOffset? at = time.GetUtcNow();
        await db.Outbox.Where(o => o.Id == row.Id && o.ClaimedBy == row.ClaimedBy).ExecuteUpdateAsync(
            u => u.SetProperty(o => o.SetAsideAt, at).SetProperty(o => o.Reason, reason), ct);
    }

    private async Task<bool> ChangeAsync(OutboxJob row, Func<IQueryable<OutboxJob>, CancellationToken, Task<int>> change, CancellationToken ct)
    {
        await using var db = await contexts.CreateDbContextAsync(ct);
        var now = time.GetUtcNow();
        return await change(db.Outbox.Where(o => o.Id == row.Id && o.ClaimedBy == row.ClaimedBy && o.ClaimedUntil > now), ct) == 1;
    }

    internal DateTimeOffset Now => time.GetUtcNow();
}
