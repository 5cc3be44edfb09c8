namespace Azure.Messaging.ServiceBus.Administration;

/// <summary>A subscription's counts and times: a little behind what is true.</summary>
public class SubscriptionRuntimeProperties
{
    internal SubscriptionRuntimeProperties(string topicName, string subscriptionName) => (TopicName, SubscriptionName) = (topicName, subscriptionName);

    /// <summary>The topic.</summary>
    public string TopicName { get; }

    /// <summary>The subscription.</summary>
    public string SubscriptionName { get; }

    /// <summary>All messages.</summary>
    public long TotalMessageCount { get; internal set; }

    /// <summary>Messages ready or being worked on.</summary>
    public long ActiveMessageCount { get; internal set; }

    /// <summary>Dead letters.</summary>
    public long DeadLetterMessageCount { get; internal set; }

    /// <summary>Messages on their way to where they are forwarded.</summary>
    public long TransferMessageCount { get; internal set; }

    /// <summary>Messages that could not be forwarded.</summary>
    public long TransferDeadLetterMessageCount { get; internal set; }

    /// <summary>When it was created.</summary>
    public DateTimeOffset CreatedAt { get; internal set; }

    /// <summary>When its settings last changed.</summary>
    public DateTimeOffset UpdatedAt { get; internal set; }

    /// <summary>When it was last used.</summary>
    public DateTimeOffset AccessedAt { get; internal set; }
}
