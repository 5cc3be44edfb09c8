namespace Azure.Messaging.ServiceBus;

/// <summary>How AMQP travels to the namespace.</summary>
public enum ServiceBusTransportType
{
    /// <summary>AMQP over TCP, port 5671 with TLS.</summary>
    AmqpTcp,

    /// <summary>AMQP inside a WebSocket, port 443 with TLS; for networks that let only HTTPS out.</summary>
    AmqpWebSockets,
}
