using System.Text.Json.Nodes;
using Microsoft.Extensions.Options;

namespace WellIntake.Host.Chat.Connector;

/// <summary>
/// The page's side of the Bot Connector REST API, version 3: what a bot calls to send, update and delete messages and to
/// ask who somebody is. Status codes are those of the real one.
/// </summary>
internal static class ConnectorEndpoints
{
    private const int MaxIdLength = 200;

    /// <summary>The last part of the service URL, under this server's address.</summary>
    public const string BasePath = "/chat/connector";

    public static void Map(IEndpointRouteBuilder endpoints)
    {
        var conversations = endpoints.MapGroup($"{BasePath}/v3/conversations")
            .AddEndpointFilter(new LocalOnlyFilter(fromPage: false))
            .ExcludeFromDescription();
        conversations.MapPost("", CreateAsync);
        conversations.MapPost("{conversationId}/activities", (string conversationId, [AsParameters] Call call) => SendAsync(conversationId, null, call));
        conversations.MapPost("{conversationId}/activities/{activityId}", (string conversationId, string activityId, [AsParameters] Call call) => SendAsync(conversationId, activityId, call));
        conversations.MapPut("{conversationId}/activities/{activityId}", UpdateAsync);
        conversations.MapDelete("{conversationId}/activities/{activityId}", DeleteAsync);
        conversations.MapGet("{conversationId}/members", Members);
        conversations.MapGet("{conversationId}/members/{userId}", Member);
    }

    private static async Task<IResult> CreateAsync([AsParameters] Call call)
    {
        var (body, refused) = await BoundedJson.ReadAsync(call.Request, call.Options.Value.MaxActivityBytes, call.Ct);
        if (body is null)
            return Refuse(refused!.Value);
        var members = body["members"] as JsonArray;
        var person = members is [JsonObject member, ..] && TextOf(member, "id") is { } id ? ChatPeople.ById(id) : null;
        return person is null
            ? Error(StatusCodes.Status400BadRequest, "BadSyntax", "The first member is nobody on this page.")
            : Results.Json(new JsonObject { ["id"] = ChatConversation.For(ConversationKind.Personal, person).Id }, statusCode: StatusCodes.Status201Created);
    }

    private static async Task<IResult> SendAsync(string conversationId, string? replyToId, Call call)
    {
        if (ChatConversation.Find(conversationId) is not var (conversation, thread))
            return UnknownConversation();
        var (activity, refused) = await BoundedJson.ReadAsync(call.Request, call.Options.Value.MaxActivityBytes, call.Ct);
        if (activity is null)
            return Refuse(refused!.Value);
        if (thread is not null && await call.Store.FindAsync(conversation.Id, thread, call.Ct) is null)
            return UnknownConversation();

        switch (TextOf(activity, "type"))
        {
            case "typing":
                call.Changes.Publish(conversation.Id, ChatSignal.Typing);
                return Results.Json(new JsonObject(), statusCode: StatusCodes.Status202Accepted);
            case "message":
                var id = Guid.CreateVersion7(call.Time.GetUtcNow()).ToString("N");
                Stamp(activity, conversation.WithThread(thread), id, call.Time);
                if (replyToId is not null)
                    activity["replyToId"] = replyToId;
                await call.Store.AddAsync(conversation.Id, id, fromBot: true, activity, call.Ct);
                return Results.Json(new JsonObject { ["id"] = id }, statusCode: StatusCodes.Status201Created);
            default:
                return Error(StatusCodes.Status400BadRequest, "BadSyntax", "The activity's type is neither message nor typing.");
        }
    }

    private static async Task<IResult> UpdateAsync(string conversationId, string activityId, [AsParameters] Call call)
    {
        if (ChatConversation.Find(conversationId) is not var (conversation, _))
            return UnknownConversation();
        var (activity, refused) = await BoundedJson.ReadAsync(call.Request, call.Options.Value.MaxActivityBytes, call.Ct);
        if (activity is null)
            return Refuse(refused!.Value);
        if (activityId.Length > MaxIdLength || await call.Store.FindAsync(conversation.Id, activityId, call.Ct) is not { FromBot: true } present)
            return UnknownActivity();

        // The message stays in the thread where it was posted, whatever the address says.
        var place = ActivityReader.ConversationId(present.Json) ?? conversation.Id;
        Stamp(activity, place, activityId, call.Time);
        return await call.Store.UpdateAsync(conversation.Id, activityId, activity, call.Ct)
            ? Results.Json(new JsonObject { ["id"] = activityId })
            : UnknownActivity();
    }

    private static async Task<IResult> DeleteAsync(string conversationId, string activityId, [AsParameters] Call call)
    {
        if (ChatConversation.Find(conversationId) is not var (conversation, _))
            return UnknownConversation();
        return activityId.Length <= MaxIdLength && await call.Store.RemoveAsync(conversation.Id, activityId, fromBot: true, call.Ct)
            ? Results.Json(new JsonObject())
            : UnknownActivity();
    }

    private static IResult Members(string conversationId) =>
        ChatConversation.Find(conversationId) is var (conversation, _)
            ? Results.Json(new JsonArray([.. conversation.Members.Select(MemberJson)]))
            : UnknownConversation();

    private static IResult Member(string conversationId, string userId)
    {
        if (ChatConversation.Find(conversationId) is not var (conversation, _))
            return UnknownConversation();
        return ChatPeople.ById(userId) is { } person && conversation.Members.Contains(person)
            ? Results.Json(MemberJson(person))
            : Error(StatusCodes.Status404NotFound, "MemberNotFoundInConversation", "Nobody in this conversation has this id.");
    }

    private static JsonObject MemberJson(ChatPerson person) => new()
    {
        ["id"] = person.UserId,
        ["name"] = person.Name,
        ["aadObjectId"] = person.AadObjectId,
        ["objectId"] = person.AadObjectId,
        ["givenName"] = person.Name.Split(' ')[0],
        ["surname"] = person.Name.Split(' ')[^1],
        ["email"] = person.Email,
        ["userPrincipalName"] = person.Email,
        ["userRole"] = "user",
        ["tenantId"] = ChatPeople.TenantId,
    };

    private static void Stamp(JsonObject activity, string conversationId, string id, TimeProvider time)
    {
        activity["id"] = id;
        activity["timestamp"] = time.GetUtcNow().ToString("O");
        activity["conversation"] = new JsonObject { ["id"] = conversationId };
    }

    private static string? TextOf(JsonObject json, string property) =>
        json[property] is JsonValue value && value.TryGetValue<string>(out var text) ? text : null;

    private static IResult UnknownConversation() =>
        Error(StatusCodes.Status404NotFound, "ConversationNotFound", "Conversation not found.");

    private static IResult UnknownActivity() =>
        Error(StatusCodes.Status404NotFound, "ActivityNotFoundInConversation", "The activity was not found in the conversation.");

    private static IResult Refuse(int status) => status switch
    {
        StatusCodes.Status413PayloadTooLarge => Error(status, "MessageSizeTooBig", "Message size too large."),
        StatusCodes.Status415UnsupportedMediaType => Error(status, "BadSyntax", "The body must be application/json."),
        _ => Error(status, "BadSyntax", "The body is no JSON object."),
    };

    private static IResult Error(int status, string code, string message) =>
        Results.Json(new JsonObject { ["error"] = new JsonObject { ["code"] = code, ["message"] = message } }, statusCode: status);

    /// <summary>What a call brings and needs.</summary>
    internal sealed record Call(HttpRequest Request, ChatStore Store, ChatChanges Changes, IOptions<ChatOptions> Options, TimeProvider Time, CancellationToken Ct);
}
