using System.ComponentModel.DataAnnotations;

namespace WellIntake.Modules.Platform.Jobs;

/// <summary>
/// Limits of results that are made while the message is answered. The channel waits 15 s for an answer; both limits
/// together stay below that. Bound from <c>WellIntake:Jobs:InRequest</c>.
/// </summary>
public sealed class InRequestOptions
{
    /// <summary>The section it is bound from.</summary>
    public const string Section = JobOptions.Section + ":InRequest";

    /// <summary>How long after both limits the queue takes over: the clocks of two machines may differ by so much.</summary>
    internal static readonly TimeSpan Margin = TimeSpan.FromSeconds(2);

    /// <summary>How long making a result may take, waiting for a place included. Default 8 s.</summary>
    [Range(typeof(TimeSpan), "00:00:00.100", "00:00:10")]
    public TimeSpan Limit { get; set; } = TimeSpan.FromSeconds(8);

    /// <summary>How long storing and showing it may take after that. Default 4 s.</summary>
    [Range(typeof(TimeSpan), "00:00:00.500", "00:00:04")]
    public TimeSpan ShowLimit { get; set; } = TimeSpan.FromSeconds(4);

    /// <summary>How many results are made at once in this process. Default 8; four times as many wait, and beyond that the queue answers.</summary>
    [Range(1, 1000)]
    public int MaxConcurrency { get; set; } = 8;

    /// <summary>When the job of such a request comes.</summary>
    internal TimeSpan TakeOverAfter => Limit + ShowLimit + Margin;
}
