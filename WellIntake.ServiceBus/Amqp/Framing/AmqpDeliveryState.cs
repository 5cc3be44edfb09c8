namespace WellIntake.ServiceBus.Amqp;

/// <summary>What has become of a delivery at one end (amqp-core 3.4, 4.5.6 to 4.5.8).</summary>
internal abstract record AmqpDeliveryState
{
    public static AmqpAccepted Accepted { get; } = new();

    public static AmqpReleased Released { get; } = new();

    /// <summary>Whether nothing more follows: an outcome (3.4).</summary>
    public virtual bool IsOutcome => true;

    public abstract void Encode(AmqpWriter writer);

    public static AmqpDeliveryState Decode(ref AmqpReader reader)
    {
        // What is not of the specification must survive as it is.
        var ahead = reader;
        if (!ahead.TryReadKnownDescriptor(out var descriptor) || descriptor is < Descriptor.Received or > Descriptor.TransactionalState)
            return reader.ReadValue() is AmqpDescribed unknown ? new AmqpUnknownState(unknown) : throw reader.Error("expected a delivery state");

        reader = ahead;
        switch (descriptor)
        {
            case Descriptor.Accepted:
                reader.ReadFields("accepted").End();
                return Accepted;
            case Descriptor.Released:
                reader.ReadFields("released").End();
                return Released;
            case Descriptor.Rejected:
                return AmqpRejected.DecodeFields(reader.ReadFields("rejected"));
            case Descriptor.Modified:
                return AmqpModified.DecodeFields(reader.ReadFields("modified"));
            case Descriptor.Received:
                return AmqpReceived.DecodeFields(reader.ReadFields("received"));
            case Descriptor.Declared:
                return AmqpDeclared.DecodeFields(reader.ReadFields("declared"));
            case Descriptor.TransactionalState:
                return AmqpTransactionalState.DecodeFields(reader.ReadFields("transactional-state"));
            default:
                throw reader.Error($"0x{descriptor:x} describes no delivery state");
        }
    }
}
