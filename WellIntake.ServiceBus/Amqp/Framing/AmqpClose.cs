namespace WellIntake.ServiceBus.Amqp;

/// <summary>Closes a connection (amqp-core 2.7.9).</summary>
internal sealed record AmqpClose : IAmqpPerformative
{
    public AmqpError? Error { get; init; }

    public void Encode(AmqpWriter writer)
    {
        var fields = new AmqpComposite(writer, Descriptor.Close);
        fields.Error(Error);
        fields.End();
    }

    public static AmqpClose Decode(ref AmqpReader reader)
    {
        var fields = reader.ReadFields("close");
        var frame = new AmqpClose
        {
            Error = fields.Error(),
        };
        fields.End();
        return frame;
    }
}
