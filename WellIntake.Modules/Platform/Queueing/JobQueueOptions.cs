using System.ComponentModel.DataAnnotations;

namespace WellIntake.Modules.Platform.Queueing;

/// <summary>The settings of one queue. Bound from <c>WellIntake:Queueing:Queues:{name}</c>.</summary>
public sealed class JobQueueOptions
{
    /// <summary>How long a lease holds without renewal. Default 5 minutes.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "01:00:00")]
    public TimeSpan LockDuration { get; set; } = TimeSpan.FromMinutes(5);

    /// <summary>
    /// How often the worker lets a job be delivered before it gives up. The queue's own limit is a backstop above it:
    /// <see cref="BackstopDeliveries"/>.
    /// </summary>
    [Range(1, 100)]
    public int MaxDeliveries { get; set; } = 3;

    /// <summary>How many jobs one process works on at once. Default 5.</summary>
    [Range(1, 1000)]
    public int MaxConcurrency { get; set; } = 5;

    /// <summary>Ids sent within this time are dropped as duplicates. Zero switches it off. Default 10 minutes.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "7.00:00:00")]
    public TimeSpan DuplicateWindow { get; set; } = TimeSpan.FromMinutes(10);

    /// <summary>Time to live of jobs that bring none. Default 1 hour.</summary>
    [Range(typeof(TimeSpan), "00:01:00", "14.00:00:00")]
    public TimeSpan DefaultTimeToLive { get; set; } = TimeSpan.FromHours(1);

    /// <summary>How many waiting jobs the in-memory backend keeps in memory; the journal holds the rest. Default 10,000.</summary>
    [Range(10, 10_000_000)]
    public int MemoryLimit { get; set; } = 10_000;

    /// <summary>
    /// Whether the broker keeps the order of jobs with one ordering key, by sessions; what reads the queue elsewhere must
    /// use sessions then. The queues of this process keep it always. Default false.
    /// </summary>
    public bool Ordered { get; set; }

    /// <summary>The type of jobs that name none, as other programs may send them. Null: such a job cannot be read.</summary>
    public string? DefaultType { get; set; }

    /// <summary>
    /// The queue dead-letters by itself past this many deliveries. Above <see cref="MaxDeliveries"/>, because a shutdown
    /// that gives jobs back costs deliveries that are nobody's fault.
    /// </summary>
    public int BackstopDeliveries => MaxDeliveries + 7;
}
