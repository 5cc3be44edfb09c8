namespace WellIntake.ServiceBus.Amqp;

/// <summary>A message that has arrived.</summary>
internal sealed class AmqpDelivery
{
    internal AmqpDelivery(AmqpReceiverLink link, uint id, ReadOnlyMemory<byte> tag, uint messageFormat, ReadOnlyMemory<byte> payload, bool settled)
    {
        Link = link;
        Id = id;
        Tag = tag;
        MessageFormat = messageFormat;
        Payload = payload;
        IsSettled = settled;
    }

    /// <summary>The link it came over, and can be settled on.</summary>
    public AmqpReceiverLink Link { get; }

    /// <summary>Its number in the session.</summary>
    public uint Id { get; }

    /// <summary>Service Bus: 16 bytes, the lock token in .NET's Guid order.</summary>
    public ReadOnlyMemory<byte> Tag { get; }

    public uint MessageFormat { get; }

    /// <summary>The message's bytes, in memory of their own.</summary>
    public ReadOnlyMemory<byte> Payload { get; }

    /// <summary>Whether it is over on its link: it came settled, or the broker has settled it (in a transaction: be it rolled back).</summary>
    public bool IsSettled { get; internal set; }

    /// <summary>The message, read when first asked for.</summary>
    /// <exception cref="AmqpDecodeException">The bytes are no message; the delivery can still be settled.</exception>
    public AmqpMessage Message => field ??= AmqpMessage.Decode(Payload);
}
