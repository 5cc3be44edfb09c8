namespace WellIntake.ServiceBus.Amqp;

/// <summary>The eight bytes that each end says first (amqp-core 2.2, 5.3.1): "AMQP", a protocol id, version 1.0.0.</summary>
internal static class ProtocolHeader
{
    public const int Size = 8;

    public static ReadOnlySpan<byte> Amqp => "AMQP\0\u0001\0\0"u8;

    public static ReadOnlySpan<byte> Sasl => "AMQP\u0003\u0001\0\0"u8;

    /// <summary>Holds the peer's header against the one expected.</summary>
    /// <exception cref="AmqpDecodeException">It is another: no AMQP 1.0, or not this layer of it.</exception>
    public static void Require(ReadOnlySpan<byte> received, ReadOnlySpan<byte> expected)
    {
        if (received.SequenceEqual(expected))
            return;
        throw received.StartsWith("AMQP"u8)
            ? new AmqpDecodeException($"the peer speaks protocol {received[4]}, version {received[5]}.{received[6]}.{received[7]}; expected protocol {expected[4]}, version 1.0.0", 4)
            : received.StartsWith("HTTP"u8)
                ? new AmqpDecodeException("the peer speaks HTTP", 0)
                : new AmqpDecodeException("the peer does not speak AMQP", 0);
    }
}
