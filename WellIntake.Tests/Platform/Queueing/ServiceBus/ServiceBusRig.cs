using System.Collections.Concurrent;
using Microsoft.Extensions.Logging.Abstractions;
using WellIntake.Modules.Platform.Queueing;
using WellIntake.Modules.Platform.Queueing.ServiceBus;
using WellIntake.Modules.Platform.Queueing.ServiceBus.Claims;
using WellIntake.Modules.Platform.Queueing.ServiceBus.Entities;
using WellIntake.Tests.Conformance;
using WellIntake.Tests.Testing;

namespace WellIntake.Tests.Platform.Queueing.ServiceBus;

/// <summary>Queues of the backend on a test broker whose clock the test moves.</summary>
internal static class ServiceBusRig
{
    private static readonly ConcurrentDictionary<string, Lazy<Task<StandingBroker>>> Brokers = new(StringComparer.Ordinal);
    private static int _queues;

    /// <summary>An empty queue, made by what makes them in production.</summary>
    public static async Task<QueueFixture> OpenQueueAsync(string broker, JobQueueOptions options, QueuePowers powers, bool webSockets = false)
    {
        var running = await Brokers.GetOrAdd(broker, _ => new Lazy<Task<StandingBroker>>(() => StandingBroker.StartAsync(tls: false))).Value;
        // The broker's clock goes on from test to test, never back.
        var time = new FakeTime(running.Now);
        await running.SetClockAsync(time.GetUtcNow());
        var settings = new ServiceBusOptions
        {
            ConnectionString = running.Broker.ConnectionString, UseWebSockets = webSockets, AnswerTime = TimeSpan.FromMilliseconds(400),
        };
        var name = $"test-{Interlocked.Increment(ref _queues)}";
        var queueing = new QueueingOptions();
        queueing.Queues.Clear();
        queueing.Queues[name] = options;
        var connection = new ServiceBusConnection(settings);
        await new ServiceBusEntities(connection, settings, queueing).EnsureAsync();
        var home = new QueueHome(
            ServiceBusEntity.Of(name, settings), options, settings, connection, new NoClaims(), new BrokerStatus(NullLogger.Instance), time, NullLogger.Instance);
        return new QueueFixture(
            new ServiceBusJobQueue(home, circuit: null),
            powers,
            async by =>
            {
                await running.SetClockAsync(time.GetUtcNow() + by);
                time.Advance(by);
            },
            time.GetUtcNow,
            () => connection.DisposeAsync().AsTask());
    }

    public static async ValueTask StopAsync(string broker)
    {
        if (Brokers.TryRemove(broker, out var running))
            await (await running.Value).DisposeAsync();
    }

    private sealed class NoClaims : IClaims
    {
        public Task StoreAsync(string id, string queue, ReadOnlyMemory<byte> body, DateTimeOffset doubtfulAfter, CancellationToken ct) => throw new NotSupportedException();

        public Task<byte[]?> ReadAsync(string id, CancellationToken ct) => throw new NotSupportedException();

        public Task RemoveAsync(string id, CancellationToken ct) => throw new NotSupportedException();

        public Task<IReadOnlyList<string>> DoubtfulAsync(string queue, DateTimeOffset now, int most, CancellationToken ct) => throw new NotSupportedException();
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
