namespace WellIntake.ServiceBus.Amqp;

/// <summary>What this end takes (amqp-core 5.3.3.2).</summary>
internal sealed record SaslInit : IAmqpPerformative
{
    public required AmqpSymbol Mechanism { get; init; }

    public ReadOnlyMemory<byte>? InitialResponse { get; init; }

    public string? HostName { get; init; }

    public void Encode(AmqpWriter writer)
    {
        var fields = new AmqpComposite(writer, Descriptor.SaslInit);
        fields.Symbol(Mechanism);
        fields.Binary(InitialResponse);
        fields.String(HostName);
        fields.End();
    }

    public static SaslInit Decode(ref AmqpReader reader)
    {
        var fields = reader.ReadFields("sasl-init");
        var frame = new SaslInit
        {
            Mechanism = fields.Required(fields.Symbol(), "mechanism"),
            InitialResponse = fields.Binary(),
            HostName = fields.String(),
        };
        fields.End();
        return frame;
    }
}
