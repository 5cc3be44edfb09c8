using WellIntake.Modules.Platform.Queueing;
using WellIntake.Tests.Platform.Queueing.ServiceBus;

namespace WellIntake.Tests.Conformance;

/// <summary>The Service Bus backend on a queue with sessions: everything that the contract says.</summary>
[TestClass]
public sealed class ServiceBusConformance : JobQueueConformance
{
    [ClassCleanup]
    public static ValueTask CleanUpAsync() => ServiceBusRig.StopAsync(nameof(ServiceBusConformance));

    protected override Task<QueueFixture> OpenAsync(JobQueueOptions options)
    {
        options.Ordered = true;
        return ServiceBusRig.OpenQueueAsync(nameof(ServiceBusConformance), options, QueuePowers.Release | QueuePowers.Ordering);
    }
}

/// <summary>On a queue without sessions: everything but the order of an ordering key.</summary>
[TestClass]
public sealed class ServiceBusPlainConformance : JobQueueConformance
{
    [ClassCleanup]
    public static ValueTask CleanUpAsync() => ServiceBusRig.StopAsync(nameof(ServiceBusPlainConformance));

    protected override Task<QueueFixture> OpenAsync(JobQueueOptions options) =>
        ServiceBusRig.OpenQueueAsync(nameof(ServiceBusPlainConformance), options, QueuePowers.Release);
}
