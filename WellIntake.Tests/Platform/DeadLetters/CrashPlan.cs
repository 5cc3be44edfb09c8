using WellIntake.Modules.Platform.Queueing;

namespace WellIntake.Tests.Platform.DeadLetters;

/// <summary>The process ends here, as far as its callers can tell.</summary>
internal sealed class CrashException : Exception;

/// <summary>Ends a process at one of the calls that leave something behind: before it has its effect, or after. From then on nothing has any.</summary>
internal sealed class CrashPlan
{
    private int _calls;

    /// <summary>At which call, from 1; null: never.</summary>
    public int? At { get; init; }

    /// <summary>Whether the call still has its effect.</summary>
    public bool AfterEffect { get; init; }

    /// <summary>Calls before this is set are not counted.</summary>
    public bool Armed { get; set; }

    public bool Crashed { get; private set; }

    public async Task<T> RunAsync<T>(Func<Task<T>> call)
    {
        if (!Armed)
            return await call();
        if (Crashed)
            throw new CrashException();
        Crashed = Interlocked.Increment(ref _calls) == At;
        if (!Crashed)
            return await call();
        if (AfterEffect)
            await call();
        throw new CrashException();
    }

    public Task RunAsync(Func<Task> call) => RunAsync(async () => { await call(); return true; });
}

/// <summary>Queues that a crash plan may end.</summary>
internal sealed class CrashingQueues(IJobQueues inner, CrashPlan plan) : IJobQueues
{
    public IReadOnlyList<string> Names => inner.Names;

    public IJobQueue Get(string name) => inner.Get(name) is var queue && queue is ICommitsWithSender
        ? new CrashingCommittingQueue(queue, plan)
        : new CrashingQueue(queue, plan);

    public ValueTask DisposeAsync() => inner.DisposeAsync();
}

internal class CrashingQueue(IJobQueue inner, CrashPlan plan) : IJobQueue
{
    public string Name => inner.Name;

    public IJobReceiver DeadLetters { get; } = new CrashingReceiver(inner.DeadLetters, plan);

    public Task SendAsync(IReadOnlyList<JobEnvelope> jobs, CancellationToken ct = default) => plan.RunAsync(() => inner.SendAsync(jobs, ct));

    public Task<IReadOnlyList<IJobLease>> ReceiveAsync(int maxJobs, TimeSpan maxWait, CancellationToken ct = default) => inner.ReceiveAsync(maxJobs, maxWait, ct);

    public Task<IReadOnlyList<JobEnvelope>> PeekAsync(int maxJobs, CancellationToken ct = default) => inner.PeekAsync(maxJobs, ct);

    public Task<JobQueueStatistics> GetStatisticsAsync(CancellationToken ct = default) => inner.GetStatisticsAsync(ct);

    public ValueTask DisposeAsync() => inner.DisposeAsync();
}

internal sealed class CrashingCommittingQueue(IJobQueue inner, CrashPlan plan) : CrashingQueue(inner, plan), ICommitsWithSender
{
    private readonly ICommitsWithSender _sender = (ICommitsWithSender)inner;
    private readonly CrashPlan _plan = plan;

    public Task<bool> SendAsync(JobEnvelope job, Func<ICommitSession, bool> alongside, CancellationToken ct = default) =>
        _plan.RunAsync(() => _sender.SendAsync(job, alongside, ct));
}

internal sealed class CrashingReceiver(IJobReceiver inner, CrashPlan plan) : IJobReceiver
{
    public async Task<IReadOnlyList<IJobLease>> ReceiveAsync(int maxJobs, TimeSpan maxWait, CancellationToken ct = default) =>
        [.. (await inner.ReceiveAsync(maxJobs, maxWait, ct)).Select(l => l is ICommitsWithLease ? new CrashingCommittingLease(l, plan) : new CrashingLease(l, plan))];

    public Task<IReadOnlyList<JobEnvelope>> PeekAsync(int maxJobs, CancellationToken ct = default) => inner.PeekAsync(maxJobs, ct);
}

internal class CrashingLease(IJobLease inner, CrashPlan plan) : IJobLease
{
    public JobEnvelope Job => inner.Job;

    public int DeliveryCount => inner.DeliveryCount;

    public DateTimeOffset LockedUntil => inner.LockedUntil;

    public Task RenewLockAsync(CancellationToken ct = default) => inner.RenewLockAsync(ct);

    public Task CompleteAsync(CancellationToken ct = default) => plan.RunAsync(() => inner.CompleteAsync(ct));

    public Task AbandonAsync(TimeSpan delay = default, CancellationToken ct = default) => inner.AbandonAsync(delay, ct);

    public Task DeadLetterAsync(string reason, string? description = null, CancellationToken ct = default) => inner.DeadLetterAsync(reason, description, ct);

    public ValueTask DisposeAsync() => inner.DisposeAsync();
}

internal sealed class CrashingCommittingLease(IJobLease inner, CrashPlan plan) : CrashingLease(inner, plan), ICommitsWithLease
{
    private readonly ICommitsWithLease _lease = (ICommitsWithLease)inner;
    private readonly CrashPlan _plan = plan;

    public Task CompleteAsync(Action<ICommitSession> alongside, CancellationToken ct = default) => _plan.RunAsync(() => _lease.CompleteAsync(alongside, ct));
}

/// <summary>Commits that a crash plan may end.</summary>
internal sealed class CrashingCommit(IGroupCommit inner, CrashPlan plan) : IGroupCommit
{
    public Task<T> CommitAsync<T>(Func<ICommitSession, T> write, CancellationToken ct = default) => plan.RunAsync(() => inner.CommitAsync(write, ct));
}
