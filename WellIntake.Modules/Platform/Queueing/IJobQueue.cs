namespace WellIntake.Modules.Platform.Queueing;

/// <summary>Puts jobs into a queue.</summary>
public interface IJobSender
{
    /// <summary>
    /// Accepts all of <paramref name="jobs"/> or none. Returns when they are as durable as the backend makes them;
    /// a job whose id was sent within the duplicate window is dropped without an error. An empty list does nothing.
    /// </summary>
    /// <exception cref="JobQueueUnavailableException">The backend cannot take them now; nothing was accepted, unless the exception says that this is unknown.</exception>
    /// <exception cref="ArgumentException">A job's id is empty, or a body is over the backend's limit.</exception>
    /// <exception cref="OperationCanceledException">Cancelled before it was known whether they were accepted.</exception>
    Task SendAsync(IReadOnlyList<JobEnvelope> jobs, CancellationToken ct = default);
}

/// <summary>Takes jobs from a queue.</summary>
public interface IJobReceiver
{
    /// <summary>
    /// Waits for the first job for at most <paramref name="maxWait"/>, and returns what is at hand, at most
    /// <paramref name="maxJobs"/>. Empty when none came; never null. Cancelled: throws, and leaves nothing leased.
    /// </summary>
    /// <exception cref="ObjectDisposedException">The queue is closed.</exception>
    Task<IReadOnlyList<IJobLease>> ReceiveAsync(int maxJobs, TimeSpan maxWait, CancellationToken ct = default);

    /// <summary>The oldest jobs first. Leases nothing, counts no delivery; sees leased and scheduled jobs too.</summary>
    Task<IReadOnlyList<JobEnvelope>> PeekAsync(int maxJobs, CancellationToken ct = default);
}

/// <summary>A queue with peek-lock delivery and a queue of dead letters beside it.</summary>
public interface IJobQueue : IJobSender, IJobReceiver, IAsyncDisposable
{
    /// <summary>The queue's name, such as <c>teams-digest-requests</c>.</summary>
    string Name { get; }

    /// <summary>The dead letters. Completing one removes it; abandoning leaves it where it is.</summary>
    IJobReceiver DeadLetters { get; }

    /// <summary>True counts, not estimates, at one moment.</summary>
    Task<JobQueueStatistics> GetStatisticsAsync(CancellationToken ct = default);
}

/// <summary>
/// One delivery of one job. Settled once: again throws <see cref="InvalidOperationException"/>. After the lock has
/// expired every call throws <see cref="JobLockLostException"/> and changes nothing. Dispose abandons what is not
/// settled, and never throws.
/// </summary>
public interface IJobLease : IAsyncDisposable
{
    /// <summary>The job.</summary>
    JobEnvelope Job { get; }

    /// <summary>1 on the first delivery.</summary>
    int DeliveryCount { get; }

    /// <summary>When the lock ends, by the queue's clock.</summary>
    DateTimeOffset LockedUntil { get; }

    /// <summary>Extends the lock by the queue's lock duration, from now.</summary>
    Task RenewLockAsync(CancellationToken ct = default);

    /// <summary>The job is done and leaves the queue.</summary>
    Task CompleteAsync(CancellationToken ct = default);

    /// <summary>Gives the job back, to be delivered again after <paramref name="delay"/>. Past the queue's delivery limit it goes to the dead letters instead.</summary>
    Task AbandonAsync(TimeSpan delay = default, CancellationToken ct = default);

    /// <summary>Moves the job to the dead letters. The description is cut at 1,024 characters.</summary>
    Task DeadLetterAsync(string reason, string? description = null, CancellationToken ct = default);
}

/// <summary>The queues of this process, by name. Opens each once; closes them all when disposed.</summary>
public interface IJobQueues : IAsyncDisposable
{
    /// <summary>The queue of that name.</summary>
    /// <exception cref="ArgumentException">No queue of that name is configured; the message lists those that are.</exception>
    IJobQueue Get(string name);

    /// <summary>Every configured queue.</summary>
    IReadOnlyList<string> Names { get; }
}

/// <summary>What waits in a queue at one moment.</summary>
/// <param name="Active">Ready or leased, not settled.</param>
/// <param name="Scheduled">Waiting for their time, delayed abandons among them.</param>
/// <param name="DeadLettered">Dead letters.</param>
/// <param name="Leased">Those of <paramref name="Active"/> that are in somebody's hands now.</param>
/// <param name="OldestEnqueuedAt">When the oldest active job was accepted; null when there is none.</param>
public sealed record JobQueueStatistics(long Active, long Scheduled, long DeadLettered, long Leased, DateTimeOffset? OldestEnqueuedAt);

/// <summary>The lock on a job has expired or was taken; what the call asked for was not done.</summary>
public sealed class JobLockLostException : InvalidOperationException
{
    /// <summary>Names the job.</summary>
    public JobLockLostException(string jobId)
        : base($"The lock on job {jobId} has expired; it may already be with another worker.")
    {
    }
}

/// <summary>A job is such that no queue takes it: its id or its body is of the wrong size. The message holds nothing of the body.</summary>
public sealed class JobRefusedException : ArgumentException
{
    /// <summary>Says what is wrong.</summary>
    public JobRefusedException(string message, string paramName)
        : base(message, paramName)
    {
    }
}

/// <summary>The queue cannot be reached or written now.</summary>
public sealed class JobQueueUnavailableException : IOException
{
    /// <summary>Says why; with the cause.</summary>
    public JobQueueUnavailableException(string message, Exception? innerException = null, bool outcomeUnknown = false)
        : base(message, innerException) => OutcomeUnknown = outcomeUnknown;

    /// <summary>True when a send may have been accepted all the same, so that the same id should be sent again.</summary>
    public bool OutcomeUnknown { get; }
}
