using System.Text.Json;

namespace WellIntake.Host.Chat.Connector;

/// <summary>What the page shows of a stored activity.</summary>
/// <param name="Text">Null when there is none.</param>
/// <param name="Card">The first Adaptive Card; null when there is none.</param>
/// <param name="Summary">The notification text.</param>
/// <param name="FromName">Who sent it; null for the bot.</param>
/// <param name="ConversationId">With its thread.</param>
/// <param name="UnknownAttachments">Attachments that are no Adaptive Card.</param>
internal sealed record ActivityView(string? Text, JsonElement? Card, string? Summary, string? FromName, string? ConversationId, int UnknownAttachments);

/// <summary>Reads stored activities. What is missing or of another type counts as not there.</summary>
internal static class ActivityReader
{
    public const string CardType = "application/vnd.microsoft.card.adaptive";

    public static ActivityView Read(string json)
    {
        using var document = JsonDocument.Parse(json);
        var activity = document.RootElement;
        var attachments = Property(activity, "attachments") is { ValueKind: JsonValueKind.Array } list ? list.EnumerateArray().ToArray() : [];
        var card = attachments.Where(a => Text(a, "contentType") == CardType).Select(a => Property(a, "content")).FirstOrDefault();
        return new ActivityView(
            Text(activity, "text"),
            card?.Clone(),
            Text(activity, "summary"),
            Property(activity, "from") is { } from ? Text(from, "name") : null,
            ConversationIdOf(activity),
            attachments.Count(a => Text(a, "contentType") != CardType));
    }

    /// <summary>The conversation id that the activity carries, with its thread; null when it carries none.</summary>
    public static string? ConversationId(string json)
    {
        using var document = JsonDocument.Parse(json);
        return ConversationIdOf(document.RootElement);
    }

    private static string? ConversationIdOf(JsonElement activity) =>
        Property(activity, "conversation") is { } conversation ? Text(conversation, "id") : null;

    private static JsonElement? Property(JsonElement json, string name) =>
        json.ValueKind == JsonValueKind.Object && json.TryGetProperty(name, out var value) ? value : null;

    private static string? Text(JsonElement json, string name) =>
        Property(json, name) is { ValueKind: JsonValueKind.String } value ? value.GetString() : null;
}
