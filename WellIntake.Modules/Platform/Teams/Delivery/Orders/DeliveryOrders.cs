using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using WellIntake.Modules.Platform.Jobs.Tracking;
using WellIntake.Modules.Platform.Persistence;
using WellIntake.Modules.Platform.Persistence.Entities;
using WellIntake.Modules.Platform.Queueing;
using WellIntake.Modules.Platform.Telemetry;

namespace WellIntake.Modules.Platform.Teams.Delivery.Orders;

/// <summary>
/// Works on orders to deliver again, one after the other, while the program serves. An order is held by the process that works on it;
/// when that dies the hold ends by itself, and another process, or the next start, takes it.
/// </summary>
internal sealed partial class DeliveryOrders(
    OrderedDeliveries deliveries, IGroupCommit commits, IDbContextFactory<WellIntakeDbContext> contexts, QueueingTopology topology, TimeProvider time,
    ILogger<DeliveryOrders> logger) : BackgroundService
{
    private const int MaxTries = 5;
    private const int Batch = 100;

    // Longer than the connector's or the mail server's longest call.
    private static readonly TimeSpan Hold = TimeSpan.FromMinutes(3);
    private static readonly TimeSpan FirstDelay = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan SweepEvery = TimeSpan.FromSeconds(5);

    private readonly DateTimeOffset _startedAt = time.GetUtcNow();

    /// <summary>Works on what waits now. Returns how many orders that were.</summary>
    internal async Task<int> SweepAsync(CancellationToken ct)
    {
        var worked = 0;
        while (await NextAsync(ct) is { } order)
        {
            await EndAsync(order, await deliveries.DeliverAsync(order, ct));
            worked++;
        }

        return worked;
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(SweepEvery, time);
        try
        {
            do
            {
                try
                {
                    await SweepAsync(stoppingToken);
                }
                catch (Exception e) when (!stoppingToken.IsCancellationRequested)
                {
                    Log.SweepFailed(logger, e);
                }
            }
            while (await timer.WaitForNextTickAsync(stoppingToken));
        }
        catch (OperationCanceledException)
        {
            // Stopping; what is not done waits on disk.
        }
    }

    private async Task<DeliveryOrder?> NextAsync(CancellationToken ct)
    {
        var now = time.GetUtcNow();
        // The journal in the rows' database lets only one process in: whoever held an order before this one started is gone.
        var free = topology.JournalSharesDatabase && _startedAt + Hold > now ? _startedAt + Hold : now;
        await using var db = await contexts.CreateDbContextAsync(ct);
        var waiting = await db.DeliveryOrders.AsNoTracking()
            .Where(o => o.State == OrderBook.Waiting && (o.HeldUntil <= now || (o.Tries == 0 && o.HeldUntil < free))).OrderBy(o => o.Id).Take(Batch).ToListAsync(ct);
        foreach (var order in waiting)
        {
            var (held, until) = (order.HeldUntil, time.GetUtcNow() + Hold);
            var mine = await commits.CommitAsync(
                session => session.Execute(
                    "UPDATE delivery_orders SET held_until = @p2 WHERE id = @p0 AND state = 'waiting' AND held_until = @p1", order.Id, held, until) == 1,
                ct);
            if (mine)
                return order;
        }

        return null;
    }

    private async Task EndAsync(DeliveryOrder order, OrderResult result)
    {
        var now = time.GetUtcNow();
        var tries = result.End == OrderEnd.Done ? order.Tries : order.Tries + 1;
        var again = result.End == OrderEnd.Later && tries < MaxTries;
        var reason = result.Reason is null ? null : SensitiveText.Redact(result.Reason);
        await commits.CommitAsync(
            session =>
            {
                if (again)
                {
                    return session.Execute(
                        "UPDATE delivery_orders SET tries = @p1, reason = @p2, held_until = @p3 WHERE id = @p0",
                        order.Id, tries, reason, now + (FirstDelay * Math.Pow(2, order.Tries)));
                }

                var state = result.End == OrderEnd.Done ? OrderBook.Done : OrderBook.Failed;
                RequestSql.Event(session, order.RequestId, state == OrderBook.Done ? "resent" : "resend_failed", reason is null ? order.What : $"{order.What}: {reason}", 0, now);
                return session.Execute(
                    "UPDATE delivery_orders SET state = @p1, tries = @p2, reason = @p3, finished_at = @p4 WHERE id = @p0", order.Id, state, tries, reason, now);
            },
            // It has been sent, or not: that this is known must not be lost to a shutdown.
            CancellationToken.None);
        if (!again && result.End != OrderEnd.Done)
            Log.GivenUp(logger, order.Id, order.RequestId, reason ?? "unknown");
    }

    private static partial class Log
    {
        [LoggerMessage(4350, LogLevel.Warning, "Order {OrderId} to deliver request {RequestId} again is given up: {Reason}")]
        public static partial void GivenUp(ILogger logger, long orderId, string requestId, string reason);

        [LoggerMessage(4351, LogLevel.Warning, "Orders to deliver again could not be worked on; the next sweep tries again")]
        public static partial void SweepFailed(ILogger logger, Exception e);
    }
}
