using Microsoft.Extensions.Logging;
using WellIntake.Modules.Platform.Jobs;
using WellIntake.Modules.Platform.Jobs.Tracking;
using WellIntake.Modules.Platform.Persistence.Entities;
using WellIntake.Modules.Platform.Queueing;
using WellIntake.Modules.Platform.Teams.Cards;
using WellIntake.Modules.Platform.Teams.Delivery;
using WellIntake.Modules.Platform.Teams.References;

namespace WellIntake.Modules.Platform.Teams.Bot;

/// <summary>
/// Makes an answer durable and sends it on its way. The 200 goes out when the request and its job are on disk; the card
/// follows through the connector, or goes into the response where the channel expects it there (WEB-2).
/// </summary>
internal sealed partial class AnswerSender(
    RequestTracker tracker, JobTypes types, IGroupCommit commits, ReferenceStore references, AcknowledgementSender acknowledgements,
    PendingReplies pending, ReplySender replies, MemberDirectory members, TimeProvider time, ILogger<AnswerSender> logger)
{
    /// <summary>Answers a message.</summary>
    public async Task<BotResponse> SendAsync(
        IncomingMessage message, ConversationReferenceRow reference, ChatAnswer answer, bool expectReplies, CancellationToken ct)
    {
        var (card, summary) = Content(answer, message.UserId);
        var posts = card is not null && !expectReplies;
        var reply = posts && answer is not ChatAnswer.Accept ? pending.Make(message.RequestId, message.Where, Outgoing(message, card, summary)) : null;
        bool fresh;
        try
        {
            fresh = answer is ChatAnswer.Accept accepted
                ? await AcceptAsync(message, reference, expectReplies ? accepted.Request with { CardActivityId = string.Empty } : accepted.Request, ct)
                : await AnswerAsync(message, reference, reply, ct);
        }
        catch (Exception e) when (!ct.IsCancellationRequested)
        {
            // Nothing was kept, so nothing is promised: the person is told to ask again, by a reply that is on no disk.
            (card, summary) = Content(Failed(message, e), message.UserId);
            answer = new ChatAnswer.Silence();
            reply = new PendingReply(message.RequestId, message.Where, Outgoing(message, card, summary), 0, null);
            (posts, fresh) = (!expectReplies, true);
        }

        if (expectReplies)
            return card is null ? BotResponses.NoReplies : BotResponses.Replies(card, summary, message.ActivityId);
        if (!posts || !fresh)
            return BotResponse.Ok;
        if (answer is ChatAnswer.Accept accept)
            acknowledgements.Post(new PendingAcknowledgement(accept.Request.Job.MessageId, Table(accept), message.Where, Outgoing(message, card, summary)));
        else
            replies.Post(reply!);
        return BotResponse.Ok;
    }

    /// <summary>Answers the press of a button that waits for a response.</summary>
    public async Task<BotResponse> RespondAsync(
        IncomingMessage message, ConversationReferenceRow reference, ChatAnswer answer, CancellationToken ct)
    {
        switch (answer)
        {
            case ChatAnswer.Replace replace:
                return BotResponses.InvokeCard(CardJson.WriteFor(replace.Card, message.UserId));
            case ChatAnswer.Aside aside:
                return BotResponses.InvokeMessage(aside.Text);
            case ChatAnswer.Silence:
                return BotResponses.InvokeMessage("Done.");
            default:
                await SendAsync(message, reference, answer, expectReplies: false, ct);
                return BotResponses.InvokeMessage(answer is ChatAnswer.Accept ? "On its way." : Content(answer, message.UserId).Summary);
        }
    }

    /// <summary>The friendly card for something that went wrong, with the id that finds it in the log (WEB-9).</summary>
    public ChatAnswer Failed(IncomingMessage message, Exception e)
    {
        Log.Failed(logger, message.RequestId, e);
        var what = e is JobQueueUnavailableException or System.Data.Common.DbException
            ? "The service is temporarily unavailable and could not take your request. Nothing was started; please ask again in a minute."
            : "Something went wrong on our side. Nothing was started; please ask again.";
        return new ChatAnswer.Reply(PlatformCards.Error(what, message.RequestId), "That did not work");
    }

    /// <returns>False when the same activity was answered before.</returns>
    private async Task<bool> AcceptAsync(IncomingMessage message, ConversationReferenceRow reference, NewRequest request, CancellationToken ct)
    {
        var writeReference = references.NeedsWrite(reference);
        var fresh = await tracker.AcceptAsync(
            request,
            session =>
            {
                if (writeReference)
                    ReferenceStore.Write(session, reference);
            },
            ct);
        Learn(message, reference, fresh && writeReference);
        return fresh;
    }

    /// <returns>False when the same activity was answered before.</returns>
    private async Task<bool> AnswerAsync(IncomingMessage message, ConversationReferenceRow reference, PendingReply? reply, CancellationToken ct)
    {
        var writeReference = references.NeedsWrite(reference);
        var now = time.GetUtcNow();
        var fresh = await commits.CommitAsync(
            session =>
            {
                if (writeReference)
                    ReferenceStore.Write(session, reference);
                if (!RequestSql.MarkProcessed(session, ProcessedScopes.Webhook, message.RequestId, now))
                    return false;
                if (reply is not null)
                    pending.Add(session, reply);
                return true;
            },
            ct);
        Learn(message, reference, fresh && writeReference);
        return fresh;
    }

    private void Learn(IncomingMessage message, ConversationReferenceRow reference, bool written)
    {
        if (written)
            references.Confirm(reference);
        members.LookUp(message.Where, message.UserId);
    }

    private static OutgoingMessage Outgoing(IncomingMessage message, byte[]? card, string summary) => new(card, null, summary, message.ActivityId);

    private string Table(ChatAnswer.Accept accept) =>
        types.Of(accept.Request.Job.GetType()).RequestTable ?? throw new InvalidOperationException("A request's job must name its table.");

    private static (byte[]? Card, string Summary) Content(ChatAnswer answer, string userId) => answer switch
    {
        ChatAnswer.Reply reply => (CardJson.WriteFor(reply.Card, userId), reply.Summary),
        ChatAnswer.Replace replace => (CardJson.WriteFor(replace.Otherwise ?? replace.Card, userId), replace.Summary),
        ChatAnswer.Accept accept => (CardJson.WriteFor(accept.Acknowledgement, userId), accept.Summary),
        ChatAnswer.Aside aside => (CardJson.Write(PlatformCards.Note("A word to you", aside.Text)), aside.Text),
        _ => (null, string.Empty),
    };

    private static partial class Log
    {
        [LoggerMessage(3110, LogLevel.Error, "Message {RequestId} could not be answered; the person was told")]
        public static partial void Failed(ILogger logger, string requestId, Exception e);
    }
}
