using Azure.Messaging.ServiceBus;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using WellIntake.Modules.Platform.Queueing.ServiceBus.Messages;
using WellIntake.Modules.Platform.Queueing.ServiceBus.Receiving;

namespace WellIntake.Modules.Platform.Queueing.ServiceBus.Claims;

/// <summary>
/// Removes stored bodies that nothing refers to any more: of messages that a crash kept from being sent, of dropped
/// duplicates, of jobs that were completed a moment before a crash. Whatever a message or a dead letter still names is
/// kept, however old. Any number of processes may do this at once.
/// </summary>
internal sealed partial class ClaimSweep(
    IClaims claims, ServiceBusConnection connection, IOptions<QueueingOptions> queueing, IOptions<ServiceBusOptions> broker, TimeProvider time,
    ILogger<ClaimSweep> logger) : BackgroundService
{
    private const int Most = 1_000;
    private static readonly TimeSpan Every = TimeSpan.FromHours(1);

    /// <summary>Looks once at one queue. Returns how many bodies were removed.</summary>
    internal async Task<int> SweepAsync(string queue, CancellationToken ct)
    {
        var doubtful = (await claims.DoubtfulAsync(queue, time.GetUtcNow(), Most, ct)).ToHashSet(StringComparer.Ordinal);
        if (doubtful.Count == 0)
            return 0;
        var entity = ServiceBusEntity.Of(queue, broker.Value);
        // Live ones first: a job that becomes a dead letter between the looks is seen by the second.
        foreach (var place in new[] { SubQueue.None, SubQueue.DeadLetter })
            doubtful.ExceptWith(await NamedAsync(entity, place, ct));
        foreach (var claim in doubtful)
            await claims.RemoveAsync(claim, ct);
        return doubtful.Count;
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Every, time);
        try
        {
            while (await timer.WaitForNextTickAsync(stoppingToken))
            {
                foreach (var queue in queueing.Value.Queues.Keys)
                    await TryAsync(queue, stoppingToken);
            }
        }
        catch (OperationCanceledException)
        {
            // Stopped.
        }
    }

    private async Task TryAsync(string queue, CancellationToken ct)
    {
        try
        {
            if (await SweepAsync(queue, ct) is > 0 and var count)
                Log.Swept(logger, queue, count);
        }
        catch (Exception e) when (e is not (OutOfMemoryException or OperationCanceledException))
        {
            Log.SweepFailed(logger, queue, e.GetType().Name);
        }
    }

    private async Task<HashSet<string>> NamedAsync(ServiceBusEntity entity, SubQueue place, CancellationToken ct)
    {
        var settings = new ServiceBusReceiverOptions { SubQueue = place };
        await using var receiver = entity.Subscription is null
            ? connection.Client().CreateReceiver(entity.Name, settings)
            : connection.Client().CreateReceiver(entity.Name, entity.Subscription, settings);
        var named = new HashSet<string>(StringComparer.Ordinal);
        await foreach (var message in Peeking.MessagesAsync(receiver, int.MaxValue, ct))
        {
            if (message.ApplicationProperties.GetValueOrDefault(MessageProperties.Claim) is string claim)
                named.Add(claim);
        }

        return named;
    }

    private static partial class Log
    {
        [LoggerMessage(5040, LogLevel.Information, "{Queue}: {Count} stored bodies that nothing refers to were removed")]
        public static partial void Swept(ILogger logger, string queue, int count);

        [LoggerMessage(5041, LogLevel.Warning, "{Queue}: stored bodies could not be looked after ({Error}); it is tried again in an hour")]
        public static partial void SweepFailed(ILogger logger, string queue, string error);
    }
}
