using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace WellIntake.Modules.Platform.Teams.Connector;

/// <summary>Writes outgoing activities. A card goes alone: Teams clients cannot update text and card together.</summary>
internal static class ActivityWriter
{
    // Sent to an API, never put into a page; names and texts of every language stay short this way.
    private static readonly JsonWriterOptions Compact = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static ReadOnlyMemory<byte> Message(ConversationAddress to, OutgoingMessage message, string? activityId)
    {
        var buffer = new ArrayBufferWriter<byte>((message.CardJson?.Length ?? message.Text?.Length ?? 0) + 512);
        using (var json = new Utf8JsonWriter(buffer, Compact))
        {
            json.WriteStartObject();
            json.WriteString("type"u8, "message"u8);
            if (activityId is not null)
                json.WriteString("id"u8, activityId);
            WriteAddress(json, to);
            if (message.ReplyToId is not null)
                json.WriteString("replyToId"u8, message.ReplyToId);
            if (message.Summary is not null)
                json.WriteString("summary"u8, message.Summary);
            if (message.CardJson is { } card)
            {
                json.WriteStartArray("attachments"u8);
                json.WriteStartObject();
                json.WriteString("contentType"u8, "application/vnd.microsoft.card.adaptive"u8);
                json.WritePropertyName("content"u8);
                json.WriteRawValue(card.Span, skipInputValidation: true);
                json.WriteEndObject();
                json.WriteEndArray();
            }
            else
            {
                json.WriteString("textFormat"u8, "plain"u8);
                json.WriteString("text"u8, message.Text);
            }

            json.WriteEndObject();
        }

        return buffer.WrittenMemory;
    }

    public static ReadOnlyMemory<byte> Typing(ConversationAddress to)
    {
        var buffer = new ArrayBufferWriter<byte>(512);
        using (var json = new Utf8JsonWriter(buffer, Compact))
        {
            json.WriteStartObject();
            json.WriteString("type"u8, "typing"u8);
            WriteAddress(json, to);
            json.WriteEndObject();
        }

        return buffer.WrittenMemory;
    }

    /// <summary>The size that Teams measures: characters as UTF-16, an escaped one counted as what it stands for.</summary>
    public static int Utf16Bytes(ReadOnlySpan<byte> utf8)
    {
        var units = 0;
        for (var i = 0; i < utf8.Length; units++)
        {
            var b = utf8[i];
            if (b == '\\')
            {
                i += i + 1 < utf8.Length && utf8[i + 1] == 'u' ? 6 : 2;
            }
            else
            {
                // Four bytes of UTF-8 are two units, a surrogate pair; fewer are one.
                units += b >= 0xF0 ? 1 : 0;
                i += b < 0x80 ? 1 : b < 0xE0 ? 2 : b < 0xF0 ? 3 : 4;
            }
        }

        return units * 2;
    }

    private static void WriteAddress(Utf8JsonWriter json, ConversationAddress to)
    {
        json.WriteString("channelId"u8, to.ChannelId);
        json.WriteString("serviceUrl"u8, to.ServiceUrl);
        json.WriteStartObject("from"u8);
        json.WriteString("id"u8, to.BotId);
        json.WriteString("role"u8, "bot"u8);
        json.WriteEndObject();
        if (to.UserId is not null)
        {
            json.WriteStartObject("recipient"u8);
            json.WriteString("id"u8, to.UserId);
            json.WriteEndObject();
        }

        json.WriteStartObject("conversation"u8);
        json.WriteString("id"u8, to.ConversationId);
        if (to.ConversationType is not null)
            json.WriteString("conversationType"u8, to.ConversationType);
        if (to.TenantId is not null)
            json.WriteString("tenantId"u8, to.TenantId);
        json.WriteEndObject();
    }
}
