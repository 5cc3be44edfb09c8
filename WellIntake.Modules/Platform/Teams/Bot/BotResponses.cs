using System.Buffers;
using System.Text.Json;

namespace WellIntake.Modules.Platform.Teams.Bot;

/// <summary>Writes the bodies of HTTP responses to activities.</summary>
internal static class BotResponses
{
    private const string CardType = "application/vnd.microsoft.card.adaptive";

    /// <summary>The answer to <c>deliveryMode: expectReplies</c>.</summary>
    public static BotResponse Replies(ReadOnlySpan<byte> card, string summary, string? replyToId)
    {
        var buffer = new ArrayBufferWriter<byte>(card.Length + 256);
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            json.WriteStartArray("activities");
            json.WriteStartObject();
            json.WriteString("type", "message");
            json.WriteString("summary", summary);
            if (replyToId is not null)
                json.WriteString("replyToId", replyToId);
            json.WriteStartArray("attachments");
            json.WriteStartObject();
            json.WriteString("contentType", CardType);
            json.WritePropertyName("content");
            json.WriteRawValue(card, skipInputValidation: true);
            json.WriteEndObject();
            json.WriteEndArray();
            json.WriteEndObject();
            json.WriteEndArray();
            json.WriteEndObject();
        }

        return new BotResponse(200, buffer.WrittenMemory);
    }

    /// <summary>Nothing to reply to <c>expectReplies</c>.</summary>
    public static BotResponse NoReplies { get; } = new(200, "{\"activities\":[]}"u8.ToArray());

    /// <summary>The answer to an invoke <c>adaptiveCard/action</c>: a card in place of the pressed one.</summary>
    public static BotResponse InvokeCard(ReadOnlySpan<byte> card)
    {
        var buffer = new ArrayBufferWriter<byte>(card.Length + 128);
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            json.WriteNumber("statusCode", 200);
            json.WriteString("type", CardType);
            json.WritePropertyName("value");
            json.WriteRawValue(card, skipInputValidation: true);
            json.WriteEndObject();
        }

        return new BotResponse(200, buffer.WrittenMemory);
    }

    /// <summary>The answer to an invoke: a short message.</summary>
    public static BotResponse InvokeMessage(string message) =>
        Invoke(200, "application/vnd.microsoft.activity.message", json => json.WriteString("value", message));

    /// <summary>The answer to an invoke that cannot be done; the HTTP status is 200 all the same, as the protocol has it.</summary>
    public static BotResponse InvokeError(int statusCode, string code, string message) =>
        Invoke(statusCode, "application/vnd.microsoft.error", json =>
        {
            json.WriteStartObject("value");
            json.WriteString("code", code);
            json.WriteString("message", message);
            json.WriteEndObject();
        });

    /// <summary>An activity that cannot be taken, with the field that is wrong.</summary>
    public static BotResponse BadRequest(string problem)
    {
        var buffer = new ArrayBufferWriter<byte>(128);
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            json.WriteString("error", problem);
            json.WriteEndObject();
        }

        return new BotResponse(400, buffer.WrittenMemory);
    }

    private static BotResponse Invoke(int statusCode, string type, Action<Utf8JsonWriter> writeValue)
    {
        var buffer = new ArrayBufferWriter<byte>(128);
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            json.WriteNumber("statusCode", statusCode);
            json.WriteString("type", type);
            writeValue(json);
            json.WriteEndObject();
        }

        return new BotResponse(200, buffer.WrittenMemory);
    }
}
