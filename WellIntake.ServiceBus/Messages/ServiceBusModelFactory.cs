using Azure.Core.Amqp;
using Azure.Messaging.ServiceBus.Administration;

namespace Azure.Messaging.ServiceBus;

/// <summary>Makes what otherwise only the service makes, for tests.</summary>
public static class ServiceBusModelFactory
{
    /// <summary>A received message.</summary>
    /// <param name="body">Its body.</param>
    /// <param name="messageId">Its id.</param>
    /// <param name="partitionKey">Its partition key.</param>
    /// <param name="viaPartitionKey">Its partition key in a transfer queue.</param>
    /// <param name="sessionId">Its session.</param>
    /// <param name="replyToSessionId">The session for an answer.</param>
    /// <param name="timeToLive">How long it lives.</param>
    /// <param name="correlationId">What it belongs to.</param>
    /// <param name="subject">What it is about.</param>
    /// <param name="to">Where it goes.</param>
    /// <param name="contentType">Its body's media type.</param>
    /// <param name="replyTo">Where answers go.</param>
    /// <param name="scheduledEnqueueTime">When it was to become ready.</param>
    /// <param name="properties">The application's properties.</param>
    /// <param name="lockTokenGuid">Its lock.</param>
    /// <param name="deliveryCount">Its deliveries.</param>
    /// <param name="lockedUntil">Till when it is locked.</param>
    /// <param name="sequenceNumber">Its number.</param>
    /// <param name="deadLetterSource">Where it became a dead letter.</param>
    /// <param name="enqueuedSequenceNumber">Its first number.</param>
    /// <param name="enqueuedTime">When it was enqueued.</param>
    /// <param name="serviceBusMessageState">Where it stands.</param>
    /// <returns>The message.</returns>
    public static ServiceBusReceivedMessage ServiceBusReceivedMessage(
        BinaryData? body = default, string? messageId = default, string? partitionKey = default, string? viaPartitionKey = default, string? sessionId = default,
        string? replyToSessionId = default, TimeSpan timeToLive = default, string? correlationId = default, string? subject = default, string? to = default,
        string? contentType = default, string? replyTo = default, DateTimeOffset scheduledEnqueueTime = default, IDictionary<string, object>? properties = default,
        Guid lockTokenGuid = default, int deliveryCount = default, DateTimeOffset lockedUntil = default, long sequenceNumber = -1, string? deadLetterSource = default,
        long enqueuedSequenceNumber = default, DateTimeOffset enqueuedTime = default, ServiceBusMessageState serviceBusMessageState = default)
    {
        var message = AnnotatedMessages.FromData(body?.ToMemory() ?? default);
        message.Header.DeliveryCount = (uint)deliveryCount;
        if (timeToLive != default)
            message.Header.TimeToLive = timeToLive;
        message.Properties.MessageId = new AmqpMessageId(messageId ?? "");
        message.Properties.GroupId = sessionId;
        message.Properties.ReplyToGroupId = replyToSessionId;
        message.Properties.CorrelationId = correlationId is null ? null : new AmqpMessageId(correlationId);
        message.Properties.Subject = subject;
        message.Properties.To = to is null ? null : new AmqpAddress(to);
        message.Properties.ReplyTo = replyTo is null ? null : new AmqpAddress(replyTo);
        message.Properties.ContentType = contentType;
        foreach (var (key, value) in properties ?? new Dictionary<string, object>())
            message.ApplicationProperties[key] = value;
        Annotate(MessageKeys.PartitionKey, partitionKey);
        Annotate(MessageKeys.ViaPartitionKey, viaPartitionKey);
        Annotate(MessageKeys.DeadLetterSource, deadLetterSource);
        Annotate(MessageKeys.ScheduledEnqueueTime, scheduledEnqueueTime == default ? null : scheduledEnqueueTime.UtcDateTime);
        Annotate(MessageKeys.SequenceNumber, sequenceNumber);
        Annotate(MessageKeys.EnqueueSequenceNumber, enqueuedSequenceNumber);
        Annotate(MessageKeys.EnqueuedTime, enqueuedTime.UtcDateTime);
        Annotate(MessageKeys.LockedUntil, lockedUntil.UtcDateTime);
        Annotate(MessageKeys.MessageState, (int)serviceBusMessageState);
        return new ServiceBusReceivedMessage(message, lockTokenGuid);

        void Annotate(string key, object? value)
        {
            if (value is not null)
                message.MessageAnnotations[key] = value;
        }
    }

    /// <summary>A batch that keeps its messages in a list.</summary>
    /// <param name="batchSizeBytes">Its size.</param>
    /// <param name="batchMessageStore">Where messages go that are added.</param>
    /// <param name="batchOptions">Its settings.</param>
    /// <param name="tryAddCallback">Says whether a message fits; all do when null.</param>
    /// <returns>The batch.</returns>
    public static ServiceBusMessageBatch ServiceBusMessageBatch(long batchSizeBytes, IList<ServiceBusMessage> batchMessageStore, CreateMessageBatchOptions? batchOptions = default, Func<ServiceBusMessage, bool>? tryAddCallback = default)
        => new(batchOptions?.MaxSizeInBytes ?? long.MaxValue, batchSizeBytes, Check.NotNull(batchMessageStore, nameof(batchMessageStore)), tryAddCallback ?? (_ => true));

    /// <summary>A queue's counts.</summary>
    /// <param name="name">The queue.</param>
    /// <param name="activeMessageCount">Messages ready.</param>
    /// <param name="scheduledMessageCount">Messages that wait.</param>
    /// <param name="deadLetterMessageCount">Dead letters.</param>
    /// <param name="transferDeadLetterMessageCount">Messages that could not be forwarded.</param>
    /// <param name="transferMessageCount">Messages on their way.</param>
    /// <param name="totalMessageCount">All messages.</param>
    /// <param name="sizeInBytes">Bytes.</param>
    /// <param name="createdAt">When created.</param>
    /// <param name="updatedAt">When changed.</param>
    /// <param name="accessedAt">When used.</param>
    /// <returns>The counts.</returns>
    public static QueueRuntimeProperties QueueRuntimeProperties(
        string name, long activeMessageCount = default, long scheduledMessageCount = default, long deadLetterMessageCount = default, long transferDeadLetterMessageCount = default,
        long transferMessageCount = default, long totalMessageCount = default, long sizeInBytes = default, DateTimeOffset createdAt = default, DateTimeOffset updatedAt = default, DateTimeOffset accessedAt = default)
        => new(name)
        {
            ActiveMessageCount = activeMessageCount,
            ScheduledMessageCount = scheduledMessageCount,
            DeadLetterMessageCount = deadLetterMessageCount,
            TransferDeadLetterMessageCount = transferDeadLetterMessageCount,
            TransferMessageCount = transferMessageCount,
            TotalMessageCount = totalMessageCount,
            SizeInBytes = sizeInBytes,
            CreatedAt = createdAt,
            UpdatedAt = updatedAt,
            AccessedAt = accessedAt,
        };

    /// <summary>A subscription's counts.</summary>
    /// <param name="topicName">The topic.</param>
    /// <param name="subscriptionName">The subscription.</param>
    /// <param name="activeMessageCount">Messages ready.</param>
    /// <param name="deadLetterMessageCount">Dead letters.</param>
    /// <param name="transferDeadLetterMessageCount">Messages that could not be forwarded.</param>
    /// <param name="transferMessageCount">Messages on their way.</param>
    /// <param name="totalMessageCount">All messages.</param>
    /// <param name="createdAt">When created.</param>
    /// <param name="updatedAt">When changed.</param>
    /// <param name="accessedAt">When used.</param>
    /// <returns>The counts.</returns>
    public static SubscriptionRuntimeProperties SubscriptionRuntimeProperties(
        string topicName, string subscriptionName, long activeMessageCount = default, long deadLetterMessageCount = default, long transferDeadLetterMessageCount = default,
        long transferMessageCount = default, long totalMessageCount = default, DateTimeOffset createdAt = default, DateTimeOffset updatedAt = default, DateTimeOffset accessedAt = default)
        => new(topicName, subscriptionName)
        {
            ActiveMessageCount = activeMessageCount,
            DeadLetterMessageCount = deadLetterMessageCount,
            TransferDeadLetterMessageCount = transferDeadLetterMessageCount,
            TransferMessageCount = transferMessageCount,
            TotalMessageCount = totalMessageCount,
            CreatedAt = createdAt,
            UpdatedAt = updatedAt,
            AccessedAt = accessedAt,
        };
}
