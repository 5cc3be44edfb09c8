namespace Azure.Messaging.ServiceBus;

/// <summary>Sends to one queue or topic. Safe for many threads; meant to live as long as the program sends. Made by <see cref="ServiceBusClient.CreateSender(string)"/>.</summary>
public class ServiceBusSender : IAsyncDisposable
{
    private readonly ConnectionScope _scope = null!;
    private readonly SenderLink _link = null!;
    private volatile bool _closed;

    /// <summary>For a stand-in in tests: nothing works.</summary>
    protected ServiceBusSender()
    {
    }

    internal ServiceBusSender(ConnectionScope scope, string entityPath, ServiceBusSenderOptions? options)
    {
        _scope = scope;
        EntityPath = entityPath;
        var identifier = string.IsNullOrEmpty(options?.Identifier) ? $"{entityPath}-{Guid.NewGuid()}" : options.Identifier;
        Identifier = identifier;
        _link = new SenderLink(scope, entityPath, identifier);
    }

    /// <summary>The namespace's host.</summary>
    public virtual string FullyQualifiedNamespace => _scope.Host;

    /// <summary>The queue or topic.</summary>
    public virtual string EntityPath { get; } = null!;

    /// <summary>Its name in the service's logs.</summary>
    public virtual string Identifier { get; } = null!;

    /// <summary>Whether it was closed.</summary>
    public virtual bool IsClosed => _closed;

    /// <summary>Sends one message; back when the broker has it. In an ambient transaction it takes part in that.</summary>
    /// <param name="message">The message.</param>
    /// <param name="cancellationToken">Calls it off; whether the broker has the message is not known then.</param>
    /// <exception cref="ServiceBusException">Not sent, with the reason; after a time-out or a broken connection the broker may have it all the same.</exception>
    /// <exception cref="UnauthorizedAccessException">No right to send here.</exception>
    /// <exception cref="ObjectDisposedException">The sender or its client is closed.</exception>
    public virtual Task SendMessageAsync(ServiceBusMessage message, CancellationToken cancellationToken = default)
    {
        Check.NotNull(message, nameof(message));
        return SendMessagesAsync([message], cancellationToken);
    }

    /// <summary>Sends messages in one transfer: all or none. None is fine.</summary>
    /// <param name="messages">The messages.</param>
    /// <param name="cancellationToken">Calls it off.</param>
    /// <exception cref="ServiceBusException">Not sent; <see cref="ServiceBusFailureReason.MessageSizeExceeded"/> when they are too large together, see <see cref="CreateMessageBatchAsync(CancellationToken)"/>.</exception>
    public virtual async Task SendMessagesAsync(IEnumerable<ServiceBusMessage> messages, CancellationToken cancellationToken = default)
    {
        Check.NotNull(messages, nameof(messages));
        Check.NotClosed(_closed, nameof(ServiceBusSender));
        var amqp = messages.Select(message => OutgoingMessages.ToAmqp(Check.NotNull(message, nameof(messages)), _scope.Time)).ToArray();
        if (amqp.Length > 0)
            await _link.SendAsync(amqp[0], [.. amqp.Select(message => message.ToArray())], cancellationToken);
    }

    /// <summary>Sends a batch: all or none. An empty one is fine. The batch can be disposed afterwards.</summary>
    /// <param name="messageBatch">The batch.</param>
    /// <param name="cancellationToken">Calls it off.</param>
    /// <exception cref="ServiceBusException">Not sent, with the reason.</exception>
    public virtual async Task SendMessagesAsync(ServiceBusMessageBatch messageBatch, CancellationToken cancellationToken = default)
    {
        Check.NotNull(messageBatch, nameof(messageBatch));
        Check.NotClosed(_closed, nameof(ServiceBusSender));
        messageBatch.BeginSending();
        try
        {
            if (messageBatch.First is { } first)
                await _link.SendAsync(first, messageBatch.Encoded, cancellationToken);
        }
        finally
        {
            messageBatch.EndSending();
        }
    }

    /// <summary>An empty batch as large as the entity takes.</summary>
    /// <param name="cancellationToken">Calls it off.</param>
    /// <returns>The batch.</returns>
    public virtual ValueTask<ServiceBusMessageBatch> CreateMessageBatchAsync(CancellationToken cancellationToken = default)
        => CreateMessageBatchAsync(new CreateMessageBatchOptions(), cancellationToken);

    /// <summary>An empty batch.</summary>
    /// <param name="options">Its size.</param>
    /// <param name="cancellationToken">Calls it off.</param>
    /// <returns>The batch.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The size asked for is more than the entity takes.</exception>
    public virtual async ValueTask<ServiceBusMessageBatch> CreateMessageBatchAsync(CreateMessageBatchOptions options, CancellationToken cancellationToken = default)
    {
        Check.NotNull(options, nameof(options));
        Check.NotClosed(_closed, nameof(ServiceBusSender));
        var most = await _link.MaxBatchSizeAsync(cancellationToken);
        var size = options.MaxSizeInBytes ?? most;
        return size <= most
            ? new ServiceBusMessageBatch(size, _scope.Time)
            : throw new ArgumentOutOfRangeException(nameof(options), size, $"The entity takes batches of at most {most} bytes.");
    }

    /// <summary>Hands over a message that becomes ready at a time. Inside a transaction use <see cref="SendMessageAsync"/> with <see cref="ServiceBusMessage.ScheduledEnqueueTime"/>.</summary>
    /// <param name="message">The message; its own <see cref="ServiceBusMessage.ScheduledEnqueueTime"/> is set to the time.</param>
    /// <param name="scheduledEnqueueTime">The time; one that is past means at once.</param>
    /// <param name="cancellationToken">Calls it off.</param>
    /// <returns>The message's number, to cancel it by.</returns>
    /// <exception cref="ServiceBusException">Not scheduled, with the reason.</exception>
    /// <exception cref="NotSupportedException">In an ambient transaction.</exception>
    public virtual async Task<long> ScheduleMessageAsync(ServiceBusMessage message, DateTimeOffset scheduledEnqueueTime, CancellationToken cancellationToken = default)
    {
        Check.NotNull(message, nameof(message));
        return (await ScheduleMessagesAsync([message], scheduledEnqueueTime, cancellationToken))[0];
    }

    /// <summary>Hands over messages that become ready at a time: all or none.</summary>
    /// <param name="messages">The messages.</param>
    /// <param name="scheduledEnqueueTime">The time.</param>
    /// <param name="cancellationToken">Calls it off.</param>
    /// <returns>Their numbers, in their order.</returns>
    /// <exception cref="ServiceBusException">Not scheduled, with the reason.</exception>
    /// <exception cref="NotSupportedException">In an ambient transaction.</exception>
    public virtual async Task<IReadOnlyList<long>> ScheduleMessagesAsync(IEnumerable<ServiceBusMessage> messages, DateTimeOffset scheduledEnqueueTime, CancellationToken cancellationToken = default)
    {
        Check.NotNull(messages, nameof(messages));
        Check.NotClosed(_closed, nameof(ServiceBusSender));
        var list = messages as IReadOnlyCollection<ServiceBusMessage> ?? [.. messages];
        if (list.Count == 0)
            return [];
        foreach (var message in list)
            Check.NotNull(message, nameof(messages)).ScheduledEnqueueTime = scheduledEnqueueTime;
        return await _link.ScheduleAsync(list, cancellationToken);
    }

    /// <summary>Takes back a scheduled message.</summary>
    /// <param name="sequenceNumber">Its number.</param>
    /// <param name="cancellationToken">Calls it off.</param>
    /// <exception cref="ServiceBusException"><see cref="ServiceBusFailureReason.MessageNotFound"/>: it is ready already, or there is none.</exception>
    public virtual Task CancelScheduledMessageAsync(long sequenceNumber, CancellationToken cancellationToken = default)
        => CancelScheduledMessagesAsync([sequenceNumber], cancellationToken);

    /// <summary>Takes back scheduled messages. None is fine.</summary>
    /// <param name="sequenceNumbers">Their numbers.</param>
    /// <param name="cancellationToken">Calls it off.</param>
    /// <exception cref="ServiceBusException"><see cref="ServiceBusFailureReason.MessageNotFound"/>: one is ready already, or there is none.</exception>
    public virtual async Task CancelScheduledMessagesAsync(IEnumerable<long> sequenceNumbers, CancellationToken cancellationToken = default)
    {
        Check.NotNull(sequenceNumbers, nameof(sequenceNumbers));
        Check.NotClosed(_closed, nameof(ServiceBusSender));
        var numbers = sequenceNumbers.ToArray();
        if (numbers.Length > 0)
            await _link.CancelScheduledAsync(numbers, cancellationToken);
    }

    /// <summary>Closes the links. Closing twice is fine; the client stays open.</summary>
    /// <param name="cancellationToken">Calls off the waiting.</param>
    /// <returns>When closed.</returns>
    public virtual async Task CloseAsync(CancellationToken cancellationToken = default)
    {
        if (_closed)
            return;
        _closed = true;
        if (_link is not null)
            await _link.CloseAsync(cancellationToken);
    }

    /// <summary>Closes it.</summary>
    /// <returns>When closed.</returns>
    public virtual async ValueTask DisposeAsync()
    {
        await CloseAsync();
        GC.SuppressFinalize(this);
    }
}
