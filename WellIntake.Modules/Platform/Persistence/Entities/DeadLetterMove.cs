namespace WellIntake.Modules.Platform.Persistence.Entities;

/// <summary>
/// A row of <c>dead_letter_moves</c>: one dead letter that is being, or has been, sent again, purged or edited (DLQ-2). Its
/// source is the dead letter's queue, number, time and id.
/// </summary>
public sealed class DeadLetterMove
{
    /// <summary>Grows.</summary>
    public long Id { get; set; }
    /// <summary>The operation that it was moved by last.</summary>
    public required string Operation { get; set; }
    /// <summary>requeue, purge or edit.</summary>
    public required string Kind { get; set; }
    /// <summary>begun, sent, held, archived or done.</summary>
    public required string State { get; set; }
    /// <summary>The queue.</summary>
    public required string Queue { get; set; }
    /// <summary>The dead letter's number in it.</summary>
    public long SequenceNumber { get; set; }
    /// <summary>When the queue had accepted it.</summary>
    public DateTimeOffset EnqueuedAt { get; set; }
    /// <summary>The dead letter's id.</summary>
    public required string JobId { get; set; }
    /// <summary>The queue's own dead letter may still be there.</summary>
    public bool InQueue { get; set; }
    /// <summary>The id that it is sent again under; null while it is not.</summary>
    public string? NewId { get; set; }
    /// <summary>The dead letter without its body, as JSON.</summary>
    public required string Envelope { get; set; }
    /// <summary>The body; empty once it is done.</summary>
    public required byte[] Body { get; set; }
    /// <summary>What the body was before it was edited.</summary>
    public byte[]? OriginalBody { get; set; }
    /// <summary>When it was first moved.</summary>
    public DateTimeOffset CreatedAt { get; set; }
    /// <summary>When its state changed last.</summary>
    public DateTimeOffset ChangedAt { get; set; }
}
