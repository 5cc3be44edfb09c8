namespace WellIntake.Modules.Platform.Teams.Connector;

/// <summary>
/// Addresses of the Bot Connector REST API, v3
/// (learn.microsoft.com/azure/bot-service/rest-api/bot-framework-rest-connector-api-reference).
/// </summary>
internal static class ConnectorUrl
{
    private const string Thread = ";messageid=";

    public static Uri Activities(string serviceUrl, string conversationId) =>
        new($"{Conversation(serviceUrl, conversationId)}/activities");

    public static Uri Activity(string serviceUrl, string conversationId, string activityId) =>
        new($"{Conversation(serviceUrl, conversationId)}/activities/{Uri.EscapeDataString(activityId)}");

    /// <summary>Members belong to the conversation, not to a thread in it.</summary>
    public static Uri Member(string serviceUrl, string conversationId, string userId) =>
        new($"{Conversation(serviceUrl, WithoutThread(conversationId))}/members/{Uri.EscapeDataString(userId)}");

    /// <summary>Whether a post to this conversation already answers in a thread.</summary>
    public static bool HasThread(string conversationId) => conversationId.Contains(Thread, StringComparison.OrdinalIgnoreCase);

    public static string WithoutThread(string conversationId)
    {
        var at = conversationId.IndexOf(Thread, StringComparison.OrdinalIgnoreCase);
        return at < 0 ? conversationId : conversationId[..at];
    }

    /// <summary>An id that stays one path segment. "." and ".." are not escaped and would climb out of it.</summary>
    public static bool IsSegment(string? id) => id is { Length: > 0 and <= 2000 } && id.AsSpan().Trim('.').Length > 0;

    private static string Conversation(string serviceUrl, string conversationId) =>
        $"{serviceUrl.TrimEnd('/')}/v3/conversations/{Uri.EscapeDataString(conversationId)}";
}
