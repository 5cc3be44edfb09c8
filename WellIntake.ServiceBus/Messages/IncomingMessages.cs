using System.Globalization;
using Azure.Core.Amqp;
using WellIntake.ServiceBus.Amqp;

namespace Azure.Messaging.ServiceBus;

/// <summary>Turns what came over the wire into messages.</summary>
internal static class IncomingMessages
{
    /// <summary>A message received on a link.</summary>
    /// <exception cref="AmqpDecodeException">The delivery is no AMQP message.</exception>
    public static ServiceBusReceivedMessage Received(AmqpDelivery delivery, AmqpReceiverLink link)
        => new(Sections(delivery.Message, countThisDelivery: true), LockToken(delivery.Tag.Span), locked: (delivery, link));

    /// <summary>A message from a management answer: peeked at without a lock token, deferred with one.</summary>
    /// <exception cref="AmqpDecodeException">The bytes are no AMQP message.</exception>
    public static ServiceBusReceivedMessage FromBytes(ReadOnlyMemory<byte> bytes, Guid lockToken, bool peeked)
        => new(Sections(AmqpMessage.Decode(bytes), countThisDelivery: !peeked), lockToken);

    private static Guid LockToken(ReadOnlySpan<byte> tag) => tag.Length == 16 ? new Guid(tag) : Guid.Empty;

    private static AmqpAnnotatedMessage Sections(AmqpMessage source, bool countThisDelivery)
    {
        var target = new AmqpAnnotatedMessage(Body(source));
        if (source.Header is { } header)
            CopyHeader(header, target.Header, countThisDelivery);
        if (source.Properties is { } properties)
            CopyProperties(properties, target.Properties);
        foreach (var (key, value) in source.ApplicationProperties ?? [])
            target.ApplicationProperties[key] = AmqpValues.FromAmqp(value);
        if (source.MessageAnnotations is { } annotations)
            Copy(annotations, target.MessageAnnotations);
        if (source.DeliveryAnnotations is { } deliveryAnnotations)
            Copy(deliveryAnnotations, target.DeliveryAnnotations);
        if (source.Footer is { } footer)
            Copy(footer, target.Footer);
        return target;
    }

    private static AmqpMessageBody Body(AmqpMessage source)
    {
        if (source.Data is { } data)
            return AmqpMessageBody.FromData(data);
        if (source.Sequences is { } sequences)
            return AmqpMessageBody.FromSequence(sequences.Select(items => (IList<object>)[.. items.Select(item => AmqpValues.FromAmqp(item)!)]).ToArray());
        return source.HasValue ? AmqpMessageBody.FromValue(AmqpValues.FromAmqp(source.Value)!) : AmqpMessageBody.FromData([]);
    }

    private static void CopyHeader(AmqpHeader from, AmqpMessageHeader to, bool countThisDelivery)
    {
        to.Durable = from.Durable;
        to.Priority = from.Priority;
        to.FirstAcquirer = from.FirstAcquirer;
        to.TimeToLive = from.TimeToLive is { } milliseconds ? TimeSpan.FromMilliseconds(milliseconds) : null;
        // On the wire the count is of earlier deliveries; readers expect this one in it.
        to.DeliveryCount = from.DeliveryCount is { } earlier ? countThisDelivery && earlier < uint.MaxValue ? earlier + 1 : earlier : null;
    }

    private static void CopyProperties(AmqpProperties from, AmqpMessageProperties to)
    {
        to.MessageId = Id(from.MessageId);
        to.UserId = from.UserId;
        to.To = from.To is { } address ? new AmqpAddress(address) : null;
        to.Subject = from.Subject;
        to.ReplyTo = from.ReplyTo is { } reply ? new AmqpAddress(reply) : null;
        to.CorrelationId = Id(from.CorrelationId);
        to.ContentType = from.ContentType;
        to.ContentEncoding = from.ContentEncoding;
        to.AbsoluteExpiryTime = from.AbsoluteExpiryTime;
        to.CreationTime = from.CreationTime;
        to.GroupId = from.GroupId;
        to.GroupSequence = from.GroupSequence;
        to.ReplyToGroupId = from.ReplyToGroupId;
    }

    private static AmqpMessageId? Id(object? id) => id switch
    {
        null => null,
        byte[] bytes => new AmqpMessageId(Convert.ToHexString(bytes)),
        _ => new AmqpMessageId(Convert.ToString(id, CultureInfo.InvariantCulture) ?? ""),
    };

    private static void Copy(AmqpMap from, IDictionary<string, object?> to)
    {
        foreach (var (key, value) in from)
            to[AmqpValues.Key(key)] = AmqpValues.FromAmqp(value);
    }
}
