namespace WellIntake.Modules.Platform.Persistence.Entities;

/// <summary>The body of a job that is too large for the broker; its message refers to it (QUE-12).</summary>
public sealed class ClaimedBody
{
    /// <summary>What the message says.</summary>
    public required string Id { get; set; }

    /// <summary>The queue whose message refers to it.</summary>
    public required string Queue { get; set; }

    /// <summary>The body.</summary>
    public required byte[] Body { get; set; }

    /// <summary>When it was stored.</summary>
    public DateTimeOffset CreatedAt { get; set; }

    /// <summary>From when on it is looked at whether anything still refers to it.</summary>
    public DateTimeOffset DoubtfulAfter { get; set; }
}
