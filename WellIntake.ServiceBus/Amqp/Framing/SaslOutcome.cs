namespace WellIntake.ServiceBus.Amqp;

/// <summary>How it went (amqp-core 5.3.3.6).</summary>
internal sealed record SaslOutcome : IAmqpPerformative
{
    /// <summary>0 is well.</summary>
    public required byte Code { get; init; }

    public ReadOnlyMemory<byte>? AdditionalData { get; init; }

    public void Encode(AmqpWriter writer)
    {
        var fields = new AmqpComposite(writer, Descriptor.SaslOutcome);
        fields.UByte(Code);
        fields.Binary(AdditionalData);
        fields.End();
    }

    public static SaslOutcome Decode(ref AmqpReader reader)
    {
        var fields = reader.ReadFields("sasl-outcome");
        var frame = new SaslOutcome
        {
            Code = fields.Required(fields.UByte(), "code"),
            AdditionalData = fields.Binary(),
        };
        fields.End();
        return frame;
    }
}
