using System.Net;

namespace WellIntake.Modules.Platform.Teams.Connector;

/// <summary>What is being done; the same status means different things.</summary>
internal enum ConnectorAction
{
    Send,
    Update,
    Delete,
    Typing,
    GetMember,
}

/// <summary>What a reply means for the sender.</summary>
internal static class ReplyOutcome
{
    // Codes of 403 and 404 that say: the bot is not, or no longer, welcome there.
    private static readonly HashSet<string> NotThere = new(StringComparer.OrdinalIgnoreCase)
    {
        "MessageWritesBlocked", "BotNotInConversationRoster", "ConversationBlockedByUser", "BotNotInConversation",
        "BotDisabledByAdmin", "BotBlockedByUser", "UserBlockedConversation", "ConversationNotFound", "UserNotFound",
    };

    // What 403 says when it says nothing.
    private static readonly HashSet<string> Generic = new(StringComparer.OrdinalIgnoreCase)
    {
        "Forbidden", "ServiceError", "Unknown", "403",
    };

    public static (SendOutcome Outcome, string? Reason) Of(ConnectorAction action, ConnectorReply reply)
    {
        if (reply.IsSuccess)
            return (SendOutcome.Sent, null);
        if (reply.Status is not { } status)
            return (SendOutcome.Transient, reply.Failure);

        var codes = reply.ReadErrorCodes();
        var reason = codes is null ? $"HTTP {(int)status}" : $"HTTP {(int)status} {codes}";
        var isChange = action is ConnectorAction.Update or ConnectorAction.Delete;
        return status switch
        {
            // What is gone is deleted.
            HttpStatusCode.NotFound or HttpStatusCode.Gone when action == ConnectorAction.Delete => (SendOutcome.Sent, reason),
            HttpStatusCode.NotFound or HttpStatusCode.Gone or HttpStatusCode.MethodNotAllowed or HttpStatusCode.NotImplemented when isChange
                => (SendOutcome.NotUpdatable, reason),
            HttpStatusCode.NotFound or HttpStatusCode.Gone => (SendOutcome.BotNotInConversation, reason),
            HttpStatusCode.Forbidden when SaysNotThere(codes) => (SendOutcome.BotNotInConversation, reason),
            HttpStatusCode.RequestEntityTooLarge => (SendOutcome.TooLarge, reason),
            _ when codes is not null && codes.Contains("MessageSizeTooBig", StringComparison.OrdinalIgnoreCase) => (SendOutcome.TooLarge, reason),
            _ when reply.IsTransient => (SendOutcome.Transient, reason),
            _ => (SendOutcome.Rejected, reason),
        };
    }

    private static bool SaysNotThere(string? codes)
    {
        if (codes is null)
            return true;
        var all = codes.Split('/');
        return Array.Exists(all, NotThere.Contains) || Array.TrueForAll(all, Generic.Contains);
    }
}
