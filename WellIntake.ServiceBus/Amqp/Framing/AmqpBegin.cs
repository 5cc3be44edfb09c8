namespace WellIntake.ServiceBus.Amqp;

/// <summary>Begins a session and says its windows (amqp-core 2.7.2).</summary>
internal sealed record AmqpBegin : IAmqpPerformative
{
    /// <summary>In the answer: the channel of the begin it answers.</summary>
    public ushort? RemoteChannel { get; init; }

    public required uint NextOutgoingId { get; init; }

    public required uint IncomingWindow { get; init; }

    public required uint OutgoingWindow { get; init; }

    public uint? HandleMax { get; init; }

    public IReadOnlyList<AmqpSymbol>? OfferedCapabilities { get; init; }

    public IReadOnlyList<AmqpSymbol>? DesiredCapabilities { get; init; }

    public AmqpMap? Properties { get; init; }

    public void Encode(AmqpWriter writer)
    {
        var fields = new AmqpComposite(writer, Descriptor.Begin);
        fields.UShort(RemoteChannel);
        fields.UInt(NextOutgoingId);
        fields.UInt(IncomingWindow);
        fields.UInt(OutgoingWindow);
        fields.UInt(HandleMax);
        fields.Symbols(OfferedCapabilities);
        fields.Symbols(DesiredCapabilities);
        fields.Map(Properties);
        fields.End();
    }

    public static AmqpBegin Decode(ref AmqpReader reader)
    {
        var fields = reader.ReadFields("begin");
        var frame = new AmqpBegin
        {
            RemoteChannel = fields.UShort(),
            NextOutgoingId = fields.Required(fields.UInt(), "next-outgoing-id"),
            IncomingWindow = fields.Required(fields.UInt(), "incoming-window"),
            OutgoingWindow = fields.Required(fields.UInt(), "outgoing-window"),
            HandleMax = fields.UInt(),
            OfferedCapabilities = fields.Symbols(),
            DesiredCapabilities = fields.Symbols(),
            Properties = fields.Map(),
        };
        fields.End();
        return frame;
    }
}
