using Microsoft.Extensions.Logging;
using WellIntake.Modules.Platform.Features;
using WellIntake.Modules.Platform.Jobs;
using WellIntake.Modules.Platform.Jobs.Tracking;
using WellIntake.Modules.Platform.Persistence.Entities;
using WellIntake.Modules.Platform.Queueing;
using WellIntake.Modules.Platform.Resilience;
using WellIntake.Modules.Platform.Teams.Cards;
using WellIntake.Modules.Platform.Teams.Delivery;
using WellIntake.Modules.Platform.Teams.References;

namespace WellIntake.Modules.Platform.Teams.Bot;

/// <summary>
/// Makes an answer durable and sends it on its way. The 200 goes out when the request and its job are on disk; the card
/// follows through the connector, or goes into the response where the channel expects it there (WEB-2). Where a flag has
/// it so, and where no job can be accepted, the result is made before the 200 (FLG-1).
/// </summary>
internal sealed partial class AnswerSender(
    RequestTracker tracker, JobTypes types, IGroupCommit commits, ReferenceStore references, AcknowledgementSender acknowledgements,
    FirstMessages first, PendingReplies pending, ReplySender replies, MemberDirectory members, IEnumerable<IInRequestPlanner> planners, InRequestAnswers inRequest,
    FlagTelemetry telemetry, TimeProvider time, ILogger<AnswerSender> logger)
{
    // What failed faster than this refused; what took longer waited in vain for a database, and would again.
    private static readonly TimeSpan Refusal = TimeSpan.FromSeconds(1);

    private readonly Dictionary<Type, IInRequestPlanner> _planners = planners.ToDictionary(p => p.JobType);

    /// <summary>Answers a message.</summary>
    public async Task<BotResponse> SendAsync(
        IncomingMessage message, ConversationReferenceRow reference, ChatAnswer answer, bool expectReplies, CancellationToken ct)
    {
        var started = time.GetTimestamp();
        var plan = answer is ChatAnswer.Accept { Request: var asked } && _planners.TryGetValue(asked.Job.GetType(), out var planner)
            ? await planner.PlanAsync(asked, message)
            : null;
        if (plan is not null && !expectReplies && inRequest.Unrecorded.Contains(message.RequestId))
            return BotResponse.Ok;
        var (card, summary) = Content(answer, message.UserId);
        var posts = card is not null && !expectReplies;
        var reply = posts && answer is not ChatAnswer.Accept ? pending.Make(message.RequestId, message.Where, Outgoing(message, card, summary)) : null;
        var held = first.Begin();
        bool fresh;
        try
        {
            if (plan is { IsChosen: true } && inRequest.TryEnter())
                return await AnswerNowAsync(message, reference, (ChatAnswer.Accept)answer, plan, expectReplies, byOutbox: false, ct);
            fresh = answer is ChatAnswer.Accept accepted
                ? await AcceptAsync(message, reference, Placed(accepted, expectReplies, held), starts: false, byOutbox: false, ct)
                : await AnswerAsync(message, reference, reply, ct);
            if (fresh && plan is not null)
                telemetry.Answered(plan.Flag, "queue", plan.IsChosen ? "busy" : "flag");
        }
        catch (Exception e) when (!ct.IsCancellationRequested)
        {
            if (plan is not null && await FallBackAsync(message, reference, (ChatAnswer.Accept)answer, plan, expectReplies, e, time.GetElapsedTime(started), ct) is { } answered)
                return answered;
            // Nothing was kept, so nothing is promised: the person is told to ask again, by a reply that is on no disk.
            (card, summary) = Content(Failed(message, e), message.UserId);
            answer = new ChatAnswer.Silence();
            reply = new PendingReply(message.RequestId, message.Where, Outgoing(message, card, summary), 0, null);
            (posts, fresh) = (!expectReplies, true);
        }

        if (expectReplies && !fresh && plan is not null && await inRequest.FindAnsweredAsync(Table((ChatAnswer.Accept)answer), message.RequestId, ct) is { } before)
            return BotResponses.Replies(before.Card.Span, before.Summary, message.ActivityId);
        if (expectReplies)
            return card is null ? BotResponses.NoReplies : BotResponses.Replies(card, summary, message.ActivityId);
        if (!posts || !fresh)
            return BotResponse.Ok;
        if (answer is ChatAnswer.Accept accept)
            acknowledgements.Post(new PendingAcknowledgement(accept.Request.Job.MessageId, Table(accept), message.Where, Outgoing(message, card, summary), HeldUntil: held));
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
        var what = e is JobQueueUnavailableException or System.Data.Common.DbException || CircuitOpenException.In(e) is not null
            ? "The service is temporarily unavailable and could not take your request. Nothing was started; please ask again in a minute."
            : "Something went wrong on our side. Nothing was started; please ask again.";
        return new ChatAnswer.Reply(PlatformCards.Error(what, message.RequestId), "That did not work");
    }

    /// <summary>Accepts the request and makes its result now, within limits. Who calls has a place, which is given back.</summary>
    private async Task<BotResponse> AnswerNowAsync(
        IncomingMessage message, ConversationReferenceRow reference, ChatAnswer.Accept accept, InRequestPlan plan, bool expectReplies, bool byOutbox,
        CancellationToken ct)
    {
        try
        {
            var held = first.Begin();
            var fresh = await AcceptAsync(message, reference, Placed(accept, expectReplies, held), starts: true, byOutbox, ct);
            var (table, id) = (Table(accept), accept.Request.Job.MessageId);
            var acknowledgement = CardJson.WriteFor(accept.Acknowledgement, message.UserId);
            if (fresh && !expectReplies)
                acknowledgements.Post(new PendingAcknowledgement(id, table, message.Where, Outgoing(message, acknowledgement, accept.Summary), HeldUntil: held));
            var answered = fresh ? await inRequest.AnswerAsync(table, id, plan, expectReplies, byOutbox ? "fallback" : "flag", ct)
                : expectReplies ? await inRequest.FindAnsweredAsync(table, id, ct)
                : null;
            if (!expectReplies)
                return BotResponse.Ok;
            return answered is null
                ? BotResponses.Replies(acknowledgement, accept.Summary, message.ActivityId)
                : BotResponses.Replies(Owned(answered.Card, message), answered.Summary, message.ActivityId) with { WhenWritten = answered.WhenWritten };
        }
        finally
        {
            inRequest.Leave();
        }
    }

    /// <summary>No job could be accepted. Where that is the queue's refusal the outbox keeps it; else the result goes out unrecorded.</summary>
    /// <returns>Null when that does not work either.</returns>
    private async Task<BotResponse?> FallBackAsync(
        IncomingMessage message, ConversationReferenceRow reference, ChatAnswer.Accept accept, InRequestPlan plan, bool expectReplies, Exception problem,
        TimeSpan spent, CancellationToken ct)
    {
        if (spent < Refusal && inRequest.TryEnter())
        {
            try
            {
                return await AnswerNowAsync(message, reference, accept, plan, expectReplies, byOutbox: true, ct);
            }
            catch (Exception e) when (!ct.IsCancellationRequested)
            {
                Log.NotAccepted(logger, message.RequestId, e);
                problem = problem is JobQueueUnavailableException { OutcomeUnknown: true } ? problem : e;
            }
        }

        // What may have been accepted all the same has its result from the queue, and is not to have another.
        if (problem is JobQueueUnavailableException { OutcomeUnknown: true } || !inRequest.TryEnter())
            return null;
        try
        {
            // A body is asked for again by whoever has lost it; a message is posted once.
            var claims = !expectReplies;
            if (claims && !inRequest.Unrecorded.TryAdd(message.RequestId))
                return BotResponse.Ok;
            AnsweredInRequest? made = null;
            try
            {
                made = await inRequest.MakeUnrecordedAsync(message.RequestId, plan, spent, ct);
            }
            finally
            {
                if (claims && made is null)
                    inRequest.Unrecorded.Remove(message.RequestId);
            }

            if (made is null)
                return null;
            var card = Owned(made.Card, message);
            if (expectReplies)
                return BotResponses.Replies(card, made.Summary, message.ActivityId);
            replies.Post(new PendingReply(message.RequestId, message.Where, new OutgoingMessage(card, null, made.Summary, message.ActivityId), 0, null));
            return BotResponse.Ok;
        }
        finally
        {
            inRequest.Leave();
        }
    }

    // Results are stored unmarked; see CardOwner.
    private static byte[] Owned(ReadOnlyMemory<byte> card, IncomingMessage message) => CardJson.WriteFor(CardJson.Read(card.Span), message.UserId);

    private static NewRequest Placed(ChatAnswer.Accept accept, bool inBody, DateTimeOffset? held) =>
        inBody ? accept.Request with { CardActivityId = string.Empty } : accept.Request with { CardHeldUntil = held };

    /// <returns>False when the same activity was answered before.</returns>
    private async Task<bool> AcceptAsync(
        IncomingMessage message, ConversationReferenceRow reference, NewRequest request, bool starts, bool byOutbox, CancellationToken ct)
    {
        var writeReference = references.NeedsWrite(reference);
        void Write(ICommitSession session)
        {
            if (writeReference)
                ReferenceStore.Write(session, reference);
        }

        var fresh = await (starts
            ? tracker.AcceptStartedAsync(request, inRequest.TakeOverAfter, byOutbox, Write, ct)
            : tracker.AcceptAsync(request, Write, ct));
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
        [LoggerMessage(4313, LogLevel.Warning, "Request {RequestId} could not be accepted by the outbox either; its result is made without being recorded")]
        public static partial void NotAccepted(ILogger logger, string requestId, Exception e);

        [LoggerMessage(3110, LogLevel.Error, "Message {RequestId} could not be answered; the person was told")]
        public static partial void Failed(ILogger logger, string requestId, Exception e);
    }
}
