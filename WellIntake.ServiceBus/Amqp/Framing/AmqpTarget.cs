namespace WellIntake.ServiceBus.Amqp;

/// <summary>Where a link's messages go (amqp-core 3.5.4).</summary>
internal sealed record AmqpTarget : IAmqpNode
{
    public string? Address { get; init; }

    public uint? Durable { get; init; }

    public AmqpSymbol? ExpiryPolicy { get; init; }

    /// <summary>Seconds.</summary>
    public uint? Timeout { get; init; }

    public bool? Dynamic { get; init; }

    public AmqpMap? DynamicNodeProperties { get; init; }

    public IReadOnlyList<AmqpSymbol>? Capabilities { get; init; }

    public void Encode(AmqpWriter writer)
    {
        var fields = new AmqpComposite(writer, Descriptor.Target);
        fields.String(Address);
        fields.UInt(Durable);
        fields.Symbol(ExpiryPolicy);
        fields.UInt(Timeout);
        fields.Boolean(Dynamic);
        fields.Map(DynamicNodeProperties);
        fields.Symbols(Capabilities);
        fields.End();
    }

    public static AmqpTarget DecodeFields(AmqpFields fields)
    {
        var target = new AmqpTarget
        {
            Address = fields.String(),
            Durable = fields.UInt(),
            ExpiryPolicy = fields.Symbol(),
            Timeout = fields.UInt(),
            Dynamic = fields.Boolean(),
            DynamicNodeProperties = fields.Map(),
            Capabilities = fields.Symbols(),
        };
        fields.End();
        return target;
    }
}
