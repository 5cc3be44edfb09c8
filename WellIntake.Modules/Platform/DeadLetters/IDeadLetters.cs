namespace WellIntake.Modules.Platform.DeadLetters;

/// <summary>
/// Dead letters of every queue: to look at, to send again, to purge, to edit (DLQ-1). A crash or a cancellation at any point
/// of a change loses none and sends none twice; what it left half done is finished by the next change of the same queue (ADR 26).
/// </summary>
public interface IDeadLetters
{
    /// <summary>The dead letters that match, the oldest first of each queue. Leases nothing and changes nothing.</summary>
    /// <exception cref="DeadLetterException">No queue of that name is configured.</exception>
    Task<DeadLetterList> FindAsync(DeadLetterFilter filter, CancellationToken ct);

    /// <summary>
    /// Sends dead letters again, all properties kept. Those that are gone, or in somebody's hands, are reported and left. The
    /// request that a person waits for is open again with the job.
    /// </summary>
    /// <exception cref="DeadLetterException">No queue of that name is configured, or there are more keys than <see cref="RequeueOrder.MaxKeys"/>.</exception>
    /// <exception cref="Queueing.JobQueueUnavailableException">The queue or the database is away. What was begun is finished by the next call.</exception>
    Task<RequeueReport> RequeueAsync(RequeueOrder order, CancellationToken ct);

    /// <summary>What has become of jobs that were sent again, in the order asked.</summary>
    Task<IReadOnlyList<JobOutcome>> OutcomesAsync(string queue, IReadOnlyList<string> jobIds, CancellationToken ct);

    /// <summary>Takes dead letters out of their queue into the archive, from where <see cref="UndoAsync"/> brings them back until it forgets them.</summary>
    /// <exception cref="DeadLetterException">No queue of that name is configured, there are too many keys, or the archive is full.</exception>
    Task<MoveReport> PurgeAsync(MoveOrder order, CancellationToken ct);

    /// <summary>
    /// Gives a dead letter another body. It is a dead letter still, kept in the database from then on; the body it had can be
    /// brought back by <see cref="UndoAsync"/>.
    /// </summary>
    /// <exception cref="DeadLetterException">It is gone, or the body is no job of its type; the message names the field.</exception>
    Task<MoveReport> EditAsync(EditOrder order, CancellationToken ct);

    /// <summary>
    /// Brings back what an operation purged, as dead letters, or the bodies that it replaced. Twice brings back nothing more.
    /// </summary>
    /// <exception cref="DeadLetterException">There is no such operation, it can no longer be undone, or it never could.</exception>
    Task<MoveReport> UndoAsync(string operation, CancellationToken ct);

    /// <summary>The operations that can be undone, the newest first, at most 100.</summary>
    Task<IReadOnlyList<ArchivedOperation>> ArchivesAsync(CancellationToken ct);
}

/// <summary>What was asked for cannot be done; the message says why, without anything personal.</summary>
public sealed class DeadLetterException(string message) : Exception(message);
