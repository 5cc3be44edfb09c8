namespace Azure.Messaging.ServiceBus.Administration;

/// <summary>Settings of a subscription to be created.</summary>
public class CreateSubscriptionOptions : IEquatable<CreateSubscriptionOptions>
{
    private TimeSpan _lockDuration = TimeSpan.FromSeconds(60);
    private TimeSpan _defaultMessageTimeToLive = TimeSpan.MaxValue;
    private TimeSpan _autoDeleteOnIdle = TimeSpan.MaxValue;
    private int _maxDeliveryCount = 10;
    private string? _forwardTo;
    private string? _forwardDeadLetteredMessagesTo;
    private string _userMetadata = null!;

    /// <summary>A subscription with the service's defaults.</summary>
    /// <param name="topicName">The topic.</param>
    /// <param name="subscriptionName">The subscription.</param>
    /// <exception cref="ArgumentException">A name is empty.</exception>
    public CreateSubscriptionOptions(string topicName, string subscriptionName)
    {
        TopicName = Check.NotBlank(topicName, nameof(topicName));
        SubscriptionName = Check.NotBlank(subscriptionName, nameof(subscriptionName));
    }

    /// <summary>A subscription with the settings of another, for a copy.</summary>
    /// <param name="subscription">The other.</param>
    public CreateSubscriptionOptions(SubscriptionProperties subscription)
    {
        Check.NotNull(subscription, nameof(subscription));
        TopicName = subscription.TopicName;
        SubscriptionName = subscription.SubscriptionName;
        LockDuration = subscription.LockDuration;
        RequiresSession = subscription.RequiresSession;
        DefaultMessageTimeToLive = subscription.DefaultMessageTimeToLive;
        AutoDeleteOnIdle = subscription.AutoDeleteOnIdle;
        DeadLetteringOnMessageExpiration = subscription.DeadLetteringOnMessageExpiration;
        EnableDeadLetteringOnFilterEvaluationExceptions = subscription.EnableDeadLetteringOnFilterEvaluationExceptions;
        MaxDeliveryCount = subscription.MaxDeliveryCount;
        EnableBatchedOperations = subscription.EnableBatchedOperations;
        Status = subscription.Status;
        ForwardTo = subscription.ForwardTo;
        ForwardDeadLetteredMessagesTo = subscription.ForwardDeadLetteredMessagesTo;
        _userMetadata = subscription.UserMetadata;
    }

    /// <summary>The topic.</summary>
    public string TopicName { get; set; }

    /// <summary>The subscription.</summary>
    public string SubscriptionName { get; set; }

    /// <summary>How long a received message stays locked; 1 min unless told otherwise, the service takes at most 5.</summary>
    public TimeSpan LockDuration
    {
        get => _lockDuration;
        set => _lockDuration = Check.Positive(value, nameof(LockDuration));
    }

    /// <summary>Whether messages belong to sessions. Only at creation.</summary>
    public bool RequiresSession { get; set; }

    /// <summary>How long messages live that do not say; for ever unless told otherwise, at least 1 s.</summary>
    public TimeSpan DefaultMessageTimeToLive
    {
        get => _defaultMessageTimeToLive;
        set => _defaultMessageTimeToLive = Check.AtLeast(value, EntityLimits.LeastTimeToLive, nameof(DefaultMessageTimeToLive));
    }

    /// <summary>After how long unused the entity deletes itself; never unless told otherwise, at least 5 min.</summary>
    public TimeSpan AutoDeleteOnIdle
    {
        get => _autoDeleteOnIdle;
        set => _autoDeleteOnIdle = Check.AtLeast(value, EntityLimits.LeastAutoDelete, nameof(AutoDeleteOnIdle));
    }

    /// <summary>Whether messages that expire become dead letters.</summary>
    public bool DeadLetteringOnMessageExpiration { get; set; }

    /// <summary>Whether messages that a filter fails on become dead letters.</summary>
    public bool EnableDeadLetteringOnFilterEvaluationExceptions { get; set; } = true;

    /// <summary>Deliveries after which a message becomes a dead letter; 10 unless told otherwise.</summary>
    public int MaxDeliveryCount
    {
        get => _maxDeliveryCount;
        set => _maxDeliveryCount = Check.AtLeast(value, 1, nameof(MaxDeliveryCount));
    }

    /// <summary>Whether the service may write several operations at once.</summary>
    public bool EnableBatchedOperations { get; set; } = true;

    /// <summary>What it lets through.</summary>
    public EntityStatus Status { get; set; } = EntityStatus.Active;

    /// <summary>Where messages are passed on to; null for nowhere.</summary>
    public string? ForwardTo
    {
        get => _forwardTo;
        set => _forwardTo = EntityLimits.Forward(value, SubscriptionName, nameof(ForwardTo));
    }

    /// <summary>Where dead letters are passed on to; null for nowhere.</summary>
    public string? ForwardDeadLetteredMessagesTo
    {
        get => _forwardDeadLetteredMessagesTo;
        set => _forwardDeadLetteredMessagesTo = EntityLimits.Forward(value, SubscriptionName, nameof(ForwardDeadLetteredMessagesTo));
    }

    /// <summary>Words of the owner, at most 1024 characters.</summary>
    public string UserMetadata
    {
        get => _userMetadata;
        set => _userMetadata = EntityLimits.Metadata(value, nameof(UserMetadata));
    }

    /// <inheritdoc />
    public override bool Equals(object? obj) => Equals(obj as CreateSubscriptionOptions);

    /// <inheritdoc />
    public bool Equals(CreateSubscriptionOptions? other) => other is not null
        && string.Equals(TopicName, other.TopicName, StringComparison.OrdinalIgnoreCase)
        && string.Equals(SubscriptionName, other.SubscriptionName, StringComparison.OrdinalIgnoreCase)
        && LockDuration == other.LockDuration
        && RequiresSession == other.RequiresSession
        && DefaultMessageTimeToLive == other.DefaultMessageTimeToLive
        && AutoDeleteOnIdle == other.AutoDeleteOnIdle
        && DeadLetteringOnMessageExpiration == other.DeadLetteringOnMessageExpiration
        && EnableDeadLetteringOnFilterEvaluationExceptions == other.EnableDeadLetteringOnFilterEvaluationExceptions
        && MaxDeliveryCount == other.MaxDeliveryCount
        && EnableBatchedOperations == other.EnableBatchedOperations
        && Status == other.Status
        && ForwardTo == other.ForwardTo
        && ForwardDeadLetteredMessagesTo == other.ForwardDeadLetteredMessagesTo
        && UserMetadata == other.UserMetadata;

    /// <inheritdoc />
    public override int GetHashCode() => StringComparer.OrdinalIgnoreCase.GetHashCode(SubscriptionName);

    internal SubscriptionProperties ToProperties()
    {
        var properties = new SubscriptionProperties(TopicName, SubscriptionName)
        {
            LockDuration = LockDuration,
            RequiresSession = RequiresSession,
            DefaultMessageTimeToLive = DefaultMessageTimeToLive,
            AutoDeleteOnIdle = AutoDeleteOnIdle,
            DeadLetteringOnMessageExpiration = DeadLetteringOnMessageExpiration,
            EnableDeadLetteringOnFilterEvaluationExceptions = EnableDeadLetteringOnFilterEvaluationExceptions,
            MaxDeliveryCount = MaxDeliveryCount,
            EnableBatchedOperations = EnableBatchedOperations,
            Status = Status,
            ForwardTo = ForwardTo,
            ForwardDeadLetteredMessagesTo = ForwardDeadLetteredMessagesTo,
        };
        // Not set is not the same as empty.
        if (UserMetadata is not null)
            properties.UserMetadata = UserMetadata;
        return properties;
    }
}
