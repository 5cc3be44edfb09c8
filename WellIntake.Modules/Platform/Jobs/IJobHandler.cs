namespace WellIntake.Modules.Platform.Jobs;

/// <summary>
/// Does the work of one kind of job. One instance serves the whole process and is called from several threads.
/// Delivery is at least once: whatever it does must be safe to do again after a crash at any point.
/// </summary>
/// <typeparam name="TJob">The job, as it stands on the wire; see <see cref="JobTypeAttribute"/>.</typeparam>
public interface IJobHandler<in TJob>
    where TJob : JobMessage
{
    /// <summary>
    /// Works on the job. Returning completes it; <see cref="PermanentJobException"/> dead-letters it at once; any other
    /// exception has it delivered again, later. The token is cancelled when the lock is lost, the person cancels, or
    /// the grace period at shutdown is over.
    /// </summary>
    Task HandleAsync(TJob job, JobContext context, CancellationToken ct);

    /// <summary>
    /// Called once, after the last delivery has failed and before the job becomes a dead letter, to tell whoever waits.
    /// May itself be repeated after a crash.
    /// </summary>
    Task FailedAsync(TJob job, JobContext context, JobFailure failure, CancellationToken ct);
}

/// <summary>What a handler may know of the delivery it works on.</summary>
/// <param name="Id">The job's id, the same on every delivery, and when a dead letter is sent again under another.</param>
/// <param name="Queue">The queue it came from.</param>
/// <param name="DeliveryCount">1 on the first.</param>
/// <param name="MaxDeliveries">How many there may be.</param>
/// <param name="CorrelationId">The id that errors shown to people carry.</param>
/// <param name="EnqueuedAt">When the queue accepted it.</param>
public sealed record JobContext(
    string Id, string Queue, int DeliveryCount, int MaxDeliveries, string? CorrelationId, DateTimeOffset EnqueuedAt)
{
    /// <summary>No delivery will follow this one.</summary>
    public bool IsLastDelivery => DeliveryCount >= MaxDeliveries;

    /// <summary>The W3C trace context of the sender; null when it had none.</summary>
    public string? TraceParent { get; init; }

    /// <summary>The lease behind the delivery, for platform code that settles in the commit of its own rows.</summary>
    internal Queueing.IJobLease? Lease { get; init; }

    /// <summary>Set by whoever settled the lease already.</summary>
    internal bool Settled { get; set; }

    /// <summary>Set by the decorator of handlers whose jobs have no request row.</summary>
    internal ProcessedRecord? Processed { get; set; }

    /// <summary>
    /// Records in the caller's commit that the job has been worked on, so that another delivery does not work on it
    /// again. To be called in the commit of the handler's effects, before they are written; a handler that makes no
    /// commit of its own need not call it.
    /// </summary>
    /// <returns>False when another delivery recorded it meanwhile: its effects are there, and none may be written.</returns>
    /// <exception cref="InvalidOperationException">The job has a request row, which is its record.</exception>
    public bool MarkProcessed(Queueing.ICommitSession session) =>
        (Processed ?? throw new InvalidOperationException("Only a job without a request row is recorded as processed.")).Write(session);
}

/// <summary>Why a job has finally failed.</summary>
/// <param name="Reason">One of <see cref="Queueing.DeadLetterReasons"/>.</param>
/// <param name="Description">For operators: no personal data.</param>
public sealed record JobFailure(string Reason, string Description);

/// <summary>Thrown by a handler when another delivery would not mend it: the job goes to the dead letters at once.</summary>
public sealed class PermanentJobException : Exception
{
    /// <summary>Says what is wrong, without personal data.</summary>
    public PermanentJobException(string message, string reason = Queueing.DeadLetterReasons.ProcessingException, Exception? innerException = null)
        : base(message, innerException) => Reason = reason;

    /// <summary>The reason that the dead letter carries.</summary>
    public string Reason { get; }
}
