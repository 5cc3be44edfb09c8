namespace WellIntake.Modules.Platform.Queueing;

/// <summary>The queues that exist without any configuration, with their settings.</summary>
public static class QueueDefaults
{
    /// <summary>Fresh options for every queue of <see cref="QueueNames"/>, keyed by name without regard to case.</summary>
    public static Dictionary<string, JobQueueOptions> Create() => new(StringComparer.OrdinalIgnoreCase)
    {
        [QueueNames.Digest] = Options("digest_request", concurrency: 5, lockMinutes: 5, deliveries: 3),
        [QueueNames.Nlp] = Options("nlp_query", concurrency: 10, lockMinutes: 2, deliveries: 2),
        [QueueNames.Scoring] = Options("scoring", concurrency: 4, lockMinutes: 5, deliveries: 3),
        [QueueNames.Report] = Options("report", concurrency: 4, lockMinutes: 5, deliveries: 3),
        [QueueNames.MessageCompleted] = Options("message_completed", concurrency: 10, lockMinutes: 1, deliveries: 10, ordered: true),
    };

    private static JobQueueOptions Options(string type, int concurrency, int lockMinutes, int deliveries, bool ordered = false) => new()
    {
        MaxConcurrency = concurrency,
        LockDuration = TimeSpan.FromMinutes(lockMinutes),
        MaxDeliveries = deliveries,
        DefaultType = type,
        Ordered = ordered,
    };
}
