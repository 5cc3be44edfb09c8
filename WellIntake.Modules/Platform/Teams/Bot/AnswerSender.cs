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
    RequestTracker tracker, JobTypes types, IGroupCommit commits, ReferenceStore references, AcknowledgementSender outgoing, MemberDirectory members,
    TimeProvider time, ILogger<AnswerSender> logger)
{
    /// <summary>Answers a message.</summary>
    public async Task<BotResponse> SendAsync(
        IncomingMessage message, ConversationReferenceRow reference, ChatAnswer answer, bool expectReplies, CancellationToken ct)
    {
        var (card, summary) = Content(answer);
        bool fresh;
        try
        {
            fresh = await MakeDurableAsync(message, reference, answer, expectReplies, ct);
        }
        catch (Exception e) when (!ct.IsCancellationRequested)
        {
            // Nothing was kept, so nothing is promised: the person is told to ask again.
            (card, summary) = Content(Failed(message, e));
            answer = new ChatAnswer.Silence();
            fresh = true;
        }

        if (card is null)
            return expectReplies ? BotResponses.NoReplies : BotResponse.Ok;
        if (expectReplies)
            return BotResponses.Replies(card, summary, message.ActivityId);
        if (fresh)
            Post(message, answer, card, summary);
        return BotResponse.Ok;
    }

    /// <summary>Answers the press of a button that waits for a response.</summary>
    public async Task<BotResponse> RespondAsync(
        IncomingMessage message, ConversationReferenceRow reference, ChatAnswer answer, CancellationToken ct)
    {
        switch (answer)
        {
            case ChatAnswer.Replace replace:
                return BotResponses.InvokeCard(CardJson.Write(replace.Card));
            case ChatAnswer.Silence:
                return BotResponses.InvokeMessage("Done.");
            default:
                await SendAsync(message, reference, answer, expectReplies: false, ct);
                return BotResponses.InvokeMessage(answer is ChatAnswer.Accept ? "On its way." : Content(answer).Summary);
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
    private async Task<bool> MakeDurableAsync(
        IncomingMessage message, ConversationReferenceRow reference, ChatAnswer answer, bool expectReplies, CancellationToken ct)
    {
        var writeReference = references.NeedsWrite(reference);
        bool fresh;
        if (answer is ChatAnswer.Accept accept)
        {
            fresh = await tracker.AcceptAsync(
                expectReplies ? accept.Request with { CardActivityId = string.Empty } : accept.Request,
                session =>
                {
                    if (writeReference)
                        ReferenceStore.Write(session, reference);
                },
                ct);
        }
        else
        {
            var now = time.GetUtcNow();
            fresh = await commits.CommitAsync(
                session =>
                {
                    if (writeReference)
                        ReferenceStore.Write(session, reference);
                    return RequestSql.MarkProcessed(session, "webhook", message.RequestId, now);
                },
                ct);
        }

        if (fresh && writeReference)
            references.Confirm(reference);
        members.LookUp(message.Where, message.UserId);
        return fresh;
    }

    private void Post(IncomingMessage message, ChatAnswer answer, byte[] card, string summary)
    {
        var outgoingMessage = new OutgoingMessage(card, null, summary, message.ActivityId);
        outgoing.Post(answer is ChatAnswer.Accept accept
            ? new PendingMessage(accept.Request.Job.MessageId, Table(accept), message.Where, outgoingMessage)
            : new PendingMessage(null, null, message.Where, outgoingMessage));
    }

    private string Table(ChatAnswer.Accept accept) =>
        types.Of(accept.Request.Job.GetType()).RequestTable ?? throw new InvalidOperationException("A request's job must name its table.");

    private static (byte[]? Card, string Summary) Content(ChatAnswer answer) => answer switch
    {
        ChatAnswer.Reply reply => (CardJson.Write(reply.Card), reply.Summary),
        ChatAnswer.Replace replace => (CardJson.Write(replace.Card), replace.Summary),
        ChatAnswer.Accept accept => (CardJson.Write(accept.Acknowledgement), accept.Summary),
        _ => (null, string.Empty),
    };

    private static partial class Log
    {
        [LoggerMessage(3110, LogLevel.Error, "Message {RequestId} could not be answered; the person was told")]
        public static partial void Failed(ILogger logger, string requestId, Exception e);
    }
}
