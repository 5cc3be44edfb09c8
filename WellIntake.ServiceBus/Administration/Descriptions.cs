namespace Azure.Messaging.ServiceBus.Administration;

/// <summary>The descriptions of queues, topics and subscriptions, element by element.</summary>
internal static class Descriptions
{
    public static Description<QueueProperties> Queue { get; } = new(
        "QueueDescription",
        Description<QueueProperties>.Time("LockDuration", queue => queue.LockDuration, (queue, value) => queue.LockDuration = value),
        Description<QueueProperties>.Number("MaxSizeInMegabytes", queue => queue.MaxSizeInMegabytes, (queue, value) => queue.MaxSizeInMegabytes = value),
        Description<QueueProperties>.Flag("RequiresDuplicateDetection", queue => queue.RequiresDuplicateDetection, (queue, value) => queue.RequiresDuplicateDetection = value),
        Description<QueueProperties>.Flag("RequiresSession", queue => queue.RequiresSession, (queue, value) => queue.RequiresSession = value),
        Description<QueueProperties>.Time("DefaultMessageTimeToLive", queue => queue.DefaultMessageTimeToLive, (queue, value) => queue.DefaultMessageTimeToLive = value),
        Description<QueueProperties>.Flag("DeadLetteringOnMessageExpiration", queue => queue.DeadLetteringOnMessageExpiration, (queue, value) => queue.DeadLetteringOnMessageExpiration = value),
        Description<QueueProperties>.Time("DuplicateDetectionHistoryTimeWindow", queue => queue.RequiresDuplicateDetection ? queue.DuplicateDetectionHistoryTimeWindow : null, (queue, value) => queue.DuplicateDetectionHistoryTimeWindow = value),
        Description<QueueProperties>.Number("MaxDeliveryCount", queue => queue.MaxDeliveryCount, (queue, value) => queue.MaxDeliveryCount = checked((int)value)),
        Description<QueueProperties>.Flag("EnableBatchedOperations", queue => queue.EnableBatchedOperations, (queue, value) => queue.EnableBatchedOperations = value),
        Description<QueueProperties>.Kept("IsAnonymousAccessible"),
        Description<QueueProperties>.Kept("AuthorizationRules"),
        Description<QueueProperties>.Text("Status", queue => queue.Status.ToString(), (queue, value) => queue.Status = value),
        Description<QueueProperties>.Text("ForwardTo", queue => queue.ForwardTo, (queue, value) => queue.ForwardTo = value),
        Description<QueueProperties>.Text("UserMetadata", queue => queue.UserMetadata, (queue, value) => queue.UserMetadata = value),
        Description<QueueProperties>.Kept("SupportOrdering"),
        Description<QueueProperties>.Time("AutoDeleteOnIdle", queue => queue.AutoDeleteOnIdle, (queue, value) => queue.AutoDeleteOnIdle = value),
        Description<QueueProperties>.Flag("EnablePartitioning", queue => queue.EnablePartitioning, (queue, value) => queue.EnablePartitioning = value),
        Description<QueueProperties>.Text("ForwardDeadLetteredMessagesTo", queue => queue.ForwardDeadLetteredMessagesTo, (queue, value) => queue.ForwardDeadLetteredMessagesTo = value),
        Description<QueueProperties>.Kept("EnableExpress"),
        Description<QueueProperties>.Number("MaxMessageSizeInKilobytes", queue => queue.MaxMessageSizeInKilobytes, (queue, value) => queue.MaxMessageSizeInKilobytes = value));

    public static Description<TopicProperties> Topic { get; } = new(
        "TopicDescription",
        Description<TopicProperties>.Time("DefaultMessageTimeToLive", topic => topic.DefaultMessageTimeToLive, (topic, value) => topic.DefaultMessageTimeToLive = value),
        Description<TopicProperties>.Number("MaxSizeInMegabytes", topic => topic.MaxSizeInMegabytes, (topic, value) => topic.MaxSizeInMegabytes = value),
        Description<TopicProperties>.Flag("RequiresDuplicateDetection", topic => topic.RequiresDuplicateDetection, (topic, value) => topic.RequiresDuplicateDetection = value),
        Description<TopicProperties>.Time("DuplicateDetectionHistoryTimeWindow", topic => topic.RequiresDuplicateDetection ? topic.DuplicateDetectionHistoryTimeWindow : null, (topic, value) => topic.DuplicateDetectionHistoryTimeWindow = value),
        Description<TopicProperties>.Flag("EnableBatchedOperations", topic => topic.EnableBatchedOperations, (topic, value) => topic.EnableBatchedOperations = value),
        Description<TopicProperties>.Kept("FilteringMessagesBeforePublishing"),
        Description<TopicProperties>.Kept("IsAnonymousAccessible"),
        Description<TopicProperties>.Kept("AuthorizationRules"),
        Description<TopicProperties>.Text("Status", topic => topic.Status.ToString(), (topic, value) => topic.Status = value),
        Description<TopicProperties>.Kept("ForwardTo"),
        Description<TopicProperties>.Text("UserMetadata", topic => topic.UserMetadata, (topic, value) => topic.UserMetadata = value),
        Description<TopicProperties>.Flag("SupportOrdering", topic => topic.SupportOrdering, (topic, value) => topic.SupportOrdering = value),
        Description<TopicProperties>.Time("AutoDeleteOnIdle", topic => topic.AutoDeleteOnIdle, (topic, value) => topic.AutoDeleteOnIdle = value),
        Description<TopicProperties>.Flag("EnablePartitioning", topic => topic.EnablePartitioning, (topic, value) => topic.EnablePartitioning = value),
        Description<TopicProperties>.Kept("EnableSubscriptionPartitioning"),
        Description<TopicProperties>.Kept("EnableExpress"),
        Description<TopicProperties>.Number("MaxMessageSizeInKilobytes", topic => topic.MaxMessageSizeInKilobytes, (topic, value) => topic.MaxMessageSizeInKilobytes = value));

    public static Description<SubscriptionProperties> Subscription { get; } = new(
        "SubscriptionDescription",
        Description<SubscriptionProperties>.Time("LockDuration", subscription => subscription.LockDuration, (subscription, value) => subscription.LockDuration = value),
        Description<SubscriptionProperties>.Flag("RequiresSession", subscription => subscription.RequiresSession, (subscription, value) => subscription.RequiresSession = value),
        Description<SubscriptionProperties>.Time("DefaultMessageTimeToLive", subscription => subscription.DefaultMessageTimeToLive, (subscription, value) => subscription.DefaultMessageTimeToLive = value),
        Description<SubscriptionProperties>.Flag("DeadLetteringOnMessageExpiration", subscription => subscription.DeadLetteringOnMessageExpiration, (subscription, value) => subscription.DeadLetteringOnMessageExpiration = value),
        Description<SubscriptionProperties>.Flag("DeadLetteringOnFilterEvaluationExceptions", subscription => subscription.EnableDeadLetteringOnFilterEvaluationExceptions, (subscription, value) => subscription.EnableDeadLetteringOnFilterEvaluationExceptions = value),
        Description<SubscriptionProperties>.Number("MaxDeliveryCount", subscription => subscription.MaxDeliveryCount, (subscription, value) => subscription.MaxDeliveryCount = checked((int)value)),
        Description<SubscriptionProperties>.Flag("EnableBatchedOperations", subscription => subscription.EnableBatchedOperations, (subscription, value) => subscription.EnableBatchedOperations = value),
        Description<SubscriptionProperties>.Text("Status", subscription => subscription.Status.ToString(), (subscription, value) => subscription.Status = value),
        Description<SubscriptionProperties>.Text("ForwardTo", subscription => subscription.ForwardTo, (subscription, value) => subscription.ForwardTo = value),
        Description<SubscriptionProperties>.Text("UserMetadata", subscription => subscription.UserMetadata, (subscription, value) => subscription.UserMetadata = value),
        Description<SubscriptionProperties>.Text("ForwardDeadLetteredMessagesTo", subscription => subscription.ForwardDeadLetteredMessagesTo, (subscription, value) => subscription.ForwardDeadLetteredMessagesTo = value),
        Description<SubscriptionProperties>.Time("AutoDeleteOnIdle", subscription => subscription.AutoDeleteOnIdle, (subscription, value) => subscription.AutoDeleteOnIdle = value));
}
