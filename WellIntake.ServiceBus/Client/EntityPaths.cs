namespace Azure.Messaging.ServiceBus;

/// <summary>How entities are addressed.</summary>
internal static class EntityPaths
{
    public static string Subscription(string topicName, string subscriptionName) => $"{topicName}/Subscriptions/{subscriptionName}";

    public static string With(string entityPath, SubQueue subQueue) => subQueue switch
    {
        SubQueue.None => entityPath,
        SubQueue.DeadLetter => $"{entityPath}/$DeadLetterQueue",
        SubQueue.TransferDeadLetter => $"{entityPath}/$Transfer/$DeadLetterQueue",
        _ => throw new ArgumentOutOfRangeException(nameof(subQueue), subQueue, "There is no such queue beside a queue."),
    };
}
