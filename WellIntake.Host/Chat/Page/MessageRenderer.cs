using System.Globalization;
using WellIntake.Host.Chat.Connector;
using WellIntake.Host.Chat.Rendering;
using WellIntake.Modules.Platform.Persistence.Entities;
using WellIntake.Modules.Platform.Teams.Cards;

namespace WellIntake.Host.Chat.Page;

/// <summary>Draws messages: what a person typed, what the bot wrote, cards with their form.</summary>
internal sealed class MessageRenderer(PageState state, string antiforgeryToken, TimeProvider time)
{
    public const string TokenField = "__RequestVerificationToken";

    /// <summary>The element that a message is.</summary>
    public static string ElementId(ChatActivity message) => $"m{message.Id.ToString(CultureInfo.InvariantCulture)}";

    /// <summary>The thread a message of a channel belongs to; null in other conversations.</summary>
    public string? ThreadOf(ChatActivity message, ActivityView view) =>
        state.Kind != ConversationKind.Channel
            ? null
            : (view.ConversationId is { } id ? ChatConversation.ThreadOf(id) : null) ?? message.ActivityId;

    /// <summary>The element that holds a thread's messages.</summary>
    public static string ThreadId(string thread) => $"t-{thread}";

    public void Write(HtmlBuilder html, ChatActivity message, ActivityView view)
    {
        var id = ElementId(message);
        var own = !message.FromBot && view.FromName == state.Person.Name;
        var name = message.FromBot ? ChatPeople.BotName : view.FromName ?? "Somebody";
        html.Open("article", ("class", message.FromBot ? "message bot" : own ? "message own" : "message"), ("id", id), ("aria-labelledby", $"{id}-by"), ("tabindex", "-1"))
            .Element("span", name[..1], ("class", "avatar"), ("aria-hidden", "true"))
            .Open("div", ("class", "said"))
            .Open("p", ("class", "by"), ("id", $"{id}-by"))
            .Element("span", own ? $"{name} (you)" : name, ("class", "name")).Text(" ");
        Time(html, message);
        html.Close();
        Content(html, message, view, id);
        html.Close().Close();
    }

    /// <summary>What a screen reader says when the message arrives; at most 200 characters.</summary>
    public static string Announcement(ChatActivity message, ActivityView view)
    {
        var card = view.Card is { } json ? CardReader.Read(json) : null;
        var words = view.Summary ?? view.Text ?? card?.Speak ?? card?.Body.OfType<TextBlock>().FirstOrDefault()?.Text ?? "sent a card";
        var name = message.FromBot ? ChatPeople.BotName : view.FromName;
        return $"{name}: {(words.Length > 200 ? words[..200] : words)}";
    }

    private void Content(HtmlBuilder html, ChatActivity message, ActivityView view, string id)
    {
        if (!string.IsNullOrWhiteSpace(view.Text))
        {
            html.Open("div", ("class", "bubble"));
            if (message.FromBot)
                CardMarkdown.Write(html, view.Text);
            else
                html.Element("p", view.Text.Replace("<at>", "@", StringComparison.Ordinal).Replace("</at>", "", StringComparison.Ordinal), ("class", "typed"));
            html.Close();
        }

        if (view.Card is { } json)
            Card(html, message, CardReader.Read(json), id);
        if (view.UnknownAttachments > 0)
            html.Element("p", "An attachment of this message cannot be shown here.", ("class", "not-shown"));
    }

    private void Card(HtmlBuilder html, ChatActivity message, AdaptiveCard card, string id)
    {
        var works = CardReader.Actions(card).Any(a => a is SubmitAction or ExecuteAction);
        if (!works)
        {
            CardRenderer.Write(html, card, id);
            return;
        }

        html.Open("form", ("method", "post"), ("action", $"/chat/action{state.Query}"), ("data-live", ""));
        Hidden(html, TokenField, antiforgeryToken);
        Hidden(html, "message", message.ActivityId);
        CardRenderer.Write(html, card, id);
        html.Close();
    }

    /// <summary>A field that is sent and not shown.</summary>
    public static void Hidden(HtmlBuilder html, string name, string value) =>
        html.Void("input", ("type", "hidden"), ("name", name), ("value", value));

    private void Time(HtmlBuilder html, ChatActivity message)
    {
        var local = TimeZoneInfo.ConvertTime(message.CreatedAt, time.LocalTimeZone);
        var today = local.Date == time.GetLocalNow().Date;
        html.Element("time", local.ToString(today ? "HH:mm" : "d MMM, HH:mm", CultureInfo.InvariantCulture),
            ("datetime", message.CreatedAt.ToString("O", CultureInfo.InvariantCulture)));
    }
}
