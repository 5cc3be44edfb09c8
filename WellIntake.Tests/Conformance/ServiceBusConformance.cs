using WellIntake.Modules.Platform.Queueing;
using WellIntake.Tests.Platform.Queueing.ServiceBus;
using WellIntake.Tests.ServiceBus.Client;

namespace WellIntake.Tests.Conformance;

/// <summary>The Service Bus backend on a queue with sessions, over TCP: everything that the contract says.</summary>
[TestClass]
public sealed class ServiceBusConformance : OrderedJobQueueConformance
{
    [ClassCleanup]
    public static ValueTask CleanUpAsync() => ServiceBusRig.StopAsync(nameof(ServiceBusConformance));

    protected override Task<QueueFixture> OpenAsync(JobQueueOptions options) =>
        ServiceBusConformances.OrderedAsync(nameof(ServiceBusConformance), options, Way.Tcp);
}

/// <summary>The same over WebSockets.</summary>
[TestClass]
public sealed class ServiceBusWebSocketsConformance : OrderedJobQueueConformance
{
    [ClassCleanup]
    public static ValueTask CleanUpAsync() => ServiceBusRig.StopAsync(nameof(ServiceBusWebSocketsConformance));

    protected override Task<QueueFixture> OpenAsync(JobQueueOptions options) =>
        ServiceBusConformances.OrderedAsync(nameof(ServiceBusWebSocketsConformance), options, Way.WebSockets);
}

/// <summary>The same over TLS.</summary>
[TestClass]
public sealed class ServiceBusTlsConformance : OrderedJobQueueConformance
{
    [ClassCleanup]
    public static ValueTask CleanUpAsync() => ServiceBusRig.StopAsync(nameof(ServiceBusTlsConformance));

    protected override Task<QueueFixture> OpenAsync(JobQueueOptions options) =>
        ServiceBusConformances.OrderedAsync(nameof(ServiceBusTlsConformance), options, Way.Tls);
}

#if !OFFICIAL_SERVICE_BUS
/// <summary>The same over WebSockets and TLS. The official client does not ask the callback about a WebSocket's certificate.</summary>
[TestClass]
public sealed class ServiceBusWebSocketsTlsConformance : OrderedJobQueueConformance
{
    [ClassCleanup]
    public static ValueTask CleanUpAsync() => ServiceBusRig.StopAsync(nameof(ServiceBusWebSocketsTlsConformance));

    protected override Task<QueueFixture> OpenAsync(JobQueueOptions options) =>
        ServiceBusConformances.OrderedAsync(nameof(ServiceBusWebSocketsTlsConformance), options, Way.WebSocketsTls);
}
#endif

/// <summary>On a queue without sessions: everything but the order of an ordering key, which no such queue keeps.</summary>
[TestClass]
public sealed class ServiceBusPlainConformance : JobQueueConformance
{
    [ClassCleanup]
    public static ValueTask CleanUpAsync() => ServiceBusRig.StopAsync(nameof(ServiceBusPlainConformance));

    protected override Task<QueueFixture> OpenAsync(JobQueueOptions options) =>
        ServiceBusRig.OpenQueueAsync(nameof(ServiceBusPlainConformance), options);
}

internal static class ServiceBusConformances
{
    public static Task<QueueFixture> OrderedAsync(string broker, JobQueueOptions options, Way way)
    {
        options.Ordered = true;
        return ServiceBusRig.OpenQueueAsync(broker, options, way);
    }
}
