using System.Globalization;
using Azure.Core.Amqp;

namespace Azure.Messaging.ServiceBus;

/// <summary>A message to be sent. Not safe for use by several threads at once.</summary>
public class ServiceBusMessage
{
    private const int LongestId = 128;
    private readonly AmqpAnnotatedMessage _message;

    /// <summary>A message with an empty body.</summary>
    public ServiceBusMessage()
        : this(default(ReadOnlyMemory<byte>))
    {
    }

    /// <summary>A message of this text, in UTF-8.</summary>
    /// <param name="body">The text.</param>
    public ServiceBusMessage(string body)
        : this(BinaryData.FromString(body))
    {
    }

    /// <summary>A message of these bytes, which are not copied.</summary>
    /// <param name="body">The bytes.</param>
    public ServiceBusMessage(ReadOnlyMemory<byte> body) => _message = AnnotatedMessages.FromData(body);

    /// <summary>A message of this body; null makes an empty one.</summary>
    /// <param name="body">The body.</param>
    public ServiceBusMessage(BinaryData body)
        : this(body?.ToMemory() ?? default)
    {
    }

    /// <summary>A copy of a received message to be sent again: body, properties and application properties, without what the broker set and without the reason of a dead letter.</summary>
    /// <param name="receivedMessage">The message to copy.</param>
    /// <exception cref="ArgumentNullException">No message.</exception>
    /// <exception cref="NotSupportedException">The body is of no kind that AMQP has.</exception>
    public ServiceBusMessage(ServiceBusReceivedMessage receivedMessage) => _message = MessageCopies.ForSending(Check.NotNull(receivedMessage, nameof(receivedMessage)).GetRawAmqpMessage());

    /// <summary>A message of these AMQP sections, which are not copied.</summary>
    /// <param name="message">The sections.</param>
    public ServiceBusMessage(AmqpAnnotatedMessage message) => _message = Check.NotNull(message, nameof(message));

    /// <summary>The body. Setting it makes it one data section.</summary>
    /// <exception cref="NotSupportedException">Read while the body is an AMQP value or sequence.</exception>
    public BinaryData Body
    {
        get => _message.GetData();
        set => _message.Body = AmqpMessageBody.FromData([value?.ToMemory() ?? default]);
    }

    /// <summary>Identifies the message, for duplicate detection too; at most 128 characters. None unless set.</summary>
    /// <exception cref="ArgumentException">Null or empty, or too long.</exception>
    public string MessageId
    {
        get => _message.Properties.MessageId?.ToString()!;
        set
        {
            Check.NotEmpty(value, nameof(value));
            _message.Properties.MessageId = new AmqpMessageId(Check.NotLongerThan(value, LongestId, nameof(value)));
        }
    }

    /// <summary>Keeps messages of one key in one partition; at most 128 characters, and equal to <see cref="SessionId"/> when that is set.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Too long, or not the session's id.</exception>
    public string? PartitionKey
    {
        get => _message.GetString(MessageKeys.PartitionKey);
        set
        {
            Check.NotLongerThan(value, LongestId, nameof(value));
            if (SessionId is { } session && value is not null && session != value)
                throw new ArgumentOutOfRangeException(nameof(value), $"PartitionKey {value} cannot differ from SessionId {session}.");
            Annotate(MessageKeys.PartitionKey, value);
        }
    }

    /// <summary>Partition key in a transfer queue of a transaction; at most 128 characters.</summary>
    public string? TransactionPartitionKey
    {
        get => _message.GetString(MessageKeys.ViaPartitionKey);
        set => Annotate(MessageKeys.ViaPartitionKey, Check.NotLongerThan(value, LongestId, nameof(value)));
    }

    /// <summary>The session, for entities that require one; at most 128 characters. A partition key set before follows it.</summary>
    public string? SessionId
    {
        get => _message.Properties.GroupId;
        set
        {
            _message.Properties.GroupId = Check.NotLongerThan(value, LongestId, nameof(value));
            if (PartitionKey is not null)
                Annotate(MessageKeys.PartitionKey, value);
        }
    }

    /// <summary>The session an answer should have; at most 128 characters.</summary>
    public string? ReplyToSessionId
    {
        get => _message.Properties.ReplyToGroupId;
        set => _message.Properties.ReplyToGroupId = Check.NotLongerThan(value, LongestId, nameof(value));
    }

    /// <summary>How long after its enqueuing the message lives; the entity's own limit when shorter. <see cref="TimeSpan.MaxValue"/> unless set.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Zero or negative.</exception>
    public TimeSpan TimeToLive
    {
        get => _message.GetTimeToLive();
        set => _message.Header.TimeToLive = Check.Positive(value, nameof(value));
    }

    /// <summary>What the message belongs to, for the application.</summary>
    public string? CorrelationId
    {
        get => _message.Properties.CorrelationId?.ToString();
        set => _message.Properties.CorrelationId = value is null ? null : new AmqpMessageId(value);
    }

    /// <summary>What the message is about, for the application.</summary>
    public string? Subject
    {
        get => _message.Properties.Subject;
        set => _message.Properties.Subject = value;
    }

    /// <summary>Where the message goes, for the application.</summary>
    public string? To
    {
        get => _message.Properties.To?.ToString();
        set => _message.Properties.To = value is null ? null : new AmqpAddress(value);
    }

    /// <summary>The body's media type.</summary>
    public string? ContentType
    {
        get => _message.Properties.ContentType;
        set => _message.Properties.ContentType = value;
    }

    /// <summary>Where answers go.</summary>
    public string? ReplyTo
    {
        get => _message.Properties.ReplyTo?.ToString();
        set => _message.Properties.ReplyTo = value is null ? null : new AmqpAddress(value);
    }

    /// <summary>When the message is to become ready; at once unless set.</summary>
    public DateTimeOffset ScheduledEnqueueTime
    {
        get => _message.GetTime(MessageKeys.ScheduledEnqueueTime);
        set => _message.MessageAnnotations[MessageKeys.ScheduledEnqueueTime] = value.UtcDateTime;
    }

    /// <summary>The application's own properties: numbers, strings, booleans, characters, times, time spans, Guids, Uris, byte arrays and streams.</summary>
    public IDictionary<string, object> ApplicationProperties => _message.ApplicationProperties!;

    /// <summary>The AMQP sections behind this message; changes to them are changes to it.</summary>
    /// <returns>The sections.</returns>
    public AmqpAnnotatedMessage GetRawAmqpMessage() => _message;

    /// <summary>The message's id, for logs; never its content.</summary>
    /// <returns><c>{MessageId:…}</c>.</returns>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{{MessageId:{MessageId}}}");

    private void Annotate(string key, string? value)
    {
        if (value is null)
            _message.MessageAnnotations.Remove(key);
        else
            _message.MessageAnnotations[key] = value;
    }
}
