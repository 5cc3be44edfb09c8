using System.IO.Pipelines;

namespace WellIntake.ServiceBus.Amqp;

/// <summary>
/// One connection to a broker (amqp-core 2.4): SASL, open, heartbeats both ways, sessions, close. All members are safe to call at any time, from any thread.
/// One lock guards the state of the connection and of all below it; under it nothing waits, and whoever waits is woken on another thread.
/// </summary>
internal sealed partial class AmqpConnection : IAsyncDisposable
{
    /// <summary>The highest channel this end takes: so many sessions and one more.</summary>
    public const ushort ChannelMax = 1023;

    private readonly IAmqpTransport _transport;
    private readonly PipeReader _pipe;
    private readonly AmqpSession?[] _sessions;
    private readonly Dictionary<ushort, AmqpSession> _byRemoteChannel = [];
    private readonly CancellationTokenSource _lifetime = new();
    private readonly TaskCompletionSource _over = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource<AmqpException?> _closed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private Task _run = Task.CompletedTask;
    private State _state = State.Open;
    private AmqpException? _end;
    private bool _finishWriting;

    private AmqpConnection(AmqpConnectionOptions options, IAmqpTransport transport, PipeReader pipe, AmqpOpen peer)
    {
        Options = options;
        _transport = transport;
        _pipe = pipe;
        _sessions = new AmqpSession?[Math.Min(ChannelMax, peer.ChannelMax ?? ChannelMax) + 1];
        RemoteMaxFrameSize = (int)Math.Min(peer.MaxFrameSize ?? options.MaxFrameSize, Math.Max(options.MaxFrameSize, AmqpFrame.MinMaxFrameSize));
        _remoteIdle = peer.IdleTimeOut is > 0 and var milliseconds ? TimeSpan.FromMilliseconds(milliseconds) : Timeout.InfiniteTimeSpan;
        _lastReceived = _lastSent = options.TimeProvider.GetTimestamp();
    }

    private enum State
    {
        Open,

        /// <summary>This end has said close and waits for the peer's.</summary>
        Closing,

        Over,
    }

    /// <summary>Whether sessions can still be begun on it.</summary>
    public bool IsOpen
    {
        get
        {
            lock (Gate)
                return _state == State.Open;
        }
    }

    /// <summary>Completes when the connection is over, never faulted: with what ended it, or null after an orderly close from this end.</summary>
    public Task<AmqpException?> Closed => _closed.Task;

    internal AmqpConnectionOptions Options { get; }

    /// <summary>Guards this and all sessions and links.</summary>
    internal Lock Gate { get; } = new();

    /// <summary>The largest frame to write, in bytes: what the peer takes, but no more than this end does.</summary>
    internal int RemoteMaxFrameSize { get; }

    /// <summary>Connects, speaks SASL and opens.</summary>
    /// <exception cref="AmqpException">The peer refused, is no AMQP peer, or went away.</exception>
    /// <exception cref="TimeoutException">No answer within the operation time-out.</exception>
    /// <exception cref="System.Net.Sockets.SocketException">Nothing listens there; likewise AuthenticationException for TLS and WebSocketException.</exception>
    public static async Task<AmqpConnection> ConnectAsync(AmqpConnectionOptions options, CancellationToken cancellationToken = default)
    {
        using var deadline = new CancellationTokenSource(options.OperationTimeout, options.TimeProvider);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(deadline.Token, cancellationToken);
        IAmqpTransport? transport = null;
        try
        {
            transport = await options.Connect(either.Token);
            var pipe = PipeReader.Create(transport.Stream, new StreamPipeReaderOptions(bufferSize: 64 * 1024, minimumReadSize: 4 * 1024, leaveOpen: true));
            var peer = await AmqpHandshake.RunAsync(transport.Stream, pipe, options, either.Token);
            var connection = new AmqpConnection(options, transport, pipe, peer);
            transport = null;
            connection.Start();
            return connection;
        }
        catch (OperationCanceledException e) when (!cancellationToken.IsCancellationRequested && deadline.IsCancellationRequested)
        {
            throw new TimeoutException($"The broker did not answer the opening of a connection within {options.OperationTimeout}.", e);
        }
        catch (AmqpDecodeException e)
        {
            throw new AmqpException(AmqpScope.Connection, AmqpConditions.FramingError, e.Message, inner: e);
        }
        catch (IOException e)
        {
            throw new AmqpException(AmqpScope.Connection, AmqpConditions.ConnectionForced, "The connection was cut while it was being opened", inner: e);
        }
        finally
        {
            if (transport is not null)
                await transport.DisposeAsync();
        }
    }

    /// <summary>Begins a session; links on different sessions do not hold up each other.</summary>
    /// <exception cref="AmqpException">The connection is over, or the peer refused.</exception>
    /// <exception cref="TimeoutException">No answer within the operation time-out.</exception>
    public Task<AmqpSession> BeginSessionAsync(CancellationToken cancellationToken = default)
    {
        AmqpSession session;
        lock (Gate)
        {
            ThrowIfNotOpen();
            var channel = Array.IndexOf(_sessions, null);
            if (channel < 0)
                throw new AmqpException(AmqpScope.Operation, AmqpConditions.ResourceLimitExceeded, $"All {_sessions.Length} sessions of the connection are in use");
            session = new AmqpSession(this, (ushort)channel);
            _sessions[channel] = session;
            session.SendBegin();
        }

        return session.WaitForBeginAsync(cancellationToken);
    }

    /// <summary>Closes in order, waiting for the peer's close at most the close time-out; then cuts. Whatever waits for an answer fails. Closing twice is fine.</summary>
    public async Task CloseAsync(CancellationToken cancellationToken = default)
    {
        lock (Gate)
        {
            if (_state == State.Open)
            {
                _state = State.Closing;
                foreach (var session in _sessions)
                    session?.FlushDispositions();
                FailSessions(new AmqpException(AmqpScope.Connection, AmqpConditions.ConnectionForced, "The connection was closed by this end"), byThisEnd: true);
                Send(0, new AmqpClose());
            }
        }

        try
        {
            await _over.Task.WaitAsync(Options.CloseTimeout, Options.TimeProvider, cancellationToken);
        }
        catch (TimeoutException)
        {
            // The peer owes its close; it is not worth more waiting.
        }
        finally
        {
            Abort();
        }

        await _run;
    }

    /// <summary>Cuts the connection at once.</summary>
    public void Abort()
    {
        lock (Gate)
        {
            if (_state == State.Closing)
                Finish(null);
            else
                Fault(new AmqpException(AmqpScope.Connection, AmqpConditions.ConnectionForced, "The connection was cut by this end"));
        }
    }

    /// <summary>Closes, then waits for the background loops.</summary>
    public async ValueTask DisposeAsync()
    {
        await CloseAsync();
        await _run;
    }

    internal void ThrowIfNotOpen()
    {
        if (_state != State.Open)
            throw new AmqpException(AmqpScope.Connection, _end?.Condition ?? AmqpConditions.ConnectionForced, _end?.Description ?? "The connection is closed", _end?.Info, _end);
    }

    /// <summary>Ends the connection: everything that waits fails with <paramref name="reason"/>. If the peer is to know why, it is told.</summary>
    internal void Fault(AmqpException reason, AmqpError? tellPeer = null)
    {
        if (_state == State.Over)
            return;
        if (tellPeer is not null && _state == State.Open)
        {
            Send(0, new AmqpClose { Error = tellPeer });
            _finishWriting = true;
        }

        Finish(_state == State.Closing ? null : reason);
    }

    /// <summary>A session whose end both ends have said.</summary>
    internal void Forget(AmqpSession session)
    {
        _sessions[session.Channel] = null;
        if (session.RemoteChannel is { } remote)
            _byRemoteChannel.Remove(remote);
    }

    private void Finish(AmqpException? reason)
    {
        if (_state == State.Over)
            return;
        _state = State.Over;
        _end = reason;
        FailSessions(reason ?? new AmqpException(AmqpScope.Connection, AmqpConditions.ConnectionForced, "The connection was closed by this end"), byThisEnd: reason is null);
        _over.TrySetResult();
        Wake();
    }

    private void FailSessions(AmqpException reason, bool byThisEnd)
    {
        foreach (var session in _sessions)
            session?.Fail(reason, byThisEnd);
    }

    private void Start()
    {
        _timer = Options.TimeProvider.CreateTimer(static state => ((AmqpConnection)state!).Tick(), this, TickPeriod, TickPeriod);
        _run = RunAsync();
    }

    /// <summary>Owns the loops: when the connection is over it lets the last words out, cuts, and waits for both.</summary>
    private async Task RunAsync()
    {
        var reading = ReadAsync(_lifetime.Token);
        var writing = WriteAsync(_lifetime.Token);
        await _over.Task;
        if (_finishWriting)
            await WaitBrieflyAsync(writing);

        await _lifetime.CancelAsync();
        await _transport.DisposeAsync();
        await reading;
        await writing;
        await _timer!.DisposeAsync();
        await _pipe.CompleteAsync();
        lock (Gate)
        {
            _output.Dispose();
            _written.Dispose();
        }

        _lifetime.Dispose();
        _closed.TrySetResult(_end);
    }

    private async Task WaitBrieflyAsync(Task writing)
    {
        try
        {
            await writing.WaitAsync(Options.CloseTimeout, Options.TimeProvider);
        }
        catch (TimeoutException)
        {
            // A peer that does not read does not learn why.
        }
    }
}
