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

    public void Encode(AmqpWriter writer)
    {
        var fields = new AmqpComposite(writer, Descriptor.Header);
        fields.Boolean(Durable);
        fields.UByte(Priority);
        fields.UInt(TimeToLive);
        fields.Boolean(FirstAcquirer);
        fields.UInt(DeliveryCount);
        fields.End();
    }

    public static AmqpHeader DecodeFields(AmqpFields fields)
    {
        var header = new AmqpHeader
        {
            Durable = fields.Boolean(),
            Priority = fields.UByte(),
            TimeToLive = fields.UInt(),
            FirstAcquirer = fields.Boolean(),
            DeliveryCount = fields.UInt(),
        };
        fields.End();
        return header;
    }
}
