namespace WellIntake.Modules.Platform.Queueing;

/// <summary>The queues that exist without any configuration, with their settings.</summary>
public static class QueueDefaults
{
    /// <summary>Fresh options for every queue of <see cref="QueueNames"/>, keyed by name without regard to case.</summary>
    public static Dictionary<string, JobQueueOptions> Create() => new(StringComparer.OrdinalIgnoreCase)
    {
        [QueueNames.Digest] = Options(concurrency: 5, lockMinutes: 5, deliveries: 3),
        [QueueNames.Nlp] = Options(concurrency: 10, lockMinutes: 2, deliveries: 2),
        [QueueNames.Scoring] = Options(concurrency: 4, lockMinutes: 5, deliveries: 3),
        [QueueNames.Report] = Options(concurrency: 4, lockMinutes: 5, deliveries: 3),
        [QueueNames.MessageCompleted] = Options(concurrency: 10, lockMinutes: 1, deliveries: 10),
    };

    private static JobQueueOptions Options(int concurrency, int lockMinutes, int deliveries) => new()
    {
        MaxConcurrency = concurrency,
        LockDuration = TimeSpan.FromMinutes(lockMinutes),
        MaxDeliveries = deliveries,
    };
}
