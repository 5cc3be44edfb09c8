using System.Threading.Channels;

namespace WellIntake.Modules.Platform.Queueing.InMemory;

/// <summary>Receiving from one lane: at once when something is ready, else by waiting for it.</summary>
internal sealed class LaneReceiver(QueueState queue, JobLane lane, TimeProvider time) : IJobReceiver
{
    private static readonly Task<IReadOnlyList<IJobLease>> Nothing = Task.FromResult<IReadOnlyList<IJobLease>>([]);

    private CancellationTokenSource? _spare;

    public Task<IReadOnlyList<IJobLease>> ReceiveAsync(int maxJobs, TimeSpan maxWait, CancellationToken ct = default)
    {
        if (ct.IsCancellationRequested)
            return Task.FromCanceled<IReadOnlyList<IJobLease>>(ct);
        try
        {
            ArgumentOutOfRangeException.ThrowIfNegativeOrZero(maxJobs);
            if (maxWait < TimeSpan.Zero && maxWait != Timeout.InfiniteTimeSpan)
                throw new ArgumentOutOfRangeException(nameof(maxWait), "A wait cannot be negative.");
            var leases = queue.Take(lane, first: null, maxJobs);
            if (leases.Count > 0)
                return Task.FromResult(leases);
            return maxWait == TimeSpan.Zero ? Nothing : WaitAsync(maxJobs, maxWait, ct);
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

    private async Task<IReadOnlyList<IJobLease>> WaitAsync(int maxJobs, TimeSpan maxWait, CancellationToken ct)
    {
        var until = Interlocked.Exchange(ref _spare, null) ?? new CancellationTokenSource(Timeout.InfiniteTimeSpan, time);
        try
        {
            until.CancelAfter(maxWait);
            await using var _ = ct.UnsafeRegister(static state => ((CancellationTokenSource)state!).Cancel(), until);
            while (true)
            {
                var first = await lane.ReadAsync(until.Token);
                var leases = queue.Take(lane, first, maxJobs);

                // A lost race, or an expired job: somebody else's luck does not end this wait.
                if (leases.Count > 0)
                    return leases;
            }
        }
        catch (OperationCanceledException)
        {
            ct.ThrowIfCancellationRequested();
            return [];
        }
        catch (ChannelClosedException e)
        {
            throw new ObjectDisposedException("The queue is closed.", e);
        }
        finally
        {
            if (!until.TryReset() || Interlocked.CompareExchange(ref _spare, until, null) is not null)
                until.Dispose();
        }
    }
}
