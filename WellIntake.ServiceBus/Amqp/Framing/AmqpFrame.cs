using System.Buffers.Binary;

namespace WellIntake.ServiceBus.Amqp;

/// <summary>The eight bytes before every frame's body (amqp-core 2.3.1).</summary>
/// <param name="Size">Bytes of the whole frame.</param>
/// <param name="BodyOffset">Where its body begins; what is between is an extended header, which nobody uses.</param>
/// <param name="Type">0 AMQP, 1 SASL.</param>
/// <param name="Channel">The session.</param>
internal readonly record struct AmqpFrame(int Size, int BodyOffset, byte Type, ushort Channel)
{
    public const int HeaderSize = 8;
    public const byte Amqp = 0;
    public const byte Sasl = 1;

    /// <summary>The largest frame both ends take before open says more (2.7.1).</summary>
    public const int MinMaxFrameSize = 512;

    /// <summary>Reads the header; refuses what cannot be a frame before a byte of its body is waited for.</summary>
    /// <exception cref="AmqpDecodeException">It is smaller than its header or larger than this end takes.</exception>
    public static AmqpFrame ReadHeader(ReadOnlySpan<byte> header, uint maxFrameSize)
    {
        var size = BinaryPrimitives.ReadUInt32BigEndian(header);
        var offset = header[4] * 4;
        if (size > maxFrameSize)
            throw new AmqpDecodeException($"a frame of {size} bytes where {maxFrameSize} is the most", 0);
        if (offset < HeaderSize || offset > size)
            throw new AmqpDecodeException($"a frame of {size} bytes whose body begins at byte {offset}", 4);
        return new AmqpFrame((int)size, offset, header[5], BinaryPrimitives.ReadUInt16BigEndian(header[6..]));
    }

    /// <summary>Writes a header with room for the size, which <see cref="End"/> fills in.</summary>
    public static int Begin(AmqpWriter writer, byte type, ushort channel)
    {
        var start = writer.Length;
        var span = writer.GetSpan(HeaderSize);
        span[..4].Clear();
        span[4] = HeaderSize / 4;
        span[5] = type;
        BinaryPrimitives.WriteUInt16BigEndian(span[6..], channel);
        writer.Advance(HeaderSize);
        return start;
    }

    public static void End(AmqpWriter writer, int start) => writer.PatchUInt32(start, (uint)(writer.Length - start));

    /// <summary>Writes a frame that holds nothing but its performative.</summary>
    public static void Write<T>(AmqpWriter writer, byte type, ushort channel, in T performative)
        where T : IAmqpPerformative
    {
        var start = Begin(writer, type, channel);
        performative.Encode(writer);
        End(writer, start);
    }

    /// <summary>Writes a frame without a body: a heartbeat (2.4.5).</summary>
    public static void WriteEmpty(AmqpWriter writer) => End(writer, Begin(writer, Amqp, 0));
}
