namespace WellIntake.ServiceBus.Amqp;

/// <summary>Ends a session (amqp-core 2.7.8).</summary>
internal sealed record AmqpEnd : IAmqpPerformative
{
    public AmqpError? Error { get; init; }

    public void Encode(AmqpWriter writer)
    {
        var fields = new AmqpComposite(writer, Descriptor.End);
        fields.Error(Error);
        fields.End();
    }

    public static AmqpEnd Decode(ref AmqpReader reader)
    {
        var fields = reader.ReadFields("end");
        var frame = new AmqpEnd
        {
            Error = fields.Error(),
        };
        fields.End();
        return frame;
    }
}
