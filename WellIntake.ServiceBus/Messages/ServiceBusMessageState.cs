namespace Azure.Messaging.ServiceBus;

/// <summary>Where a message stands in its queue.</summary>
public enum ServiceBusMessageState
{
    /// <summary>Ready to be received, or being worked on.</summary>
    Active = 0,

    /// <summary>Set aside: comes only when asked for by its sequence number.</summary>
    Deferred = 1,

    /// <summary>Waits for its time.</summary>
    Scheduled = 2,
}
