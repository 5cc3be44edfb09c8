namespace WellIntake.ServiceBus.Amqp;

/// <summary>Says what has become of deliveries (amqp-core 2.7.6).</summary>
internal readonly record struct AmqpDisposition : IAmqpPerformative
{
    /// <summary>The role of who sends the frame.</summary>
    public required bool IsReceiver { get; init; }

    public required uint First { get; init; }

    /// <summary>Null: only the first.</summary>
    public uint? Last { get; init; }

    public bool? Settled { get; init; }

    public AmqpDeliveryState? State { get; init; }

    public bool? Batchable { get; init; }

    public void Encode(AmqpWriter writer)
    {
        var fields = new AmqpComposite(writer, Descriptor.Disposition);
        fields.Boolean(IsReceiver);
        fields.UInt(First);
        fields.UInt(Last);
        fields.Boolean(Settled);
        fields.State(State);
        fields.Boolean(Batchable);
        fields.End();
    }

    public static AmqpDisposition Decode(ref AmqpReader reader)
    {
        var fields = reader.ReadFields("disposition");
        var frame = new AmqpDisposition
        {
            IsReceiver = fields.Required(fields.Boolean(), "role"),
            First = fields.Required(fields.UInt(), "first"),
            Last = fields.UInt(),
            Settled = fields.Boolean(),
            State = fields.State(),
            Batchable = fields.Boolean(),
        };
        fields.End();
        return frame;
    }
}
