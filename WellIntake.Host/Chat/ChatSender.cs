using System.Text.Json.Nodes;
using WellIntake.Host.Chat.Page;

namespace WellIntake.Host.Chat;

/// <summary>Sends what a person typed: into the conversation, and to the webhook.</summary>
internal sealed class ChatSender(ChatStore store, WebhookClient webhook, OutgoingActivity activities)
{
    /// <summary>Characters of one message at most.</summary>
    public const int MaxTextLength = 4_000;

    /// <summary>
    /// Sends the text under an id that the page chose. The same id again does nothing; when the webhook does not take it,
    /// it leaves the conversation, and the same id may be tried again.
    /// </summary>
    public async Task<ChatOutcome> SendAsync(PageState state, string id, string text, string? thread, string locale, CancellationToken ct)
    {
        text = text.Trim();
        if (text.Length == 0)
            return new ChatOutcome(false, "Please type a message first.");
        if (text.Length > MaxTextLength)
            return new ChatOutcome(false, $"A message can have {MaxTextLength} characters at most.");
        if (webhook.ServiceUrl is not { } serviceUrl)
            return new ChatOutcome(false, "The server is still starting. Please try again.");

        var conversation = state.Conversation;
        if (conversation.Kind != ConversationKind.Channel)
            thread = null;
        else if (thread is null)
            thread = id;

        var activity = activities.Message(new ActivityOrigin(state.Person, conversation, thread, serviceUrl, locale), id, text);
        // First into the conversation: the bot's answer comes while the webhook is still being called.
        if (!await store.AddAsync(conversation.Id, id, fromBot: false, (JsonObject)activity.DeepClone(), ct))
            return new ChatOutcome(true);
        var answer = await webhook.PostAsync(activity, ct);
        if (!answer.Accepted)
            await store.RemoveAsync(conversation.Id, id, fromBot: false, ct);
        return new ChatOutcome(answer.Accepted, answer.Notice);
    }
}
