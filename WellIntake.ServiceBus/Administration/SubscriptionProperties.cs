using System.Xml.Linq;

namespace Azure.Messaging.ServiceBus.Administration;

/// <summary>A subscription's settings as the service has them.</summary>
public class SubscriptionProperties : IEquatable<SubscriptionProperties>, IDescribed
{
    private TimeSpan _lockDuration = TimeSpan.FromSeconds(60);
    private TimeSpan _defaultMessageTimeToLive = TimeSpan.MaxValue;
    private TimeSpan _autoDeleteOnIdle = TimeSpan.MaxValue;
    private int _maxDeliveryCount = 10;
    private string? _forwardTo;
    private string? _forwardDeadLetteredMessagesTo;
    private string _userMetadata = null!;

    internal SubscriptionProperties(string topicName, string subscriptionName) => (TopicName, SubscriptionName) = (topicName, subscriptionName);

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

    /// <summary>Elements of the description that this client gives no property, such as authorisation rules: an update hands them back as they came.</summary>
    IReadOnlyList<XElement> IDescribed.Others { get; set; } = [];

    /// <inheritdoc />
    public override bool Equals(object? obj) => Equals(obj as SubscriptionProperties);

    /// <inheritdoc />
    public bool Equals(SubscriptionProperties? other) => other is not null
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
}
