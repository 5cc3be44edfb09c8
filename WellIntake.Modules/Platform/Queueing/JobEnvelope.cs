namespace WellIntake.Modules.Platform.Queueing;

/// <summary>How soon a job is taken when several wait. Higher goes first; nobody starves.</summary>
public enum JobPriority
{
    /// <summary>After everything else that waits.</summary>
    Low,

    /// <summary>The default.</summary>
    Normal,

    /// <summary>Before normal jobs.</summary>
    High,

    /// <summary>Before all others.</summary>
    Urgent,
}

/// <summary>
/// What travels: an opaque body with what a queue needs to know about it. The queue never looks into
/// <see cref="Body"/>. Values under "set by the queue" are ignored on send.
/// </summary>
public sealed record JobEnvelope
{
    /// <summary>The job's id, at most 128 characters; the duplicate window compares it. Stays the same through every delivery.</summary>
    public required string Id { get; init; }

    /// <summary>The wire name of the job's type, such as <c>digest_request</c>.</summary>
    public required string Type { get; init; }

    /// <summary>The body: UTF-8 JSON for jobs of this program. Must not be changed after sending.</summary>
    public required ReadOnlyMemory<byte> Body { get; init; }

    /// <summary>Ties together everything that came from one activity.</summary>
    public string? CorrelationId { get; init; }

    /// <summary>Jobs with the same ordering key (session) are delivered one at a time, in the order they were sent.</summary>
    public string? OrderingKey { get; init; }

    /// <summary>Whose job it is, for fairness between users. Null: shares one place with all others that have none.</summary>
    public string? FairnessKey { get; init; }

    /// <summary>How soon it is taken when several wait.</summary>
    public JobPriority Priority { get; init; } = JobPriority.Normal;

    /// <summary>After this time in the queue the job goes to the dead letters (<see cref="DeadLetterReasons.Expired"/>). Null: the queue's default.</summary>
    public TimeSpan? TimeToLive { get; init; }

    /// <summary>Not delivered before this moment. Null or past: at once.</summary>
    public DateTimeOffset? ScheduledFor { get; init; }

    /// <summary>The W3C trace context of the sender, so that one trace runs from webhook to card.</summary>
    public string? TraceParent { get; init; }

    /// <summary>Application properties. Kept through retries, dead letters and replays.</summary>
    public IReadOnlyDictionary<string, string> Properties { get; init; } = NoProperties;

    /// <summary>Set by the queue: grows with every job accepted, and never repeats within a queue.</summary>
    public long SequenceNumber { get; init; }

    /// <summary>Set by the queue: when it was accepted.</summary>
    public DateTimeOffset EnqueuedAt { get; init; }

    /// <summary>Set by the queue: how many times it has been delivered so far (0 when never).</summary>
    public int DeliveryCount { get; init; }

    /// <summary>Set by the queue: why it is a dead letter. Null on a live job.</summary>
    public string? DeadLetterReason { get; init; }

    /// <summary>Set by the queue: the words that go with <see cref="DeadLetterReason"/>.</summary>
    public string? DeadLetterDescription { get; init; }

    private static readonly IReadOnlyDictionary<string, string> NoProperties =
        System.Collections.Frozen.FrozenDictionary<string, string>.Empty;
}

/// <summary>Application properties that this program sets by itself.</summary>
public static class JobPropertyNames
{
    /// <summary>On a dead letter that was sent again under another id: the id that it was first sent under. Work is remembered by that one.</summary>
    public const string OriginalId = "wellintake-original-id";
}

/// <summary>The reasons that stand on dead letters, the same on every backend.</summary>
public static class DeadLetterReasons
{
    /// <summary>The body could not be parsed, or its type is unknown.</summary>
    public const string InvalidFormat = "InvalidMessageFormat";

    /// <summary>The handler failed in a way that another delivery would not mend.</summary>
    public const string ProcessingException = "ProcessingException";

    /// <summary>Every delivery that was allowed has been used.</summary>
    public const string MaxDeliveries = "MaxDeliveryAttemptsExceeded";

    /// <summary>Its time to live ran out before it was settled.</summary>
    public const string Expired = "TTLExpiredException";

    /// <summary>The bot is not in the conversation that the result belongs to.</summary>
    public const string BotNotInConversation = "BotNotInConversation";
}
