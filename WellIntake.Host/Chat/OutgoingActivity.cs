using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using WellIntake.Modules.Platform.Teams.Cards;

namespace WellIntake.Host.Chat;

/// <summary>Where and as whom an activity is posted.</summary>
/// <param name="Person">Who speaks.</param>
/// <param name="Conversation">Where.</param>
/// <param name="Thread">The thread in a channel; null elsewhere.</param>
/// <param name="ServiceUrl">Where the bot answers.</param>
/// <param name="Locale">The browser's, such as en-US.</param>
internal sealed record ActivityOrigin(ChatPerson Person, ChatConversation Conversation, string? Thread, string ServiceUrl, string Locale);

/// <summary>Builds Bot Framework activities as Teams builds them.</summary>
internal sealed class OutgoingActivity(TimeProvider time)
{
    private const string Mention = $"<at>{ChatPeople.BotName}</at>";

    /// <summary>What a person typed. In group chats and channels it is addressed to the bot, as only such messages reach it.</summary>
    public JsonObject Message(ActivityOrigin origin, string id, string text)
    {
        var activity = Begin(origin, id, "message");
        activity["textFormat"] = "plain";
        if (origin.Conversation.Kind == ConversationKind.Personal)
        {
            activity["text"] = text;
            return activity;
        }

        activity["text"] = $"{Mention} {text}";
        ((JsonArray)activity["entities"]!).Add(new JsonObject
        {
            ["type"] = "mention",
            ["mentioned"] = new JsonObject { ["id"] = ChatPeople.BotId, ["name"] = ChatPeople.BotName },
            ["text"] = Mention,
        });
        return activity;
    }

    /// <summary>Action.Submit: a message with a value and no text.</summary>
    public JsonObject Submit(ActivityOrigin origin, string id, string replyToId, SubmitAction action, IReadOnlyDictionary<string, string> inputs)
    {
        var activity = Begin(origin, id, "message");
        activity["replyToId"] = replyToId;
        activity["value"] = Merge(action.Data, inputs);
        return activity;
    }

    /// <summary>Action.Execute: an invoke, answered in the response.</summary>
    public JsonObject Execute(ActivityOrigin origin, string id, string replyToId, ExecuteAction action, IReadOnlyDictionary<string, string> inputs)
    {
        var activity = Begin(origin, id, "invoke");
        activity["name"] = "adaptiveCard/action";
        activity["replyToId"] = replyToId;
        activity["value"] = new JsonObject
        {
            ["action"] = new JsonObject
            {
                ["type"] = "Action.Execute",
                ["title"] = action.Title,
                ["verb"] = action.Verb,
                ["data"] = Merge(action.Data, inputs),
            },
            ["trigger"] = "manual",
        };
        return activity;
    }

    private JsonObject Begin(ActivityOrigin origin, string id, string type)
    {
        var now = time.GetUtcNow();
        var zone = ZoneName(time.LocalTimeZone);
        var conversation = new JsonObject
        {
            ["id"] = origin.Conversation.WithThread(origin.Thread),
            ["conversationType"] = origin.Conversation.TypeName,
            ["tenantId"] = ChatPeople.TenantId,
        };
        if (origin.Conversation.Kind != ConversationKind.Personal)
            conversation["isGroup"] = true;

        var channelData = new JsonObject { ["tenant"] = new JsonObject { ["id"] = ChatPeople.TenantId } };
        if (origin.Conversation.Kind == ConversationKind.Channel)
            channelData["channel"] = new JsonObject { ["id"] = origin.Conversation.Id };

        return new JsonObject
        {
            ["type"] = type,
            ["id"] = id,
            ["timestamp"] = now.ToString("O", CultureInfo.InvariantCulture),
            ["localTimestamp"] = TimeZoneInfo.ConvertTime(now, time.LocalTimeZone).ToString("O", CultureInfo.InvariantCulture),
            ["localTimezone"] = zone,
            ["channelId"] = "webchat",
            ["serviceUrl"] = origin.ServiceUrl,
            ["from"] = new JsonObject
            {
                ["id"] = origin.Person.UserId,
                ["name"] = origin.Person.Name,
                ["aadObjectId"] = origin.Person.AadObjectId,
            },
            ["recipient"] = new JsonObject { ["id"] = ChatPeople.BotId, ["name"] = ChatPeople.BotName },
            ["conversation"] = conversation,
            ["channelData"] = channelData,
            ["locale"] = origin.Locale,
            ["entities"] = new JsonArray(new JsonObject
            {
                ["type"] = "clientInfo",
                ["locale"] = origin.Locale,
                ["platform"] = "Web",
                ["timezone"] = zone,
            }),
        };
    }

    // The form's values win over the button's own data. All are text, as Teams sends them.
    private static JsonObject Merge(JsonElement? data, IReadOnlyDictionary<string, string> inputs)
    {
        var merged = data is { ValueKind: JsonValueKind.Object } own ? JsonObject.Create(own.Clone())! : [];
        foreach (var (id, value) in inputs)
            merged[id] = value;
        return merged;
    }

    private static string ZoneName(TimeZoneInfo zone)
    {
        if (zone.HasIanaId)
            return zone.Id;
        return TimeZoneInfo.TryConvertWindowsIdToIanaId(zone.Id, out var iana) ? iana : "UTC";
    }
}
