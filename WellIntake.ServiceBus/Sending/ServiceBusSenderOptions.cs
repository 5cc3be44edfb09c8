namespace Azure.Messaging.ServiceBus;

/// <summary>Settings of a sender.</summary>
public class ServiceBusSenderOptions
{
    /// <summary>Names the sender in the service's logs; made up from the entity when null.</summary>
    public string? Identifier { get; set; }
}
