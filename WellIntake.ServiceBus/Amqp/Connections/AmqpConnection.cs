namespace WellIntake.ServiceBus.Amqp;

/// <summary>One connection to a broker (amqp-core 2.4): SASL, open, heartbeats both ways, sessions, close. All members are safe to call at any time, from any thread.</summary>
internal sealed class AmqpConnection : IAsyncDisposable
{
    private AmqpConnection()
    {
    }

    /// <summary>Whether sessions can still be begun on it.</summary>
    public bool IsOpen => throw new NotImplementedException();

    /// <summary>Completes when the connection is over, never faulted: with what ended it, or null after an orderly close from this end.</summary>
    public Task<AmqpException?> Closed => throw new NotImplementedException();

    /// <summary>Connects, speaks SASL and opens.</summary>
    /// <exception cref="AmqpException">The peer refused, is no AMQP peer, or went away.</exception>
    /// <exception cref="TimeoutException">No answer within the operation time-out.</exception>
    /// <exception cref="System.Net.Sockets.SocketException">Nothing listens there; likewise AuthenticationException for TLS and WebSocketException.</exception>
    public static Task<AmqpConnection> ConnectAsync(AmqpConnectionOptions options, CancellationToken cancellationToken = default) => throw new NotImplementedException();

    /// <summary>Begins a session; links on different sessions do not hold up each other.</summary>
    /// <exception cref="AmqpException">The connection is over, or the peer refused.</exception>
    public Task<AmqpSession> BeginSessionAsync(CancellationToken cancellationToken = default) => throw new NotImplementedException();

    /// <summary>Closes in order, waiting for the peer's close at most the close time-out; then cuts. Whatever waits for an answer fails. Closing twice is fine.</summary>
    public Task CloseAsync(CancellationToken cancellationToken = default) => throw new NotImplementedException();

    /// <summary>Cuts the connection at once.</summary>
    public void Abort() => throw new NotImplementedException();

    /// <summary>Closes, then waits for the background loops.</summary>
    public ValueTask DisposeAsync() => throw new NotImplementedException();
}
