namespace WellIntake.ServiceBus.Amqp;

/// <summary>Opens a connection and says its limits (amqp-core 2.7.1).</summary>
internal sealed record AmqpOpen : IAmqpPerformative
{
    public required string ContainerId { get; init; }

    public string? HostName { get; init; }

    public uint? MaxFrameSize { get; init; }

    public ushort? ChannelMax { get; init; }

    /// <summary>Milliseconds.</summary>
    public uint? IdleTimeOut { get; init; }

    public IReadOnlyList<AmqpSymbol>? OutgoingLocales { get; init; }

    public IReadOnlyList<AmqpSymbol>? IncomingLocales { get; init; }

    public IReadOnlyList<AmqpSymbol>? OfferedCapabilities { get; init; }

    public IReadOnlyList<AmqpSymbol>? DesiredCapabilities { get; init; }

    public AmqpMap? Properties { get; init; }

    public void Encode(AmqpWriter writer)
    {
        var fields = new AmqpComposite(writer, Descriptor.Open);
        fields.String(ContainerId);
        fields.String(HostName);
        fields.UInt(MaxFrameSize);
        fields.UShort(ChannelMax);
        fields.UInt(IdleTimeOut);
        fields.Symbols(OutgoingLocales);
        fields.Symbols(IncomingLocales);
        fields.Symbols(OfferedCapabilities);
        fields.Symbols(DesiredCapabilities);
        fields.Map(Properties);
        fields.End();
    }

    public static AmqpOpen Decode(ref AmqpReader reader)
    {
        var fields = reader.ReadFields("open");
        var frame = new AmqpOpen
        {
            ContainerId = fields.Required(fields.String(), "container-id"),
            HostName = fields.String(),
            MaxFrameSize = fields.UInt(),
            ChannelMax = fields.UShort(),
            IdleTimeOut = fields.UInt(),
            OutgoingLocales = fields.Symbols(),
            IncomingLocales = fields.Symbols(),
            OfferedCapabilities = fields.Symbols(),
            DesiredCapabilities = fields.Symbols(),
            Properties = fields.Map(),
        };
        fields.End();
        return frame;
    }
}
