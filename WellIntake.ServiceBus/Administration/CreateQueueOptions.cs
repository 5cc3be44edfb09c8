namespace Azure.Messaging.ServiceBus.Administration;

/// <summary>Settings of a queue to be created.</summary>
public class CreateQueueOptions : IEquatable<CreateQueueOptions>
{
    private TimeSpan _lockDuration = TimeSpan.FromSeconds(60);
    private TimeSpan _defaultMessageTimeToLive = TimeSpan.MaxValue;
    private TimeSpan _autoDeleteOnIdle = TimeSpan.MaxValue;
    private TimeSpan _duplicateDetectionHistoryTimeWindow = TimeSpan.FromMinutes(1);
    private int _maxDeliveryCount = 10;
    private string? _forwardTo;
    private string? _forwardDeadLetteredMessagesTo;
    private string _userMetadata = null!;

    /// <summary>A queue with the service's defaults.</summary>
    /// <param name="name">The queue.</param>
    /// <exception cref="ArgumentException">The name is empty.</exception>
    public CreateQueueOptions(string name) => Name = Check.NotBlank(name, nameof(name));

    /// <summary>A queue with the settings of another, for a copy.</summary>
    /// <param name="queue">The other.</param>
    public CreateQueueOptions(QueueProperties queue)
    {
        Check.NotNull(queue, nameof(queue));
        Name = queue.Name;
        LockDuration = queue.LockDuration;
        MaxSizeInMegabytes = queue.MaxSizeInMegabytes;
        RequiresDuplicateDetection = queue.RequiresDuplicateDetection;
        RequiresSession = queue.RequiresSession;
        DefaultMessageTimeToLive = queue.DefaultMessageTimeToLive;
        AutoDeleteOnIdle = queue.AutoDeleteOnIdle;
        DeadLetteringOnMessageExpiration = queue.DeadLetteringOnMessageExpiration;
        DuplicateDetectionHistoryTimeWindow = queue.DuplicateDetectionHistoryTimeWindow;
        MaxDeliveryCount = queue.MaxDeliveryCount;
        EnableBatchedOperations = queue.EnableBatchedOperations;
        Status = queue.Status;
        ForwardTo = queue.ForwardTo;
        ForwardDeadLetteredMessagesTo = queue.ForwardDeadLetteredMessagesTo;
        EnablePartitioning = queue.EnablePartitioning;
        _userMetadata = queue.UserMetadata;
        MaxMessageSizeInKilobytes = queue.MaxMessageSizeInKilobytes;
    }

    /// <summary>The queue.</summary>
    public string Name { get; set; }

    /// <summary>How long a received message stays locked; 1 min unless told otherwise, the service takes at most 5.</summary>
    public TimeSpan LockDuration
    {
        get => _lockDuration;
        set => _lockDuration = Check.Positive(value, nameof(LockDuration));
    }

    /// <summary>How large the entity may grow, in megabytes.</summary>
    public long MaxSizeInMegabytes { get; set; } = 1024;

    /// <summary>Whether messages of an id seen lately are dropped. Only at creation.</summary>
    public bool RequiresDuplicateDetection { get; set; }

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
    public bool EnablePartitioning { get; set; }

    /// <summary>Words of the owner, at most 1024 characters.</summary>
    public string UserMetadata
    {
        get => _userMetadata;
        set => _userMetadata = EntityLimits.Metadata(value, nameof(UserMetadata));
    }

    /// <summary>Largest message, in kilobytes, where the service lets one choose.</summary>
    public long? MaxMessageSizeInKilobytes { get; set; }

    /// <inheritdoc />
    public override bool Equals(object? obj) => Equals(obj as CreateQueueOptions);

    /// <inheritdoc />
    public bool Equals(CreateQueueOptions? other) => other is not null
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

    internal QueueProperties ToProperties()
    {
        var properties = new QueueProperties(Name)
        {
            LockDuration = LockDuration,
            MaxSizeInMegabytes = MaxSizeInMegabytes,
            RequiresDuplicateDetection = RequiresDuplicateDetection,
            RequiresSession = RequiresSession,
            DefaultMessageTimeToLive = DefaultMessageTimeToLive,
            AutoDeleteOnIdle = AutoDeleteOnIdle,
            DeadLetteringOnMessageExpiration = DeadLetteringOnMessageExpiration,
            DuplicateDetectionHistoryTimeWindow = DuplicateDetectionHistoryTimeWindow,
            MaxDeliveryCount = MaxDeliveryCount,
            EnableBatchedOperations = EnableBatchedOperations,
            Status = Status,
            ForwardTo = ForwardTo,
            ForwardDeadLetteredMessagesTo = ForwardDeadLetteredMessagesTo,
            EnablePartitioning = EnablePartitioning,
            MaxMessageSizeInKilobytes = MaxMessageSizeInKilobytes,
        };
        // Not set is not the same as empty.
        if (UserMetadata is not null)
            properties.UserMetadata = UserMetadata;
        return properties;
    }
}
