namespace WellIntake.Modules.Platform.Queueing.InMemory;

/// <summary>A lease on a job that the journal holds, so that its completion can share a commit.</summary>
internal sealed class JournaledJobLease(QueueState queue, JobLane lane, JobEntry entry, long lockedUntil)
    : JobLease(queue, lane, entry, lockedUntil), ICommitsWithLease
{
    private readonly QueueState _queue = queue;

    public async Task CompleteAsync(Action<ICommitSession> alongside, CancellationToken ct = default)
    {
        await _queue.EnterLineAsync(ct);
        Task done;
        try
        {
            done = _queue.CompleteAlongside(this, alongside, ct);
        }
        catch
        {
            _queue.LeaveLine();
            throw;
        }

        await (ct.CanBeCanceled ? done.WaitAsync(ct) : done);
    }
}
