namespace WellIntake.ServiceBus.Amqp;

/// <summary>A link to receive on. Receives and settles may run side by side.</summary>
internal sealed partial class AmqpReceiverLink : AmqpLink
{
    private readonly AmqpReceiverSettings _settings;

    internal AmqpReceiverLink(AmqpSession session, AmqpReceiverSettings settings)
        : base(session, settings.Name)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(settings.Prefetch, nameof(settings));
        _settings = settings;
    }

    /// <summary>The source of the peer's attach: the filters it set, such as a session's real id.</summary>
    public AmqpSource? RemoteSource { get; private set; }

    /// <summary>Deliveries that have arrived and that nobody has asked for yet.</summary>
    public int Buffered
    {
        get
        {
            lock (Gate)
                return _buffer.Count;
        }
    }

    internal override bool IsReceiver => true;

    /// <summary>Says what became of a delivery and waits for the peer's word on it. Settles that run side by side share frames.</summary>
    /// <param name="delivery">A delivery of this link.</param>
    /// <param name="outcome">Accepted, rejected, released or modified.</param>
    /// <param name="transactionId">The transaction it is part of; null: none.</param>
    /// <param name="cancellationToken">Cancelled: whether it is settled is not known.</param>
    /// <exception cref="AmqpException">The peer refused it (scope operation; a lost lock, say), or the link is over.</exception>
    /// <exception cref="TimeoutException">No answer within the operation time-out.</exception>
    /// <exception cref="InvalidOperationException">It is settled already or being settled, was settled when it came, or came over another link.</exception>
    public Task<AmqpDeliveryState?> SettleAsync(
        AmqpDelivery delivery, AmqpDeliveryState outcome, ReadOnlyMemory<byte>? transactionId = null, CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        if (delivery.Link != this)
            throw new InvalidOperationException("A delivery is settled on the link that it came over.");
        if (transactionId is { Length: > AmqpTransactionController.MaxIdLength })
            throw new ArgumentException($"A transaction id has at most {AmqpTransactionController.MaxIdLength} bytes.", nameof(transactionId));
        PendingSettle settle;
        lock (Gate)
        {
            if (delivery.IsSettled)
                throw new InvalidOperationException("The delivery is settled already.");
            ThrowIfNotAttached();
            if (Session.IsSettling(delivery.Id))
                throw new InvalidOperationException("The delivery is being settled already.");
            settle = new PendingSettle(this, delivery, outcome, Options.TimeProvider.GetTimestamp());
            Session.QueueDisposition(transactionId is { } id ? new AmqpTransactionalState(id, outcome) : outcome, settle);
        }

        return cancellationToken.CanBeCanceled ? WaitAsync(settle, cancellationToken) : settle.Task;
    }

    /// <summary>Drains, releases what nobody has asked for, detaches. Receives that wait return what they have; later ones throw. Closing twice is fine.</summary>
    public override async Task CloseAsync(CancellationToken cancellationToken = default)
    {
        Task drained;
        lock (Gate)
            drained = StopReceiving();
        try
        {
            await drained.WaitAsync(Options.CloseTimeout, Options.TimeProvider, cancellationToken);
        }
        catch (TimeoutException)
        {
            // The detach says it more strongly: the broker takes back what it sends after.
        }

        // A broker that takes detach before what came before it would keep what was released locked: so its answers are waited for.
        Task released;
        lock (Gate)
            released = ReleaseBuffer();
        try
        {
            await released.WaitAsync(Options.CloseTimeout, Options.TimeProvider, cancellationToken);
        }
        catch (TimeoutException)
        {
            // As above.
        }

        await base.CloseAsync(cancellationToken);
    }

    internal override AmqpAttach Attach() => new()
    {
        Name = Name,
        Handle = Handle,
        IsReceiver = true,
        SenderSettleMode = _settings.Settled ? (byte)1 : (byte)0,

        // Second: this end forgets a delivery once the broker has said that it did (2.6.12).
        ReceiverSettleMode = _settings.Settled ? (byte)0 : (byte)1,
        Source = new AmqpSource { Address = _settings.Address, Filter = DescribedByName(_settings.Filter) },
        Target = new AmqpTarget { Address = _settings.TargetAddress ?? Name },
        MaxMessageSize = _settings.MaxMessageSize,
        Properties = _settings.Properties,
    };

    protected override bool Accepts(AmqpAttach attach) => attach.Source is not (null or AmqpSource { Address: null });

    protected override void OnAttached(AmqpAttach attach)
    {
        RemoteSource = attach.Source as AmqpSource;
        _deliveryCount = attach.InitialDeliveryCount ?? 0;
        IssueCredit();
    }

    // 3.5.8: a filter is a described value; its descriptor says of what kind.
    private static AmqpMap? DescribedByName(AmqpMap? filters)
    {
        if (filters is null)
            return null;
        var described = new AmqpMap();
        foreach (var (name, value) in filters)
        {
            var symbol = name as AmqpSymbol? ?? new AmqpSymbol((string)name);
            described[symbol] = value as AmqpDescribed ?? new AmqpDescribed(symbol, value);
        }

        return described;
    }

    private static async Task<AmqpDeliveryState?> WaitAsync(PendingSettle settle, CancellationToken cancellationToken)
    {
        await using var registration = cancellationToken.UnsafeRegister(static (state, token) => ((PendingSettle)state!).Cancel(token), settle);
        return await settle.Task;
    }
}
