using System.Threading.Channels;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using WellIntake.Modules.Platform.Jobs;
using WellIntake.Modules.Platform.Queueing;
using WellIntake.Modules.Platform.Teams.References;

namespace WellIntake.Modules.Platform.Teams.Delivery;

/// <summary>
/// Posts plain replies, and changes the cards of requests, after the 200 has gone out. They are on disk by then: what a
/// crash, a full channel or a channel service that is away leaves undone is found there again, at start and in every
/// sweep (WEB-2, ADR 11).
/// </summary>
internal sealed partial class ReplySender(
    PendingReplies pending, ITeamsMessenger messenger, RequestCards cards, IGroupCommit commits, ReferenceStore references,
    IOptions<TeamsOptions> options, TimeProvider time, ILogger<ReplySender> logger) : BackgroundService
{
    // What has waited for this long may be held by somebody else soon.
    private static readonly TimeSpan LookAgainAfter = TimeSpan.FromSeconds(20);

    private readonly Channel<(PendingReply Reply, long Since)> _waiting =
        Channel.CreateBounded<(PendingReply, long)>(new BoundedChannelOptions(10_000) { FullMode = BoundedChannelFullMode.Wait });

    /// <summary>Takes a reply to be posted. Never waits; what does not fit is found by a later sweep.</summary>
    public void Post(PendingReply reply)
    {
        if (!_waiting.Writer.TryWrite((reply, time.GetTimestamp())))
            Log.Full(logger);
    }

    protected override Task ExecuteAsync(CancellationToken stoppingToken) => SweptSenders.RunAsync(SendAllAsync, SweepAsync, options.Value.StopGrace, time, stoppingToken);

    private async Task SendAllAsync(StopTokens stop)
    {
        try
        {
            await foreach (var (reply, since) in _waiting.Reader.ReadAllAsync(stop.NothingNew))
            {
                stop.NothingNew.ThrowIfCancellationRequested();
                try
                {
                    var mine = time.GetElapsedTime(since) < LookAgainAfter ? reply : await pending.HoldAgainAsync(reply, stop.EndPosts);
                    if (mine is { RequestTable: { } table })
                        await ShowAsync(table, mine, stop.EndPosts);
                    else if (mine is not null)
                        await SendAsync(mine, stop.EndPosts);
                }
                catch (Exception e) when (!stop.EndPosts.IsCancellationRequested)
                {
                    Log.PostFailed(logger, reply.MessageId, e);
                }
            }
        }
        catch (OperationCanceledException)
        {
            // Stopping; what is left is on disk.
        }
    }

    private async Task SendAsync(PendingReply reply, CancellationToken ct)
    {
        var result = await messenger.SendAsync(reply.To, reply.Message, ct);
        var now = time.GetUtcNow();
        await commits.CommitAsync(
            session =>
            {
                DeliveryLedger.Add(session, reply.MessageId, reply.To, "reply", "send", result, now);
                pending.Tried(session, reply, result.Outcome);
                return true;
            },
            ct);
        LogEnd(reply, result.Outcome, result.Reason);
        if (result.Outcome is SendOutcome.BotNotInConversation)
            await references.MarkUnreachableAsync(reply.To.ConversationId, result.Reason ?? "removed", ct);
    }

    // Updating may be repeated: a crash before the commit shows the same card once more in the same place.
    private async Task ShowAsync(string table, PendingReply change, CancellationToken ct)
    {
        var (outcome, reason) = (SendOutcome.Sent, (string?)null);
        try
        {
            // Tried again later what has to be shown once more.
            if (await cards.ShowAsync(table, change.MessageId, "result", change.Message.CardJson!.Value, change.Message.Summary, ct))
                (outcome, reason) = (SendOutcome.Transient, "progress was cut off");
        }
        catch (PermanentJobException e)
        {
            (outcome, reason) = (SendOutcome.Rejected, e.Message);
        }
        catch (DeliveryFailedException e)
        {
            (outcome, reason) = (SendOutcome.Transient, e.Message);
        }

        await commits.CommitAsync(
            session =>
            {
                pending.Tried(session, change, outcome);
                return true;
            },
            ct);
        LogEnd(change, outcome, reason);
    }

    private void LogEnd(PendingReply reply, SendOutcome outcome, string? reason)
    {
        if (outcome is not SendOutcome.Sent && !PendingReplies.TriesAgain(reply, outcome))
            Log.GivenUp(logger, reply.MessageId, outcome, reason);
    }

    private async Task SweepAsync(CancellationToken ct)
    {
        try
        {
            bool more;
            do
            {
                (var taken, more) = await pending.TakeAsync(ct);
                foreach (var reply in taken)
                    Post(reply);
            }
            while (more);
        }
        catch (Exception e) when (!ct.IsCancellationRequested)
        {
            Log.SweepFailed(logger, e);
        }
    }

    private static partial class Log
    {
        [LoggerMessage(3021, LogLevel.Warning, "Too many replies wait to be posted; a later sweep picks them up")]
        public static partial void Full(ILogger logger);

        [LoggerMessage(3022, LogLevel.Warning, "The reply to message {MessageId} could not be posted, or not be recorded; a later sweep tries again")]
        public static partial void PostFailed(ILogger logger, string messageId, Exception e);

        [LoggerMessage(3023, LogLevel.Warning, "The reply to message {MessageId} is given up: {Outcome}, {Reason}")]
        public static partial void GivenUp(ILogger logger, string messageId, SendOutcome outcome, string? reason);

        [LoggerMessage(3024, LogLevel.Warning, "Unposted replies could not be looked for; the next sweep tries again")]
        public static partial void SweepFailed(ILogger logger, Exception e);
    }
}
