namespace WellIntake.Modules.Platform.Persistence.Entities;

/// <summary>A row of <c>pending_replies</c>: a message that is promised and not posted yet (WEB-2).</summary>
public sealed class PendingReplyRow
{
    /// <summary>The id of the message that is answered, see <see cref="ProcessedId"/>; of a request when its card is to change.</summary>
    public required string MessageId { get; set; }
    /// <summary>The table of the request whose card shows this; null for a message of its own.</summary>
    public string? RequestTable { get; set; }
    /// <summary>The channel's endpoint.</summary>
    public required string ServiceUrl { get; set; }
    /// <summary>Where it goes, thread suffix included.</summary>
    public required string ConversationId { get; set; }
    /// <summary>personal, groupChat or channel; null when the activity did not say.</summary>
    public string? ConversationType { get; set; }
    /// <summary>msteams, webchat, …</summary>
    public required string ChannelId { get; set; }
    /// <summary>The tenant.</summary>
    public string? TenantId { get; set; }
    /// <summary>The bot's id in this channel.</summary>
    public required string BotId { get; set; }
    /// <summary>Who is answered.</summary>
    public string? UserId { get; set; }
    /// <summary>The card, as JSON.</summary>
    public required string Card { get; set; }
    /// <summary>Notification text for clients that show no card.</summary>
    public string? Summary { get; set; }
    /// <summary>The activity that is answered.</summary>
    public string? ReplyToId { get; set; }
    /// <summary>Tries that the channel did not take.</summary>
    public int Tries { get; set; }
    /// <summary>Until then a process has it in hand, or it waits for its next try.</summary>
    public DateTimeOffset HeldUntil { get; set; }
    /// <summary>When it was promised.</summary>
    public DateTimeOffset CreatedAt { get; set; }
}
