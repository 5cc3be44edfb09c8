namespace WellIntake.ServiceBus.Amqp;

/// <summary>Why a peer refuses or closes (amqp-core 2.8.14).</summary>
internal sealed record AmqpError(AmqpSymbol Condition, string? Description = null, AmqpMap? Info = null)
{
    public void Encode(AmqpWriter writer)
    {
        var fields = new AmqpComposite(writer, Descriptor.Error);
        fields.Symbol(Condition);
        fields.String(Description);
        fields.Map(Info);
        fields.End();
    }

    public static AmqpError Decode(ref AmqpReader reader)
    {
        if (reader.ReadDescriptor() != Descriptor.Error)
            throw reader.Error("expected an error");
        var fields = reader.ReadFields("error");
        var error = new AmqpError(fields.Required(fields.Symbol(), "condition"), fields.String(), fields.Map());
        fields.End();
        return error;
    }
}
