namespace WellIntake.ServiceBus.Amqp;

/// <summary>Where a link's messages come from (amqp-core 3.5.3).</summary>
internal sealed record AmqpSource : IAmqpNode
{
    public string? Address { get; init; }

    public uint? Durable { get; init; }

    public AmqpSymbol? ExpiryPolicy { get; init; }

    /// <summary>Seconds.</summary>
    public uint? Timeout { get; init; }

    public bool? Dynamic { get; init; }

    public AmqpMap? DynamicNodeProperties { get; init; }

    public AmqpSymbol? DistributionMode { get; init; }

    /// <summary>Filters by name (a symbol); mostly <see cref="AmqpDescribed"/>.</summary>
    public AmqpMap? Filter { get; init; }

    public AmqpDeliveryState? DefaultOutcome { get; init; }

    public IReadOnlyList<AmqpSymbol>? Outcomes { get; init; }

    public IReadOnlyList<AmqpSymbol>? Capabilities { get; init; }

    public void Encode(AmqpWriter writer)
    {
        var fields = new AmqpComposite(writer, Descriptor.Source);
        fields.String(Address);
        fields.UInt(Durable);
        fields.Symbol(ExpiryPolicy);
        fields.UInt(Timeout);
        fields.Boolean(Dynamic);
        fields.Map(DynamicNodeProperties);
        fields.Symbol(DistributionMode);
        fields.Map(Filter);
        fields.State(DefaultOutcome);
        fields.Symbols(Outcomes);
        fields.Symbols(Capabilities);
        fields.End();
    }

    public static AmqpSource DecodeFields(AmqpFields fields)
    {
        var source = new AmqpSource
        {
            Address = fields.String(),
            Durable = fields.UInt(),
            ExpiryPolicy = fields.Symbol(),
            Timeout = fields.UInt(),
            Dynamic = fields.Boolean(),
            DynamicNodeProperties = fields.Map(),
            DistributionMode = fields.Symbol(),
            Filter = fields.Map(),
            DefaultOutcome = fields.State(),
            Outcomes = fields.Symbols(),
            Capabilities = fields.Symbols(),
        };
        fields.End();
        return source;
    }
}
