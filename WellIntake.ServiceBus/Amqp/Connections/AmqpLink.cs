namespace WellIntake.ServiceBus.Amqp;

/// <summary>What both kinds of link share: a handle, attach, detach, an end that is told once (amqp-core 2.6). State is guarded by the connection's lock.</summary>
internal abstract class AmqpLink : IAsyncDisposable
{
    private readonly TaskCompletionSource _attached = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _detached = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource<AmqpException?> _closed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private State _state = State.Attaching;
    private AmqpException? _end;

    protected AmqpLink(AmqpSession session, string? name)
    {
        Session = session;
        Name = name ?? $"{session.Connection.Options.ContainerId}-{Guid.NewGuid():N}";
    }

    private enum State
    {
        Attaching,

        /// <summary>The peer's attach has no end of its own: a detach with the reason follows (2.6.3).</summary>
        Refused,
        Attached,

        /// <summary>This end has said detach and waits for the peer's; the handle is still taken.</summary>
        Detaching,

        Over,
    }

    public string Name { get; }

    public AmqpSession Session { get; }

    public bool IsOpen
    {
        get
        {
            lock (Gate)
                return IsAttached;
        }
    }

    /// <summary>Completes when the link is over, never faulted: with what ended it (stolen, lock lost, detach forced …), or null after a close from this end.</summary>
    public Task<AmqpException?> Closed => _closed.Task;

    /// <summary>Properties of the peer's attach.</summary>
    public AmqpMap? RemoteProperties { get; private set; }

    internal abstract bool IsReceiver { get; }

    internal uint Handle { get; set; }

    internal uint? RemoteHandle { get; set; }

    internal Task Attached => _attached.Task;

    protected Lock Gate => Session.Gate;

    protected AmqpConnectionOptions Options => Session.Connection.Options;

    protected bool IsAttached => _state == State.Attached;

    /// <summary>Detaches; what waits on the link fails. Closing twice is fine.</summary>
    public virtual async Task CloseAsync(CancellationToken cancellationToken = default)
    {
        lock (Gate)
            Detach(null, new AmqpException(AmqpScope.Link, AmqpConditions.DetachForced, "The link was closed by this end"), byThisEnd: true);
        try
        {
            await _detached.Task.WaitAsync(Options.CloseTimeout, Options.TimeProvider, cancellationToken);
        }
        catch (TimeoutException)
        {
            // The handle stays taken until the peer says detach.
        }
    }

    public async ValueTask DisposeAsync() => await CloseAsync();

    /// <summary>What this end says to attach.</summary>
    internal abstract AmqpAttach Attach();

    /// <summary>The peer's flow about this link.</summary>
    internal abstract void FlowFromPeer(AmqpFlow flow);

    /// <summary>Gives up what has waited too long.</summary>
    internal abstract void Expire(long now);

    /// <summary>The peer's answer to the attach.</summary>
    internal void AttachedByPeer(AmqpAttach attach)
    {
        RemoteProperties = attach.Properties;
        if (_state != State.Attaching)
            return;
        if (!Accepts(attach))
        {
            _state = State.Refused;
            return;
        }

        _state = State.Attached;
        OnAttached(attach);
        _attached.TrySetResult();
    }

    internal void DetachedByPeer(AmqpDetach detach)
    {
        if (_state is State.Attaching or State.Refused or State.Attached)
        {
            Session.FlushDispositions();
            Session.Connection.Send(Session.Channel, new AmqpDetach { Handle = Handle, Closed = true });
        }

        Fail(new AmqpException(AmqpScope.Link, detach.Error ?? new AmqpError(AmqpConditions.DetachForced, "The broker detached the link")), byThisEnd: false);
        Session.Forget(this);
    }

    /// <summary>Says detach to the peer, telling why if there is a why, and fails what waits.</summary>
    internal void Detach(AmqpError? tellPeer, AmqpException reason, bool byThisEnd)
    {
        if (_state is State.Detaching or State.Over)
            return;
        Session.FlushDispositions();
        _state = State.Detaching;
        FailAll(reason, byThisEnd);
        Session.Connection.Send(Session.Channel, new AmqpDetach { Handle = Handle, Closed = true, Error = tellPeer });
    }

    /// <summary>The link, its session or the connection is over.</summary>
    internal void Fail(AmqpException reason, bool byThisEnd)
    {
        if (_state == State.Over)
            return;
        _state = State.Over;
        FailAll(reason, byThisEnd);
        _detached.TrySetResult();
    }

    /// <summary>Whether the peer's attach grants the link: its far end is there (2.6.3), and, as some brokers refuse so, has an address.</summary>
    protected abstract bool Accepts(AmqpAttach attach);

    protected abstract void OnAttached(AmqpAttach attach);

    /// <summary>Fails what waits on the link.</summary>
    protected abstract void OnOver(AmqpException reason);

    protected void ThrowIfNotAttached()
    {
        if (!IsAttached)
            throw new AmqpException(_end?.Scope ?? AmqpScope.Link, _end?.Condition ?? AmqpConditions.DetachForced, _end?.Description ?? "The link is closed", _end?.Info, _end);
    }

    private void FailAll(AmqpException reason, bool byThisEnd)
    {
        if (_end is not null)
            return;
        _end = reason;
        OnOver(reason);
        if (_attached.TrySetException(reason))
            _ = _attached.Task.Exception;
        _closed.TrySetResult(byThisEnd ? null : reason);
    }
}
