using WellIntake.Modules.Platform.Jobs.Tracking;
using WellIntake.Modules.Platform.Queueing;

namespace WellIntake.Modules.Platform.DeadLetters.Moves;

/// <summary>Takes a dead letter out of its queue, and writes down that it is: in one commit where journal and rows share a database, else in this order.</summary>
internal sealed class DeadLetterSettling(IGroupCommit commits, QueueingTopology topology)
{
    /// <exception cref="JobLockLostException">The lock has expired; it is in its queue still.</exception>
    public async Task CompleteAsync(IJobLease lease, Action<ICommitSession> alongside, CancellationToken ct)
    {
        if (lease is ICommitsWithLease inCommit)
        {
            if (topology.JournalSharesDatabase)
            {
                await inCommit.CompleteAsync(alongside, ct);
                return;
            }

            // An ordinary completion reaches the journal a moment later; the row may not be ahead of it.
            await inCommit.CompleteAsync(static _ => { }, ct);
        }
        else
        {
            await lease.CompleteAsync(ct);
        }

        await commits.CommitAsync(session => { alongside(session); return true; }, ct);
    }
}
