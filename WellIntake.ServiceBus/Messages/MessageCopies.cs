using Azure.Core.Amqp;

namespace Azure.Messaging.ServiceBus;

/// <summary>Copies a received message's sections for sending it again.</summary>
internal static class MessageCopies
{
    // What the broker sets on its own message and has no meaning on a new one.
    private static readonly HashSet<string> SetByBroker =
    [
        MessageKeys.LockedUntil, MessageKeys.SequenceNumber, MessageKeys.DeadLetterSource,
        MessageKeys.EnqueueSequenceNumber, MessageKeys.EnqueuedTime, MessageKeys.MessageState,
    ];

    public static AmqpAnnotatedMessage ForSending(AmqpAnnotatedMessage source)
    {
        var copy = new AmqpAnnotatedMessage(CopyBody(source.Body));
        CopyHeader(source, copy);
        CopyProperties(source, copy);
        if (source.HasSection(AmqpMessageSection.ApplicationProperties))
            Copy(source.ApplicationProperties, copy.ApplicationProperties, key => key is not (MessageKeys.DeadLetterReason or MessageKeys.DeadLetterErrorDescription));
        if (source.HasSection(AmqpMessageSection.MessageAnnotations))
            Copy(source.MessageAnnotations, copy.MessageAnnotations, key => !SetByBroker.Contains(key));
        if (source.HasSection(AmqpMessageSection.DeliveryAnnotations))
            Copy(source.DeliveryAnnotations, copy.DeliveryAnnotations, _ => true);
        if (source.HasSection(AmqpMessageSection.Footer))
            Copy(source.Footer, copy.Footer, _ => true);
        return copy;
    }

    private static AmqpMessageBody CopyBody(AmqpMessageBody body)
    {
        if (body.TryGetData(out var data))
            return AmqpMessageBody.FromData(data!.Select(section => new ReadOnlyMemory<byte>(section.ToArray())).ToArray());
        if (body.TryGetValue(out var value))
            return AmqpMessageBody.FromValue(value!);
        return body.TryGetSequence(out var sequence)
            ? AmqpMessageBody.FromSequence(sequence!)
            : throw new NotSupportedException($"A body of the kind {body.BodyType} cannot be copied.");
    }

    private static void CopyHeader(AmqpAnnotatedMessage source, AmqpAnnotatedMessage copy)
    {
        if (!source.HasSection(AmqpMessageSection.Header))
            return;
        copy.Header.Durable = source.Header.Durable;
        copy.Header.Priority = source.Header.Priority;
        copy.Header.FirstAcquirer = source.Header.FirstAcquirer;
        copy.Header.TimeToLive = source.Header.TimeToLive;
    }

    private static void CopyProperties(AmqpAnnotatedMessage source, AmqpAnnotatedMessage copy)
    {
        if (!source.HasSection(AmqpMessageSection.Properties))
            return;
        var (from, to) = (source.Properties, copy.Properties);
        to.MessageId = from.MessageId;
        to.UserId = from.UserId;
        to.To = from.To;
        to.Subject = from.Subject;
        to.ReplyTo = from.ReplyTo;
        to.CorrelationId = from.CorrelationId;
        to.ContentType = from.ContentType;
        to.ContentEncoding = from.ContentEncoding;
        to.AbsoluteExpiryTime = from.AbsoluteExpiryTime;
        to.CreationTime = from.CreationTime;
        to.GroupId = from.GroupId;
        to.GroupSequence = from.GroupSequence;
        to.ReplyToGroupId = from.ReplyToGroupId;
    }

    private static void Copy(IDictionary<string, object?> from, IDictionary<string, object?> to, Func<string, bool> wanted)
    {
        foreach (var (key, value) in from)
        {
            if (wanted(key))
                to[key] = value;
        }
    }
}
