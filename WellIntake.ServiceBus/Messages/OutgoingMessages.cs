using Azure.Core.Amqp;
using WellIntake.ServiceBus.Amqp;

namespace Azure.Messaging.ServiceBus;

/// <summary>Turns messages into what goes over the wire.</summary>
internal static class OutgoingMessages
{
    /// <summary>The message's sections.</summary>
    /// <param name="message">The message.</param>
    /// <param name="time">The clock for creation and expiry.</param>
    /// <param name="scheduledFor">The time it is to become ready, in place of the message's own.</param>
    /// <exception cref="NotSupportedException">A value in it cannot travel.</exception>
    public static AmqpMessage ToAmqp(ServiceBusMessage message, TimeProvider time, DateTimeOffset? scheduledFor = null)
    {
        var source = message.GetRawAmqpMessage();
        var target = new AmqpMessage
        {
            Header = Header(source),
            Properties = Properties(source, time),
            DeliveryAnnotations = source.HasSection(AmqpMessageSection.DeliveryAnnotations) ? Annotations(source.DeliveryAnnotations) : null,
            MessageAnnotations = source.HasSection(AmqpMessageSection.MessageAnnotations) ? Annotations(source.MessageAnnotations) : null,
            ApplicationProperties = Application(source),
            Footer = source.HasSection(AmqpMessageSection.Footer) ? Annotations(source.Footer) : null,
        };
        if (scheduledFor is { } when)
            (target.MessageAnnotations ??= new AmqpMap())[new AmqpSymbol(MessageKeys.ScheduledEnqueueTime)] = when.UtcDateTime;
        SetBody(source.Body, target);
        return target;
    }

    private static AmqpHeader? Header(AmqpAnnotatedMessage source) => !source.HasSection(AmqpMessageSection.Header) ? null : new AmqpHeader
    {
        Durable = source.Header.Durable,
        Priority = source.Header.Priority,
        FirstAcquirer = source.Header.FirstAcquirer,
        DeliveryCount = source.Header.DeliveryCount,
        TimeToLive = source.Header.TimeToLive is { } life ? Milliseconds(life) : null,
    };

    private static AmqpProperties? Properties(AmqpAnnotatedMessage source, TimeProvider time)
    {
        var life = source.GetTimeToLive();
        if (!source.HasSection(AmqpMessageSection.Properties) && life == TimeSpan.MaxValue)
            return null;
        var from = source.Properties;
        var properties = new AmqpProperties
        {
            MessageId = from.MessageId?.ToString(),
            UserId = from.UserId,
            To = from.To?.ToString(),
            Subject = from.Subject,
            ReplyTo = from.ReplyTo?.ToString(),
            CorrelationId = from.CorrelationId?.ToString(),
            ContentType = from.ContentType,
            ContentEncoding = from.ContentEncoding,
            AbsoluteExpiryTime = from.AbsoluteExpiryTime?.UtcDateTime,
            CreationTime = from.CreationTime?.UtcDateTime,
            GroupId = from.GroupId,
            GroupSequence = from.GroupSequence,
            ReplyToGroupId = from.ReplyToGroupId,
        };
        if (life == TimeSpan.MaxValue)
            return properties;
        // The header's 32 bits of milliseconds end at 49 days; beyond that the broker goes by the expiry.
        var now = time.GetUtcNow().UtcDateTime;
        return properties with { CreationTime = now, AbsoluteExpiryTime = DateTime.MaxValue - now > life ? now + life : DateTime.MaxValue };
    }

    private static AmqpMap Annotations(IDictionary<string, object?> annotations)
    {
        var map = new AmqpMap();
        foreach (var (key, value) in annotations)
            map[new AmqpSymbol(key)] = AmqpValues.ToProperty(key, value);
        return map;
    }

    private static OrderedDictionary<string, object?>? Application(AmqpAnnotatedMessage source)
    {
        if (!source.HasSection(AmqpMessageSection.ApplicationProperties) || source.ApplicationProperties.Count == 0)
            return null;
        var properties = new OrderedDictionary<string, object?>(source.ApplicationProperties.Count);
        foreach (var (key, value) in source.ApplicationProperties)
            properties[key] = AmqpValues.ToProperty(key, value);
        return properties;
    }

    private static void SetBody(AmqpMessageBody body, AmqpMessage target)
    {
        if (body.TryGetData(out var data))
            target.Data = data as IReadOnlyList<ReadOnlyMemory<byte>> ?? [.. data!];
        else if (body.TryGetValue(out var value))
            target.Value = AmqpValues.ToBody(value);
        else if (body.TryGetSequence(out var sequence))
            target.Sequences = [.. sequence!.Select(items => (IReadOnlyList<object?>)[.. items.Select(AmqpValues.ToBody)])];
    }

    private static uint Milliseconds(TimeSpan time) => time.TotalMilliseconds >= uint.MaxValue ? uint.MaxValue : (uint)time.TotalMilliseconds;
}
