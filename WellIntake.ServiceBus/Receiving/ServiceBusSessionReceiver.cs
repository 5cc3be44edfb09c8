namespace Azure.Messaging.ServiceBus;

/// <summary>Receives the messages of one session, which nobody else receives meanwhile. Made by <see cref="ServiceBusClient.AcceptNextSessionAsync(string, ServiceBusSessionReceiverOptions, CancellationToken)"/>; of no more use once the session's lock is lost.</summary>
public class ServiceBusSessionReceiver : ServiceBusReceiver
{
    /// <summary>For a stand-in in tests: nothing works.</summary>
    protected ServiceBusSessionReceiver()
    {
    }

    internal ServiceBusSessionReceiver(ConnectionScope scope, ReceiverSettings settings)
        : base(scope, settings)
    {
    }

    /// <summary>The session.</summary>
    public virtual string SessionId => Operations.Link.SessionId!;

    /// <summary>Till when the session is locked for this receiver; moves on with <see cref="RenewSessionLockAsync"/>.</summary>
    public virtual DateTimeOffset SessionLockedUntil => Operations.Link.SessionLockedUntil;

    /// <summary>Whether it was closed, or the session's lock is lost.</summary>
    public override bool IsClosed => base.IsClosed || Operations is { Link.IsSessionLost: true };

    /// <summary>The session's state.</summary>
    /// <param name="cancellationToken">Calls it off.</param>
    /// <returns>The state; null when none was set.</returns>
    /// <exception cref="ServiceBusException"><see cref="ServiceBusFailureReason.SessionLockLost"/>, or another reason.</exception>
    public virtual async Task<BinaryData?> GetSessionStateAsync(CancellationToken cancellationToken = default)
    {
        ThrowIfClosed();
        return await Operations.GetSessionStateAsync(cancellationToken);
    }

    /// <summary>Sets the session's state.</summary>
    /// <param name="sessionState">The state; null to clear it.</param>
    /// <param name="cancellationToken">Calls it off.</param>
    /// <returns>When set.</returns>
    /// <exception cref="ServiceBusException"><see cref="ServiceBusFailureReason.SessionLockLost"/>, or another reason.</exception>
    public virtual async Task SetSessionStateAsync(BinaryData? sessionState, CancellationToken cancellationToken = default)
    {
        ThrowIfClosed();
        await Operations.SetSessionStateAsync(sessionState, cancellationToken);
    }

    /// <summary>Keeps the session's lock for another lock duration from now.</summary>
    /// <param name="cancellationToken">Calls it off.</param>
    /// <returns>When renewed.</returns>
    /// <exception cref="ServiceBusException"><see cref="ServiceBusFailureReason.SessionLockLost"/>, or another reason.</exception>
    public virtual async Task RenewSessionLockAsync(CancellationToken cancellationToken = default)
    {
        ThrowIfClosed();
        await Operations.RenewSessionLockAsync(cancellationToken);
    }

    private void ThrowIfClosed() => Check.NotClosed(base.IsClosed, nameof(ServiceBusSessionReceiver));
}
