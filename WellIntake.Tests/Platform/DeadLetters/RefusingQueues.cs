using WellIntake.Modules.Platform.Queueing;

namespace WellIntake.Tests.Platform.DeadLetters;

/// <summary>Queues of a broker with a limit on batches, once the list of sizes has an entry: only single jobs are taken, and none called large.</summary>
internal sealed class RefusingQueues(IJobQueues inner, List<int> sizes) : IJobQueues
{
    public IReadOnlyList<string> Names => inner.Names;

    public IJobQueue Get(string name) => new RefusingQueue(inner.Get(name), sizes);

    public ValueTask DisposeAsync() => inner.DisposeAsync();

    private sealed class RefusingQueue(IJobQueue queue, List<int> sizes) : IJobQueue
    {
        public string Name => queue.Name;

        public IJobReceiver DeadLetters => queue.DeadLetters;

        public Task SendAsync(IReadOnlyList<JobEnvelope> jobs, CancellationToken ct = default)
        {
            if (sizes.Count == 0)
                return queue.SendAsync(jobs, ct);
            sizes.Add(jobs.Count);
            return jobs.Count > 1 || jobs[0].Id.StartsWith("large", StringComparison.Ordinal)
                ? throw new JobRefusedException("it is too large", nameof(jobs))
                : queue.SendAsync(jobs, ct);
        }

        public Task<IReadOnlyList<IJobLease>> ReceiveAsync(int maxJobs, TimeSpan maxWait, CancellationToken ct = default) => queue.ReceiveAsync(maxJobs, maxWait, ct);

        public Task<IReadOnlyList<JobEnvelope>> PeekAsync(int maxJobs, CancellationToken ct = default) => queue.PeekAsync(maxJobs, ct);

        public Task<JobQueueStatistics> GetStatisticsAsync(CancellationToken ct = default) => queue.GetStatisticsAsync(ct);

        public ValueTask DisposeAsync() => queue.DisposeAsync();
    }
}
