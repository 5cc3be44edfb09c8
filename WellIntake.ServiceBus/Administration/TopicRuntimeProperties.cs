namespace Azure.Messaging.ServiceBus.Administration;

/// <summary>A topic's counts and times: a little behind what is true.</summary>
public class TopicRuntimeProperties
{
    internal TopicRuntimeProperties(string name) => Name = name;

    /// <summary>The topic.</summary>
    public string Name { get; }

    /// <summary>Messages that wait for their time.</summary>
    public long ScheduledMessageCount { get; internal set; }

    /// <summary>Subscriptions.</summary>
    public int SubscriptionCount { get; internal set; }

    /// <summary>Bytes it takes up.</summary>
    public long SizeInBytes { get; internal set; }

    /// <summary>SQL filters of its subscriptions.</summary>
    public int SqlFilterCount { get; internal set; }

    /// <summary>Correlation filters of its subscriptions.</summary>
    public int CorrelationFilterCount { get; internal set; }

    /// <summary>When it was created.</summary>
    public DateTimeOffset CreatedAt { get; internal set; }

    /// <summary>When its settings last changed.</summary>
    public DateTimeOffset UpdatedAt { get; internal set; }

    /// <summary>When it was last used.</summary>
    public DateTimeOffset AccessedAt { get; internal set; }
}
