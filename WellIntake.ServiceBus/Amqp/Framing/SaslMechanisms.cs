namespace WellIntake.ServiceBus.Amqp;

/// <summary>What the peer offers (amqp-core 5.3.3.1).</summary>
internal sealed record SaslMechanisms : IAmqpPerformative
{
    public required IReadOnlyList<AmqpSymbol> Mechanisms { get; init; }

    public void Encode(AmqpWriter writer)
    {
        var fields = new AmqpComposite(writer, Descriptor.SaslMechanisms);
        fields.Symbols(Mechanisms);
        fields.End();
    }

    public static SaslMechanisms Decode(ref AmqpReader reader)
    {
        var fields = reader.ReadFields("sasl-mechanisms");
        var frame = new SaslMechanisms
        {
            Mechanisms = fields.Required(fields.Symbols(), "sasl-server-mechanisms"),
        };
        fields.End();
        return frame;
    }
}
