using System.Globalization;
using Azure.Core.Amqp;

namespace Azure.Messaging.ServiceBus;

/// <summary>What messages, sent and received, read from their AMQP sections.</summary>
internal static class AnnotatedMessages
{
    public static AmqpAnnotatedMessage FromData(ReadOnlyMemory<byte> data) => new(AmqpMessageBody.FromData([data]));

    /// <summary>The body's data sections in one piece.</summary>
    /// <exception cref="NotSupportedException">The body is an AMQP value or sequence.</exception>
    public static BinaryData GetData(this AmqpAnnotatedMessage message)
    {
        if (!message.Body.TryGetData(out var data))
            throw new NotSupportedException($"The body is an AMQP {message.Body.BodyType.ToString().ToLowerInvariant()}, not data. Read it through GetRawAmqpMessage().Body.");
        if (data is IReadOnlyList<ReadOnlyMemory<byte>> { Count: 1 } one)
            return BinaryData.FromBytes(one[0]);
        var sections = data as IReadOnlyCollection<ReadOnlyMemory<byte>> ?? [.. data!];
        var whole = new byte[sections.Sum(section => section.Length)];
        var at = 0;
        foreach (var section in sections)
        {
            section.Span.CopyTo(whole.AsSpan(at));
            at += section.Length;
        }
        return BinaryData.FromBytes(whole);
    }

    public static TimeSpan GetTimeToLive(this AmqpAnnotatedMessage message)
        => message.HasSection(AmqpMessageSection.Header) ? message.Header.TimeToLive ?? TimeSpan.MaxValue : TimeSpan.MaxValue;

    public static string? GetString(this AmqpAnnotatedMessage message, string annotation)
        => message.Annotation(annotation) as string;

    public static long GetLong(this AmqpAnnotatedMessage message, string annotation, long otherwise)
        => message.Annotation(annotation) is IConvertible number and not string and not DateTime ? Convert.ToInt64(number, CultureInfo.InvariantCulture) : otherwise;

    public static DateTimeOffset GetTime(this AmqpAnnotatedMessage message, string annotation) => message.Annotation(annotation) switch
    {
        DateTime time => new DateTimeOffset(DateTime.SpecifyKind(time, DateTimeKind.Utc)),
        DateTimeOffset time => time,
        _ => default,
    };

    private static object? Annotation(this AmqpAnnotatedMessage message, string key)
        => message.HasSection(AmqpMessageSection.MessageAnnotations) && message.MessageAnnotations.TryGetValue(key, out var value) ? value : null;
}
