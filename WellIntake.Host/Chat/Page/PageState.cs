using System.Text.RegularExpressions;

namespace WellIntake.Host.Chat.Page;

/// <summary>What the page's address says: which conversation, seen by whom.</summary>
internal sealed partial record PageState(ConversationKind Kind, ChatPerson Person)
{
    public ChatConversation Conversation => ChatConversation.For(Kind, Person);

    /// <summary>Goes behind every address of the page.</summary>
    public string Query => $"?kind={KindKey(Kind)}&person={Person.Key}";

    /// <summary>From the query string; what is missing or unknown becomes the default.</summary>
    public static PageState From(HttpRequest request) =>
        new(ChatConversation.KindOf(request.Query["kind"]), ChatPeople.ByKey(request.Query["person"]));

    public static string KindKey(ConversationKind kind) => kind switch
    {
        ConversationKind.Group => "group",
        ConversationKind.Channel => "channel",
        _ => "personal",
    };

    /// <summary>The browser's first language; en-US when it names none that looks like one.</summary>
    public static string LocaleOf(HttpRequest request)
    {
        var first = request.Headers.AcceptLanguage.ToString().Split(',', ';')[0].Trim();
        return Language().IsMatch(first) ? first : "en-US";
    }

    [GeneratedRegex("^[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8}){0,3}$", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 100)]
    private static partial Regex Language();
}
