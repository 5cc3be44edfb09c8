namespace WellIntake.ServiceBus.Amqp;

/// <summary>A message that waits for credit, or for its outcome.</summary>
internal sealed class PendingSend(AmqpSenderLink link, ReadOnlyMemory<byte> payload, uint messageFormat, AmqpDeliveryState? state, long since)
    : TaskCompletionSource<AmqpDeliveryState>(TaskCreationOptions.RunContinuationsAsynchronously)
{
    /// <summary>What is not yet in the output; let go once the last of it is.</summary>
    public ReadOnlyMemory<byte> Rest { get; set; } = payload;

    public AmqpSenderLink Link => link;

    public uint MessageFormat => messageFormat;

    public AmqpDeliveryState? State => state;

    /// <summary>When it was asked for.</summary>
    public long Since => since;

    /// <summary>Its number in the session; null before its first transfer.</summary>
    public uint? DeliveryId { get; set; }

    /// <summary>Its place among those that wait to be written; null once it is written.</summary>
    public LinkedListNode<PendingSend>? Place { get; set; }

    /// <summary>Given up half written: the peer is still to be told.</summary>
    public bool IsAborted { get; set; }
}
