namespace WellIntake.ServiceBus.Amqp;

/// <summary>A session (amqp-core 2.5) with its links and windows. All members are safe to call at any time, from any thread.</summary>
internal sealed partial class AmqpSession : IAsyncDisposable
{
    private readonly TaskCompletionSource _begun = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource<AmqpException?> _closed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private State _state = State.Beginning;
    private AmqpException? _end;

    internal AmqpSession(AmqpConnection connection, ushort channel)
    {
        Connection = connection;
        Channel = channel;
    }

    private enum State
    {
        Beginning,
        Open,

        /// <summary>This end has said end and waits for the peer's; the channel is still taken.</summary>
        Ending,

        Over,
    }

    public AmqpConnection Connection { get; }

    public bool IsOpen
    {
        get
        {
            lock (Gate)
                return _state == State.Open;
        }
    }

    /// <summary>Completes when the session is over, never faulted: with what ended it, or null after an orderly end from this end.</summary>
    public Task<AmqpException?> Closed => _closed.Task;

    internal ushort Channel { get; }

    internal ushort? RemoteChannel { get; private set; }

    internal Lock Gate => Connection.Gate;

    private AmqpConnectionOptions Options => Connection.Options;

    /// <summary>Attaches a link to send on.</summary>
    /// <exception cref="AmqpException">The peer refused (missing entity, missing right …) or the session is over.</exception>
    /// <exception cref="TimeoutException">No answer in time.</exception>
    public Task<AmqpSenderLink> AttachSenderAsync(AmqpSenderSettings settings, CancellationToken cancellationToken = default) =>
        AttachAsync(new AmqpSenderLink(this, settings), settings.AttachTimeout, cancellationToken);

    /// <summary>Attaches a link to receive on. Cancelled or timed out while the peer delays its answer, the link is detached.</summary>
    /// <exception cref="AmqpException">The peer refused (missing entity, session held elsewhere …) or the session is over.</exception>
    /// <exception cref="TimeoutException">No answer in time.</exception>
    public Task<AmqpReceiverLink> AttachReceiverAsync(AmqpReceiverSettings settings, CancellationToken cancellationToken = default) =>
        AttachAsync(new AmqpReceiverLink(this, settings), settings.AttachTimeout, cancellationToken);

    /// <summary>Ends the session and with it its links; waits for the peer's end at most the close time-out.</summary>
    public async Task EndAsync(CancellationToken cancellationToken = default)
    {
        lock (Gate)
        {
            if (_state == State.Open)
                BeginEnd(new AmqpException(AmqpScope.Session, AmqpConditions.DetachForced, "The session was ended by this end"), null, byThisEnd: true);
        }

        try
        {
            await _ended.Task.WaitAsync(Options.CloseTimeout, Options.TimeProvider, cancellationToken);
        }
        catch (TimeoutException)
        {
            // The channel stays taken until the peer says end.
        }
    }

    public async ValueTask DisposeAsync() => await EndAsync();

    internal void SendBegin() =>
        Connection.Send(Channel, new AmqpBegin
        {
            NextOutgoingId = _nextOutgoingId,
            IncomingWindow = MaxIncomingWindow,
            OutgoingWindow = OutgoingWindow,
            HandleMax = MaxHandle,
        });

    internal async Task<AmqpSession> WaitForBeginAsync(CancellationToken cancellationToken)
    {
        try
        {
            await _begun.Task.WaitAsync(Options.OperationTimeout, Options.TimeProvider, cancellationToken);
            return this;
        }
        catch (Exception e) when (e is TimeoutException or OperationCanceledException)
        {
            lock (Gate)
            {
                if (_state is State.Beginning or State.Open)
                    BeginEnd(new AmqpException(AmqpScope.Session, AmqpConditions.DetachForced, "The session was ended by this end"), null, byThisEnd: true);
            }

            throw;
        }
    }

    /// <summary>The peer's begin is there.</summary>
    internal void Began(ushort remoteChannel, AmqpBegin begin)
    {
        RemoteChannel = remoteChannel;
        _nextIncomingId = begin.NextOutgoingId;
        _remoteIncomingWindow = begin.IncomingWindow;
        _handleMax = Math.Min(MaxHandle, begin.HandleMax ?? uint.MaxValue);
        if (_state != State.Beginning)
            return;
        _state = State.Open;
        _begun.TrySetResult();
    }

    /// <summary>The connection, or the session with its end said by the peer, is over: all that waits fails.</summary>
    internal void Fail(AmqpException reason, bool byThisEnd)
    {
        if (_state == State.Over)
            return;
        _state = State.Over;
        FailAll(reason, byThisEnd);
        _ended.TrySetResult();
    }

    /// <summary>Says end to the peer and fails all that waits; the channel is free once the peer says end too.</summary>
    private void BeginEnd(AmqpException reason, AmqpError? tellPeer, bool byThisEnd)
    {
        FlushDispositions();
        _state = State.Ending;
        FailAll(reason, byThisEnd);
        Connection.Send(Channel, new AmqpEnd { Error = tellPeer });
    }

    private void EndedByPeer(AmqpEnd end)
    {
        if (_state == State.Open)
        {
            FlushDispositions();
            Connection.Send(Channel, new AmqpEnd());
        }

        Fail(new AmqpException(AmqpScope.Session, end.Error ?? new AmqpError(AmqpConditions.DetachForced, "The broker ended the session")), byThisEnd: false);
        Connection.Forget(this);
    }

    private void FailAll(AmqpException reason, bool byThisEnd)
    {
        _end ??= reason;
        foreach (var link in _links)
            link?.Fail(reason, byThisEnd);
        FailSettles(reason);
        if (_begun.TrySetException(reason))
            _ = _begun.Task.Exception;
        _closed.TrySetResult(byThisEnd ? null : reason);
    }

    private void ThrowIfNotOpen()
    {
        Connection.ThrowIfNotOpen();
        if (_state != State.Open)
            throw new AmqpException(AmqpScope.Session, _end?.Condition ?? AmqpConditions.DetachForced, _end?.Description ?? "The session is over", _end?.Info, _end);
    }
}
