using System.Collections;
using System.Globalization;
using WellIntake.ServiceBus.Amqp;

namespace Azure.Messaging.ServiceBus;

/// <summary>Values between .NET and AMQP. What AMQP has no type for travels described, under the names that Microsoft's clients use.</summary>
internal static class AmqpValues
{
    private const string UriName = "com.microsoft:uri";
    private const string TimeSpanName = "com.microsoft:timespan";
    private const string DateTimeOffsetName = "com.microsoft:datetime-offset";

    /// <summary>A value for a property or an annotation.</summary>
    /// <exception cref="NotSupportedException">It is of a type that cannot travel there; the message says which and for which key.</exception>
    public static object? ToProperty(string key, object? value) => TryToSimple(value, out var amqp)
        ? amqp
        : throw new NotSupportedException($"The property {key} is a {value!.GetType()}. A property can be a number, a string, a boolean, a character, a time, a time span, a Guid, a Uri, bytes or a stream.");

    /// <summary>A value for a body: like a property, and lists and dictionaries of them.</summary>
    /// <exception cref="NotSupportedException">It is of a type that cannot travel.</exception>
    public static object? ToBody(object? value)
    {
        if (TryToSimple(value, out var amqp))
            return amqp;
        switch (value)
        {
            case IDictionary map:
                var result = new AmqpMap();
                foreach (DictionaryEntry entry in map)
                    result[ToBody(entry.Key)!] = ToBody(entry.Value);
                return result;
            case IEnumerable list:
                return list.Cast<object?>().Select(ToBody).ToList();
            default:
                throw new NotSupportedException($"A body cannot hold a {value!.GetType()}.");
        }
    }

    /// <summary>What came from the wire, in types that any reader knows: symbols as strings, maps as dictionaries, arrays as arrays.</summary>
    public static object? FromAmqp(object? value) => value switch
    {
        AmqpSymbol symbol => symbol.Value,
        ReadOnlyMemory<byte> bytes => bytes.ToArray(),
        AmqpDescribed described => FromDescribed(described),
        AmqpDecimal number => AmqpDecimals.ToDecimal(number) ?? (object)number.Bits.ToString(CultureInfo.InvariantCulture),
        AmqpMap map => FromMap(map),
        AmqpArray array => array.Items.Select(FromAmqp).ToArray(),
        byte[] or string => value,
        IEnumerable<object?> list => list.Select(FromAmqp).ToList(),
        _ => value,
    };

    public static Dictionary<string, object?> FromMap(AmqpMap map)
    {
        var result = new Dictionary<string, object?>(map.Count, StringComparer.Ordinal);
        foreach (var (key, value) in map)
            result[Key(key)] = FromAmqp(value);
        return result;
    }

    public static string Key(object key) => Convert.ToString(key, CultureInfo.InvariantCulture) ?? "";

    private static bool TryToSimple(object? value, out object? amqp)
    {
        (var known, amqp) = value switch
        {
            null or byte or sbyte or char or short or ushort or int or uint or long or ulong or float or double or bool or Guid or string => (true, value),
            DateTime time => (true, time.ToUniversalTime()),
            decimal number => (true, AmqpDecimals.FromDecimal(number)),
            Uri uri => (true, Described(UriName, uri.OriginalString)),
            DateTimeOffset time => (true, Described(DateTimeOffsetName, time.UtcTicks)),
            TimeSpan span => (true, Described(TimeSpanName, span.Ticks)),
            byte[] or ReadOnlyMemory<byte> => (true, value),
            ArraySegment<byte> bytes => (true, (ReadOnlyMemory<byte>)bytes),
            BinaryData data => (true, data.ToMemory()),
            Stream stream => (true, ReadAll(stream)),
            Enum named => (true, Convert.ChangeType(named, Enum.GetUnderlyingType(named.GetType()), CultureInfo.InvariantCulture)),
            _ => (false, null),
        };
        return known;
    }

    private static object? FromDescribed(AmqpDescribed described) => (described.Descriptor?.ToString(), described.Value) switch
    {
        (UriName, string text) when Uri.TryCreate(text, UriKind.RelativeOrAbsolute, out var uri) => uri,
        (TimeSpanName, long ticks) => new TimeSpan(ticks),
        (DateTimeOffsetName, long ticks) when ticks >= 0 && ticks <= DateTime.MaxValue.Ticks => new DateTimeOffset(ticks, TimeSpan.Zero),
        _ => FromAmqp(described.Value),
    };

    private static AmqpDescribed Described(string name, object value) => new(new AmqpSymbol(name), value);

    private static byte[] ReadAll(Stream stream)
    {
        using var copy = new MemoryStream();
        stream.CopyTo(copy);
        return copy.ToArray();
    }
}
