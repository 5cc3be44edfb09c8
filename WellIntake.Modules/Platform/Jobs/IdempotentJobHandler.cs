using Microsoft.EntityFrameworkCore;
using WellIntake.Modules.Platform.Jobs.Tracking;
using WellIntake.Modules.Platform.Persistence;
using WellIntake.Modules.Platform.Queueing;

namespace WellIntake.Modules.Platform.Jobs;

/// <summary>
/// Handles a job without a request row once: one that is recorded as processed is completed without being handled
/// (ADR 6). The handler records the id in the commit of its effects (<see cref="JobContext.MarkProcessed"/>); for one that
/// makes no commit of its own it is recorded after success, with the job's completion where its queue can do that.
/// </summary>
internal sealed class IdempotentJobHandler<TJob>(
    IJobHandler<TJob> inner, JobTypes types, JobAcceptor acceptor, IGroupCommit commits, IDbContextFactory<WellIntakeDbContext> contexts,
    TimeProvider time) : IJobHandler<TJob>
    where TJob : JobMessage
{
    private readonly string _scope = types.Of(typeof(TJob)).WireName;

    public async Task HandleAsync(TJob job, JobContext context, CancellationToken ct)
    {
        if (await IsProcessedAsync(context.Id, ct))
            return;
        var record = new ProcessedRecord(_scope, context.Id, time);
        context.Processed = record;
        await inner.HandleAsync(job, context, ct);
        if (record.Used)
            return;
        if (!context.Settled && acceptor.SharesDatabase && context.Lease is ICommitsWithLease lease)
        {
            await lease.CompleteAsync(session => record.Write(session), ct);
            context.Settled = true;
            return;
        }

        await commits.CommitAsync(record.Write, ct);
    }

    public Task FailedAsync(TJob job, JobContext context, JobFailure failure, CancellationToken ct) => inner.FailedAsync(job, context, failure, ct);

    // Read beside the shared commits: a look must not wait for the one writer.
    private async Task<bool> IsProcessedAsync(string id, CancellationToken ct)
    {
        await using var db = await contexts.CreateDbContextAsync(ct);
        return await db.ProcessedIds.AnyAsync(p => p.Scope == _scope && p.Id == id, ct);
    }
}

/// <summary>The record that one delivery of a job may write.</summary>
internal sealed class ProcessedRecord(string scope, string id, TimeProvider time)
{
    /// <summary>It was written in a commit of the handler's.</summary>
    public bool Used { get; private set; }

    /// <returns>False when the job was recorded before.</returns>
    public bool Write(ICommitSession session)
    {
        Used = true;
        return RequestSql.MarkProcessed(session, scope, id, time.GetUtcNow());
    }
}
