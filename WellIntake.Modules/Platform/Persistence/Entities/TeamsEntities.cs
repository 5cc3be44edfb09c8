namespace WellIntake.Modules.Platform.Persistence.Entities;

/// <summary>A row of <c>conversation_references</c>, one for each person in each conversation (TEA-1).</summary>
public sealed class ConversationReferenceRow
{
    /// <summary>The channel's conversation id, thread suffix included. Key, with <see cref="UserId"/>.</summary>
    public required string ConversationId { get; set; }
    /// <summary>The channel's user id.</summary>
    public required string UserId { get; set; }
    /// <summary>msteams, webchat, …</summary>
    public required string ChannelId { get; set; }
    /// <summary>The newest that an activity brought.</summary>
    public required string ServiceUrl { get; set; }
    /// <summary>personal, groupChat or channel; null when the activity did not say.</summary>
    public string? ConversationType { get; set; }
    /// <summary>The tenant.</summary>
    public string? TenantId { get; set; }
    /// <summary>The bot's id in this channel.</summary>
    public required string BotId { get; set; }
    /// <summary>The bot's name.</summary>
    public string? BotName { get; set; }
    /// <summary>The person's Entra object id.</summary>
    public string? UserAadId { get; set; }
    /// <summary>The person's name.</summary>
    public string? UserName { get; set; }
    /// <summary>Looked up once through the channel; null until then.</summary>
    public string? UserEmail { get; set; }
    /// <summary>Such as en-US.</summary>
    public string? Locale { get; set; }
    /// <summary>IANA name.</summary>
    public string? TimeZone { get; set; }
    /// <summary>Null while it can be reached; else why not (TEA-3).</summary>
    public string? UnreachableReason { get; set; }
    /// <summary>When an activity last refreshed it.</summary>
    public DateTimeOffset UpdatedAt { get; set; }
}

/// <summary>A row of <c>deliveries</c>: one try to send or update (TEA-5).</summary>
public sealed class Delivery
{
    /// <summary>Grows.</summary>
    public long Id { get; set; }
    /// <summary>The request it belongs to; of a reply, the id of the message that is answered. Null in rows of older versions.</summary>
    public string? RequestId { get; set; }
    /// <summary>Where it went.</summary>
    public required string ConversationId { get; set; }
    /// <summary>To whom.</summary>
    public required string UserId { get; set; }
    /// <summary>acknowledgement, progress, result, error, reply, mail.</summary>
    public required string Kind { get; set; }
    /// <summary>send or update.</summary>
    public required string Operation { get; set; }
    /// <summary>Which attempt it was for its request and kind: 1 for the first.</summary>
    public int Attempt { get; set; } = 1;
    /// <summary>HTTP tries that this attempt took; 0 when it was refused before one.</summary>
    public int Tries { get; set; }
    /// <summary>The outcome's name; see SendOutcome.</summary>
    public required string Outcome { get; set; }
    /// <summary>HTTP status; null when none came.</summary>
    public int? StatusCode { get; set; }
    /// <summary>Why it failed.</summary>
    public string? Reason { get; set; }
    /// <summary>The channel's id of the message.</summary>
    public string? ActivityId { get; set; }
    /// <summary>The address that mail went to; null for the channel.</summary>
    public string? Recipient { get; set; }
    /// <summary>When.</summary>
    public DateTimeOffset At { get; set; }
}

/// <summary>A message on the local chat page, from either side, with its present content.</summary>
public sealed class ChatActivity
{
    /// <summary>Grows; the order on the page.</summary>
    public long Id { get; set; }
    /// <summary>The conversation.</summary>
    public required string ConversationId { get; set; }
    /// <summary>The activity's id in the conversation.</summary>
    public required string ActivityId { get; set; }
    /// <summary>True when the bot sent it.</summary>
    public bool FromBot { get; set; }
    /// <summary>The activity, as JSON.</summary>
    public required string Json { get; set; }
    /// <summary>Grows with each change in the conversation, so that a page can ask for what is new.</summary>
    public long Version { get; set; }
    /// <summary>When it came.</summary>
    public DateTimeOffset CreatedAt { get; set; }
    /// <summary>When it was last changed.</summary>
    public DateTimeOffset UpdatedAt { get; set; }
}
