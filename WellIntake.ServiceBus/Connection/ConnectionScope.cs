using System.Security.Authentication;
using WellIntake.ServiceBus.Amqp;

namespace Azure.Messaging.ServiceBus;

/// <summary>A client's one connection: opened when first needed, again when it is gone, with its rights and its transactions.</summary>
internal sealed class ConnectionScope : IAsyncDisposable
{
    private readonly NamespaceEndpoint _endpoint;
    private readonly ServiceCredential _credential;
    private readonly ServiceBusClientOptions _options;
    private readonly string _identifier;
    private readonly TimeProvider _time;
    private readonly OnDemand<ServiceConnection> _connection;

    public ConnectionScope(NamespaceEndpoint endpoint, ServiceCredential credential, ServiceBusClientOptions options, string identifier, TimeProvider time)
    {
        (_endpoint, _credential, _options, _identifier, _time) = (endpoint, credential, options, identifier, time);
        _connection = new OnDemand<ServiceConnection>(nameof(ServiceBusClient), OpenAsync, connection => connection.IsOpen, (connection, _) => connection.DisposeAsync().AsTask());
        Retries = new RetryPolicy(options.RetryOptions, time);
        Transactions = new AmbientTransactions(this);
    }

    public RetryPolicy Retries { get; }

    public AmbientTransactions Transactions { get; }

    public TimeProvider Time => _time;

    public string Host => _endpoint.Host;

    /// <summary>The connection, opened if need be.</summary>
    public ValueTask<ServiceConnection> GetAsync(CancellationToken cancellationToken) => _connection.GetAsync(cancellationToken);

    /// <summary>A session of its own on the connection, with the right to this address: links on different sessions do not hold up each other.</summary>
    public async Task<AmqpSession> BeginSessionAsync(string address, CancellationToken cancellationToken)
    {
        var connection = await GetAsync(cancellationToken);
        await connection.Authorizations.AuthorizeAsync(_endpoint.Audience(address), cancellationToken);
        return await connection.Amqp.BeginSessionAsync(cancellationToken);
    }

    /// <summary>A link on a session of its own: when the link cannot be had, the session ends too.</summary>
    public async Task<T> AttachAsync<T>(string address, Func<AmqpSession, Task<T>> attach, CancellationToken cancellationToken)
    {
        var session = await BeginSessionAsync(address, cancellationToken);
        try
        {
            return await attach(session);
        }
        catch
        {
            await session.DisposeAsync();
            throw;
        }
    }

    public ValueTask DisposeAsync() => new(_connection.CloseAsync(CancellationToken.None));

    private async Task<ServiceConnection> OpenAsync(CancellationToken cancellationToken)
    {
        var amqp = await ConnectAsync(cancellationToken);
        try
        {
            return new ServiceConnection(amqp, await Authorizations.OpenAsync(amqp, _credential, _time, _options.RetryOptions.TryTimeout, cancellationToken));
        }
        catch
        {
            await amqp.DisposeAsync();
            throw;
        }
    }

    private async Task<AmqpConnection> ConnectAsync(CancellationToken cancellationToken)
    {
        var options = new AmqpConnectionOptions
        {
            Connect = _endpoint.Connect(_options),
            HostName = _endpoint.Host,
            ContainerId = $"{_identifier}-{Guid.NewGuid():N}",
            OperationTimeout = _options.RetryOptions.TryTimeout,
            Properties = new AmqpMap { { new AmqpSymbol("product"), "WellIntake.ServiceBus" }, { new AmqpSymbol("platform"), Environment.OSVersion.VersionString } },
            TimeProvider = _time,
        };
        try
        {
            return await AmqpConnection.ConnectAsync(options, cancellationToken);
        }
        catch (Exception exception) when (TlsFailure(exception) is { } tls)
        {
            throw new AuthenticationException($"TLS with {_endpoint.Host} failed, so nothing was sent: {tls.Message}", exception);
        }
    }

    // Over WebSockets it is wrapped in what HTTP makes of it.
    private static AuthenticationException? TlsFailure(Exception? exception)
    {
        while (exception is not (null or AuthenticationException))
            exception = exception.InnerException;
        return (AuthenticationException?)exception;
    }
}
