using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using WellIntake.Modules.Platform.Resilience;

namespace WellIntake.Modules.Platform.Teams.Connector;

/// <summary>
/// <see cref="ITeamsMessenger"/> over the Bot Connector REST API (TEA-2).
/// <para>
/// The protocol knows no idempotency key. A post whose connection breaks after the request went out may have been
/// delivered; it is tried again all the same (TEA-3), so it can show twice. Updates cannot, which is why results travel
/// as updates (TEA-6). A refused connection is safe: nothing was sent.
/// </para>
/// </summary>
internal sealed partial class BotConnectorMessenger(ConnectorClient client, ServiceUrlGuard guard, IOptions<TeamsOptions> options, ILogger<BotConnectorMessenger> logger)
    : ITeamsMessenger
{
    public async Task<SendResult> SendAsync(ConversationAddress to, OutgoingMessage message, CancellationToken ct) =>
        Refuse(to) ?? PrepareMessage(to, message, null, out var body) ?? await PostAsync(to, message, body, ct);

    public async Task<SendResult> UpdateAsync(ConversationAddress to, string activityId, OutgoingMessage message, CancellationToken ct) =>
        Refuse(to, activityId) ?? PrepareMessage(to, message, activityId, out var body)
        ?? await CallAsync(new ConnectorCall(ConnectorAction.Update, HttpMethod.Put, ConnectorUrl.Activity(to.ServiceUrl, to.ConversationId, activityId), to, body), activityId, ct);

    public async Task<SendResult> TryUpdateAsync(ConversationAddress to, string activityId, OutgoingMessage message, CancellationToken ct)
    {
        if (Refuse(to, activityId) is { } refused)
            return refused;
        if (PrepareMessage(to, message, activityId, out var body) is { } unfit)
            return unfit;
        var call = new ConnectorCall(ConnectorAction.Update, HttpMethod.Put, ConnectorUrl.Activity(to.ServiceUrl, to.ConversationId, activityId), to, body) { IsOptional = true };
        var (reply, tries) = await client.SendAsync(call, ct);
        var (outcome, reason) = ReplyOutcome.Of(call.Action, reply);
        return new SendResult(outcome, activityId, (int?)reply.Status, reason, tries);
    }

    public async Task<SendResult> DeleteAsync(ConversationAddress to, string activityId, CancellationToken ct) =>
        Refuse(to, activityId)
        ?? await CallAsync(new ConnectorCall(ConnectorAction.Delete, HttpMethod.Delete, ConnectorUrl.Activity(to.ServiceUrl, to.ConversationId, activityId), to, null), activityId, ct);

    public async Task<SendResult> TypingAsync(ConversationAddress to, CancellationToken ct)
    {
        // A typing activity in a thread makes clients lose the next message there.
        if (to.ConversationType == "channel" || ConnectorUrl.HasThread(to.ConversationId))
            return new SendResult(SendOutcome.Sent, null, null, "typing is not shown in channels", 0);
        return Refuse(to)
            ?? await CallAsync(new ConnectorCall(ConnectorAction.Typing, HttpMethod.Post, ConnectorUrl.Activities(to.ServiceUrl, to.ConversationId), to, ActivityWriter.Typing(to)), null, ct);
    }

    public async Task<TeamsMember?> GetMemberAsync(ConversationAddress where, string userId, CancellationToken ct)
    {
        if (Refuse(where, userId) is not null)
            return null;
        var call = new ConnectorCall(ConnectorAction.GetMember, HttpMethod.Get, ConnectorUrl.Member(where.ServiceUrl, where.ConversationId, userId), where, null);
        string? reason;
        try
        {
            var (reply, _) = await client.SendAsync(call, ct);
            if (reply.IsSuccess)
                return MemberReader.Read(reply.Body);
            (_, reason) = ReplyOutcome.Of(call.Action, reply);
        }
        catch (CircuitOpenException e)
        {
            reason = e.Message;
        }

        Log.MemberUnknown(logger, reason);
        return null;
    }

    private async Task<SendResult> PostAsync(ConversationAddress to, OutgoingMessage message, ReadOnlyMemory<byte> body, CancellationToken ct)
    {
        var plain = new ConnectorCall(ConnectorAction.Send, HttpMethod.Post, ConnectorUrl.Activities(to.ServiceUrl, to.ConversationId), to, body);
        // A conversation id with a thread in it answers there by itself.
        if (message.ReplyToId is null || ConnectorUrl.HasThread(to.ConversationId) || !ConnectorUrl.IsSegment(message.ReplyToId))
            return await CallAsync(plain, null, ct);

        var reply = await CallAsync(plain with { Url = ConnectorUrl.Activity(to.ServiceUrl, to.ConversationId, message.ReplyToId) }, null, ct);
        if (reply.StatusCode != 404)
            return reply;
        // The message that is answered may be gone while the conversation is not. Nothing was posted by a 404.
        var posted = await CallAsync(plain, null, ct);
        return posted with { Tries = posted.Tries + reply.Tries };
    }

    private async Task<SendResult> CallAsync(ConnectorCall call, string? activityId, CancellationToken ct)
    {
        var (reply, tries) = await client.SendAsync(call, ct);
        var (outcome, reason) = ReplyOutcome.Of(call.Action, reply);
        if (outcome != SendOutcome.Sent)
            Log.NotSent(logger, call.Action, outcome, tries, reason);
        return new SendResult(outcome, outcome == SendOutcome.Sent ? reply.ReadId() ?? activityId : activityId, (int?)reply.Status, reason, tries);
    }

    private SendResult? PrepareMessage(ConversationAddress to, OutgoingMessage message, string? activityId, out ReadOnlyMemory<byte> body)
    {
        body = default;
        if (message.CardJson is not { Length: > 0 } && string.IsNullOrEmpty(message.Text))
            return Ended(SendOutcome.Rejected, "the message has neither card nor text");
        body = ActivityWriter.Message(to, message, activityId);
        var size = ActivityWriter.Utf16Bytes(body.Span);
        return size <= options.Value.MaxMessageBytes ? null : Ended(SendOutcome.TooLarge, $"{size} bytes as UTF-16, over {options.Value.MaxMessageBytes}");
    }

    private SendResult? Refuse(ConversationAddress to, string? id = "-")
    {
        if (!ConnectorUrl.IsSegment(to.ConversationId) || !ConnectorUrl.IsSegment(id))
            return Ended(SendOutcome.Rejected, "the conversation, activity or user id is empty or no id");
        if (guard.Refuse(to.ServiceUrl) is not { } reason)
            return null;
        Log.Disallowed(logger, reason);
        return Ended(SendOutcome.Rejected, reason);
    }

    private static SendResult Ended(SendOutcome outcome, string reason) => new(outcome, null, null, reason, 0);

    private static partial class Log
    {
        [LoggerMessage(EventId = 3200, Level = LogLevel.Warning, Message = "{Action} ended as {Outcome} after {Tries} tries: {Reason}")]
        public static partial void NotSent(ILogger logger, ConnectorAction action, SendOutcome outcome, int tries, string? reason);

        [LoggerMessage(EventId = 3201, Level = LogLevel.Warning, Message = "Nothing was sent: {Reason}")]
        public static partial void Disallowed(ILogger logger, string reason);

        [LoggerMessage(EventId = 3202, Level = LogLevel.Information, Message = "The channel does not know the member: {Reason}")]
        public static partial void MemberUnknown(ILogger logger, string? reason);
    }
}
