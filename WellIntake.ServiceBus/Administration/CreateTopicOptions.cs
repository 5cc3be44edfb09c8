namespace Azure.Messaging.ServiceBus.Administration;

/// <summary>Settings of a topic to be created.</summary>
public class CreateTopicOptions : IEquatable<CreateTopicOptions>
{
    private TimeSpan _defaultMessageTimeToLive = TimeSpan.MaxValue;
    private TimeSpan _autoDeleteOnIdle = TimeSpan.MaxValue;
    private TimeSpan _duplicateDetectionHistoryTimeWindow = TimeSpan.FromMinutes(1);
    private string _userMetadata = null!;

    /// <summary>A topic with the service's defaults.</summary>
    /// <param name="name">The topic.</param>
    /// <exception cref="ArgumentException">The name is empty.</exception>
    public CreateTopicOptions(string name) => Name = Check.NotBlank(name, nameof(name));

    /// <summary>A topic with the settings of another, for a copy.</summary>
    /// <param name="topic">The other.</param>
    public CreateTopicOptions(TopicProperties topic)
    {
        Check.NotNull(topic, nameof(topic));
        Name = topic.Name;
        MaxSizeInMegabytes = topic.MaxSizeInMegabytes;
        RequiresDuplicateDetection = topic.RequiresDuplicateDetection;
        DefaultMessageTimeToLive = topic.DefaultMessageTimeToLive;
        AutoDeleteOnIdle = topic.AutoDeleteOnIdle;
        DuplicateDetectionHistoryTimeWindow = topic.DuplicateDetectionHistoryTimeWindow;
        EnableBatchedOperations = topic.EnableBatchedOperations;
        Status = topic.Status;
        EnablePartitioning = topic.EnablePartitioning;
        SupportOrdering = topic.SupportOrdering;
        _userMetadata = topic.UserMetadata;
        MaxMessageSizeInKilobytes = topic.MaxMessageSizeInKilobytes;
    }

    /// <summary>The topic.</summary>
    public string Name { get; set; }

    /// <summary>How large the entity may grow, in megabytes.</summary>
    public long MaxSizeInMegabytes { get; set; } = 1024;

    /// <summary>Whether messages of an id seen lately are dropped. Only at creation.</summary>
    public bool RequiresDuplicateDetection { get; set; }

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

    /// <summary>How long ids are remembered: 20 s to 7 days.</summary>
    public TimeSpan DuplicateDetectionHistoryTimeWindow
    {
        get => _duplicateDetectionHistoryTimeWindow;
        set => _duplicateDetectionHistoryTimeWindow = Check.InRange(value, EntityLimits.ShortestDuplicateWindow, EntityLimits.LongestDuplicateWindow, nameof(DuplicateDetectionHistoryTimeWindow));
    }

    /// <summary>Whether the service may write several operations at once.</summary>
    public bool EnableBatchedOperations { get; set; } = true;

    /// <summary>What it lets through.</summary>
    public EntityStatus Status { get; set; } = EntityStatus.Active;

    /// <summary>Whether it is spread over several brokers. Only at creation.</summary>
    public bool EnablePartitioning { get; set; }

    /// <summary>Whether messages keep their order.</summary>
    public bool SupportOrdering { get; set; }

    /// <summary>Words of the owner, at most 1024 characters.</summary>
    public string UserMetadata
    {
        get => _userMetadata;
        set => _userMetadata = EntityLimits.Metadata(value, nameof(UserMetadata));
    }

    /// <summary>Largest message, in kilobytes, where the service lets one choose.</summary>
    public long? MaxMessageSizeInKilobytes { get; set; }

    /// <inheritdoc />
    public override bool Equals(object? obj) => Equals(obj as CreateTopicOptions);

    /// <inheritdoc />
    public bool Equals(CreateTopicOptions? other) => other is not null
        && string.Equals(Name, other.Name, StringComparison.OrdinalIgnoreCase)
        && MaxSizeInMegabytes == other.MaxSizeInMegabytes
        && RequiresDuplicateDetection == other.RequiresDuplicateDetection
        && DefaultMessageTimeToLive == other.DefaultMessageTimeToLive
        && AutoDeleteOnIdle == other.AutoDeleteOnIdle
        && DuplicateDetectionHistoryTimeWindow == other.DuplicateDetectionHistoryTimeWindow
        && EnableBatchedOperations == other.EnableBatchedOperations
        && Status == other.Status
        && EnablePartitioning == other.EnablePartitioning
        && SupportOrdering == other.SupportOrdering
        && UserMetadata == other.UserMetadata
        && MaxMessageSizeInKilobytes == other.MaxMessageSizeInKilobytes;

    /// <inheritdoc />
    public override int GetHashCode() => StringComparer.OrdinalIgnoreCase.GetHashCode(Name);

    internal TopicProperties ToProperties()
    {
        var properties = new TopicProperties(Name)
        {
            MaxSizeInMegabytes = MaxSizeInMegabytes,
            RequiresDuplicateDetection = RequiresDuplicateDetection,
            DefaultMessageTimeToLive = DefaultMessageTimeToLive,
            AutoDeleteOnIdle = AutoDeleteOnIdle,
            DuplicateDetectionHistoryTimeWindow = DuplicateDetectionHistoryTimeWindow,
            EnableBatchedOperations = EnableBatchedOperations,
            Status = Status,
            EnablePartitioning = EnablePartitioning,
            SupportOrdering = SupportOrdering,
            MaxMessageSizeInKilobytes = MaxMessageSizeInKilobytes,
        };
        // Not set is not the same as empty.
        if (UserMetadata is not null)
            properties.UserMetadata = UserMetadata;
        return properties;
    }
}
