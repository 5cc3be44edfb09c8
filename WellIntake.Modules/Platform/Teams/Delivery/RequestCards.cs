using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;
using WellIntake.Modules.Platform.Jobs;
using WellIntake.Modules.Platform.Jobs.Tracking;
using WellIntake.Modules.Platform.Persistence;
using WellIntake.Modules.Platform.Queueing;
using WellIntake.Modules.Platform.Resilience;
using WellIntake.Modules.Platform.Teams.Cards;
using WellIntake.Modules.Platform.Teams.Connector;
using WellIntake.Modules.Platform.Teams.References;

namespace WellIntake.Modules.Platform.Teams.Delivery;

/// <summary>
/// The one card of a request. Everything that a person sees of a request goes through here, so that it is one message
/// that changes, and never two: an update may be repeated, a new message may not (TEA-6). Where there is no message yet,
/// a neutral one is posted first and its id made durable; only then does it become the result.
/// </summary>
internal sealed partial class RequestCards(
    IDbContextFactory<WellIntakeDbContext> contexts, IGroupCommit commits, ITeamsMessenger messenger, ReferenceStore references,
    AcknowledgementSender acknowledgements, ProgressCards progress, PendingReplies pending, FirstMessages first, ChannelBreakers breakers, TimeProvider time, ILogger<RequestCards> logger)
{
    private const int Stripes = 64;

    // The longest that a channel should take over an update that it has already been sent.
    private static readonly TimeSpan ShowAgainAfter = TimeSpan.FromSeconds(15);

    private readonly SemaphoreSlim[] _turns = [.. Enumerable.Range(0, Stripes).Select(_ => new SemaphoreSlim(1, 1))];

    /// <summary>Shows a card in place of whatever the request's message shows now.</summary>
    /// <returns>
    /// True when progress was being shown in that moment and had to be cut off: should the channel work on that late, it
    /// would cover the card, which is therefore to be shown once more, later.
    /// </returns>
    /// <exception cref="PermanentJobException">It can never be shown there: the bot was removed, or the channel refuses it.</exception>
    /// <exception cref="DeliveryFailedException">It could not be shown now.</exception>
    /// <exception cref="CircuitOpenException">The channel kept failing and is left alone; a later try may do it.</exception>
    public async Task<bool> ShowAsync(string table, string requestId, string kind, ReadOnlyMemory<byte> card, string? summary, CancellationToken ct)
    {
        var cutOff = await progress.EndAsync(requestId);
        await acknowledgements.WhenPostedAsync(requestId, ct);
        while (!await TryShowAsync(table, requestId, kind, card, summary, ct))
            await first.WaitAsync(ct);
        return cutOff;
    }

    /// <returns>False when another process has the request's first message in hand.</returns>
    private async Task<bool> TryShowAsync(string table, string requestId, string kind, ReadOnlyMemory<byte> card, string? summary, CancellationToken ct)
    {
        var turn = _turns[(uint)requestId.GetHashCode(StringComparison.Ordinal) % Stripes];
        await turn.WaitAsync(ct);
        try
        {
            await using var db = await contexts.CreateDbContextAsync(ct);
            var row = await RequestCardRow.FindAsync(db, table, requestId, ct)
                ?? throw new PermanentJobException("There is no request row for this job.");
            if (row.UnreachableReason is { } unreachable)
                throw new PermanentJobException($"The bot cannot reach the conversation: {unreachable}.", DeadLetterReasons.BotNotInConversation);
            var address = row.Address ?? throw new PermanentJobException("There is no conversation reference for this request.");
            // Empty: its message is nobody's to know, and whoever holds the job posts another.
            if (row.CardActivityId is null && !await first.TakeAsync(table, requestId, null, ct))
                return false;
            var shown = row.CardActivityId is { Length: > 0 } known ? known : await PostPlaceholderAsync(table, row, address, ct);
            var owned = CardJson.WriteFor(CardJson.Read(card.Span), row.UserId);
            await UpdateAsync(table, requestId, kind, address, shown, new OutgoingMessage(owned, null, summary), ct);
            return true;
        }
        finally
        {
            turn.Release();
        }
    }

    /// <summary>Has the same card shown once more, by a sweep, on disk until then.</summary>
    public async Task ShowAgainLaterAsync(string table, string requestId, ReadOnlyMemory<byte> card, string? summary, CancellationToken ct)
    {
        await using var db = await contexts.CreateDbContextAsync(ct);
        if (await RequestCardRow.FindAsync(db, table, requestId, ct) is not { Address: { } address })
            return;
        var again = pending.MakeChange(table, requestId, address, new OutgoingMessage(card, null, summary)) with { HeldUntil = time.GetUtcNow() + ShowAgainAfter };
        await commits.CommitAsync(
            session =>
            {
                pending.Add(session, again);
                return true;
            },
            ct);
    }

    private async Task<string?> PostPlaceholderAsync(string table, RequestCardRow row, ConversationAddress address, CancellationToken ct)
    {
        var placeholder = new OutgoingMessage(CardJson.WriteFor(PlatformCards.Working(row.RequestId), row.UserId), null, "Working on it");
        var posted = await messenger.SendAsync(address, placeholder, ct);
        await RecordAsync(table, row.RequestId, address, "acknowledgement", "send", posted, setCard: true, ct);
        await DemandAsync(posted, address, ct);
        return posted.ActivityId;
    }

    private async Task UpdateAsync(
        string table, string requestId, string kind, ConversationAddress address, string? activityId, OutgoingMessage message, CancellationToken ct)
    {
        if (activityId is not null)
        {
            var updated = await messenger.UpdateAsync(address, activityId, message, ct);
            await RecordAsync(table, requestId, address, kind, "update", updated, setCard: false, ct);
            if (updated.Outcome != SendOutcome.NotUpdatable)
            {
                await DemandAsync(updated, address, ct);
                return;
            }
        }

        // The channel gives no id or cannot update. A new message is the only way left, and the one that a crash
        // before the next commit would repeat.
        Log.NotUpdatable(logger, requestId);
        var sent = await messenger.SendAsync(address, message, ct);
        await RecordAsync(table, requestId, address, kind, "send", sent, setCard: true, ct);
        await DemandAsync(sent, address, ct);
    }

    private Task RecordAsync(
        string table, string requestId, ConversationAddress address, string kind, string operation, SendResult result, bool setCard, CancellationToken ct)
    {
        var now = time.GetUtcNow();
        return commits.CommitAsync(
            session =>
            {
                DeliveryLedger.Add(session, requestId, address, kind, operation, result, now);
                if (setCard && result is { Outcome: SendOutcome.Sent, ActivityId: { } id })
                    RequestSql.SetCard(session, table, requestId, id);
                else if (setCard)
                    RequestSql.LetCardGo(session, table, requestId);
                return true;
            },
            ct);
    }

    private async Task DemandAsync(SendResult result, ConversationAddress address, CancellationToken ct)
    {
        switch (result.Outcome)
        {
            case SendOutcome.Sent:
                return;
            // The try that opens the breaker, or finds it still needed, is no fault of the job's (QUE-10).
            case SendOutcome.Transient when breakers.Of(address) is { State: CircuitState.Open } breaker:
                throw new CircuitOpenException(breaker.Name, TimeSpan.Zero, breaker.Part);
            case SendOutcome.Transient:
                throw new DeliveryFailedException($"The channel did not take the card (status {result.StatusCode?.ToString(System.Globalization.CultureInfo.InvariantCulture) ?? "none"}).");
            case SendOutcome.BotNotInConversation:
                await references.MarkUnreachableAsync(address.ConversationId, result.Reason ?? "removed", ct);
                throw new PermanentJobException("The bot is not in the conversation.", DeadLetterReasons.BotNotInConversation);
            default:
                throw new PermanentJobException($"The channel refused the card ({result.Outcome}, status {result.StatusCode}).");
        }
    }

    private static partial class Log
    {
        [LoggerMessage(3001, LogLevel.Information, "Request {RequestId}: its message cannot be updated; a new one is sent")]
        public static partial void NotUpdatable(ILogger logger, string requestId);
    }
}

/// <summary>A card could not be shown now; another delivery of the job tries again.</summary>
internal sealed class DeliveryFailedException(string message) : Exception(message);
