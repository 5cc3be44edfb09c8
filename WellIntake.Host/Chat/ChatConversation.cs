namespace WellIntake.Host.Chat;

/// <summary>The three kinds of conversation that Teams has (WEB-8).</summary>
internal enum ConversationKind
{
    Personal,
    Group,
    Channel,
}

/// <summary>One of the page's conversations. There is a personal one for each person; group and channel are shared.</summary>
/// <param name="Id">Without a thread.</param>
/// <param name="Kind">What it is.</param>
/// <param name="Members">Who is in it.</param>
internal sealed record ChatConversation(string Id, ConversationKind Kind, IReadOnlyList<ChatPerson> Members)
{
    private const string ThreadMark = ";messageid=";

    private static readonly ChatConversation Group = new("19:local-group@thread.v2", ConversationKind.Group, ChatPeople.All);
    private static readonly ChatConversation Channel = new("19:local-channel@thread.tacv2", ConversationKind.Channel, ChatPeople.All);

    /// <summary>As Teams names it in <c>conversationType</c>.</summary>
    public string TypeName => Kind switch
    {
        ConversationKind.Personal => "personal",
        ConversationKind.Group => "groupChat",
        _ => "channel",
    };

    /// <summary>The conversation of this kind that this person sees.</summary>
    public static ChatConversation For(ConversationKind kind, ChatPerson person) => kind switch
    {
        ConversationKind.Group => Group,
        ConversationKind.Channel => Channel,
        _ => new ChatConversation($"a:local-{person.Key}", ConversationKind.Personal, [person]),
    };

    /// <summary>The kind in the page's address; personal when it is none of the three.</summary>
    public static ConversationKind KindOf(string? key) => key switch
    {
        "group" => ConversationKind.Group,
        "channel" => ConversationKind.Channel,
        _ => ConversationKind.Personal,
    };

    /// <summary>Finds the conversation for an id with or without a thread; null when there is none, or a thread outside a channel.</summary>
    public static (ChatConversation Conversation, string? Thread)? Find(string id)
    {
        var (root, thread) = Split(id);
        var all = ChatPeople.All.Select(person => For(ConversationKind.Personal, person)).Append(Group).Append(Channel);
        var found = all.FirstOrDefault(conversation => conversation.Id == root);
        return found is null || (thread is not null && found.Kind != ConversationKind.Channel) ? null : (found, thread);
    }

    /// <summary>The id with its thread, as a channel's activities carry it.</summary>
    public string WithThread(string? thread) => thread is null ? Id : Id + ThreadMark + thread;

    /// <summary>The thread in an id; null when there is none.</summary>
    public static string? ThreadOf(string id) => Split(id).Thread;

    private static (string Root, string? Thread) Split(string id)
    {
        var mark = id.IndexOf(ThreadMark, StringComparison.Ordinal);
        return mark < 0 ? (id, null) : (id[..mark], id[(mark + ThreadMark.Length)..]);
    }
}
