namespace WellIntake.Modules.Platform.Queueing.InMemory;

/// <summary>Receiving from one lane: at once when something is ready, else by waiting for it.</summary>
internal sealed class LaneReceiver(QueueState queue, JobLane lane) : IJobReceiver
{
    private static readonly Task<IReadOnlyList<IJobLease>> Nothing = Task.FromResult<IReadOnlyList<IJobLease>>([]);

    public Task<IReadOnlyList<IJobLease>> ReceiveAsync(int maxJobs, TimeSpan maxWait, CancellationToken ct = default)
    {
        if (ct.IsCancellationRequested)
            return Task.FromCanceled<IReadOnlyList<IJobLease>>(ct);
        try
        {
            ArgumentOutOfRangeException.ThrowIfNegativeOrZero(maxJobs);
            if (maxWait < TimeSpan.Zero && maxWait != Timeout.InfiniteTimeSpan)
                throw new ArgumentOutOfRangeException(nameof(maxWait), "A wait cannot be negative.");
            var leases = queue.Take(lane, maxJobs);
            if (leases.Count > 0)
                return Task.FromResult(leases);
            return maxWait == TimeSpan.Zero ? Nothing : queue.WaitAsync(lane, maxJobs, maxWait, ct);
        }
        catch (Exception e)
        {
            return Task.FromException<IReadOnlyList<IJobLease>>(e);
        }
    }

    public Task<IReadOnlyList<JobEnvelope>> PeekAsync(int maxJobs, CancellationToken ct = default)
    {
        if (ct.IsCancellationRequested)
            return Task.FromCanceled<IReadOnlyList<JobEnvelope>>(ct);
        try
        {
            ArgumentOutOfRangeException.ThrowIfNegativeOrZero(maxJobs);
            return Task.FromResult(queue.Peek(lane, maxJobs));
        }
        catch (Exception e)
        {
            return Task.FromException<IReadOnlyList<JobEnvelope>>(e);
        }
    }
}
