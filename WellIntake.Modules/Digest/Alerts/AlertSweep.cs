using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using WellIntake.Modules.Digest.Chat;
using WellIntake.Modules.Digest.Contracts;
using WellIntake.Modules.Platform.Jobs.Tracking;
using WellIntake.Modules.Platform.Persistence;
using WellIntake.Modules.Platform.Persistence.Entities;
using WellIntake.Modules.Platform.Teams.People;

namespace WellIntake.Modules.Digest.Alerts;

/// <summary>
/// Turns what matched into requests, one for all that waits of an alert. Several processes may: a message is claimed by
/// raising the alert's count, in the commit that accepts the request and gives it the matches (DIG-11).
/// </summary>
internal sealed partial class AlertSweep(
    AlertMatcher matcher, IUserRoles roles, RequestTracker tracker, IDbContextFactory<WellIntakeDbContext> contexts,
    IOptionsMonitor<AlertOptions> options, TimeProvider time, ILogger<AlertSweep> logger) : BackgroundService
{
    private static readonly TimeSpan Day = TimeSpan.FromHours(24);

    /// <summary>Looks at what has arrived, and sends what is due.</summary>
    /// <returns>How many requests were accepted.</returns>
    internal async Task<int> RunAsync(CancellationToken ct)
    {
        await matcher.MatchAsync(ct);
        var accepted = 0;
        foreach (var alert in await DueAsync(ct))
        {
            var role = await roles.FindAsync(alert.UserId, alert.UserEmail, ct);
            accepted += await (AlertStore.MayHave(role) ? SendAsync(alert, ct) : PauseAsync(alert, ct)) ? 1 : 0;
        }

        return accepted;
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(options.CurrentValue.LookEvery, time);
        try
        {
            do
            {
                try
                {
                    await RunAsync(stoppingToken);
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
            // Stopping; what waits goes on waiting.
        }
    }

    // With something that waits, outside the gap, and with messages left of its day.
    private async Task<List<CandidateAlert>> DueAsync(CancellationToken ct)
    {
        var (latest, dayAgo) = (time.GetUtcNow() - options.CurrentValue.Gap, time.GetUtcNow() - Day);
        await using var db = await contexts.CreateDbContextAsync(ct);
        var matches = db.CandidateAlertMatches;
        return await db.CandidateAlerts.AsNoTracking()
            .Where(a => !a.Paused && (a.LastMessageAt == null || a.LastMessageAt <= latest)
                && matches.Any(m => m.RequestId == null && m.AlertId == a.Id)
                && matches.Where(m => m.AlertId == a.Id && m.ClaimedAt > dayAgo).Select(m => m.RequestId).Distinct().Count() < a.MostPerDay)
            .OrderBy(a => a.Id).ToListAsync(ct);
    }

    private Task<bool> SendAsync(CandidateAlert alert, CancellationToken ct)
    {
        var (now, id) = (time.GetUtcNow(), RequestId(alert, "message"));
        return tracker.AcceptClaimedAsync(
            Request(alert, id, now),
            new RowChange(
                "UPDATE candidate_alerts SET messages = @p0, last_message_at = @p1 WHERE id = @p2 AND messages = @p3 AND since = @p4 AND paused = @p5",
                alert.Messages + 1, now, alert.Id, alert.Messages, alert.Since, false),
            [
                new RowChange(
                    "UPDATE candidate_alert_matches SET request_id = @p0, claimed_at = @p1 WHERE alert_id = @p2 AND request_id IS NULL",
                    id, now, alert.Id),
            ],
            ct);
    }

    // The owner may not have alerts any more: nothing is sent but the word that it is paused.
    private async Task<bool> PauseAsync(CandidateAlert alert, CancellationToken ct)
    {
        var claim = new RowChange("UPDATE candidate_alerts SET paused = @p0 WHERE id = @p1 AND since = @p2 AND paused = @p3", true, alert.Id, alert.Since, false);
        if (!await tracker.AcceptClaimedAsync(Request(alert, RequestId(alert, "pause"), time.GetUtcNow()), claim, ct))
            return false;
        Log.Paused(logger, alert.Id);
        return true;
    }

    // The same in every process and after every restart; resumed, it is another.
    private static string RequestId(CandidateAlert alert, string what) => "alt" + Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(
        string.Create(CultureInfo.InvariantCulture, $"{alert.Id}|{what}|{alert.Messages}|{alert.Since.UtcTicks}"))))[..29];

    private NewRequest Request(CandidateAlert alert, string id, DateTimeOffset now) => DigestAsk.Request(
        new DigestRequestJob
        {
            MessageId = id,
            CorrelationId = id,
            Timestamp = now,
            ConversationId = alert.ConversationId,
            ServiceUrl = alert.ServiceUrl,
            TenantId = alert.TenantId,
            UserEmail = alert.UserEmail,
            UserName = alert.UserName,
            Audience = alert.Audience,
            MaxCandidates = options.CurrentValue.MostCandidates,
            AlertId = alert.Id,
        },
        alert.UserId);

    private static partial class Log
    {
        [LoggerMessage(4460, LogLevel.Warning, "Candidate alerts could not be looked after; what waits goes on waiting, and it is tried again")]
        public static partial void RunFailed(ILogger logger, Exception e);

        [LoggerMessage(4461, LogLevel.Information, "Alert {AlertId} is paused: its owner's role does not allow alerts any more")]
        public static partial void Paused(ILogger logger, string alertId);
    }
}
