namespace WellIntake.ServiceBus.Amqp;

/// <summary>A session (amqp-core 2.5) with its links and windows.</summary>
internal sealed class AmqpSession : IAsyncDisposable
{
    private AmqpSession()
    {
    }

    public AmqpConnection Connection => throw new NotImplementedException();

    public bool IsOpen => throw new NotImplementedException();

    /// <summary>Completes when the session is over, never faulted: with what ended it, or null after an orderly end from this end.</summary>
    public Task<AmqpException?> Closed => throw new NotImplementedException();

    /// <summary>Attaches a link to send on.</summary>
    /// <exception cref="AmqpException">The peer refused (missing entity, missing right …) or the session is over.</exception>
    /// <exception cref="TimeoutException">No answer in time.</exception>
    public Task<AmqpSenderLink> AttachSenderAsync(AmqpSenderSettings settings, CancellationToken cancellationToken = default) => throw new NotImplementedException();

    /// <summary>Attaches a link to receive on. Cancelled or timed out while the peer delays its answer, the link is detached.</summary>
    /// <exception cref="AmqpException">The peer refused (missing entity, session held elsewhere …) or the session is over.</exception>
    /// <exception cref="TimeoutException">No answer in time.</exception>
    public Task<AmqpReceiverLink> AttachReceiverAsync(AmqpReceiverSettings settings, CancellationToken cancellationToken = default) => throw new NotImplementedException();

    /// <summary>Ends the session and with it its links; waits for the peer's end at most the close time-out.</summary>
    public Task EndAsync(CancellationToken cancellationToken = default) => throw new NotImplementedException();

    public ValueTask DisposeAsync() => throw new NotImplementedException();
}
