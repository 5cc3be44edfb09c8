using System.Threading.Channels;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using WellIntake.Modules.Platform.Queueing;
using WellIntake.Modules.Platform.Teams.References;

namespace WellIntake.Modules.Platform.Teams.Delivery;

/// <summary>
/// Posts plain replies after the 200 has gone out. They are on disk by then: what a crash, a full channel or a channel
/// service that is away leaves unposted is found there again, at start and in every sweep (WEB-2, ADR 11).
/// </summary>
internal sealed partial class ReplySender(
    PendingReplies pending, ITeamsMessenger messenger, IGroupCommit commits, ReferenceStore references, TimeProvider time,
    ILogger<ReplySender> logger) : BackgroundService
{
    private const int Senders = 4;
    private static readonly TimeSpan SweepEvery = TimeSpan.FromSeconds(30);

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

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var senders = Enumerable.Range(0, Senders).Select(_ => SendAllAsync(stoppingToken)).ToList();
        using var timer = new PeriodicTimer(SweepEvery, time);
        try
        {
            do
            {
                await SweepAsync(stoppingToken);
            }
            while (await timer.WaitForNextTickAsync(stoppingToken));
        }
        catch (OperationCanceledException)
        {
            // Stopping.
        }

        await Task.WhenAll(senders);
    }

    private async Task SendAllAsync(CancellationToken ct)
    {
        try
        {
            await foreach (var (reply, since) in _waiting.Reader.ReadAllAsync(ct))
            {
                try
                {
                    var mine = time.GetElapsedTime(since) < LookAgainAfter ? reply : await pending.HoldAgainAsync(reply, ct);
                    if (mine is not null)
                        await SendAsync(mine, ct);
                }
                catch (Exception e) when (!ct.IsCancellationRequested)
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
                DeliveryLedger.Add(session, null, reply.To, "reply", "send", result, now);
                pending.Tried(session, reply, result.Outcome);
                return true;
            },
            ct);
        if (result.Outcome is not SendOutcome.Sent && !PendingReplies.TriesAgain(reply, result.Outcome))
            Log.GivenUp(logger, reply.MessageId, result.Outcome, result.StatusCode);
        if (result.Outcome is SendOutcome.BotNotInConversation)
            await references.MarkUnreachableAsync(reply.To.ConversationId, result.Reason ?? "removed", ct);
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

        [LoggerMessage(3023, LogLevel.Warning, "The reply to message {MessageId} is given up: {Outcome}, status {StatusCode}")]
        public static partial void GivenUp(ILogger logger, string messageId, SendOutcome outcome, int? statusCode);

        [LoggerMessage(3024, LogLevel.Warning, "Unposted replies could not be looked for; the next sweep tries again")]
        public static partial void SweepFailed(ILogger logger, Exception e);
    }
}
