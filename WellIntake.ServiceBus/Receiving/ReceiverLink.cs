using WellIntake.ServiceBus.Amqp;

namespace Azure.Messaging.ServiceBus;

/// <summary>A receiver's link: opened when needed and again when gone; a session's only once, for a lock that is lost does not come back.</summary>
internal sealed class ReceiverLink
{
    private const string SessionFilter = "com.microsoft:session-filter";
    private const string LockedUntilProperty = "com.microsoft:locked-until-utc";
    // The broker answers before this end gives up.
    private static readonly TimeSpan AnswerMargin = TimeSpan.FromMilliseconds(500);
    private readonly ConnectionScope _scope;
    private readonly ReceiverSettings _settings;
    private readonly OnDemand<OpenReceiver> _link;
    private volatile OpenReceiver? _session;

    public ReceiverLink(ConnectionScope scope, ReceiverSettings settings)
    {
        (_scope, _settings) = (scope, settings);
        _link = new OnDemand<OpenReceiver>(settings.Owner, OpenAsync, open => open.Link.IsOpen, (open, cancellationToken) => open.CloseAsync(cancellationToken));
    }

    public string? SessionId { get; private set; }

    public DateTimeOffset SessionLockedUntil { get; set; }

    /// <summary>The open link; null when none is open.</summary>
    public AmqpReceiverLink? Current => _link.Current?.Link;

    /// <summary>Whether the session's link was open and is gone, and the session's lock with it.</summary>
    public bool IsSessionLost => _session is { } session && !session.Link.IsOpen;

    /// <exception cref="ServiceBusException">The session's lock is lost.</exception>
    public async ValueTask<OpenReceiver> GetAsync(CancellationToken cancellationToken)
    {
        await ThrowIfSessionLostAsync();
        return await _link.GetAsync(cancellationToken);
    }

    /// <exception cref="ServiceBusException">The session's lock is lost.</exception>
    public async ValueTask ThrowIfSessionLostAsync()
    {
        if (!IsSessionLost)
            return;
        var cause = await _session!.Link.Closed;
        throw new ServiceBusException(
            cause is null ? "The session's receiver is closed and the session's lock given back." : $"The session's lock is lost: {cause.Description}",
            ServiceBusFailureReason.SessionLockLost, _settings.EntityPath, cause);
    }

    public Task CloseAsync(CancellationToken cancellationToken) => _link.CloseAsync(cancellationToken);

    private async Task<OpenReceiver> OpenAsync(CancellationToken cancellationToken)
    {
        var timeout = _scope.Retries.TryTimeout;
        var brokerTimeout = timeout > AnswerMargin * 2 ? timeout - AnswerMargin : timeout;
        var open = await _scope.AttachAsync(_settings.EntityPath, async session => new OpenReceiver(session, await session.AttachReceiverAsync(new AmqpReceiverSettings
        {
            Address = _settings.EntityPath,
            Name = $"{_settings.Identifier}-{Guid.NewGuid():N}",
            Prefetch = _settings.PrefetchCount,
            Settled = _settings.ReceiveMode == ServiceBusReceiveMode.ReceiveAndDelete,
            Filter = _settings.IsSession ? new AmqpMap { { new AmqpSymbol(SessionFilter), _settings.SessionId } } : null,
            Properties = new AmqpMap { { new AmqpSymbol("com.microsoft:timeout"), (uint)brokerTimeout.TotalMilliseconds } },
        }, cancellationToken)), cancellationToken);
        if (_settings.IsSession)
            await TakeSessionAsync(open, cancellationToken);
        return open;
    }

    private async Task TakeSessionAsync(OpenReceiver open, CancellationToken cancellationToken)
    {
        var filter = open.Link.RemoteSource?.Filter?.Find(SessionFilter);
        if ((filter is AmqpDescribed described ? described.Value : filter) is not string id)
        {
            await open.CloseAsync(cancellationToken);
            throw new ServiceBusException(isTransient: false, "The service opened a session's receiver but did not say which session.", _settings.EntityPath);
        }
        SessionId = id;
        SessionLockedUntil = open.Link.RemoteProperties?.Find(LockedUntilProperty) is long ticks && ticks >= 0 && ticks <= DateTime.MaxValue.Ticks
            ? new DateTimeOffset(ticks, TimeSpan.Zero)
            : default;
        _session = open;
    }
}

/// <summary>An open link and its session.</summary>
internal sealed record OpenReceiver(AmqpSession Session, AmqpReceiverLink Link)
{
    public async Task CloseAsync(CancellationToken cancellationToken)
    {
        await Link.CloseAsync(cancellationToken);
        await Session.EndAsync(cancellationToken);
    }
}

/// <summary>What a receiver was made with.</summary>
internal sealed record ReceiverSettings(string Owner, string EntityPath, string Identifier, ServiceBusReceiveMode ReceiveMode, int PrefetchCount)
{
    public bool IsSession { get; init; }

    /// <summary>The session wanted; null for the next one that is free.</summary>
    public string? SessionId { get; init; }
}
