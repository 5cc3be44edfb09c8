using Azure.Messaging.ServiceBus;
using Microsoft.Extensions.Logging;
using WellIntake.Modules.Platform.Queueing.ServiceBus.Claims;
using WellIntake.Modules.Platform.Queueing.ServiceBus.Messages;

namespace WellIntake.Modules.Platform.Queueing.ServiceBus;

/// <summary>What the parts of one queue share.</summary>
internal sealed class QueueHome(
    ServiceBusEntity entity, JobQueueOptions options, ServiceBusOptions broker, ServiceBusConnection connection, IClaims claims, BrokerStatus status,
    TimeProvider time, ILogger logger) : IAsyncDisposable
{
    private readonly Lock _gate = new();
    private ServiceBusSender? _sender;

    public ServiceBusEntity Entity => entity;

    public JobQueueOptions Options => options;

    public ServiceBusOptions Broker => broker;

    public ServiceBusConnection Connection => connection;

    public IClaims Claims => claims;

    public BrokerStatus Status => status;

    public TimeProvider Time => time;

    public ILogger Logger => logger;

    /// <summary>Jobs in somebody's hands here.</summary>
    public int Leased;

    /// <summary>
    /// True where a delayed abandon can be a scheduled copy: not where order counts, as the next job would go first, and
    /// not on a topic, where every other subscription would get the copy.
    /// </summary>
    public bool DelaysByCopy => !options.Ordered && entity.Subscription is null;

    public ServiceBusSender Sender()
    {
        lock (_gate)
            return _sender ??= connection.Client().CreateSender(entity.Name);
    }

    public ServiceBusReceiver CreateReceiver(SubQueue subQueue = SubQueue.None)
    {
        var settings = new ServiceBusReceiverOptions { ReceiveMode = ServiceBusReceiveMode.PeekLock, PrefetchCount = 0, SubQueue = subQueue };
        return entity.Subscription is null
            ? connection.Client().CreateReceiver(entity.Name, settings)
            : connection.Client().CreateReceiver(entity.Name, entity.Subscription, settings);
    }

    public Task<ServiceBusSessionReceiver> AcceptNextSessionAsync(CancellationToken ct)
    {
        var settings = new ServiceBusSessionReceiverOptions { ReceiveMode = ServiceBusReceiveMode.PeekLock, PrefetchCount = 0 };
        return entity.Subscription is null
            ? connection.Sessions().AcceptNextSessionAsync(entity.Name, settings, ct)
            : connection.Sessions().AcceptNextSessionAsync(entity.Name, entity.Subscription, settings, ct);
    }

    /// <summary>Makes a job of a message, with the body from wherever it is.</summary>
    /// <exception cref="JobQueueUnavailableException">The body is in the claim check, and that cannot be read now.</exception>
    public async Task<JobEnvelope> ReadAsync(ServiceBusReceivedMessage message, bool dead, bool leased, CancellationToken ct)
    {
        var body = message.ApplicationProperties.GetValueOrDefault(MessageProperties.Claim) is string claim
            ? await claims.ReadAsync(claim, ct) ?? ReadOnlyMemory<byte>.Empty
            : MessageBodies.Read(message.GetRawAmqpMessage().Body);
        return JobMessages.ToJob(message, body, options, dead, leased);
    }

    public async ValueTask DisposeAsync()
    {
        if (_sender is { } sender)
            await sender.DisposeAsync();
    }
}
