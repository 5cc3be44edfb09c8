using System.Text.Json;
using System.Text.Json.Serialization;
using WellIntake.Modules.Platform.Queueing;

namespace WellIntake.Modules.Platform.Jobs;

/// <summary>
/// The fields that every job has on the wire: JSON, snake_case, unknown fields ignored, wrong ones refused by name.
/// A job's own fields are checked by <see cref="Validate"/>.
/// </summary>
public abstract record JobMessage
{
    /// <summary>The job's id; the request id where a person waits for it.</summary>
    [JsonPropertyOrder(-8)]
    public required string MessageId { get; init; }

    /// <summary>Ties together everything that came from one activity.</summary>
    [JsonPropertyOrder(-7)]
    public string? CorrelationId { get; init; }

    /// <summary>Ordering key; null where order does not matter.</summary>
    [JsonPropertyOrder(-6)]
    public string? SessionId { get; init; }

    /// <summary>When it was made, UTC.</summary>
    [JsonPropertyOrder(-5)]
    public required DateTimeOffset Timestamp { get; init; }

    /// <summary>60–86,400 seconds.</summary>
    [JsonPropertyOrder(-4)]
    public int TtlSeconds { get; init; } = 3600;

    /// <summary>How soon it is taken.</summary>
    [JsonPropertyOrder(-3)]
    public JobPriority Priority { get; init; } = JobPriority.Normal;

    /// <summary>0–10; kept for producers that send it, the queue's delivery count is what counts.</summary>
    [JsonPropertyOrder(-2)]
    public int RetryCount { get; init; }

    /// <summary>Free-form values of the producer's.</summary>
    [JsonPropertyOrder(-1)]
    public IReadOnlyDictionary<string, JsonElement>? Metadata { get; init; }

    /// <summary>Whose job it is, for fairness between users; not on the wire.</summary>
    [JsonIgnore]
    public virtual string? FairnessKey => null;

    /// <summary>Every field that is out of bounds, by its wire name. Empty when the job is good.</summary>
    public virtual IEnumerable<FieldError> Validate() =>
        HasId && HasTtl && HasRetryCount ? [] : CommonErrors();

    private bool HasId => !string.IsNullOrWhiteSpace(MessageId) && MessageId.Length <= 128;

    private bool HasTtl => TtlSeconds is >= 60 and <= 86_400;

    private bool HasRetryCount => RetryCount is >= 0 and <= 10;

    // Apart from Validate, so that a good job, checked when sent and when parsed, costs no iterator.
    private IEnumerable<FieldError> CommonErrors()
    {
        if (!HasId)
            yield return new("message_id", "must have 1–128 characters");
        if (!HasTtl)
            yield return new("ttl_seconds", "must be 60–86400");
        if (!HasRetryCount)
            yield return new("retry_count", "must be 0–10");
    }
}

/// <summary>A field that is wrong, by its name on the wire, and what it must be. Never holds the value.</summary>
/// <param name="Field">The field's wire name.</param>
/// <param name="Problem">What it must be.</param>
public sealed record FieldError(string Field, string Problem);

/// <summary>Ties a job type to its wire name and its queue. The registry is built from these at start.</summary>
[AttributeUsage(AttributeTargets.Class, Inherited = false)]
public sealed class JobTypeAttribute : Attribute
{
    /// <summary>Names the type on the wire, such as <c>digest_request</c>, and the queue it goes to.</summary>
    public JobTypeAttribute(string wireName, string queue) => (WireName, Queue) = (wireName, queue);

    /// <summary>The name on the wire.</summary>
    public string WireName { get; }

    /// <summary>One of <see cref="QueueNames"/>.</summary>
    public string Queue { get; }

    /// <summary>The table of the request rows that such jobs belong to, by job id; null when nobody waits for the result.</summary>
    public string? RequestTable { get; init; }
}
