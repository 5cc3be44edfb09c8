using System.Buffers;

namespace WellIntake.ServiceBus.Amqp;

/// <content>Reading: one loop takes frames off what has arrived and hands each to its session.</content>
internal sealed partial class AmqpConnection
{
    private readonly List<AmqpReceiverLink> _arrivals = [];

    /// <summary>Has the link hand out what arrived once the bytes at hand are worked off, so that a receive gets all of it.</summary>
    internal void ServeLater(AmqpReceiverLink link) => _arrivals.Add(link);

    private async Task ReadAsync(CancellationToken cancellationToken)
    {
        var reader = new AmqpFrameReader(_pipe, Options.MaxFrameSize);
        var scratch = ArrayPool<byte>.Shared.Rent((int)Options.MaxFrameSize);
        try
        {
            while (true)
            {
                var result = await _pipe.ReadAsync(cancellationToken);
                var consumed = TakeFrames(reader, result.Buffer, scratch);
                _pipe.AdvanceTo(consumed, result.Buffer.End);
                if (_over.Task.IsCompleted)
                    return;
                if (result.IsCompleted)
                    throw new EndOfStreamException("The peer closed the connection without a close.");
            }
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // The connection is over.
        }
        catch (Exception e)
        {
            Lost(e);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(scratch);
        }
    }

    private SequencePosition TakeFrames(AmqpFrameReader reader, ReadOnlySequence<byte> buffer, byte[] scratch)
    {
        lock (Gate)
        {
            _lastReceived = Options.TimeProvider.GetTimestamp();
            try
            {
                while (_state != State.Over && reader.TryTake(ref buffer, out var frame, out var body))
                {
                    if (body.IsSingleSegment)
                    {
                        Take(frame, body.FirstSpan);
                    }
                    else
                    {
                        body.CopyTo(scratch);
                        Take(frame, scratch.AsSpan(0, (int)body.Length));
                    }
                }
            }
            catch (AmqpDecodeException e)
            {
                Fault(
                    new AmqpException(AmqpScope.Connection, AmqpConditions.DecodeError, e.Message, inner: e),
                    new AmqpError(AmqpConditions.DecodeError, e.Message));
            }
            catch (AmqpException e)
            {
                Fault(e, new AmqpError(e.Condition, e.Description));
            }

            foreach (var link in _arrivals)
                link.Serve();
            _arrivals.Clear();
            return buffer.Start;
        }
    }

    private void Take(AmqpFrame frame, ReadOnlySpan<byte> body)
    {
        if (body.IsEmpty)
            return;
        if (frame.Type != AmqpFrame.Amqp)
            throw new AmqpDecodeException($"a frame of type {frame.Type} on an open connection", 5);

        var reader = new AmqpReader(body);
        var descriptor = reader.ReadDescriptor();
        switch (descriptor)
        {
            case Descriptor.Begin:
                Began(frame.Channel, AmqpBegin.Decode(ref reader));
                break;
            case Descriptor.Close:
                ClosedByPeer(AmqpClose.Decode(ref reader));
                break;
            case Descriptor.Open:
                throw reader.Error("a second open");
            default:
                if (_byRemoteChannel.TryGetValue(frame.Channel, out var session))
                    session.Take(descriptor, ref reader, body);
                else if (_state == State.Open)
                    throw reader.Error($"a frame on channel {frame.Channel}, on which no session was begun");
                break;
        }
    }

    private void Began(ushort channel, AmqpBegin begin)
    {
        var session = begin.RemoteChannel is { } local && local < _sessions.Length ? _sessions[local] : null;
        if (session is null || session.RemoteChannel is not null || !_byRemoteChannel.TryAdd(channel, session))
            throw new AmqpDecodeException("a begin that answers none of this end's", 0);
        session.Began(channel, begin);
    }

    private void ClosedByPeer(AmqpClose close)
    {
        var error = close.Error ?? new AmqpError(AmqpConditions.ConnectionForced, "The broker closed the connection");
        if (_state == State.Open)
        {
            Send(0, new AmqpClose());
            _finishWriting = true;
        }

        Finish(_state == State.Closing ? null : new AmqpException(AmqpScope.Connection, error));
    }
}
