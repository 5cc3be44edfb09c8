namespace WellIntake.ServiceBus.Amqp;

/// <summary>The envelope of Service Bus for many messages in one transfer: each data section is one encoded message.</summary>
internal static class AmqpBatch
{
    /// <summary>The message format to send it with.</summary>
    public const uint Format = 0x80013700;

    /// <summary>Bytes that one more message of this length adds to the envelope.</summary>
    public static int SizeOfEntry(int encodedLength) => throw new NotImplementedException();

    /// <summary>Writes the envelope. Its first sections are those of <paramref name="first"/> that a broker routes by (annotations, ids, session), if given.</summary>
    public static void Encode(AmqpWriter writer, AmqpMessage? first, IReadOnlyList<ReadOnlyMemory<byte>> encodedMessages) => throw new NotImplementedException();
}
