namespace WellIntake.ServiceBus.Amqp;

/// <summary>The envelope of Service Bus for many messages in one transfer: each data section is one encoded message.</summary>
internal static class AmqpBatch
{
    /// <summary>The message format to send it with.</summary>
    public const uint Format = 0x80013700;

    // A descriptor (0x00 0x53 0x75) and the header of binary with one byte of length or four.
    private const int SmallOverhead = 5;
    private const int LargeOverhead = 8;

    /// <summary>Bytes that one more message of this length adds to the envelope.</summary>
    public static int SizeOfEntry(int encodedLength) => encodedLength + (encodedLength <= byte.MaxValue ? SmallOverhead : LargeOverhead);

    /// <summary>Bytes of the sections of <paramref name="first"/> that stand before the messages.</summary>
    public static int SizeOfEnvelope(AmqpMessage first)
    {
        using var writer = new AmqpWriter();
        EncodeEnvelope(writer, first);
        return writer.Length;
    }

    /// <summary>Writes the envelope. Its first sections are those of <paramref name="first"/> that a broker routes by (annotations, id, session), if given.</summary>
    public static void Encode(AmqpWriter writer, AmqpMessage? first, IReadOnlyList<ReadOnlyMemory<byte>> encodedMessages)
    {
        if (first is not null)
            EncodeEnvelope(writer, first);
        foreach (var message in encodedMessages)
        {
            writer.WriteDescriptor(Descriptor.Data);
            writer.WriteBinary(message.Span);
        }
    }

    private static void EncodeEnvelope(AmqpWriter writer, AmqpMessage first)
    {
        if (first.MessageAnnotations is { Count: > 0 } annotations)
        {
            writer.WriteDescriptor(Descriptor.MessageAnnotations);
            writer.WriteMap(annotations);
        }

        if (first.Properties is { } properties && (properties.MessageId is not null || properties.GroupId is not null))
            new AmqpProperties { MessageId = properties.MessageId, GroupId = properties.GroupId }.Encode(writer);
    }
}
