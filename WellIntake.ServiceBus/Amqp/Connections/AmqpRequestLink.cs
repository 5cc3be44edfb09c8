namespace WellIntake.ServiceBus.Amqp;

/// <summary>Requests and their answers over a pair of links, such as $cbs and entity/$management. Requests run side by side.</summary>
internal sealed class AmqpRequestLink : IAsyncDisposable
{
    private AmqpRequestLink()
    {
    }

    public bool IsOpen => throw new NotImplementedException();

    /// <summary>Completes when either link is over, never faulted: with what ended it, or null after a close from this end.</summary>
    public Task<AmqpException?> Closed => throw new NotImplementedException();

    /// <summary>Attaches both links.</summary>
    /// <exception cref="AmqpException">The peer refused.</exception>
    public static Task<AmqpRequestLink> AttachAsync(AmqpSession session, string address, CancellationToken cancellationToken = default) => throw new NotImplementedException();

    /// <summary>Sends a request and waits for the answer. Sets the message's id and reply-to; other properties stay.</summary>
    /// <exception cref="AmqpException">The peer did not take the request (scope operation), or the links are over.</exception>
    /// <exception cref="TimeoutException">No answer in time; one that comes later is dropped.</exception>
    public Task<AmqpMessage> RequestAsync(AmqpMessage request, TimeSpan timeout, CancellationToken cancellationToken = default) => throw new NotImplementedException();

    public Task CloseAsync(CancellationToken cancellationToken = default) => throw new NotImplementedException();

    public ValueTask DisposeAsync() => throw new NotImplementedException();
}
