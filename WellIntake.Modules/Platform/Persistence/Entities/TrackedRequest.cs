namespace WellIntake.Modules.Platform.Persistence.Entities;

/// <summary>Where a request stands. Stored by its snake_case name.</summary>
public enum RequestStatus
{
    /// <summary>Accepted, and waiting.</summary>
    Queued,

    /// <summary>In a worker's hands.</summary>
    Processing,

    /// <summary>The result is stored.</summary>
    Completed,

    /// <summary>The result has been shown.</summary>
    Delivered,

    /// <summary>Failed, and the person was told.</summary>
    Failed,

    /// <summary>Cancelled by the person.</summary>
    Cancelled,

    /// <summary>Its job is a dead letter.</summary>
    DeadLettered,
}

/// <summary>What every kind of request keeps (TRK-2). One table for each kind.</summary>
public abstract class TrackedRequest
{
    /// <summary>Made from the activity's identity, so that a repeated activity meets its own row.</summary>
    public required string RequestId { get; set; }
    /// <summary>The id that errors shown to people carry.</summary>
    public required string CorrelationId { get; set; }
    /// <summary>The channel's id of the person.</summary>
    public required string UserId { get; set; }
    /// <summary>Lower-cased; the AAD id until the address is known.</summary>
    public required string UserEmail { get; set; }
    /// <summary>As the channel gives it.</summary>
    public string? UserName { get; set; }
    /// <summary>Where the answer goes.</summary>
    public required string ConversationId { get; set; }
    /// <summary>Where it stands.</summary>
    public RequestStatus Status { get; set; }
    /// <summary>Deliveries of its job so far.</summary>
    public int DeliveryCount { get; set; }
    /// <summary>What went wrong, for operators; no personal data.</summary>
    public string? Error { get; set; }
    /// <summary>The channel's id of the card that is updated in place; null until it is known.</summary>
    public string? CardActivityId { get; set; }
    /// <summary>Until when a process has the first message in hand; null: none.</summary>
    public DateTimeOffset? CardHeldUntil { get; set; }
    /// <summary>From start to result.</summary>
    public long? ExecutionTimeMs { get; set; }
    /// <summary>When it was accepted.</summary>
    public DateTimeOffset CreatedAt { get; set; }
    /// <summary>When a worker first took it.</summary>
    public DateTimeOffset? StartedAt { get; set; }
    /// <summary>When the result was stored.</summary>
    public DateTimeOffset? CompletedAt { get; set; }
    /// <summary>When the result was shown.</summary>
    public DateTimeOffset? DeliveredAt { get; set; }
}

/// <summary>A row of <c>teams_digest_requests</c>.</summary>
public sealed class DigestRequest : TrackedRequest
{
    /// <summary>advisors, c_suite, global or personal.</summary>
    public required string Audience { get; set; }
    /// <summary>Days back from the request.</summary>
    public int DateRangeDays { get; set; }
    /// <summary>Only this owner's candidates; null for all.</summary>
    public string? Owner { get; set; }
    /// <summary>At most this many cards.</summary>
    public int MaxCandidates { get; set; }
    /// <summary>html, markdown or text.</summary>
    public string FormatType { get; set; } = "html";
    /// <summary>Goes to this address by e-mail too.</summary>
    public string? TestRecipientEmail { get; set; }
    /// <summary>Cards in the result.</summary>
    public int? CardsGenerated { get; set; }
    /// <summary>Candidates in range before the cut.</summary>
    public int? TotalCandidates { get; set; }
    /// <summary>JSON: what was shown, by candidate id and locator.</summary>
    public string? CardsMetadata { get; set; }
}

/// <summary>One line of a request's timeline (TRK-3). Only ever added.</summary>
public sealed class RequestEvent
{
    /// <summary>Grows.</summary>
    public long Id { get; set; }
    /// <summary>Whose timeline.</summary>
    public required string RequestId { get; set; }
    /// <summary>The status entered, or what happened.</summary>
    public required string Event { get; set; }
    /// <summary>Words for people; no personal data.</summary>
    public string? Note { get; set; }
    /// <summary>The delivery it happened in; 0 outside one.</summary>
    public int DeliveryCount { get; set; }
    /// <summary>When.</summary>
    public DateTimeOffset At { get; set; }
}

/// <summary>The stored result of a request: what a redelivered job shows again instead of working again.</summary>
public sealed class RequestResult
{
    /// <summary>Whose result.</summary>
    public required string RequestId { get; set; }
    /// <summary>The card, as JSON.</summary>
    public required string Card { get; set; }
    /// <summary>Notification text for clients that show no card.</summary>
    public string? Summary { get; set; }
    /// <summary>When it was made.</summary>
    public DateTimeOffset CreatedAt { get; set; }
}

/// <summary>A job id or activity id that has been worked on; written in the transaction of its effects.</summary>
public sealed class ProcessedId
{
    /// <summary>Who worked on it: a handler's wire name, or <c>webhook</c>.</summary>
    public required string Scope { get; set; }
    /// <summary>The id.</summary>
    public required string Id { get; set; }
    /// <summary>When.</summary>
    public DateTimeOffset At { get; set; }
}

/// <summary>A job that is accepted but not yet in its queue.</summary>
public sealed class OutboxJob
{
    /// <summary>Grows.</summary>
    public long Id { get; set; }
    /// <summary>The queue it goes to.</summary>
    public required string Queue { get; set; }
    /// <summary>The job's id.</summary>
    public required string JobId { get; set; }
    /// <summary>The envelope without its body, as JSON.</summary>
    public required string Envelope { get; set; }
    /// <summary>The body.</summary>
    public required byte[] Body { get; set; }
    /// <summary>When it was accepted.</summary>
    public DateTimeOffset CreatedAt { get; set; }
    /// <summary>Tries that its queue did not take.</summary>
    public int Tries { get; set; }
    /// <summary>Not tried before; null: at once.</summary>
    public DateTimeOffset? NextTryAt { get; set; }
    /// <summary>When it was given up and left for somebody to look at; null while it is on its way.</summary>
    public DateTimeOffset? SetAsideAt { get; set; }
    /// <summary>Why the last try failed.</summary>
    public string? Reason { get; set; }
    /// <summary>The job's ordering key.</summary>
    public string? OrderingKey { get; set; }
    /// <summary>Who has it in hand, to send it or to work on it; null: nobody.</summary>
    public string? ClaimedBy { get; set; }
    /// <summary>Until when; past it, whoever had it has died.</summary>
    public DateTimeOffset? ClaimedUntil { get; set; }
    /// <summary>It may have reached its queue: it is only ever sent again, under the same id, and never worked on from here.</summary>
    public bool MaybeSent { get; set; }
    /// <summary>How often it was worked on from here while its queue was away.</summary>
    public int Deliveries { get; set; }
}
