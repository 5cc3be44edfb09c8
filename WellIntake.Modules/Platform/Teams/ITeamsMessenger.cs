using WellIntake.Modules.Platform.Resilience;

namespace WellIntake.Modules.Platform.Teams;

/// <summary>
/// Speaks to conversations in a channel. Each call makes its own tries within TEA-3's limits and waits for its turn at
/// the throttle; it returns an outcome, and throws when cancelled, or <see cref="CircuitOpenException"/> when nothing was
/// called because the channel kept failing and is left alone for a while (RES-1).
/// </summary>
public interface ITeamsMessenger
{
    /// <summary>Posts a message, in the thread where the reference has one. Not safe to repeat.</summary>
    Task<SendResult> SendAsync(ConversationAddress to, OutgoingMessage message, CancellationToken ct);

    /// <summary>Replaces a message. Safe to repeat.</summary>
    Task<SendResult> UpdateAsync(ConversationAddress to, string activityId, OutgoingMessage message, CancellationToken ct);

    /// <summary>
    /// Replaces a message with something that may be left out: in one try, and only when the conversation's limits leave
    /// room to spare for what may not. Transient: not now.
    /// </summary>
    Task<SendResult> TryUpdateAsync(ConversationAddress to, string activityId, OutgoingMessage message, CancellationToken ct);

    /// <summary>Removes a message. One that is gone already counts as removed.</summary>
    Task<SendResult> DeleteAsync(ConversationAddress to, string activityId, CancellationToken ct);

    /// <summary>Shows that the bot is typing. Does nothing in a channel's thread.</summary>
    Task<SendResult> TypingAsync(ConversationAddress to, CancellationToken ct);

    /// <summary>Asks the channel who this is. Null when it does not know, or is not to be asked now.</summary>
    Task<TeamsMember?> GetMemberAsync(ConversationAddress where, string userId, CancellationToken ct);
}

/// <summary>Where a message goes. From a conversation reference, or straight from an activity.</summary>
/// <param name="ServiceUrl">The channel's REST endpoint; checked against the allowed ones before a token goes there.</param>
/// <param name="ConversationId">With its thread suffix.</param>
/// <param name="ConversationType">personal, groupChat, channel; null when unknown.</param>
/// <param name="ChannelId">msteams, webchat …</param>
/// <param name="TenantId">The tenant, where known.</param>
/// <param name="BotId">The bot's id in this channel.</param>
/// <param name="UserId">The person, where it is one.</param>
public sealed record ConversationAddress(
    string ServiceUrl, string ConversationId, string? ConversationType, string ChannelId, string? TenantId, string BotId, string? UserId);

/// <summary>A message: a card, or text. Never both, as an update to such a message fails (see docs).</summary>
/// <param name="CardJson">An Adaptive Card as UTF-8 JSON; null for plain text.</param>
/// <param name="Text">Plain text when there is no card.</param>
/// <param name="Summary">The notification text that goes with a card.</param>
/// <param name="ReplyToId">The activity that is answered.</param>
public sealed record OutgoingMessage(ReadOnlyMemory<byte>? CardJson, string? Text, string? Summary = null, string? ReplyToId = null);

/// <summary>How a send ended.</summary>
public enum SendOutcome
{
    /// <summary>Done.</summary>
    Sent,
    /// <summary>Still throttled, or the channel still failing, after the last try; later may work.</summary>
    Transient,
    /// <summary>The bot was removed or blocked: final (TEA-3).</summary>
    BotNotInConversation,
    /// <summary>Update or delete: the channel cannot, or does not know the message.</summary>
    NotUpdatable,
    /// <summary>Over the channel's size limit: final.</summary>
    TooLarge,
    /// <summary>Refused for another reason (bad request, unauthorised, service URL not allowed): final.</summary>
    Rejected,
}

/// <summary>The outcome of one call.</summary>
/// <param name="Outcome">How it ended.</param>
/// <param name="ActivityId">The channel's id of the message, when it gave one.</param>
/// <param name="StatusCode">The last HTTP status; null when none came.</param>
/// <param name="Reason">Why it did not go, for operators; no personal data.</param>
/// <param name="Tries">HTTP requests made.</param>
public sealed record SendResult(SendOutcome Outcome, string? ActivityId, int? StatusCode, string? Reason, int Tries);

/// <summary>A member of a conversation, as the channel knows them.</summary>
/// <param name="Id">The channel's id.</param>
/// <param name="Name">Display name.</param>
/// <param name="AadObjectId">Entra object id.</param>
/// <param name="Email">E-mail address, lower-cased.</param>
public sealed record TeamsMember(string Id, string? Name, string? AadObjectId, string? Email);
