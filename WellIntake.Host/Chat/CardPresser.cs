using System.Globalization;
using System.Text.Json.Nodes;
using WellIntake.Host.Chat.Connector;
using WellIntake.Host.Chat.Page;
using WellIntake.Host.Chat.Rendering;
using WellIntake.Modules.Platform.Teams.Cards;

namespace WellIntake.Host.Chat;

/// <summary>Presses a card's button. What the button carries is read from the stored card, never from the browser.</summary>
internal sealed class CardPresser(ChatStore store, WebhookClient webhook, OutgoingActivity activities, TimeProvider time)
{
    private const int MaxInputLength = 16_384;

    public async Task<ChatOutcome> PressAsync(PageState state, string messageId, string button, IFormCollection form, string locale, CancellationToken ct)
    {
        var conversation = state.Conversation;
        var message = await store.FindAsync(conversation.Id, messageId, ct);
        if (message is not { FromBot: true } || ActivityReader.Read(message.Json) is not { Card: { } json } view)
            return new ChatOutcome(false, "This card is gone.");
        var card = CardReader.Read(json);
        var buttons = CardReader.Actions(card);
        if (!int.TryParse(button, NumberStyles.None, CultureInfo.InvariantCulture, out var number) || number >= buttons.Count)
            return new ChatOutcome(false, "This card has changed. Please look again.");
        if (!TryReadInputs(card, form, out var inputs, out var problem))
            return new ChatOutcome(false, problem);
        if (webhook.ServiceUrl is not { } serviceUrl)
            return new ChatOutcome(false, "The server is still starting. Please try again.");

        var thread = view.ConversationId is { } place ? ChatConversation.ThreadOf(place) : null;
        var origin = new ActivityOrigin(state.Person, conversation, thread, serviceUrl, locale);
        var id = ChatPage.NewMessageId(time);
        switch (buttons[number])
        {
            case SubmitAction submit:
                var submitted = await webhook.PostAsync(activities.Submit(origin, id, messageId, submit, inputs), ct);
                return new ChatOutcome(submitted.Accepted, submitted.Notice);
            case ExecuteAction execute:
                var executed = await webhook.PostAsync(activities.Execute(origin, id, messageId, execute, inputs), ct);
                if (executed.Card is { } replacement)
                    await ReplaceCardAsync(conversation.Id, messageId, replacement, ct);
                return new ChatOutcome(executed.Accepted, executed.Notice);
            default:
                return new ChatOutcome(false, "This button does not work here.");
        }
    }

    private async Task ReplaceCardAsync(string conversationId, string messageId, JsonObject card, CancellationToken ct)
    {
        // Read again: the bot may have updated the message through the connector meanwhile.
        if (await store.FindAsync(conversationId, messageId, ct) is not { } present || JsonNode.Parse(present.Json) is not JsonObject activity)
            return;
        activity["attachments"] = new JsonArray(new JsonObject { ["contentType"] = ActivityReader.CardType, ["content"] = card });
        activity.Remove("text");
        await store.UpdateAsync(conversationId, messageId, activity, ct);
    }

    private static bool TryReadInputs(AdaptiveCard card, IFormCollection form, out Dictionary<string, string> inputs, out string? problem)
    {
        inputs = new Dictionary<string, string>(StringComparer.Ordinal);
        problem = null;
        foreach (var input in CardReader.Inputs(card))
        {
            if (string.IsNullOrEmpty(input.Id))
                continue;
            // Several ticked choices come as several values; Teams joins them with commas.
            var value = form[InputRenderer.NamePrefix + input.Id].ToString();
            if (input is ToggleInput)
                value = value == "true" ? "true" : "false";
            var missing = input is ToggleInput ? value == "false" : string.IsNullOrWhiteSpace(value);
            if (input.IsRequired == true && missing)
                problem = input.ErrorMessage ?? $"Please fill in “{input.Label ?? input.Id}”.";
            if (value.Length > MaxInputLength || (input is TextInput { MaxLength: { } max } && value.Length > max))
                problem = $"“{input.Label ?? input.Id}” is too long.";
            if (problem is not null)
                return false;
            inputs[input.Id] = value;
        }

        return true;
    }
}
