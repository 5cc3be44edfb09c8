namespace WellIntake.ServiceBus.Amqp;

/// <content>
/// Writing: frames are put into one buffer under the lock, and one loop writes what has gathered while the last write was under way. So many small frames share a write,
/// and a lone one goes out at once.
/// </content>
internal sealed partial class AmqpConnection
{
    private readonly SemaphoreSlim _wake = new(0);
    private readonly List<AmqpSession> _sessionsToFlush = [];
    private AmqpWriter _output = new(16 * 1024);
    private AmqpWriter _written = new(16 * 1024);
    private bool _writerSleeps;
    private bool _sendersWait;
    private long _writingSince;

    /// <summary>Whether more messages may be put behind those that wait to be written; if not, senders are pumped again once there is room.</summary>
    internal bool HasRoom()
    {
        if (_output.Length < Options.MaxPendingBytes)
            return true;
        _sendersWait = true;
        return false;
    }

    /// <summary>Puts a frame behind those that wait to be written.</summary>
    /// <exception cref="AmqpException">It is larger than the peer takes; nothing of it is written.</exception>
    internal void Send<T>(ushort channel, in T performative)
        where T : IAmqpPerformative
    {
        if (_state == State.Over)
            return;
        var start = _output.Length;
        AmqpFrame.Write(_output, AmqpFrame.Amqp, channel, performative);
        var size = _output.Length - start;
        if (size > RemoteMaxFrameSize)
        {
            _output.Truncate(start);
            throw new AmqpException(AmqpScope.Operation, AmqpConditions.ResourceLimitExceeded, $"A frame of {size} bytes where the peer takes {RemoteMaxFrameSize}");
        }

        Wake();
    }

    /// <summary>The buffer for frames with a payload; call <see cref="Wake"/> after.</summary>
    internal AmqpWriter Output => _output;

    /// <summary>Has the session asked for what it gathered before the next write.</summary>
    internal void FlushLater(AmqpSession session)
    {
        _sessionsToFlush.Add(session);
        Wake();
    }

    internal void Wake()
    {
        if (!_writerSleeps)
            return;
        _writerSleeps = false;
        _wake.Release();
    }

    private async Task WriteAsync(CancellationToken cancellationToken)
    {
        try
        {
            while (true)
            {
                if (Gather() is { Length: > 0 } batch)
                {
                    await _transport.Stream.WriteAsync(batch, cancellationToken);
                    await _transport.Stream.FlushAsync(cancellationToken);
                    AfterWrite();
                }
                else if (_over.Task.IsCompleted)
                {
                    return;
                }
                else
                {
                    await _wake.WaitAsync(cancellationToken);
                }
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
    }

    private ReadOnlyMemory<byte> Gather()
    {
        lock (Gate)
        {
            foreach (var session in _sessionsToFlush)
                session.FlushDispositions();
            _sessionsToFlush.Clear();
            if (_output.Length == 0)
            {
                _writerSleeps = true;
                return default;
            }

            (_output, _written) = (_written, _output);
            _output.Reset();
            _writingSince = _lastSent = Options.TimeProvider.GetTimestamp();
            return _written.WrittenMemory;
        }
    }

    private void AfterWrite()
    {
        lock (Gate)
        {
            _writingSince = 0;
            if (!_sendersWait)
                return;
            _sendersWait = false;
            foreach (var session in _sessions)
                session?.Pump();
        }
    }

    /// <summary>The way to the peer is gone.</summary>
    private void Lost(Exception cause)
    {
        lock (Gate)
            Fault(new AmqpException(AmqpScope.Connection, AmqpConditions.ConnectionForced, "The connection to the broker was cut", inner: cause));
    }
}
