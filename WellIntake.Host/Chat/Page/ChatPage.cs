using System.Globalization;
using WellIntake.Host.Chat.Rendering;
using WellIntake.Modules.Platform.Persistence.Entities;

namespace WellIntake.Host.Chat.Page;

/// <summary>What stands on the page.</summary>
/// <param name="State">Which conversation, seen by whom.</param>
/// <param name="Messages">Oldest first.</param>
/// <param name="Version">Up to where they are complete.</param>
/// <param name="Token">The antiforgery token.</param>
/// <param name="Notice">Something to tell; null when there is nothing.</param>
/// <param name="Draft">What was typed and did not get through.</param>
/// <param name="DraftId">The id under which it was tried, so that trying again cannot double it.</param>
internal sealed record ChatPageContent(
    PageState State, IReadOnlyList<ChatActivity> Messages, long Version, string Token, string? Notice = null, string? Draft = null, string? DraftId = null);

/// <summary>The whole page as HTML. It reads and sends without scripts; the script adds live updates.</summary>
internal static class ChatPage
{
    private static readonly (ConversationKind Kind, string Name, string Hint)[] Kinds =
    [
        (ConversationKind.Personal, "Personal chat", "Just you and WellIntake"),
        (ConversationKind.Group, "Group chat", "The three of you, with @WellIntake"),
        (ConversationKind.Channel, "Channel", "Answers come in the thread"),
    ];

    private static readonly (string Text, string Hint)[] Suggestions =
    [
        ("help", "What WellIntake can do"),
        ("digest advisors", "Candidates of the last week"),
        ("status", "Where your requests stand"),
    ];

    /// <summary>A new id for a message that is yet to be written.</summary>
    public static string NewMessageId(TimeProvider time) => Guid.CreateVersion7(time.GetUtcNow()).ToString("N");

    public static string Render(ChatPageContent content, TimeProvider time)
    {
        var html = new HtmlBuilder();
        html.Doctype().Open("html", ("lang", "en")).Open("head")
            .Void("meta", ("charset", "utf-8"))
            .Void("meta", ("name", "viewport"), ("content", "width=device-width, initial-scale=1"))
            .Void("meta", ("name", "color-scheme"), ("content", "light dark"))
            .Element("title", $"{KindName(content.State.Kind)} · WellIntake")
            .Void("link", ("rel", "icon"), ("href", "/chat/icon.svg"), ("type", "image/svg+xml"))
            .Void("link", ("rel", "stylesheet"), ("href", "/chat/chat.css"))
            .Element("script", null, ("src", "/chat/chat.js"), ("defer", ""))
            .Close()
            .Open("body");
        html.Element("a", "Skip to the message field", ("class", "skip"), ("href", "#text"));
        Header(html);
        Sidebar(html, content.State);
        Conversation(html, content, time);
        return html.Close().Close().ToString();
    }

    private static void Header(HtmlBuilder html) =>
        html.Open("header", ("class", "top"))
            .Element("span", "W", ("class", "mark"), ("aria-hidden", "true"))
            .Open("div")
            .Element("h1", "WellIntake")
            .Element("p", "Local chat, in place of Microsoft Teams")
            .Close()
            .Element("span", "", ("id", "connection"), ("class", "connection"), ("role", "status"))
            .Close();

    private static void Sidebar(HtmlBuilder html, PageState state)
    {
        html.Open("aside", ("class", "side"), ("aria-label", "Where and who"))
            .Open("nav", ("aria-labelledby", "where"))
            .Element("h2", "Conversation", ("id", "where"))
            .Open("ul");
        foreach (var (kind, name, hint) in Kinds)
            Choice(html, (state with { Kind = kind }).Query, kind == state.Kind, name, hint);
        html.Close().Close();

        html.Open("nav", ("aria-labelledby", "who"))
            .Element("h2", "Speak as", ("id", "who"))
            .Open("ul");
        foreach (var person in ChatPeople.All)
            Choice(html, (state with { Person = person }).Query, person == state.Person, person.Name, person.Role);
        html.Close().Close()
            .Element("p", "These people are made up. The page can be opened from this machine only.", ("class", "note"))
            .Close();
    }

    private static void Choice(HtmlBuilder html, string query, bool current, string name, string hint) =>
        html.Open("li")
            .Open("a", ("href", $"/chat{query}"), ("aria-current", current ? "page" : null))
            .Element("span", name, ("class", "name")).Text(" ").Element("span", hint, ("class", "hint"))
            .Close().Close();

    private static void Conversation(HtmlBuilder html, ChatPageContent content, TimeProvider time)
    {
        var (state, token) = (content.State, content.Token);
        var version = content.Version.ToString(CultureInfo.InvariantCulture);
        html.Open("main", ("class", "chat"))
            .Element("h2", $"{KindName(state.Kind)}, as {state.Person.Name}", ("class", "visually-hidden"))
            .Open("div", ("class", "log"), ("role", "log"), ("aria-live", "off"), ("aria-label", "Messages"), ("tabindex", "0"))
            .Open("div", ("class", "messages"), ("id", "messages"), ("data-events", $"/chat/events{state.Query}&since={version}"));
        Empty(html, state, token, time);
        var messages = new MessageRenderer(state, token, time);
        new ThreadRenderer(state, token, messages, time).WriteAll(html, content.Messages);
        html.Close().Close();

        html.Open("div", ("class", "foot"))
            .Element("p", null, ("class", "typing"), ("id", "typing"), ("aria-hidden", "true"))
            .Element("p", content.Notice, ("class", "notice"), ("id", "notice"), ("role", "status"), ("aria-live", "polite"))
            .Element("p", null, ("class", "visually-hidden"), ("id", "announce"), ("aria-live", "polite"));
        SuggestionForm(html, state, token, time);
        Composer(html, content, time);
        html.Close().Close();
    }

    private static void Empty(HtmlBuilder html, PageState state, string token, TimeProvider time)
    {
        html.Open("div", ("class", "empty"))
            .Element("p", $"Hello {state.Person.Name.Split(' ')[0]}", ("class", "hello"))
            .Element("p", "Ask for a digest of candidates, or ask a question in plain English. WellIntake answers at once, works in the background, and brings the result back here.");
        BeginSuggestions(html, "tiles", state, token, time);
        foreach (var (text, hint) in Suggestions)
            html.Open("button", ("type", "submit"), ("name", "text"), ("value", text), ("class", "tile"))
                .Element("span", text, ("class", "name")).Text(" ").Element("span", hint, ("class", "hint"))
                .Close();
        html.Close().Close();
    }

    private static void SuggestionForm(HtmlBuilder html, PageState state, string token, TimeProvider time)
    {
        BeginSuggestions(html, "suggestions", state, token, time);
        html.Element("span", "Try", ("class", "label"), ("aria-hidden", "true"));
        foreach (var (text, hint) in Suggestions)
            html.Element("button", text, ("type", "submit"), ("name", "text"), ("value", text), ("title", hint), ("class", "chip"));
        html.Close();
    }

    private static void BeginSuggestions(HtmlBuilder html, string look, PageState state, string token, TimeProvider time)
    {
        html.Open("form", ("class", look), ("method", "post"), ("action", $"/chat/send{state.Query}"), ("data-live", ""), ("aria-label", "What to try"));
        MessageRenderer.Hidden(html, MessageRenderer.TokenField, token);
        MessageRenderer.Hidden(html, "messageId", NewMessageId(time));
    }

    private static void Composer(HtmlBuilder html, ChatPageContent content, TimeProvider time)
    {
        html.Open("form", ("class", "composer"), ("id", "composer"), ("method", "post"), ("action", $"/chat/send{content.State.Query}"), ("data-live", ""));
        MessageRenderer.Hidden(html, MessageRenderer.TokenField, content.Token);
        MessageRenderer.Hidden(html, "messageId", content.DraftId ?? NewMessageId(time));
        html.Element("label", content.State.Kind == ConversationKind.Channel ? "New post" : "Message WellIntake", ("for", "text"), ("class", "visually-hidden"))
            .Element("textarea", content.Draft, ("id", "text"), ("name", "text"), ("rows", "1"), ("maxlength", "4000"), ("required", ""), ("autofocus", ""),
                ("placeholder", content.State.Kind == ConversationKind.Channel ? "Start a post to WellIntake" : "Message WellIntake"))
            .Element("button", "Send", ("type", "submit"), ("class", "button positive"))
            .Close();
    }

    private static string KindName(ConversationKind kind) => Kinds.First(k => k.Kind == kind).Name;
}
