using Azure.Messaging.ServiceBus;
using Microsoft.Extensions.Logging.Abstractions;
using WellIntake.Modules.Platform.Queueing;
using WellIntake.Modules.Platform.Queueing.ServiceBus;
using WellIntake.Modules.Platform.Queueing.ServiceBus.Claims;
using WellIntake.Modules.Platform.Queueing.ServiceBus.Entities;
using WellIntake.Tests.Conformance;
using WellIntake.Tests.ServiceBus.Client;
using WellIntake.Tests.Testing;

namespace WellIntake.Tests.Platform.Queueing.ServiceBus;

/// <summary>Queues of the backend on a test broker whose clock the test moves. One broker for each test class.</summary>
internal static class ServiceBusRig
{
    private static readonly Lock Gate = new();
    private static readonly Dictionary<string, Task<StandingBroker>> Brokers = new(StringComparer.Ordinal);
    private static int _queues;

    /// <summary>An empty queue as the conformance suite takes it.</summary>
    public static async Task<QueueFixture> OpenQueueAsync(string broker, JobQueueOptions options, Way way = Way.Tcp)
    {
        var queue = await OpenAsync(broker, options, way: way);
        return new QueueFixture(queue.Queue, queue.AdvanceAsync, queue.Time.GetUtcNow, () => queue.DisposeAsync().AsTask());
    }

    /// <summary>An empty queue, made by what makes them in production; with a subscription, a topic.</summary>
    public static async Task<ServiceBusRigQueue> OpenAsync(
        string broker, JobQueueOptions options, IClaims? claims = null, Way way = Way.Tcp, string? subscription = null, IBrokerCircuit? circuit = null)
    {
        var running = await BrokerAsync(broker, tls: way is Way.Tls or Way.WebSocketsTls);
        // The broker's clock goes on from test to test, never back.
        var time = new FakeTime(running.Now);
        await running.SetClockAsync(time.GetUtcNow());
        var settings = new ServiceBusOptions
        {
            ConnectionString = running.Broker.ConnectionString,
            UseWebSockets = way is Way.WebSockets or Way.WebSocketsTls,
            AnswerTime = TimeSpan.FromMilliseconds(400),
            MaxRetries = 0,
        };
        var name = $"test-{Interlocked.Increment(ref _queues)}";
        if (subscription is not null)
            settings.Subscriptions[name] = subscription;
        var queueing = new QueueingOptions();
        queueing.Queues.Clear();
        queueing.Queues[name] = options;
        var connection = new ServiceBusConnection(settings, create: way is Way.Tls or Way.WebSocketsTls ? client => WithTls(running.Broker, client) : null);
        await new ServiceBusEntities(connection, settings, queueing).EnsureAsync();
        var home = new QueueHome(
            ServiceBusEntity.Of(name, settings), options, settings, connection, claims ?? new NoClaims(), new BrokerStatus(NullLogger.Instance), time,
            NullLogger.Instance);
        return new ServiceBusRigQueue(new ServiceBusJobQueue(home, circuit), home, running, time, queueing);
    }

    public static async ValueTask StopAsync(string broker)
    {
        Task<StandingBroker>? running;
        lock (Gate)
            Brokers.Remove(broker, out running);
        if (running is not null)
            await (await running).DisposeAsync();
    }

    private static Task<StandingBroker> BrokerAsync(string broker, bool tls)
    {
        lock (Gate)
        {
            if (!Brokers.TryGetValue(broker, out var running))
                Brokers[broker] = running = StandingBroker.StartAsync(tls);
            return running;
        }
    }

    private static ServiceBusClient WithTls(ServiceBusBroker broker, ServiceBusClientOptions options)
    {
        options.CustomEndpointAddress = new Uri(string.Create(System.Globalization.CultureInfo.InvariantCulture, $"sb://localhost:{broker.TlsPort}"));
        options.CertificateValidationCallback = (_, certificate, _, errors) => ClientRig.IsTrusted(broker.CaCertificate!, certificate, errors);
        return new ServiceBusClient(ClientRig.TlsConnectionString("localhost"), options);
    }

    private sealed class NoClaims : IClaims
    {
        public Task StoreAsync(string id, string queue, ReadOnlyMemory<byte> body, DateTimeOffset doubtfulAfter, CancellationToken ct) => throw new NotSupportedException();

        public Task<byte[]?> ReadAsync(string id, CancellationToken ct) => throw new NotSupportedException();

        public Task RemoveAsync(string id, CancellationToken ct) => throw new NotSupportedException();

        public Task<IReadOnlyList<string>> DoubtfulAsync(string queue, DateTimeOffset now, int most, CancellationToken ct) => throw new NotSupportedException();
    }
}

/// <summary>One open queue with all that stands behind it.</summary>
internal sealed class ServiceBusRigQueue(ServiceBusJobQueue queue, QueueHome home, StandingBroker broker, FakeTime time, QueueingOptions queueing) : IAsyncDisposable
{
    public ServiceBusJobQueue Queue => queue;

    public QueueHome Home => home;

    public ServiceBusBroker Broker => broker.Broker;

    public FakeTime Time => time;

    public QueueingOptions Queueing => queueing;

    public string Name => queue.Name;

    public async Task AdvanceAsync(TimeSpan by)
    {
        await broker.SetClockAsync(time.GetUtcNow() + by);
        time.Advance(by);
    }

    /// <summary>What is ready now.</summary>
    public async Task<IJobLease> TakeOneAsync()
    {
        var leases = await queue.ReceiveAsync(1, TimeSpan.Zero);
        Assert.HasCount(1, leases, "nothing was ready");
        return leases[0];
    }

    public async ValueTask DisposeAsync()
    {
        await queue.DisposeAsync();
        await home.Connection.DisposeAsync();
    }
}

/// <summary>A test broker whose clock stands still but for the test.</summary>
internal sealed class StandingBroker : IAsyncDisposable
{
    private StandingBroker(ServiceBusBroker broker) => Broker = broker;

    public ServiceBusBroker Broker { get; }

    public DateTimeOffset Now { get; private set; } = new(TimeProvider.System.GetUtcNow().Date.AddDays(1), TimeSpan.Zero);

    public static async Task<StandingBroker> StartAsync(bool tls) => new(await ServiceBusBroker.StartAsync(Array.Empty<string>(), tls));

    public Task SetClockAsync(DateTimeOffset now)
    {
        Now = now;
        return Broker.ControlAsync(new { @do = "clock", at = now.ToUnixTimeMilliseconds() });
    }

    public ValueTask DisposeAsync() => Broker.DisposeAsync();
}
