using System.Text.Json.Serialization;
using WellIntake.Modules.Platform.Queueing;

namespace WellIntake.Modules.Platform.DeadLetters;

/// <summary>Which dead letter: nothing else ever has all four.</summary>
/// <param name="Queue">Its queue.</param>
/// <param name="SequenceNumber">Its number there.</param>
/// <param name="EnqueuedAt">When the queue accepted it, in whole microseconds.</param>
/// <param name="Id">The job's id.</param>
public sealed record DeadLetterKey(string Queue, long SequenceNumber, DateTimeOffset EnqueuedAt, string Id)
{
    /// <summary>The key of a dead letter that a queue shows.</summary>
    internal static DeadLetterKey Of(string queue, JobEnvelope job) => new(
        queue, job.SequenceNumber, new DateTimeOffset(job.EnqueuedAt.UtcTicks - (job.EnqueuedAt.UtcTicks % TimeSpan.TicksPerMicrosecond), TimeSpan.Zero), job.Id);
}

/// <summary>A dead letter, with everything that is known of it.</summary>
public sealed record DeadLetter
{
    /// <summary>Which it is.</summary>
    public required DeadLetterKey Key { get; init; }

    /// <summary>The wire name of the job's type.</summary>
    public required string Type { get; init; }

    /// <summary>Why it is a dead letter; empty when its queue does not say.</summary>
    public required string Reason { get; init; }

    /// <summary>The words that go with the reason.</summary>
    public string? Description { get; init; }

    /// <summary>How many times it was delivered.</summary>
    public int DeliveryCount { get; init; }

    /// <summary>Ties together everything that came from one activity.</summary>
    public string? CorrelationId { get; init; }

    /// <summary>Its ordering key (session).</summary>
    public string? OrderingKey { get; init; }

    /// <summary>Whose job it is.</summary>
    public string? FairnessKey { get; init; }

    /// <summary>How soon it is taken.</summary>
    [JsonConverter(typeof(JsonStringEnumConverter<JobPriority>))]
    public JobPriority Priority { get; init; }

    /// <summary>Its time to live; null: the queue's default.</summary>
    public TimeSpan? TimeToLive { get; init; }

    /// <summary>The W3C trace context of its sender.</summary>
    public string? TraceParent { get; init; }

    /// <summary>Application properties.</summary>
    public required IReadOnlyDictionary<string, string> Properties { get; init; }

    /// <summary>Bytes in the body.</summary>
    public int BodyBytes { get; init; }

    /// <summary>The body; null when it was not asked for.</summary>
    public byte[]? Body { get; init; }

    /// <summary>Where it is.</summary>
    [JsonConverter(typeof(JsonStringEnumConverter<DeadLetterPlace>))]
    public DeadLetterPlace Place { get; init; }
}

/// <summary>Where a dead letter is kept.</summary>
public enum DeadLetterPlace
{
    /// <summary>With its queue.</summary>
    Queue,

    /// <summary>In the database: it was edited, or came back from the archive.</summary>
    Database,

    /// <summary>A change of it was interrupted; the next change of its queue finishes that first.</summary>
    HalfMoved,
}

/// <summary>Which dead letters are meant. What is null or empty does not narrow.</summary>
public sealed record DeadLetterFilter
{
    /// <summary>How many are shown at most.</summary>
    public const int MaxLimit = 10_000;

    /// <summary>Only this queue's.</summary>
    public string? Queue { get; init; }

    /// <summary>Only with this reason, whatever its case.</summary>
    public string? Reason { get; init; }

    /// <summary>Only those accepted before then.</summary>
    public DateTimeOffset? Before { get; init; }

    /// <summary>Only these job ids; those that a job was first sent under count too.</summary>
    public IReadOnlyList<string> Ids { get; init; } = [];

    /// <summary>Only those whose body has each of these values.</summary>
    public IReadOnlyList<BodyCondition> Where { get; init; } = [];

    /// <summary>At most so many, 1–<see cref="MaxLimit"/>.</summary>
    public int Limit { get; init; } = MaxLimit;

    /// <summary>With their bodies.</summary>
    public bool WithBody { get; init; }
}

/// <summary>A value that a body must have.</summary>
/// <param name="Path">Names with dots between and positions in brackets, such as <c>metadata.tags[0]</c>.</param>
/// <param name="Value">As text; numbers, true, false and null as JSON writes them.</param>
public sealed record BodyCondition(string Path, string Value);

/// <summary>What was found.</summary>
/// <param name="Items">Those that match, up to the limit.</param>
/// <param name="Matching">How many match among those looked at.</param>
/// <param name="Reasons">How many of them for each reason.</param>
/// <param name="Unseen">Dead letters beyond the 10,000 of a queue that are looked at; 0 when all were.</param>
public sealed record DeadLetterList(IReadOnlyList<DeadLetter> Items, int Matching, IReadOnlyDictionary<string, int> Reasons, long Unseen);
