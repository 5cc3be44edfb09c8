namespace WellIntake.ServiceBus.Amqp;

/// <summary>Carries a message or a piece of one; the payload follows it in the frame (amqp-core 2.7.5).</summary>
internal readonly record struct AmqpTransfer : IAmqpPerformative
{
    public required uint Handle { get; init; }

    /// <summary>On the first piece.</summary>
    public uint? DeliveryId { get; init; }

    /// <summary>On the first piece.</summary>
    public ReadOnlyMemory<byte>? DeliveryTag { get; init; }

    public uint? MessageFormat { get; init; }

    public bool? Settled { get; init; }

    public bool? More { get; init; }

    public byte? ReceiverSettleMode { get; init; }

    public AmqpDeliveryState? State { get; init; }

    public bool? Resume { get; init; }

    public bool? Aborted { get; init; }

    public bool? Batchable { get; init; }

    public void Encode(AmqpWriter writer)
    {
        var fields = new AmqpComposite(writer, Descriptor.Transfer);
        fields.UInt(Handle);
        fields.UInt(DeliveryId);
        fields.Binary(DeliveryTag);
        fields.UInt(MessageFormat);
        fields.Boolean(Settled);
        fields.Boolean(More);
        fields.UByte(ReceiverSettleMode);
        fields.State(State);
        fields.Boolean(Resume);
        fields.Boolean(Aborted);
        fields.Boolean(Batchable);
        fields.End();
    }

    public static AmqpTransfer Decode(ref AmqpReader reader)
    {
        var fields = reader.ReadFields("transfer");
        var frame = new AmqpTransfer
        {
            Handle = fields.Required(fields.UInt(), "handle"),
            DeliveryId = fields.UInt(),
            DeliveryTag = fields.Binary(),
            MessageFormat = fields.UInt(),
            Settled = fields.Boolean(),
            More = fields.Boolean(),
            ReceiverSettleMode = fields.UByte(),
            State = fields.State(),
            Resume = fields.Boolean(),
            Aborted = fields.Boolean(),
            Batchable = fields.Boolean(),
        };
        fields.End();
        return frame;
    }
}
