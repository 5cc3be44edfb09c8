namespace Azure.Messaging.ServiceBus;

/// <summary>Settings of a batch.</summary>
public class CreateMessageBatchOptions
{
    private long? _maxSizeInBytes;

    /// <summary>Size the batch may have, in bytes; the entity's limit when null.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Below 24, the size of an empty batch's frame.</exception>
    public long? MaxSizeInBytes
    {
        get => _maxSizeInBytes;
        set => _maxSizeInBytes = value is { } size ? Check.AtLeast(size, 24, nameof(MaxSizeInBytes)) : null;
    }
}
