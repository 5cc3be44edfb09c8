namespace WellIntake.Modules.Platform.Queueing.InMemory;

/// <summary>One delivery. Its state is guarded by the queue's gate.</summary>
internal class JobLease(QueueState queue, JobLane lane, JobEntry entry, long lockedUntil)
    : IJobLease, IReleasesLease, IShowsSentJob
{
    private readonly QueueState _queue = queue;
    private JobEnvelope? _job;

    public readonly JobEntry Entry = entry;
    public readonly JobLane Lane = lane;
    public JobLease? Previous;
    public JobLease? Next;
    public long LockedUntilTicks = lockedUntil;
    public LeaseState State;

    public int DeliveryCount { get; } = entry.DeliveryCount;

    public JobEnvelope Job => _job ??= Entry.ToEnvelope(DeliveryCount);

    public JobEnvelope Sent => Entry.Sent;

    public DateTimeOffset EnqueuedAt => new(Entry.EnqueuedAt, TimeSpan.Zero);

    public DateTimeOffset LockedUntil => new(Volatile.Read(ref LockedUntilTicks), TimeSpan.Zero);

    public Task RenewLockAsync(CancellationToken ct = default) =>
        Run(static (q, lease, _) => q.Renew(lease), default(object), ct);

    public Task CompleteAsync(CancellationToken ct = default)
    {
        if (ct.IsCancellationRequested)
            return Task.FromCanceled(ct);
        try
        {
            return _queue.Complete(this);
        }
        catch (Exception e)
        {
            return Task.FromException(e);
        }
    }

    public Task AbandonAsync(TimeSpan delay = default, CancellationToken ct = default) =>
        Run(static (q, lease, wait) => q.Abandon(lease, wait), delay, ct);

    public Task DeadLetterAsync(string reason, string? description = null, CancellationToken ct = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(reason);
        return Run(static (q, lease, why) => q.DeadLetter(lease, why.reason, why.description), (reason, description), ct);
    }

    public Task ReleaseAsync(CancellationToken ct = default) =>
        Run(static (q, lease, _) => q.Release(lease), default(object), ct);

    public ValueTask DisposeAsync()
    {
        _queue.GiveBackQuietly(this);
        return ValueTask.CompletedTask;
    }

    private Task Run<T>(Func<QueueState, JobLease, T, Task> settle, T argument, CancellationToken ct)
    {
        if (ct.IsCancellationRequested)
            return Task.FromCanceled(ct);
        try
        {
            return settle(_queue, this, argument);
        }
        catch (Exception e)
        {
            return Task.FromException(e);
        }
    }
}

/// <summary>What has become of a lease.</summary>
internal enum LeaseState : byte
{
    /// <summary>Out, as far as its lock goes.</summary>
    Held,

    /// <summary>Its completion is on its way to disk; the lock stands still until that is known.</summary>
    Settling,

    /// <summary>Settled.</summary>
    Settled,

    /// <summary>Its lock expired and the job was taken back.</summary>
    Lost,
}
