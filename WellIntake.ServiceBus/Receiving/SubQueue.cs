namespace Azure.Messaging.ServiceBus;

/// <summary>A queue beside the queue.</summary>
public enum SubQueue
{
    /// <summary>The queue itself.</summary>
    None = 0,

    /// <summary>Its dead letters.</summary>
    DeadLetter = 1,

    /// <summary>What could not be forwarded from it.</summary>
    TransferDeadLetter = 2,
}
