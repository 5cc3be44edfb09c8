namespace WellIntake.ServiceBus.Amqp;

/// <summary>How a message is to be transferred (amqp-core 3.2.1).</summary>
internal sealed record AmqpHeader
{
    public bool? Durable { get; init; }

    public byte? Priority { get; init; }

    /// <summary>Milliseconds.</summary>
    public uint? TimeToLive { get; init; }

    public bool? FirstAcquirer { get; init; }

    /// <summary>Earlier deliveries that failed.</summary>
    public uint? DeliveryCount { get; init; }
}
