using System.Xml.Linq;

namespace Azure.Messaging.ServiceBus.Administration;

/// <summary>A queue's settings as the service has them.</summary>
public class QueueProperties : IEquatable<QueueProperties>, IDescribed
{
    private TimeSpan _lockDuration = TimeSpan.FromSeconds(60);
    private TimeSpan _defaultMessageTimeToLive = TimeSpan.MaxValue;
    private TimeSpan _autoDeleteOnIdle = TimeSpan.MaxValue;
    private TimeSpan _duplicateDetectionHistoryTimeWindow = TimeSpan.FromMinutes(1);
    private int _maxDeliveryCount = 10;
    private string? _forwardTo;
    private string? _forwardDeadLetteredMessagesTo;
    private string _userMetadata = null!;

    internal QueueProperties(string name) => Name = name;

    /// <summary>The queue.</summary>
    public string Name { get; }

    /// <summary>How long a received message stays locked; 1 min unless told otherwise, the service takes at most 5.</summary>
    public TimeSpan LockDuration
    {
        get => _lockDuration;
        set => _lockDuration = Check.Positive(value, nameof(LockDuration));
    }

    /// <summary>How large the entity may grow, in megabytes.</summary>
    public long MaxSizeInMegabytes { get; set; } = 1024;

    /// <summary>Whether messages of an id seen lately are dropped. Only at creation.</summary>
    public bool RequiresDuplicateDetection { get; internal set; }

    /// <summary>Whether messages belong to sessions. Only at creation.</summary>
    public bool RequiresSession { get; internal set; }

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

    /// <summary>How long ids are remembered: 20 s to 7 days.</summary>
    public TimeSpan DuplicateDetectionHistoryTimeWindow
    {
        get => _duplicateDetectionHistoryTimeWindow;
        set => _duplicateDetectionHistoryTimeWindow = Check.InRange(value, EntityLimits.ShortestDuplicateWindow, EntityLimits.LongestDuplicateWindow, nameof(DuplicateDetectionHistoryTimeWindow));
    }

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
        set => _forwardTo = EntityLimits.Forward(value, Name, nameof(ForwardTo));
    }

    /// <summary>Where dead letters are passed on to; null for nowhere.</summary>
    public string? ForwardDeadLetteredMessagesTo
    {
        get => _forwardDeadLetteredMessagesTo;
        set => _forwardDeadLetteredMessagesTo = EntityLimits.Forward(value, Name, nameof(ForwardDeadLetteredMessagesTo));
    }

    /// <summary>Whether it is spread over several brokers. Only at creation.</summary>
    public bool EnablePartitioning { get; internal set; }

    /// <summary>Words of the owner, at most 1024 characters.</summary>
    public string UserMetadata
    {
        get => _userMetadata;
        set => _userMetadata = EntityLimits.Metadata(value, nameof(UserMetadata));
    }

    /// <summary>Largest message, in kilobytes, where the service lets one choose.</summary>
    public long? MaxMessageSizeInKilobytes { get; set; }

    /// <summary>Elements of the description that this client gives no property, such as authorisation rules: an update hands them back as they came.</summary>
    IReadOnlyList<XElement> IDescribed.Others { get; set; } = [];

    /// <inheritdoc />
    public override bool Equals(object? obj) => Equals(obj as QueueProperties);

    /// <inheritdoc />
    public bool Equals(QueueProperties? other) => other is not null
        && string.Equals(Name, other.Name, StringComparison.OrdinalIgnoreCase)
        && LockDuration == other.LockDuration
        && MaxSizeInMegabytes == other.MaxSizeInMegabytes
        && RequiresDuplicateDetection == other.RequiresDuplicateDetection
        && RequiresSession == other.RequiresSession
        && DefaultMessageTimeToLive == other.DefaultMessageTimeToLive
        && AutoDeleteOnIdle == other.AutoDeleteOnIdle
        && DeadLetteringOnMessageExpiration == other.DeadLetteringOnMessageExpiration
        && DuplicateDetectionHistoryTimeWindow == other.DuplicateDetectionHistoryTimeWindow
        && MaxDeliveryCount == other.MaxDeliveryCount
        && EnableBatchedOperations == other.EnableBatchedOperations
        && Status == other.Status
        && ForwardTo == other.ForwardTo
        && ForwardDeadLetteredMessagesTo == other.ForwardDeadLetteredMessagesTo
        && EnablePartitioning == other.EnablePartitioning
        && UserMetadata == other.UserMetadata
        && MaxMessageSizeInKilobytes == other.MaxMessageSizeInKilobytes;

    /// <inheritdoc />
    public override int GetHashCode() => StringComparer.OrdinalIgnoreCase.GetHashCode(Name);
}
