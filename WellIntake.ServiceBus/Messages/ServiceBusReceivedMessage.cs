using System.Collections.ObjectModel;
using System.Globalization;
using Azure.Core.Amqp;
using WellIntake.ServiceBus.Amqp;

namespace Azure.Messaging.ServiceBus;

/// <summary>A message as it came from a queue or a subscription: received with a lock, received for good, or peeked at.</summary>
public class ServiceBusReceivedMessage
{
    private readonly AmqpAnnotatedMessage _message;

    internal ServiceBusReceivedMessage(AmqpAnnotatedMessage message, Guid lockToken, (AmqpDelivery Delivery, AmqpReceiverLink Link)? locked = null)
    {
        _message = message;
        LockTokenGuid = lockToken;
        Locked = locked;
        LockedUntil = message.GetTime(MessageKeys.LockedUntil);
    }

    /// <summary>The body's bytes; several data sections in one piece.</summary>
    /// <exception cref="NotSupportedException">The body is an AMQP value or sequence; see <see cref="GetRawAmqpMessage"/>.</exception>
    public BinaryData Body => _message.GetData();

    /// <summary>The sender's id of the message.</summary>
    public string MessageId => Properties?.MessageId?.ToString()!;

    /// <summary>The key of its partition.</summary>
    public string? PartitionKey => _message.GetString(MessageKeys.PartitionKey);

    /// <summary>The key of its partition in a transfer queue.</summary>
    public string? TransactionPartitionKey => _message.GetString(MessageKeys.ViaPartitionKey);

    /// <summary>Its session.</summary>
    public string? SessionId => Properties?.GroupId;

    /// <summary>The session an answer should have.</summary>
    public string? ReplyToSessionId => Properties?.ReplyToGroupId;

    /// <summary>How long after its enqueuing it lives; <see cref="TimeSpan.MaxValue"/> for ever.</summary>
    public TimeSpan TimeToLive => _message.GetTimeToLive();

    /// <summary>What it belongs to, for the application.</summary>
    public string? CorrelationId => Properties?.CorrelationId?.ToString();

    /// <summary>What it is about, for the application.</summary>
    public string? Subject => Properties?.Subject;

    /// <summary>Where it goes, for the application.</summary>
    public string? To => Properties?.To?.ToString();

    /// <summary>The body's media type.</summary>
    public string? ContentType => Properties?.ContentType;

    /// <summary>Where answers go.</summary>
    public string? ReplyTo => Properties?.ReplyTo?.ToString();

    /// <summary>When it was, or is, to become ready; the default when it was not scheduled.</summary>
    public DateTimeOffset ScheduledEnqueueTime => _message.GetTime(MessageKeys.ScheduledEnqueueTime);

    /// <summary>The application's own properties.</summary>
    public IReadOnlyDictionary<string, object> ApplicationProperties => _message.HasSection(AmqpMessageSection.ApplicationProperties)
        ? new ReadOnlyDictionary<string, object>(_message.ApplicationProperties!)
        : ReadOnlyDictionary<string, object>.Empty;

    /// <summary>The lock, to be given with a settlement; all zeros when there is none.</summary>
    public string LockToken => LockTokenGuid.ToString();

    /// <summary>How often it was delivered, this delivery counted; as it stands in the queue when peeked at.</summary>
    public int DeliveryCount => _message.HasSection(AmqpMessageSection.Header) ? (int)Math.Min(_message.Header.DeliveryCount ?? 0, int.MaxValue) : 0;

    /// <summary>Till when it is locked for this receiver; moves on with <see cref="ServiceBusReceiver.RenewMessageLockAsync"/>.</summary>
    public DateTimeOffset LockedUntil { get; internal set; }

    /// <summary>Its number in the queue, unique and rising; -1 when unknown.</summary>
    public long SequenceNumber => _message.GetLong(MessageKeys.SequenceNumber, -1);

    /// <summary>The queue or subscription that it became a dead letter in; null unless it was moved on from there.</summary>
    public string? DeadLetterSource => _message.GetString(MessageKeys.DeadLetterSource);

    /// <summary>Its number in the queue that it was first sent to.</summary>
    public long EnqueuedSequenceNumber => _message.GetLong(MessageKeys.EnqueueSequenceNumber, 0);

    /// <summary>When it was enqueued.</summary>
    public DateTimeOffset EnqueuedTime => _message.GetTime(MessageKeys.EnqueuedTime);

    /// <summary>When it ends: as its sender or the broker said, else enqueuing plus time to live; the end of time when that is beyond it.</summary>
    public DateTimeOffset ExpiresAt => Properties?.AbsoluteExpiryTime is { } said ? said : TimeToLive >= DateTimeOffset.MaxValue - EnqueuedTime
        ? DateTimeOffset.MaxValue
        : EnqueuedTime + TimeToLive;

    /// <summary>Why it is a dead letter.</summary>
    public string? DeadLetterReason => Text(MessageKeys.DeadLetterReason);

    /// <summary>More about why it is a dead letter.</summary>
    public string? DeadLetterErrorDescription => Text(MessageKeys.DeadLetterErrorDescription);

    /// <summary>Where it stands in the queue.</summary>
    public ServiceBusMessageState State => (ServiceBusMessageState)_message.GetLong(MessageKeys.MessageState, 0);

    internal Guid LockTokenGuid { get; }

    /// <summary>The delivery, and the link it is to be settled on; null when the lock came another way.</summary>
    internal (AmqpDelivery Delivery, AmqpReceiverLink Link)? Locked { get; set; }

    private AmqpMessageProperties? Properties => _message.HasSection(AmqpMessageSection.Properties) ? _message.Properties : null;

    /// <summary>A received message of these AMQP sections.</summary>
    /// <param name="message">The sections.</param>
    /// <param name="lockTokenBytes">The lock token's 16 bytes in the order of <see cref="Guid(ReadOnlySpan{byte})"/>; null for none.</param>
    /// <returns>The message.</returns>
    public static ServiceBusReceivedMessage FromAmqpMessage(AmqpAnnotatedMessage message, BinaryData lockTokenBytes)
        => new(Check.NotNull(message, nameof(message)), lockTokenBytes is null ? Guid.Empty : new Guid(lockTokenBytes.ToMemory().Span));

    /// <summary>The AMQP sections behind this message: bodies that are no data, annotations, header and footer.</summary>
    /// <returns>The sections.</returns>
    public AmqpAnnotatedMessage GetRawAmqpMessage() => _message;

    /// <summary>The message's id, for logs; never its content.</summary>
    /// <returns><c>{MessageId:…}</c>.</returns>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{{MessageId:{MessageId}}}");

    private string? Text(string key)
        => _message.HasSection(AmqpMessageSection.ApplicationProperties) && _message.ApplicationProperties.TryGetValue(key, out var value) ? value as string : null;
}
