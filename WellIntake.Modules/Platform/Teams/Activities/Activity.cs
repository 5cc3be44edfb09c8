using System.Text.Json;
using System.Text.Json.Serialization;

namespace WellIntake.Modules.Platform.Teams.Activities;

/// <summary>
/// An incoming Bot Framework activity: the parts that the bot uses. Every part may be absent; <see cref="FindMissing"/>
/// tells whether what an answer needs is there. What is not listed here is not read.
/// </summary>
/// <remarks>Generated readers set every property, absent ones to null: lists turn that into empty when asked.</remarks>
public sealed class Activity
{
    /// <summary>message, conversationUpdate, installationUpdate, invoke, messageReaction, typing …; never empty.</summary>
    public string Type { get; init; } = string.Empty;
    /// <summary>The channel's id of the activity; with channel and conversation it is the key of WEB-6.</summary>
    public string? Id { get; init; }
    /// <summary>When the channel sent it.</summary>
    [JsonConverter(typeof(LenientTime))]
    public DateTimeOffset? Timestamp { get; init; }
    /// <summary>msteams, webchat, emulator …</summary>
    public string? ChannelId { get; init; }
    /// <summary>Where answers go. The newest wins.</summary>
    public string? ServiceUrl { get; init; }
    /// <summary>Who sent it.</summary>
    public ChannelAccount? From { get; init; }
    /// <summary>The bot.</summary>
    public ChannelAccount? Recipient { get; init; }
    /// <summary>Where.</summary>
    public ConversationAccount? Conversation { get; init; }
    /// <summary>As typed, mentions and all; see <see cref="MessageText.Normalise"/>.</summary>
    public string? Text { get; init; }
    /// <summary>plain, markdown, xml; null when not said.</summary>
    [JsonConverter(typeof(LenientString))]
    public string? TextFormat { get; init; }
    /// <summary>Such as en-US.</summary>
    [JsonConverter(typeof(LenientString))]
    public string? Locale { get; init; }
    /// <summary>IANA name of the sender's time zone.</summary>
    [JsonConverter(typeof(LenientString))]
    public string? LocalTimezone { get; init; }
    /// <summary>Mentions and client information.</summary>
    [JsonConverter(typeof(LenientEntities))]
    public IReadOnlyList<ActivityEntity> Entities { get => field ?? []; init; }
    /// <summary>What a card's button or an invoke brought; a copy that outlives the request. Null when absent.</summary>
    public JsonElement? Value { get; init; }
    /// <summary>An invoke's name, such as <c>adaptiveCard/action</c>.</summary>
    [JsonConverter(typeof(LenientString))]
    public string? Name { get; init; }
    /// <summary>add or remove, of an installationUpdate.</summary>
    [JsonConverter(typeof(LenientString))]
    public string? Action { get; init; }
    /// <summary>Who joined, of a conversationUpdate.</summary>
    [JsonConverter(typeof(LenientAccounts))]
    public IReadOnlyList<ChannelAccount> MembersAdded { get => field ?? []; init; }
    /// <summary>Who left.</summary>
    [JsonConverter(typeof(LenientAccounts))]
    public IReadOnlyList<ChannelAccount> MembersRemoved { get => field ?? []; init; }
    /// <summary>Reactions to <see cref="ReplyToId"/>, such as like.</summary>
    [JsonConverter(typeof(LenientReactions))]
    public IReadOnlyList<string> ReactionsAdded { get => field ?? []; init; }
    /// <summary>The message it answers, or whose button was pressed.</summary>
    [JsonConverter(typeof(LenientString))]
    public string? ReplyToId { get; init; }
    /// <summary>expectReplies: the answer goes into the response body.</summary>
    [JsonConverter(typeof(LenientString))]
    public string? DeliveryMode { get; init; }
    /// <summary>What Teams adds.</summary>
    [JsonConverter(typeof(LenientChannelData))]
    public TeamsChannelData? ChannelData { get; init; }
    /// <summary>The content types of what is attached; contents are not read.</summary>
    [JsonConverter(typeof(LenientAttachments))]
    [JsonPropertyName("attachments")]
    public IReadOnlyList<string> AttachmentTypes { get => field ?? []; init; }

    /// <summary>The tenant, from the conversation or from what Teams adds.</summary>
    [JsonIgnore]
    public string? TenantId => Conversation?.TenantId ?? ChannelData?.TenantId;

    /// <summary>The sender's time zone, from the activity or its client information.</summary>
    [JsonIgnore]
    public string? TimeZone => LocalTimezone ?? Entities.FirstOrDefault(e => e.Type == "clientInfo")?.TimeZone;

    /// <summary>The name of the first field that answering needs and that is absent; null when all are there.</summary>
    public string? FindMissing() =>
        string.IsNullOrEmpty(ChannelId) ? "channelId"
        : string.IsNullOrEmpty(ServiceUrl) ? "serviceUrl"
        : string.IsNullOrEmpty(Conversation?.Id) ? "conversation.id"
        : string.IsNullOrEmpty(From?.Id) ? "from.id"
        : string.IsNullOrEmpty(Recipient?.Id) ? "recipient.id"
        : null;
}

/// <summary>A person or a bot in a channel.</summary>
public sealed class ChannelAccount
{
    /// <summary>The channel's id.</summary>
    public string? Id { get; init; }
    /// <summary>Display name.</summary>
    [JsonConverter(typeof(LenientString))]
    public string? Name { get; init; }
    /// <summary>Entra object id.</summary>
    [JsonConverter(typeof(LenientString))]
    public string? AadObjectId { get; init; }
}

/// <summary>A conversation.</summary>
public sealed class ConversationAccount
{
    /// <summary>The channel's id; ends in <c>;messageid=…</c> in a channel's thread.</summary>
    public string? Id { get; init; }
    /// <summary>The chat's or channel's name.</summary>
    [JsonConverter(typeof(LenientString))]
    public string? Name { get; init; }
    /// <summary>personal, groupChat, channel; null when not said.</summary>
    [JsonConverter(typeof(LenientString))]
    public string? ConversationType { get; init; }
    /// <summary>More than the bot and one person.</summary>
    [JsonConverter(typeof(LenientFlag))]
    public bool? IsGroup { get; init; }
    /// <summary>The tenant.</summary>
    [JsonConverter(typeof(LenientString))]
    public string? TenantId { get; init; }
}

/// <summary>A mention, client information, or a kind that is not used.</summary>
/// <param name="Type">mention, clientInfo …</param>
/// <param name="Text">A mention's text as it stands in the message; null when the channel left it out.</param>
/// <param name="MentionedId">Who is mentioned.</param>
/// <param name="MentionedName">Their name.</param>
/// <param name="TimeZone">Client information: IANA name.</param>
public sealed record ActivityEntity(string? Type, string? Text, string? MentionedId, string? MentionedName, string? TimeZone);

/// <summary>What Teams adds to an activity.</summary>
/// <param name="TenantId">The tenant.</param>
/// <param name="TeamId">The team.</param>
/// <param name="TeamName">Its name.</param>
/// <param name="ChannelId">The channel in the team.</param>
/// <param name="ChannelName">Its name.</param>
/// <param name="EventType">Such as channelCreated or editMessage.</param>
public sealed record TeamsChannelData(
    string? TenantId, string? TeamId, string? TeamName, string? ChannelId, string? ChannelName, string? EventType);
