using System.ComponentModel.DataAnnotations;

namespace WellIntake.Modules.Platform.Jobs;

/// <summary>How jobs are retried and how workers end. Bound from <c>WellIntake:Jobs</c>.</summary>
public sealed class JobOptions
{
    /// <summary>The section it is bound from.</summary>
    public const string Section = "WellIntake:Jobs";

    /// <summary>The delay before the second delivery; doubles with each. Default 2 s.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "01:00:00")]
    public TimeSpan RetryDelay { get; set; } = TimeSpan.FromSeconds(2);

    /// <summary>The longest delay between deliveries. Default 5 minutes.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "1.00:00:00")]
    public TimeSpan MaxRetryDelay { get; set; } = TimeSpan.FromMinutes(5);

    /// <summary>How long running handlers may take after a stop was asked for. Default 60 s.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "01:00:00")]
    public TimeSpan GracePeriod { get; set; } = TimeSpan.FromSeconds(60);

    /// <summary>How long a settle may take after that. Default 10 s.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "00:05:00")]
    public TimeSpan SettleTimeout { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>At most this many jobs at once in this process, over all queues' own limits (<c>MAX_CONCURRENCY</c>). 0: the queues' own.</summary>
    [Range(0, 1000)]
    public int MaxConcurrency { get; set; }

    /// <summary>
    /// How long it is remembered that a message or a job without a request row was worked on. Default 30 days: far
    /// longer than any queue or channel takes to bring it again.
    /// </summary>
    [Range(typeof(TimeSpan), "1.00:00:00", "3650.00:00:00")]
    public TimeSpan ProcessedIdMaxAge { get; set; } = TimeSpan.FromDays(30);

    /// <summary>
    /// How often a job in the outbox is tried that its queue does not take, before it is set aside. Default 5, over a
    /// minute and a quarter; tries while the queue is away do not count.
    /// </summary>
    [Range(1, 100)]
    public int OutboxMaxTries { get; set; } = 5;

    /// <summary>Accept jobs and work on none: for maintenance, and for measuring acceptance alone. Default false.</summary>
    public bool Paused { get; set; }
}
