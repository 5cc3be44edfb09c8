using System.Text.Json;
using Microsoft.Extensions.Logging;
using WellIntake.Modules.Platform.Persistence.Entities;
using WellIntake.Modules.Platform.Teams.Activities;
using WellIntake.Modules.Platform.Teams.Cards;

namespace WellIntake.Modules.Platform.Teams.Bot;

/// <summary>Tells the kinds of activity apart; each is handled or ignored on purpose (WEB-1).</summary>
internal sealed partial class TeamsBot(
    AnswerFinder answers, AnswerSender sender, Greeter greeter, MemberDirectory members, TimeProvider time, ILogger<TeamsBot> logger) : ITeamsBot
{
    public async Task<BotResponse> HandleAsync(Activity activity, CancellationToken ct)
    {
        switch (activity.Type)
        {
            case "message":
                return await OnMessageAsync(activity, ct);
            case "invoke" when activity.Name == "adaptiveCard/action":
                return await OnCardActionAsync(activity, ct);
            case "invoke":
                Log.Ignored(logger, activity.Type, "unknown name");
                return BotResponses.InvokeError(400, "NotSupported", "This bot does not offer that.");
            case "installationUpdate":
            case "conversationUpdate":
                await OnMembershipAsync(activity, ct);
                return BotResponse.Ok;
            default:
                Log.Ignored(logger, Word(activity.Type), "not of interest");
                return BotResponse.Ok;
        }
    }

    private async Task<BotResponse> OnMessageAsync(Activity activity, CancellationToken ct)
    {
        if (activity.FindMissing() is { } missing)
            return BotResponses.BadRequest($"'{missing}' is missing.");
        var message = Incoming(activity, MessageText.Normalise(activity));
        var expectReplies = activity.DeliveryMode == "expectReplies";
        ChatAnswer answer;
        try
        {
            // Action.Submit: the values come as a message without text; a card's "messageBack" types a text beside them.
            answer = activity.Value is { } value && (message.Text.Length == 0 || CardOwner.IsAnothers(value, message.UserId))
                ? await answers.ToPressAsync(message, null, value, ct) ?? AnswerFinder.UnknownButton()
                : await answers.ToTextAsync(message, ct);
        }
        catch (Exception e) when (!ct.IsCancellationRequested)
        {
            answer = sender.Failed(message, e);
        }

        return await sender.SendAsync(message, Reference(activity), answer, expectReplies, ct);
    }

    private async Task<BotResponse> OnCardActionAsync(Activity activity, CancellationToken ct)
    {
        if (activity.FindMissing() is { } missing)
            return BotResponses.BadRequest($"'{missing}' is missing.");
        if (activity.Value is not { ValueKind: JsonValueKind.Object } value
            || !value.TryGetProperty("action", out var action) || action.ValueKind != JsonValueKind.Object
            || !action.TryGetProperty("verb", out var verb) || verb.ValueKind != JsonValueKind.String)
        {
            return BotResponses.InvokeError(400, "BadRequest", "'value.action.verb' is missing.");
        }

        var message = Incoming(activity, string.Empty);
        var data = action.TryGetProperty("data", out var d) ? d : (JsonElement?)null;
        ChatAnswer? answer;
        try
        {
            answer = await answers.ToPressAsync(message, verb.GetString()!, data, ct);
        }
        catch (Exception e) when (!ct.IsCancellationRequested)
        {
            answer = sender.Failed(message, e);
        }

        return answer is null
            ? BotResponses.InvokeError(400, "NotSupported", "This button is not known to the bot any more.")
            : await sender.RespondAsync(message, Reference(activity), answer, ct);
    }

    // There is nobody to tell: who was added has asked for nothing. The next message makes up for what was missed.
    private async Task OnMembershipAsync(Activity activity, CancellationToken ct)
    {
        if (activity.FindMissing() is not null)
            return;
        try
        {
            await greeter.OnMembershipAsync(activity, Reference(activity), ct);
        }
        catch (Exception e) when (!ct.IsCancellationRequested)
        {
            Log.MembershipFailed(logger, activity.Type, e);
        }
    }

    private IncomingMessage Incoming(Activity activity, string text)
    {
        var from = activity.From!;
        return new IncomingMessage
        {
            RequestId = RequestIds.For(activity.ChannelId!, activity.Conversation!.Id!, activity.Id, activity.Timestamp),
            Text = text,
            UserId = from.Id!,
            UserEmail = members.KnownEmail(from.Id!) ?? from.AadObjectId?.ToLowerInvariant() ?? from.Id!.ToLowerInvariant(),
            UserName = from.Name,
            Where = Address(activity),
            ActivityId = activity.Id,
            TimeZone = activity.TimeZone,
        };
    }

    internal static ConversationAddress Address(Activity activity) => new(
        activity.ServiceUrl!, activity.Conversation!.Id!, activity.Conversation.ConversationType, activity.ChannelId!, activity.TenantId,
        activity.Recipient!.Id!, activity.From!.Id);

    private ConversationReferenceRow Reference(Activity activity) => new()
    {
        ConversationId = activity.Conversation!.Id!,
        UserId = activity.From!.Id!,
        ChannelId = activity.ChannelId!,
        ServiceUrl = activity.ServiceUrl!,
        ConversationType = activity.Conversation.ConversationType,
        TenantId = activity.TenantId,
        BotId = activity.Recipient!.Id!,
        BotName = activity.Recipient.Name,
        UserAadId = activity.From.AadObjectId,
        UserName = activity.From.Name,
        Locale = activity.Locale,
        TimeZone = activity.TimeZone,
        UpdatedAt = time.GetUtcNow(),
    };

    // Whatever is posted names its own type.
    private static string Word(string? type) => type is { Length: > 0 and <= 40 } && type.All(char.IsAsciiLetter) ? type : "(no word)";

    private static partial class Log
    {
        [LoggerMessage(3100, LogLevel.Debug, "An activity of type {Type} is ignored: {Why}")]
        public static partial void Ignored(ILogger logger, string type, string why);

        [LoggerMessage(3101, LogLevel.Error, "An activity of type {Type} could not be worked on; the conversation was not greeted")]
        public static partial void MembershipFailed(ILogger logger, string type, Exception e);
    }
}
