namespace WellIntake.ServiceBus.Amqp;

/// <summary>A link to receive on.</summary>
internal sealed class AmqpReceiverLink : IAsyncDisposable
{
    private AmqpReceiverLink()
    {
    }

    public string Name => throw new NotImplementedException();

    public bool IsOpen => throw new NotImplementedException();

    /// <summary>Completes when the link is over, never faulted: with what ended it (stolen, lock lost, detach forced …), or null after a close from this end.</summary>
    public Task<AmqpException?> Closed => throw new NotImplementedException();

    /// <summary>Properties of the peer's attach.</summary>
    public AmqpMap? RemoteProperties => throw new NotImplementedException();

    /// <summary>The source of the peer's attach: the filters it set, such as a session's real id.</summary>
    public AmqpSource? RemoteSource => throw new NotImplementedException();

    /// <summary>Deliveries that have arrived and that nobody has asked for yet.</summary>
    public int Buffered => throw new NotImplementedException();

    /// <summary>
    /// Up to <paramref name="max"/> deliveries: as soon as there is one, with those that are there too; none once <paramref name="wait"/> is over.
    /// Nothing stays behind on this end: credit that is left is drained before it returns. Cancelled, what has arrived is released (settled ones stay for the next receive).
    /// </summary>
    /// <exception cref="AmqpException">The link, the session or the connection is over.</exception>
    public Task<IReadOnlyList<AmqpDelivery>> ReceiveAsync(int max, TimeSpan wait, CancellationToken cancellationToken = default) => throw new NotImplementedException();

    /// <summary>Says what became of a delivery and waits for the peer's word on it. Settles that run side by side share frames.</summary>
    /// <param name="delivery">A delivery of this link; of another link that is gone, the broker says that its lock is lost.</param>
    /// <param name="outcome">Accepted, rejected, released or modified.</param>
    /// <param name="transactionId">The transaction it is part of; null: none.</param>
    /// <param name="cancellationToken">Cancelled: whether it is settled is not known.</param>
    /// <exception cref="AmqpException">The peer refused it (scope operation; a lost lock, say), or the link is over.</exception>
    /// <exception cref="TimeoutException">No answer within the operation time-out.</exception>
    /// <exception cref="InvalidOperationException">It is settled already, or was settled when it came.</exception>
    public Task<AmqpDeliveryState?> SettleAsync(AmqpDelivery delivery, AmqpDeliveryState outcome, ReadOnlyMemory<byte>? transactionId = null, CancellationToken cancellationToken = default) =>
        throw new NotImplementedException();

    /// <summary>Drains, releases what nobody has asked for, detaches. Receives that wait return what they have. Closing twice is fine.</summary>
    public Task CloseAsync(CancellationToken cancellationToken = default) => throw new NotImplementedException();

    public ValueTask DisposeAsync() => throw new NotImplementedException();
}
