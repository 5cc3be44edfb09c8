using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using WellIntake.Modules.Digest.Chat;
using WellIntake.Modules.Digest.Contracts;
using WellIntake.Modules.Platform.Jobs.Tracking;
using WellIntake.Modules.Platform.Persistence;
using WellIntake.Modules.Platform.Persistence.Entities;

namespace WellIntake.Modules.Digest.Subscriptions;

/// <summary>
/// Turns due subscriptions into requests. Several processes may: a run is claimed by moving the subscription's next run
/// on, in the commit that accepts its request, and the request's id is made of subscription and run (DIG-9).
/// </summary>
internal sealed partial class SubscriptionScheduler(
    IDbContextFactory<WellIntakeDbContext> contexts, RequestTracker tracker, TimeProvider time, ILogger<SubscriptionScheduler> logger) : BackgroundService
{
    private const int Batch = 100;
    private static readonly TimeSpan LookEvery = TimeSpan.FromSeconds(30);

    /// <summary>The id of a run's request: the same in every process and after every restart.</summary>
    public static string RequestId(string subscriptionId, DateTimeOffset due) => "sub" + Convert.ToHexStringLower(
        SHA256.HashData(Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{subscriptionId}|{due.UtcTicks}"))))[..29];

    /// <summary>Accepts what is due. Of several missed runs the last is made up for, once, however late.</summary>
    /// <returns>How many requests were accepted.</returns>
    internal async Task<int> RunDueAsync(CancellationToken ct)
    {
        var accepted = 0;
        await MendAsync(ct);
        while (true)
        {
            var now = time.GetUtcNow();
            List<DigestSubscription> due;
            await using (var db = await contexts.CreateDbContextAsync(ct))
            {
                due = await db.DigestSubscriptions.AsNoTracking().Where(s => !s.Paused && s.NextDueAt <= now)
                    .OrderBy(s => s.NextDueAt).Take(Batch).ToListAsync(ct);
            }

            foreach (var subscription in due)
                accepted += await RunAsync(subscription, now, ct) ? 1 : 0;
            if (due.Count < Batch)
                return accepted;
        }
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(LookEvery, time);
        try
        {
            do
            {
                try
                {
                    await RunDueAsync(stoppingToken);
                }
                catch (Exception e) when (!stoppingToken.IsCancellationRequested)
                {
                    Log.RunFailed(logger, e);
                }
            }
            while (await timer.WaitForNextTickAsync(stoppingToken));
        }
        catch (OperationCanceledException)
        {
            // Stopping; what is due stays due.
        }
    }

    private async Task<bool> RunAsync(DigestSubscription subscription, DateTimeOffset now, CancellationToken ct)
    {
        var schedule = Schedule.Of(subscription);
        var run = schedule.Last(subscription.NextDueAt, now);
        var next = schedule.Next(now);
        var claim = new RowChange(
            "UPDATE digest_subscriptions SET next_due_at = @p0 WHERE id = @p1 AND next_due_at = @p2 AND paused = @p3",
            next, subscription.Id, subscription.NextDueAt, false);
        return await tracker.AcceptClaimedAsync(DigestAsk.Request(Job(subscription, run, now), subscription.UserId), claim, ct);
    }

    // A clock that ran ahead for a while moved next runs away with it; nobody would wait for them.
    private async Task MendAsync(CancellationToken ct)
    {
        var now = time.GetUtcNow();
        var (daily, weekly, monthly) = (now + Schedule.Furthest(Schedule.Daily), now + Schedule.Furthest(Schedule.Weekly), now + Schedule.Furthest(Schedule.Monthly));
        await using var db = await contexts.CreateDbContextAsync(ct);
        var far = await db.DigestSubscriptions.AsNoTracking()
            .Where(s => !s.Paused && (s.NextDueAt > monthly || (s.NextDueAt > weekly && s.Frequency == Schedule.Weekly) || (s.NextDueAt > daily && s.Frequency == Schedule.Daily)))
            .Take(Batch).ToListAsync(ct);
        foreach (var subscription in far)
        {
            var next = Schedule.Of(subscription).Next(now);
            await db.DigestSubscriptions.Where(s => s.Id == subscription.Id && s.NextDueAt == subscription.NextDueAt)
                .ExecuteUpdateAsync(s => s.SetProperty(x => x.NextDueAt, next), ct);
            Log.Mended(logger, subscription.Id);
        }
    }

    private static DigestRequestJob Job(DigestSubscription subscription, DateTimeOffset run, DateTimeOffset now)
    {
        var id = RequestId(subscription.Id, run);
        return new DigestRequestJob
        {
            MessageId = id,
            CorrelationId = id,
            Timestamp = now,
            ConversationId = subscription.ConversationId,
            ServiceUrl = subscription.ServiceUrl,
            TenantId = subscription.TenantId,
            UserEmail = subscription.UserEmail,
            UserName = subscription.UserName,
            Audience = subscription.Audience,
            DateRangeDays = Schedule.DaysBack(subscription.Frequency, subscription.NextDueAt, now),
            MaxCandidates = DigestAsk.DefaultCandidates,
            RecipientEmail = subscription.Recipient,
            SubscriptionId = subscription.Id,
        };
    }

    private static partial class Log
    {
        [LoggerMessage(4201, LogLevel.Warning, "Due subscriptions could not be looked for; they stay due, and it is tried again")]
        public static partial void RunFailed(ILogger logger, Exception e);

        [LoggerMessage(4450, LogLevel.Warning, "The next run of subscription {SubscriptionId} was further away than it can be, as after a clock that ran ahead; it runs at its next time")]
        public static partial void Mended(ILogger logger, string subscriptionId);
    }
}
