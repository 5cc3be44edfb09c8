namespace WellIntake.ServiceBus.Amqp;

/// <summary>Detaches a link (amqp-core 2.7.7).</summary>
internal sealed record AmqpDetach : IAmqpPerformative
{
    public required uint Handle { get; init; }

    public bool? Closed { get; init; }

    public AmqpError? Error { get; init; }

    public void Encode(AmqpWriter writer)
    {
        var fields = new AmqpComposite(writer, Descriptor.Detach);
        fields.UInt(Handle);
        fields.Boolean(Closed);
        fields.Error(Error);
        fields.End();
    }

    public static AmqpDetach Decode(ref AmqpReader reader)
    {
        var fields = reader.ReadFields("detach");
        var frame = new AmqpDetach
        {
            Handle = fields.Required(fields.UInt(), "handle"),
            Closed = fields.Boolean(),
            Error = fields.Error(),
        };
        fields.End();
        return frame;
    }
}
