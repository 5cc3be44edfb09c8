namespace WellIntake.Modules.Platform.Persistence.Entities;

/// <summary>A row of <c>flag_differences</c>: a field in which the two paths of a flag differ for one request (FLG-2). Holds nothing personal.</summary>
public sealed class FlagDifferenceRow
{
    /// <summary>The flag. Key, with <see cref="RequestId"/> and <see cref="Field"/>.</summary>
    public required string Flag { get; set; }
    /// <summary>The request that was made on both paths.</summary>
    public required string RequestId { get; set; }
    /// <summary>What differs.</summary>
    public required string Field { get; set; }
    /// <summary>The path whose result the person saw: <c>request</c> or <c>queue</c>.</summary>
    public required string AnsweredBy { get; set; }
    /// <summary>Counts and positions.</summary>
    public required string Detail { get; set; }
    /// <summary>When it was found.</summary>
    public DateTimeOffset At { get; set; }
}
