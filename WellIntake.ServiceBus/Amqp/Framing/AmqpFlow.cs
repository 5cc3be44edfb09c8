namespace WellIntake.ServiceBus.Amqp;

/// <summary>Says windows, credit and drain (amqp-core 2.7.4).</summary>
internal readonly record struct AmqpFlow : IAmqpPerformative
{
    public uint? NextIncomingId { get; init; }

    public required uint IncomingWindow { get; init; }

    public required uint NextOutgoingId { get; init; }

    public required uint OutgoingWindow { get; init; }

    /// <summary>Null: about the session only.</summary>
    public uint? Handle { get; init; }

    public uint? DeliveryCount { get; init; }

    public uint? LinkCredit { get; init; }

    public uint? Available { get; init; }

    public bool? Drain { get; init; }

    public bool? Echo { get; init; }

    public AmqpMap? Properties { get; init; }

    public void Encode(AmqpWriter writer)
    {
        var fields = new AmqpComposite(writer, Descriptor.Flow);
        fields.UInt(NextIncomingId);
        fields.UInt(IncomingWindow);
        fields.UInt(NextOutgoingId);
        fields.UInt(OutgoingWindow);
        fields.UInt(Handle);
        fields.UInt(DeliveryCount);
        fields.UInt(LinkCredit);
        fields.UInt(Available);
        fields.Boolean(Drain);
        fields.Boolean(Echo);
        fields.Map(Properties);
        fields.End();
    }

    public static AmqpFlow Decode(ref AmqpReader reader)
    {
        var fields = reader.ReadFields("flow");
        var frame = new AmqpFlow
        {
            NextIncomingId = fields.UInt(),
            IncomingWindow = fields.Required(fields.UInt(), "incoming-window"),
            NextOutgoingId = fields.Required(fields.UInt(), "next-outgoing-id"),
            OutgoingWindow = fields.Required(fields.UInt(), "outgoing-window"),
            Handle = fields.UInt(),
            DeliveryCount = fields.UInt(),
            LinkCredit = fields.UInt(),
            Available = fields.UInt(),
            Drain = fields.Boolean(),
            Echo = fields.Boolean(),
            Properties = fields.Map(),
        };
        fields.End();
        return frame;
    }
}
