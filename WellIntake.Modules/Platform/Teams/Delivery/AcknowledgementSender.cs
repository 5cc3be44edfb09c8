using System.Collections.Concurrent;
using System.Diagnostics;
using System.Threading.Channels;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using WellIntake.Modules.Platform.Jobs;
using WellIntake.Modules.Platform.Jobs.Tracking;
using WellIntake.Modules.Platform.Persistence;
using WellIntake.Modules.Platform.Queueing;
using WellIntake.Modules.Platform.Teams.Cards;
using WellIntake.Modules.Platform.Teams.References;

namespace WellIntake.Modules.Platform.Teams.Delivery;

/// <summary>An acknowledgement that waits to be posted.</summary>
/// <param name="RequestId">The request that is acknowledged.</param>
/// <param name="Table">Its table.</param>
/// <param name="To">Where it goes.</param>
/// <param name="Message">What it says.</param>
/// <param name="FoundBySweep">It was found on disk, so it may have been posted since: look again before posting.</param>
/// <param name="HeldUntil">The hold that its process has on the request's first message; null: none.</param>
internal sealed record PendingAcknowledgement(
    string RequestId, string Table, ConversationAddress To, OutgoingMessage Message, bool FoundBySweep = false, DateTimeOffset? HeldUntil = null);

/// <summary>
/// Posts acknowledgements after the 200 has gone out. The request is on disk already: what a crash or a full channel
/// leaves unposted is found there again, at start and in every sweep (WEB-2).
/// </summary>
internal sealed partial class AcknowledgementSender(
    ITeamsMessenger messenger, IGroupCommit commits, IDbContextFactory<WellIntakeDbContext> contexts, JobTypes types, ReferenceStore references,
    FirstMessages first, IOptions<TeamsOptions> options, TimeProvider time, ILogger<AcknowledgementSender> logger) : BackgroundService
{
    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(20);

    private readonly Channel<(PendingAcknowledgement Message, long Since, string? TraceParent)> _waiting =
        Channel.CreateBounded<(PendingAcknowledgement, long, string?)>(new BoundedChannelOptions(10_000) { FullMode = BoundedChannelFullMode.Wait });

    private readonly ConcurrentDictionary<string, TaskCompletionSource> _unposted = new(StringComparer.Ordinal);

    /// <summary>Takes a message to be posted. Never waits; what does not fit is found by the next sweep.</summary>
    public void Post(PendingAcknowledgement message)
    {
        if (!_unposted.TryAdd(message.RequestId, new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)))
            return;
        if (_waiting.Writer.TryWrite((message, time.GetTimestamp(), Activity.Current?.Id)))
            return;
        Done(message.RequestId);
        Log.Full(logger);
    }

    /// <summary>Returns when the request's acknowledgement is posted, or is not on its way in this process, or takes too long.</summary>
    public Task WhenPostedAsync(string requestId, CancellationToken ct) => _unposted.TryGetValue(requestId, out var posted)
        ? WaitAsync(posted.Task, ct)
        : Task.CompletedTask;

    protected override Task ExecuteAsync(CancellationToken stoppingToken) => SweptSenders.RunAsync(SendAllAsync, SweepAsync, options.Value.StopGrace, time, stoppingToken);

    private async Task WaitAsync(Task posted, CancellationToken ct)
    {
        try
        {
            await posted.WaitAsync(LongestWait, time, ct);
        }
        catch (TimeoutException)
        {
            // The result goes its own way then; the card that shows up late is skipped or updated.
        }
    }

    private async Task SendAllAsync(StopTokens stop)
    {
        try
        {
            await foreach (var (message, since, traceParent) in _waiting.Reader.ReadAllAsync(stop.NothingNew))
            {
                stop.NothingNew.ThrowIfCancellationRequested();
                using var span = JobTelemetry.Continue("acknowledge", ActivityKind.Producer, traceParent);
                try
                {
                    await SendAsync(message, lookAgain: message.FoundBySweep || time.GetElapsedTime(since) >= LongestWait, stop.EndPosts);
                }
                catch (Exception e) when (!stop.EndPosts.IsCancellationRequested)
                {
                    Log.PostFailed(logger, message.RequestId, e);
                }
                finally
                {
                    Done(message.RequestId);
                }
            }
        }
        catch (OperationCanceledException)
        {
            // Stopping; what is left is on disk.
        }
    }

    private async Task SendAsync(PendingAcknowledgement message, bool lookAgain, CancellationToken ct)
    {
        if ((lookAgain || message.HeldUntil <= time.GetUtcNow()) && !await StillUnpostedAsync(message, ct))
            return;
        var result = await messenger.SendAsync(message.To, message.Message, ct);
        var now = time.GetUtcNow();
        await commits.CommitAsync(
            session =>
            {
                DeliveryLedger.Add(session, message.RequestId, message.To, "acknowledgement", "send", result, now);
                if (result is { Outcome: SendOutcome.Sent, ActivityId: { } activity })
                    RequestSql.SetCard(session, message.Table, message.RequestId, activity);
                else
                    RequestSql.LetCardGo(session, message.Table, message.RequestId);
                return true;
            },
            ct);
        if (result.Outcome is SendOutcome.BotNotInConversation)
            await references.MarkUnreachableAsync(message.To.ConversationId, result.Reason ?? "removed", ct);
    }

    private async Task<bool> StillUnpostedAsync(PendingAcknowledgement message, CancellationToken ct)
    {
        await using var db = await contexts.CreateDbContextAsync(ct);
        return await RequestCardRow.FindAsync(db, message.Table, message.RequestId, ct) is { CardActivityId: null, Status: "queued" or "processing" }
            && await first.TakeAsync(message.Table, message.RequestId, message.HeldUntil, ct);
    }

    private async Task SweepAsync(CancellationToken ct)
    {
        try
        {
            await using var db = await contexts.CreateDbContextAsync(ct);
            foreach (var table in types.All.Select(t => t.RequestTable).OfType<string>().Distinct(StringComparer.Ordinal))
            {
                foreach (var row in await RequestCardRow.UnacknowledgedAsync(db, table, 1000, ct))
                {
                    if (row.Address is { } address)
                        Post(new PendingAcknowledgement(row.RequestId, table, address, new OutgoingMessage(CardJson.WriteFor(PlatformCards.Working(row.RequestId), row.UserId), null, "Working on it"), FoundBySweep: true));
                }
            }
        }
        catch (Exception e) when (!ct.IsCancellationRequested)
        {
            Log.SweepFailed(logger, e);
        }
    }

    private void Done(string requestId)
    {
        if (_unposted.TryRemove(requestId, out var posted))
            posted.TrySetResult();
    }

    private static partial class Log
    {
        [LoggerMessage(3010, LogLevel.Warning, "Too many acknowledgements wait to be posted; the next sweep picks them up")]
        public static partial void Full(ILogger logger);

        [LoggerMessage(3011, LogLevel.Warning, "The acknowledgement of request {RequestId} could not be posted")]
        public static partial void PostFailed(ILogger logger, string requestId, Exception e);

        [LoggerMessage(3012, LogLevel.Warning, "Unposted acknowledgements could not be looked for; the next sweep tries again")]
        public static partial void SweepFailed(ILogger logger, Exception e);
    }
}
