using System.Text.Json.Serialization;

namespace WellIntake.Modules.Platform.DeadLetters;

/// <summary>Dead letters to be sent again.</summary>
/// <param name="Queue">Their queue.</param>
/// <param name="Keys">Which, at most <see cref="MaxKeys"/>.</param>
public sealed record RequeueOrder(string Queue, IReadOnlyList<DeadLetterKey> Keys)
{
    /// <summary>How many one order may hold.</summary>
    public const int MaxKeys = 500;

    /// <summary>A new id for each, though its queue would take the old one.</summary>
    public bool RegenerateIds { get; init; }

    /// <summary>The queue's default time to live instead of the job's own.</summary>
    public bool RefreshTimeToLive { get; init; }
}

/// <summary>What came of sending again.</summary>
/// <param name="Operation">Its id.</param>
/// <param name="Sent">Those that are in their queue again.</param>
/// <param name="NotSent">Those that are not, and why.</param>
public sealed record RequeueReport(string Operation, IReadOnlyList<RequeuedJob> Sent, IReadOnlyList<NotMoved> NotSent);

/// <summary>A dead letter that was sent again.</summary>
/// <param name="Key">Which it was.</param>
/// <param name="NewId">The id that it has now.</param>
public sealed record RequeuedJob(DeadLetterKey Key, string NewId);

/// <summary>A dead letter that stays as it is.</summary>
/// <param name="Key">Which.</param>
/// <param name="Reason">Why.</param>
public sealed record NotMoved(DeadLetterKey Key, string Reason);

/// <summary>Dead letters of one queue to be moved.</summary>
/// <param name="Queue">Their queue.</param>
/// <param name="Keys">Which, at most <see cref="RequeueOrder.MaxKeys"/>.</param>
/// <param name="Operation">The id of an operation that this goes on with, as it was answered before; null begins one.</param>
public sealed record MoveOrder(string Queue, IReadOnlyList<DeadLetterKey> Keys, string? Operation = null);

/// <summary>A dead letter to be edited.</summary>
/// <param name="Key">Which.</param>
/// <param name="Body">Its new body.</param>
public sealed record EditOrder(DeadLetterKey Key, byte[] Body);

/// <summary>What came of a move.</summary>
/// <param name="Operation">Its id, for <c>undo</c>.</param>
/// <param name="Moved">Those that were moved.</param>
/// <param name="NotMoved">Those that were not, and why.</param>
public sealed record MoveReport(string Operation, IReadOnlyList<DeadLetterKey> Moved, IReadOnlyList<NotMoved> NotMoved);

/// <summary>What has become of a job that was sent again.</summary>
/// <param name="JobId">Its id.</param>
/// <param name="State">Where it is.</param>
/// <param name="Reason">Why it is a dead letter again.</param>
public sealed record JobOutcome(string JobId, JobOutcomeState State, string? Reason = null);

/// <summary>Where a job is.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<JobOutcomeState>))]
public enum JobOutcomeState
{
    /// <summary>In its queue, or in a worker's hands; or the queue is too long to see.</summary>
    Waiting,

    /// <summary>It has left the queue.</summary>
    Processed,

    /// <summary>It is a dead letter again.</summary>
    DeadLettered,
}

/// <summary>An operation that can be undone.</summary>
/// <param name="Operation">Its id.</param>
/// <param name="Kind">purge or edit.</param>
/// <param name="Queue">The queue.</param>
/// <param name="Count">How many dead letters.</param>
/// <param name="At">When.</param>
/// <param name="Until">When it is forgotten.</param>
public sealed record ArchivedOperation(string Operation, string Kind, string Queue, int Count, DateTimeOffset At, DateTimeOffset Until);
