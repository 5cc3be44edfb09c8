using System.Buffers;
using System.IO.Pipelines;

namespace WellIntake.ServiceBus.Amqp;

/// <summary>Cuts the bytes that arrive into frames. A frame's size is judged before its body is waited for, so a peer cannot make this end collect more than one frame.</summary>
internal sealed class AmqpFrameReader(PipeReader pipe, uint maxFrameSize)
{
    /// <summary>Waits for the eight bytes of a protocol header.</summary>
    /// <exception cref="EndOfStreamException">The peer closed first.</exception>
    public async Task<byte[]> ReadProtocolHeaderAsync(CancellationToken cancellationToken)
    {
        var result = await pipe.ReadAtLeastAsync(ProtocolHeader.Size, cancellationToken);
        if (result.Buffer.Length < ProtocolHeader.Size)
        {
            pipe.AdvanceTo(result.Buffer.End);
            throw new EndOfStreamException("The peer closed the connection before it said what it speaks.");
        }

        var header = result.Buffer.Slice(0, ProtocolHeader.Size).ToArray();
        pipe.AdvanceTo(result.Buffer.GetPosition(ProtocolHeader.Size));
        return header;
    }

    /// <summary>Waits for one frame that has a body; heartbeats are passed over. The body is a copy.</summary>
    /// <exception cref="EndOfStreamException">The peer closed first.</exception>
    public async Task<(AmqpFrame Frame, byte[] Body)> ReadFrameAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            var result = await pipe.ReadAsync(cancellationToken);
            var buffer = result.Buffer;
            if (TryTake(ref buffer, out var frame, out var body))
            {
                var copy = body.ToArray();
                pipe.AdvanceTo(buffer.Start);
                if (copy.Length > 0)
                    return (frame, copy);
            }
            else
            {
                pipe.AdvanceTo(buffer.Start, buffer.End);
                if (result.IsCompleted)
                    throw new EndOfStreamException("The peer closed the connection while it was being opened.");
            }
        }
    }

    /// <summary>Takes the first frame off the bytes if it is there in full.</summary>
    /// <exception cref="AmqpDecodeException">It cannot be one.</exception>
    public bool TryTake(ref ReadOnlySequence<byte> buffer, out AmqpFrame frame, out ReadOnlySequence<byte> body)
    {
        frame = default;
        body = default;
        if (buffer.Length < AmqpFrame.HeaderSize)
            return false;

        Span<byte> header = stackalloc byte[AmqpFrame.HeaderSize];
        buffer.Slice(0, AmqpFrame.HeaderSize).CopyTo(header);
        frame = AmqpFrame.ReadHeader(header, maxFrameSize);
        if (buffer.Length < frame.Size)
            return false;

        body = buffer.Slice(frame.BodyOffset, frame.Size - frame.BodyOffset);
        buffer = buffer.Slice(frame.Size);
        return true;
    }
}
