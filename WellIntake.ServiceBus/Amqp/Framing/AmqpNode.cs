namespace WellIntake.ServiceBus.Amqp;

/// <summary>One end of a link: a source, a target or a coordinator.</summary>
internal interface IAmqpNode
{
    void Encode(AmqpWriter writer);
}

/// <summary>An end that this client does not know, as it came.</summary>
internal sealed record AmqpUnknownNode(AmqpDescribed Value) : IAmqpNode
{
    public void Encode(AmqpWriter writer) => writer.WriteDescribed(Value);
}

/// <summary>The target of a link for declaring and discharging transactions (amqp-core 4.5.1).</summary>
internal sealed record AmqpCoordinator(IReadOnlyList<AmqpSymbol>? Capabilities = null) : IAmqpNode
{
    public void Encode(AmqpWriter writer)
    {
        var fields = new AmqpComposite(writer, Descriptor.Coordinator);
        fields.Symbols(Capabilities);
        fields.End();
    }

    public static AmqpCoordinator DecodeFields(AmqpFields fields)
    {
        var node = new AmqpCoordinator(fields.Symbols());
        fields.End();
        return node;
    }
}

/// <summary>Reads whichever end is next.</summary>
internal static class AmqpNode
{
    public static IAmqpNode Decode(ref AmqpReader reader)
    {
        var ahead = reader;
        if (ahead.TryReadKnownDescriptor(out var descriptor) && descriptor is Descriptor.Source or Descriptor.Target or Descriptor.Coordinator)
        {
            reader = ahead;
            return descriptor switch
            {
                Descriptor.Source => AmqpSource.DecodeFields(reader.ReadFields("source")),
                Descriptor.Target => AmqpTarget.DecodeFields(reader.ReadFields("target")),
                _ => AmqpCoordinator.DecodeFields(reader.ReadFields("coordinator")),
            };
        }

        return reader.ReadValue() is AmqpDescribed unknown ? new AmqpUnknownNode(unknown) : throw reader.Error("expected a source or a target");
    }
}
