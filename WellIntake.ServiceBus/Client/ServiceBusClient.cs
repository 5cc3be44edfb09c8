using Azure.Core;

namespace Azure.Messaging.ServiceBus;

/// <summary>
/// One connection to a namespace, opened when first needed and again when it is gone. Senders and receivers made from it share it.
/// Meant to live as long as the program; safe for many threads.
/// </summary>
public class ServiceBusClient : IAsyncDisposable
{
    private readonly ConnectionScope _scope = null!;
    private readonly string? _onlyEntity;
    private volatile bool _closed;

    /// <summary>For a stand-in in tests: nothing works.</summary>
    protected ServiceBusClient()
    {
    }

    /// <summary>A client for the namespace, and with the key, of a connection string. Connects to nothing yet.</summary>
    /// <param name="connectionString">The connection string.</param>
    /// <exception cref="ArgumentException">Empty, or without endpoint or key.</exception>
    /// <exception cref="FormatException">Malformed.</exception>
    public ServiceBusClient(string connectionString)
        : this(connectionString, new ServiceBusClientOptions())
    {
    }

    /// <summary>A client for the namespace, and with the key, of a connection string. Connects to nothing yet.</summary>
    /// <param name="connectionString">The connection string.</param>
    /// <param name="options">Transport, retries and the like.</param>
    /// <exception cref="ArgumentException">Empty, or without endpoint or key.</exception>
    /// <exception cref="FormatException">Malformed.</exception>
    public ServiceBusClient(string connectionString, ServiceBusClientOptions options)
    {
        var properties = ServiceBusConnectionStringProperties.Parse(connectionString).Validate(nameof(connectionString));
        _onlyEntity = properties.EntityPath;
        _scope = Scope(NamespaceEndpoint.From(properties), ServiceCredential.From(properties, TimeProvider.System), options);
    }

    /// <summary>A client that signs in with Entra ID. Connects to nothing yet.</summary>
    /// <param name="fullyQualifiedNamespace">The namespace: <c>NAME.servicebus.windows.net</c>.</param>
    /// <param name="credential">Where tokens come from.</param>
    public ServiceBusClient(string fullyQualifiedNamespace, TokenCredential credential)
        : this(fullyQualifiedNamespace, credential, new ServiceBusClientOptions())
    {
    }

    /// <summary>A client that signs in with Entra ID. Connects to nothing yet.</summary>
    /// <param name="fullyQualifiedNamespace">The namespace: <c>NAME.servicebus.windows.net</c>.</param>
    /// <param name="credential">Where tokens come from.</param>
    /// <param name="options">Transport, retries and the like.</param>
    /// <exception cref="ArgumentException">No host name, or no credential.</exception>
    public ServiceBusClient(string fullyQualifiedNamespace, TokenCredential credential, ServiceBusClientOptions options)
        => _scope = Scope(NamespaceEndpoint.From(fullyQualifiedNamespace, nameof(fullyQualifiedNamespace)), new EntraCredential(Check.NotNull(credential, nameof(credential))), options);

    /// <summary>The namespace's host.</summary>
    public virtual string FullyQualifiedNamespace => _scope.Host;

    /// <summary>Whether it was disposed.</summary>
    public virtual bool IsClosed => _closed;

    /// <summary>How AMQP travels.</summary>
    public ServiceBusTransportType TransportType { get; private set; }

    /// <summary>Its name in the service's logs.</summary>
    public virtual string Identifier { get; private set; } = null!;

    /// <summary>A sender to a queue or topic. Connects to nothing yet.</summary>
    /// <param name="queueOrTopicName">The queue or topic.</param>
    /// <returns>The sender; dispose it when done with it.</returns>
    /// <exception cref="ArgumentException">Empty, or not the entity that the connection string is for.</exception>
    public virtual ServiceBusSender CreateSender(string queueOrTopicName) => CreateSender(queueOrTopicName, new ServiceBusSenderOptions());

    /// <summary>A sender to a queue or topic. Connects to nothing yet.</summary>
    /// <param name="queueOrTopicName">The queue or topic.</param>
    /// <param name="options">Its settings.</param>
    /// <returns>The sender; dispose it when done with it.</returns>
    /// <exception cref="ArgumentException">Empty, or not the entity that the connection string is for.</exception>
    public virtual ServiceBusSender CreateSender(string queueOrTopicName, ServiceBusSenderOptions options)
        => new(_scope, Entity(queueOrTopicName, nameof(queueOrTopicName)), options);

    /// <summary>A receiver from a queue, with locks. Connects to nothing yet.</summary>
    /// <param name="queueName">The queue.</param>
    /// <returns>The receiver; dispose it when done with it.</returns>
    /// <exception cref="ArgumentException">Empty, or not the entity that the connection string is for.</exception>
    public virtual ServiceBusReceiver CreateReceiver(string queueName) => CreateReceiver(queueName, new ServiceBusReceiverOptions());

    /// <summary>A receiver from a queue. Connects to nothing yet.</summary>
    /// <param name="queueName">The queue.</param>
    /// <param name="options">Its settings.</param>
    /// <returns>The receiver; dispose it when done with it.</returns>
    /// <exception cref="ArgumentException">Empty, or not the entity that the connection string is for.</exception>
    public virtual ServiceBusReceiver CreateReceiver(string queueName, ServiceBusReceiverOptions options)
        => Receiver(Entity(queueName, nameof(queueName)), options);

    /// <summary>A receiver from a subscription, with locks. Connects to nothing yet.</summary>
    /// <param name="topicName">The topic.</param>
    /// <param name="subscriptionName">Its subscription.</param>
    /// <returns>The receiver; dispose it when done with it.</returns>
    public virtual ServiceBusReceiver CreateReceiver(string topicName, string subscriptionName) => CreateReceiver(topicName, subscriptionName, new ServiceBusReceiverOptions());

    /// <summary>A receiver from a subscription. Connects to nothing yet.</summary>
    /// <param name="topicName">The topic.</param>
    /// <param name="subscriptionName">Its subscription.</param>
    /// <param name="options">Its settings.</param>
    /// <returns>The receiver; dispose it when done with it.</returns>
    public virtual ServiceBusReceiver CreateReceiver(string topicName, string subscriptionName, ServiceBusReceiverOptions options)
        => Receiver(SubscriptionPath(topicName, subscriptionName), options);

    /// <summary>Locks the next session that has messages and that nobody holds, and waits for one a try's time long, for as many tries as there are.</summary>
    /// <param name="queueName">The queue.</param>
    /// <param name="options">The receiver's settings.</param>
    /// <param name="cancellationToken">Calls it off.</param>
    /// <returns>Its receiver.</returns>
    /// <exception cref="ServiceBusException"><see cref="ServiceBusFailureReason.ServiceTimeout"/>: there was none; or another reason.</exception>
    public virtual Task<ServiceBusSessionReceiver> AcceptNextSessionAsync(string queueName, ServiceBusSessionReceiverOptions? options = default, CancellationToken cancellationToken = default)
        => AcceptAsync(Entity(queueName, nameof(queueName)), null, options, cancellationToken);

    /// <summary>Locks the next session of a subscription.</summary>
    /// <param name="topicName">The topic.</param>
    /// <param name="subscriptionName">Its subscription.</param>
    /// <param name="options">The receiver's settings.</param>
    /// <param name="cancellationToken">Calls it off.</param>
    /// <returns>Its receiver.</returns>
    /// <exception cref="ServiceBusException"><see cref="ServiceBusFailureReason.ServiceTimeout"/>: there was none; or another reason.</exception>
    public virtual Task<ServiceBusSessionReceiver> AcceptNextSessionAsync(string topicName, string subscriptionName, ServiceBusSessionReceiverOptions? options = default, CancellationToken cancellationToken = default)
        => AcceptAsync(SubscriptionPath(topicName, subscriptionName), null, options, cancellationToken);

    /// <summary>Locks a session, messages or none.</summary>
    /// <param name="queueName">The queue.</param>
    /// <param name="sessionId">The session.</param>
    /// <param name="options">The receiver's settings.</param>
    /// <param name="cancellationToken">Calls it off.</param>
    /// <returns>Its receiver.</returns>
    /// <exception cref="ServiceBusException"><see cref="ServiceBusFailureReason.SessionCannotBeLocked"/>: another holds it; or another reason.</exception>
    public virtual Task<ServiceBusSessionReceiver> AcceptSessionAsync(string queueName, string sessionId, ServiceBusSessionReceiverOptions? options = default, CancellationToken cancellationToken = default)
        => AcceptAsync(Entity(queueName, nameof(queueName)), Check.NotNull(sessionId, nameof(sessionId)), options, cancellationToken);

    /// <summary>Locks a session of a subscription, messages or none.</summary>
    /// <param name="topicName">The topic.</param>
    /// <param name="subscriptionName">Its subscription.</param>
    /// <param name="sessionId">The session.</param>
    /// <param name="options">The receiver's settings.</param>
    /// <param name="cancellationToken">Calls it off.</param>
    /// <returns>Its receiver.</returns>
    /// <exception cref="ServiceBusException"><see cref="ServiceBusFailureReason.SessionCannotBeLocked"/>: another holds it; or another reason.</exception>
    public virtual Task<ServiceBusSessionReceiver> AcceptSessionAsync(string topicName, string subscriptionName, string sessionId, ServiceBusSessionReceiverOptions? options = default, CancellationToken cancellationToken = default)
        => AcceptAsync(SubscriptionPath(topicName, subscriptionName), Check.NotNull(sessionId, nameof(sessionId)), options, cancellationToken);

    /// <summary>Closes the connection, and with it what was made from this client. Twice is fine.</summary>
    /// <returns>When closed.</returns>
    public virtual async ValueTask DisposeAsync()
    {
        if (!_closed && _scope is not null)
        {
            _closed = true;
            await _scope.DisposeAsync();
        }
        GC.SuppressFinalize(this);
    }

    private ConnectionScope Scope(NamespaceEndpoint endpoint, ServiceCredential credential, ServiceBusClientOptions? options)
    {
        var copy = options?.Clone() ?? new ServiceBusClientOptions();
        TransportType = copy.TransportType;
        Identifier = string.IsNullOrEmpty(copy.Identifier) ? $"{endpoint.Host}-{Guid.NewGuid()}" : copy.Identifier;
        return new ConnectionScope(endpoint, credential, copy, Identifier, TimeProvider.System);
    }

    private ServiceBusReceiver Receiver(string entityPath, ServiceBusReceiverOptions? options)
    {
        options ??= new ServiceBusReceiverOptions();
        var path = EntityPaths.With(entityPath, options.SubQueue);
        return new ServiceBusReceiver(_scope, new ReceiverSettings(nameof(ServiceBusReceiver), path, Named(options.Identifier, path), options.ReceiveMode, options.PrefetchCount));
    }

    private async Task<ServiceBusSessionReceiver> AcceptAsync(string entityPath, string? sessionId, ServiceBusSessionReceiverOptions? options, CancellationToken cancellationToken)
    {
        options ??= new ServiceBusSessionReceiverOptions();
        var settings = new ReceiverSettings(nameof(ServiceBusSessionReceiver), entityPath, Named(options.Identifier, entityPath), options.ReceiveMode, options.PrefetchCount)
        {
            IsSession = true,
            SessionId = sessionId,
        };
        var receiver = new ServiceBusSessionReceiver(_scope, settings);
        try
        {
            await receiver.Operations.OpenAsync(cancellationToken);
            return receiver;
        }
        catch
        {
            await receiver.DisposeAsync();
            throw;
        }
    }

    private string Entity(string name, string parameter)
    {
        Check.NotClosed(_closed, nameof(ServiceBusClient));
        Check.NotBlank(name, parameter);
        if (_onlyEntity is not null && !string.Equals(name, _onlyEntity, StringComparison.OrdinalIgnoreCase))
            throw new ArgumentException($"The connection string is for the entity {_onlyEntity} only, not for {name}.", parameter);
        return name;
    }

    private string SubscriptionPath(string topicName, string subscriptionName)
        => EntityPaths.Subscription(Entity(topicName, nameof(topicName)), Check.NotBlank(subscriptionName, nameof(subscriptionName)));

    private static string Named(string? identifier, string entityPath) => string.IsNullOrEmpty(identifier) ? $"{entityPath}-{Guid.NewGuid()}" : identifier;
}
