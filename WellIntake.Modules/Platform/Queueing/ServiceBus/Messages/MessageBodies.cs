using System.Buffers;
using System.Collections;
using System.Globalization;
using System.Text;
using System.Text.Json;
using Azure.Core.Amqp;

namespace WellIntake.Modules.Platform.Queueing.ServiceBus.Messages;

/// <summary>
/// A message's body as bytes, in whatever form its sender's library put it (QUE-4): data in one section or several, a
/// value (text, bytes, a map) or a sequence. Maps and lists become the JSON that they stand for. What is no job is still
/// read: the parser says what is wrong with it.
/// </summary>
internal static class MessageBodies
{
    private const int MaxDepth = 16;

    public static ReadOnlyMemory<byte> Read(AmqpMessageBody body)
    {
        if (body.TryGetData(out var sections))
            return WithoutMark(Join([.. sections!]));
        if (body.TryGetValue(out var value))
            return WithoutMark(OfValue(value));
        return body.TryGetSequence(out var lists) ? WithoutMark(OfSequence(lists!)) : ReadOnlyMemory<byte>.Empty;
    }

    private static ReadOnlyMemory<byte> OfValue(object? value) => value switch
    {
        null => ReadOnlyMemory<byte>.Empty,
        string text => Encoding.UTF8.GetBytes(text),
        _ when Bytes(value) is { } bytes => bytes,
        _ => Json(value),
    };

    // A body that was cut into pieces is put together; anything else in a sequence is data in itself.
    private static ReadOnlyMemory<byte> OfSequence(IEnumerable<IList<object>> lists)
    {
        var items = lists.SelectMany(list => list).ToList();
        if (items.Count == 1)
            return OfValue(items[0]);
        if (items.Count > 0 && items.TrueForAll(item => item is string))
            return Encoding.UTF8.GetBytes(string.Concat(items));
        return items.Count > 0 && items.TrueForAll(item => Bytes(item) is not null) ? Join(items.ConvertAll(item => Bytes(item)!.Value)) : Json(items);
    }

    private static ReadOnlyMemory<byte>? Bytes(object? value) => value switch
    {
        byte[] bytes => bytes,
        ReadOnlyMemory<byte> memory => memory,
        Memory<byte> memory => memory,
        ArraySegment<byte> segment => segment,
        BinaryData data => data.ToMemory(),
        // Not a bare null, which would become an empty body.
        _ => default(ReadOnlyMemory<byte>?),
    };

    private static ReadOnlyMemory<byte> Join(IReadOnlyList<ReadOnlyMemory<byte>> parts)
    {
        if (parts.Count == 1)
            return parts[0];
        var whole = new byte[parts.Sum(part => part.Length)];
        var at = 0;
        foreach (var part in parts)
        {
            part.CopyTo(whole.AsMemory(at));
            at += part.Length;
        }

        return whole;
    }

    // Some senders begin their text with a byte order mark, which JSON knows nothing of.
    private static ReadOnlyMemory<byte> WithoutMark(ReadOnlyMemory<byte> body) =>
        body.Span.StartsWith(Encoding.UTF8.Preamble) ? body[Encoding.UTF8.Preamble.Length..] : body;

    private static ReadOnlyMemory<byte> Json(object value)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(buffer))
            Write(writer, value, depth: 0);
        return buffer.WrittenMemory;
    }

    private static void Write(Utf8JsonWriter writer, object? value, int depth)
    {
        if (depth > MaxDepth)
        {
            // Deeper than any job may be; the parser refuses it by its own limit.
            writer.WriteNullValue();
            return;
        }

        switch (value)
        {
            case null:
                writer.WriteNullValue();
                break;
            case string text:
                writer.WriteStringValue(text);
                break;
            case bool flag:
                writer.WriteBooleanValue(flag);
                break;
            case decimal number:
                writer.WriteNumberValue(number);
                break;
            case double number when double.IsFinite(number):
                writer.WriteNumberValue(number);
                break;
            case float number when float.IsFinite(number):
                writer.WriteNumberValue(number);
                break;
            case ulong number:
                writer.WriteNumberValue(number);
                break;
            case sbyte or byte or short or ushort or int or uint or long:
                writer.WriteNumberValue(Convert.ToInt64(value, CultureInfo.InvariantCulture));
                break;
            case DateTime moment:
                writer.WriteStringValue(moment.ToUniversalTime());
                break;
            case DateTimeOffset moment:
                writer.WriteStringValue(moment);
                break;
            case IDictionary map:
                WriteMap(writer, map, depth);
                break;
            case IEnumerable<KeyValuePair<string, object>> map:
                WriteMap(writer, map.ToDictionary(entry => entry.Key, entry => entry.Value, StringComparer.Ordinal), depth);
                break;
            case var _ when Bytes(value) is { } bytes:
                writer.WriteStringValue(Encoding.UTF8.GetString(bytes.Span));
                break;
            case IEnumerable list:
                writer.WriteStartArray();
                foreach (var item in list)
                    Write(writer, item, depth + 1);
                writer.WriteEndArray();
                break;
            default:
                writer.WriteStringValue(Convert.ToString(value, CultureInfo.InvariantCulture));
                break;
        }
    }

    private static void WriteMap(Utf8JsonWriter writer, IDictionary map, int depth)
    {
        writer.WriteStartObject();
        foreach (DictionaryEntry entry in map)
        {
            writer.WritePropertyName(Convert.ToString(entry.Key, CultureInfo.InvariantCulture) ?? string.Empty);
            Write(writer, entry.Value, depth + 1);
        }

        writer.WriteEndObject();
    }
}
