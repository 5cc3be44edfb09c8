using WellIntake.Host.Chat.Connector;
using WellIntake.Host.Chat.Rendering;
using WellIntake.Modules.Platform.Persistence.Entities;

namespace WellIntake.Host.Chat.Page;

/// <summary>Draws a channel's threads: messages that belong together, and a field to answer in the thread.</summary>
internal sealed class ThreadRenderer(PageState state, string antiforgeryToken, MessageRenderer messages, TimeProvider time)
{
    /// <summary>All messages, thread by thread, in the order in which the threads began.</summary>
    public void WriteAll(HtmlBuilder html, IReadOnlyList<ChatActivity> all)
    {
        var read = all.Select(message => (Message: message, View: ActivityReader.Read(message.Json)));
        foreach (var thread in read.GroupBy(m => messages.ThreadOf(m.Message, m.View)))
        {
            if (thread.Key is null)
                foreach (var (message, view) in thread)
                    messages.Write(html, message, view);
            else
                Write(html, thread.Key, [.. thread]);
        }
    }

    /// <summary>One thread with its field.</summary>
    public void Write(HtmlBuilder html, string thread, IReadOnlyList<(ChatActivity Message, ActivityView View)> content)
    {
        html.Open("section", ("class", "thread"), ("aria-label", "Thread"))
            .Open("div", ("class", "thread-messages"), ("id", MessageRenderer.ThreadId(thread)));
        foreach (var (message, view) in content)
            messages.Write(html, message, view);
        html.Close();

        var field = $"reply-{thread}";
        html.Open("form", ("class", "reply"), ("method", "post"), ("action", $"/chat/send{state.Query}"), ("data-live", ""));
        MessageRenderer.Hidden(html, MessageRenderer.TokenField, antiforgeryToken);
        MessageRenderer.Hidden(html, "messageId", ChatPage.NewMessageId(time));
        MessageRenderer.Hidden(html, "thread", thread);
        html.Element("label", "Answer in this thread", ("for", field), ("class", "visually-hidden"))
            .Void("input", ("type", "text"), ("name", "text"), ("id", field), ("placeholder", "Answer in this thread"), ("maxlength", "4000"), ("autocomplete", "off"), ("required", ""))
            .Element("button", "Reply", ("type", "submit"), ("class", "button"))
            .Close().Close();
    }
}
