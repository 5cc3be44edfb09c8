namespace WellIntake.Chaos.Counting;

/// <summary>What became of the requests of a run.</summary>
internal sealed record Tally
{
    /// <summary>Activities that were posted, without repeats.</summary>
    public int Sent { get; init; }
    /// <summary>Of these, answered with 200.</summary>
    public int Acknowledged { get; init; }
    /// <summary>Acknowledged with one visible result.</summary>
    public int Shown { get; init; }
    /// <summary>Acknowledged, and the person was told that nothing was started.</summary>
    public int Refused { get; init; }
    /// <summary>Acknowledged and not done yet: job or row still there.</summary>
    public int StillQueued { get; init; }
    /// <summary>Acknowledged and given up with a reason.</summary>
    public int DeadLettered { get; init; }
    /// <summary>Without an answer, and worked on all the same: allowed.</summary>
    public int UnansweredShown { get; init; }
    /// <summary>"Working on it" cards beside a result (ADR 8).</summary>
    public int Leftovers { get; init; }
    /// <summary>Handlers that ran again.</summary>
    public int RanAgain { get; init; }
    /// <summary>The most deliveries of one job.</summary>
    public int MostDeliveries { get; init; }
}
