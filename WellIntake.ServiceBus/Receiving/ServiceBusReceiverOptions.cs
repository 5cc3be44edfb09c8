namespace Azure.Messaging.ServiceBus;

/// <summary>Settings of a receiver.</summary>
public class ServiceBusReceiverOptions
{
    private int _prefetchCount;

    /// <summary>How many messages are fetched ahead of being asked for; none unless told otherwise. Their locks run from the moment they are fetched.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Negative.</exception>
    public int PrefetchCount
    {
        get => _prefetchCount;
        set => _prefetchCount = Check.AtLeast(value, 0, nameof(PrefetchCount));
    }

    /// <summary>Lock or remove; lock unless told otherwise.</summary>
    public ServiceBusReceiveMode ReceiveMode { get; set; }

    /// <summary>Names the receiver in the service's logs; made up from the entity when null.</summary>
    public string? Identifier { get; set; }

    /// <summary>The queue beside the queue to receive from; the queue itself unless told otherwise.</summary>
    public SubQueue SubQueue { get; set; }
}
