using WellIntake.ServiceBus.Amqp;

namespace WellIntake.Tests.ServiceBus.Amqp;

/// <summary>Reads whatever frame or message is there, as the far end of a connection must.</summary>
internal static class AnyFrame
{
    /// <summary>The performative of a frame, and its payload; null for a heartbeat.</summary>
    public static (IAmqpPerformative? Performative, byte[] Payload) Decode(ReadOnlySpan<byte> body)
    {
        if (body.IsEmpty)
            return (null, []);
        var reader = new AmqpReader(body);
        var descriptor = reader.ReadDescriptor();
        IAmqpPerformative performative = descriptor switch
        {
            Descriptor.Open => AmqpOpen.Decode(ref reader),
            Descriptor.Begin => AmqpBegin.Decode(ref reader),
            Descriptor.Attach => AmqpAttach.Decode(ref reader),
            Descriptor.Flow => AmqpFlow.Decode(ref reader),
            Descriptor.Transfer => AmqpTransfer.Decode(ref reader),
            Descriptor.Disposition => AmqpDisposition.Decode(ref reader),
            Descriptor.Detach => AmqpDetach.Decode(ref reader),
            Descriptor.End => AmqpEnd.Decode(ref reader),
            Descriptor.Close => AmqpClose.Decode(ref reader),
            Descriptor.SaslMechanisms => SaslMechanisms.Decode(ref reader),
            Descriptor.SaslInit => SaslInit.Decode(ref reader),
            Descriptor.SaslOutcome => SaslOutcome.Decode(ref reader),
            _ => throw new AmqpDecodeException($"0x{descriptor:x} is no performative", 0),
        };
        return (performative, body[reader.Position..].ToArray());
    }

    /// <summary>A whole frame with its header.</summary>
    public static (IAmqpPerformative? Performative, byte[] Payload) DecodeFrame(ReadOnlySpan<byte> frame, uint maxFrameSize = 1024 * 1024)
    {
        if (frame.Length < AmqpFrame.HeaderSize)
            throw new AmqpDecodeException("less than a header", 0);
        var header = AmqpFrame.ReadHeader(frame, maxFrameSize);
        if (header.Size > frame.Length)
            throw new AmqpDecodeException("less than the frame", 0);
        return Decode(frame[header.BodyOffset..header.Size]);
    }

    public static byte[] Encode(IAmqpPerformative performative, ReadOnlySpan<byte> payload = default, ushort channel = 0)
    {
        using var writer = new AmqpWriter();
        var type = performative is SaslMechanisms or SaslInit or SaslOutcome ? AmqpFrame.Sasl : AmqpFrame.Amqp;
        var start = AmqpFrame.Begin(writer, type, channel);
        performative.Encode(writer);
        writer.WriteRaw(payload);
        AmqpFrame.End(writer, start);
        return writer.WrittenSpan.ToArray();
    }
}
