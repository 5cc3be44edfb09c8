namespace WellIntake.ServiceBus.Amqp;

/// <summary>Attaches a link to a session (amqp-core 2.7.3).</summary>
internal sealed record AmqpAttach : IAmqpPerformative
{
    public required string Name { get; init; }

    public required uint Handle { get; init; }

    /// <summary>The role of who sends the frame.</summary>
    public required bool IsReceiver { get; init; }

    /// <summary>0 unsettled, 1 settled, 2 mixed.</summary>
    public byte? SenderSettleMode { get; init; }

    /// <summary>0 first, 1 second.</summary>
    public byte? ReceiverSettleMode { get; init; }

    public IAmqpNode? Source { get; init; }

    public IAmqpNode? Target { get; init; }

    public AmqpMap? Unsettled { get; init; }

    public bool? IncompleteUnsettled { get; init; }

    public uint? InitialDeliveryCount { get; init; }

    /// <summary>Bytes; 0 is no limit.</summary>
    public ulong? MaxMessageSize { get; init; }

    public IReadOnlyList<AmqpSymbol>? OfferedCapabilities { get; init; }

    public IReadOnlyList<AmqpSymbol>? DesiredCapabilities { get; init; }

    public AmqpMap? Properties { get; init; }

    public void Encode(AmqpWriter writer)
    {
        var fields = new AmqpComposite(writer, Descriptor.Attach);
        fields.String(Name);
        fields.UInt(Handle);
        fields.Boolean(IsReceiver);
        fields.UByte(SenderSettleMode);
        fields.UByte(ReceiverSettleMode);
        fields.Node(Source);
        fields.Node(Target);
        fields.Map(Unsettled);
        fields.Boolean(IncompleteUnsettled);
        fields.UInt(InitialDeliveryCount);
        fields.ULong(MaxMessageSize);
        fields.Symbols(OfferedCapabilities);
        fields.Symbols(DesiredCapabilities);
        fields.Map(Properties);
        fields.End();
    }

    public static AmqpAttach Decode(ref AmqpReader reader)
    {
        var fields = reader.ReadFields("attach");
        var frame = new AmqpAttach
        {
            Name = fields.Required(fields.String(), "name"),
            Handle = fields.Required(fields.UInt(), "handle"),
            IsReceiver = fields.Required(fields.Boolean(), "role"),
            SenderSettleMode = fields.UByte(),
            ReceiverSettleMode = fields.UByte(),
            Source = fields.Node(),
            Target = fields.Node(),
            Unsettled = fields.Map(),
            IncompleteUnsettled = fields.Boolean(),
            InitialDeliveryCount = fields.UInt(),
            MaxMessageSize = fields.ULong(),
            OfferedCapabilities = fields.Symbols(),
            DesiredCapabilities = fields.Symbols(),
            Properties = fields.Map(),
        };
        fields.End();
        return frame;
    }
}
