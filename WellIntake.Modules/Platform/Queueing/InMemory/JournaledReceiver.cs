using WellIntake.Modules.Platform.Queueing.InMemory.Journal;

namespace WellIntake.Modules.Platform.Queueing.InMemory;

/// <summary>Receiving from a lane whose journal may still be opening, and part of which may be on disk.</summary>
internal sealed class JournaledReceiver(QueueState queue, JobLane lane, SqliteGroupCommit commit, TimeProvider time, Task opened) : IJobReceiver
{
    private readonly LaneReceiver _memory = new(queue, lane);

    public Task<IReadOnlyList<IJobLease>> ReceiveAsync(int maxJobs, TimeSpan maxWait, CancellationToken ct = default) =>
        opened.IsCompletedSuccessfully ? _memory.ReceiveAsync(maxJobs, maxWait, ct) : OpenAndReceiveAsync(maxJobs, maxWait, ct);

    public async Task<IReadOnlyList<JobEnvelope>> PeekAsync(int maxJobs, CancellationToken ct = default)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(maxJobs);
        await opened.WaitAsync(ct);
        if (queue.PeekOnDisk(lane, maxJobs) is { } read)
            return await commit.CommitAsync(session => read((SqliteCommitSession)session), ct);
        return await _memory.PeekAsync(maxJobs, ct);
    }

    private async Task<IReadOnlyList<IJobLease>> OpenAndReceiveAsync(int maxJobs, TimeSpan maxWait, CancellationToken ct)
    {
        // A journal that opens promptly costs a receiver nothing of its wait, and one that asks for what is there gets it.
        var patience = maxWait == TimeSpan.Zero ? commit.Options.FailAfter : maxWait;
        try
        {
            await opened.WaitAsync(patience, time, ct);
        }
        catch (TimeoutException)
        {
            return [];
        }

        return await _memory.ReceiveAsync(maxJobs, maxWait, ct);
    }
}
