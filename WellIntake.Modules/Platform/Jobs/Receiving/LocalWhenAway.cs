using WellIntake.Modules.Platform.Jobs.Tracking;
using WellIntake.Modules.Platform.Queueing;

namespace WellIntake.Modules.Platform.Jobs.Receiving;

/// <summary>
/// A queue as its workers see it: while the broker is away it gives them what waits in the outbox. The broker is asked all
/// the while, for only its answer says that it is back.
/// </summary>
internal sealed class LocalWhenAway(IJobQueue queue, JobQueueOptions options, OutboxWork work, IQueueMode mode, TimeProvider time) : IJobQueue
{
    // How long the broker is waited for while it is away, before the outbox is looked at again.
    private static readonly TimeSpan AskingAgain = TimeSpan.FromSeconds(3);

    public string Name => queue.Name;

    public IJobReceiver DeadLetters => queue.DeadLetters;

    public async Task<IReadOnlyList<IJobLease>> ReceiveAsync(int maxJobs, TimeSpan maxWait, CancellationToken ct = default)
    {
        if (!mode.BrokerIsAway)
            return await queue.ReceiveAsync(maxJobs, maxWait, ct);
        if (await work.TakeAsync(queue.Name, options, ct) is { } lease)
            return [lease];
        var started = time.GetTimestamp();
        var wait = maxWait < AskingAgain ? maxWait : AskingAgain;
        try
        {
            return await queue.ReceiveAsync(maxJobs, wait, ct);
        }
        catch (JobQueueUnavailableException)
        {
            // Known; a broker that refuses at once is not to be asked without a pause.
            var left = wait - time.GetElapsedTime(started);
            if (left > TimeSpan.Zero)
                await Task.Delay(left, time, ct);
            return [];
        }
    }

    public Task SendAsync(IReadOnlyList<JobEnvelope> jobs, CancellationToken ct = default) => queue.SendAsync(jobs, ct);

    public Task<IReadOnlyList<JobEnvelope>> PeekAsync(int maxJobs, CancellationToken ct = default) => queue.PeekAsync(maxJobs, ct);

    public Task<JobQueueStatistics> GetStatisticsAsync(CancellationToken ct = default) => queue.GetStatisticsAsync(ct);

    public ValueTask DisposeAsync() => queue.DisposeAsync();
}
