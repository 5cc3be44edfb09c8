namespace Azure.Messaging.ServiceBus;

/// <summary>What receiving does to a message.</summary>
public enum ServiceBusReceiveMode
{
    /// <summary>Locks it until it is settled or the lock runs out.</summary>
    PeekLock,

    /// <summary>Removes it: lost when the receiver fails before it is done.</summary>
    ReceiveAndDelete,
}
