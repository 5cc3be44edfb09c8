namespace WellIntake.ServiceBus.Amqp;

/// <summary>A link to send on. Sends run side by side: each waits for credit, then for its own outcome.</summary>
internal sealed class AmqpSenderLink : IAsyncDisposable
{
    private AmqpSenderLink()
    {
    }

    public string Name => throw new NotImplementedException();

    public bool IsOpen => throw new NotImplementedException();

    /// <summary>Completes when the link is over, never faulted: with what ended it, or null after a close from this end.</summary>
    public Task<AmqpException?> Closed => throw new NotImplementedException();

    /// <summary>The largest message the peer takes, in bytes; null: no limit said.</summary>
    public ulong? MaxMessageSize => throw new NotImplementedException();

    /// <summary>Properties of the peer's attach.</summary>
    public AmqpMap? RemoteProperties => throw new NotImplementedException();

    /// <summary>Sends one message and waits for its outcome: accepted, rejected, released, modified, or declared. <paramref name="payload"/> must not change until then.</summary>
    /// <param name="payload">The encoded message.</param>
    /// <param name="messageFormat">Its format: <see cref="AmqpMessage.Format"/> or <see cref="AmqpBatch.Format"/>.</param>
    /// <param name="transactionId">The transaction it is part of; null: none.</param>
    /// <param name="cancellationToken">Cancelled before the transfer began: nothing was sent. After: whether the broker has it is not known.</param>
    /// <exception cref="AmqpException">The link, the session or the connection is over.</exception>
    /// <exception cref="TimeoutException">No credit or no outcome within the operation time-out.</exception>
    public Task<AmqpDeliveryState> SendAsync(
        ReadOnlyMemory<byte> payload, uint messageFormat = AmqpMessage.Format, ReadOnlyMemory<byte>? transactionId = null, CancellationToken cancellationToken = default) =>
        throw new NotImplementedException();

    /// <summary>Detaches; sends that wait fail. Closing twice is fine.</summary>
    public Task CloseAsync(CancellationToken cancellationToken = default) => throw new NotImplementedException();

    public ValueTask DisposeAsync() => throw new NotImplementedException();
}
