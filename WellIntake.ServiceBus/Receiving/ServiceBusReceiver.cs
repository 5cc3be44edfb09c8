using System.Runtime.CompilerServices;

namespace Azure.Messaging.ServiceBus;

/// <summary>Receives from one queue or subscription. Safe for many threads. Made by <see cref="ServiceBusClient.CreateReceiver(string)"/>.</summary>
public class ServiceBusReceiver : IAsyncDisposable
{
    private const int LongestReason = 4096;
    private readonly ConnectionScope _scope = null!;
    private volatile bool _closed;

    /// <summary>For a stand-in in tests: nothing works.</summary>
    protected ServiceBusReceiver()
    {
    }

    internal ServiceBusReceiver(ConnectionScope scope, ReceiverSettings settings)
    {
        _scope = scope;
        EntityPath = settings.EntityPath;
        Identifier = settings.Identifier;
        ReceiveMode = settings.ReceiveMode;
        PrefetchCount = settings.PrefetchCount;
        Operations = new ReceiverOperations(scope, settings);
    }

    /// <summary>The namespace's host.</summary>
    public virtual string FullyQualifiedNamespace => _scope.Host;

    /// <summary>The queue or subscription, with the queue beside it: <c>topic/Subscriptions/name/$DeadLetterQueue</c>.</summary>
    public virtual string EntityPath { get; } = null!;

    /// <summary>Whether receiving locks or removes.</summary>
    public virtual ServiceBusReceiveMode ReceiveMode { get; }

    /// <summary>How many messages are fetched ahead.</summary>
    public virtual int PrefetchCount { get; }

    /// <summary>Its name in the service's logs.</summary>
    public virtual string Identifier { get; } = null!;

    /// <summary>Whether it was closed.</summary>
    public virtual bool IsClosed => _closed;

    internal ReceiverOperations Operations { get; } = null!;

    /// <summary>Receives up to so many messages: those that are there as soon as one is; not always as many as there are.</summary>
    /// <param name="maxMessages">At most so many, at least 1.</param>
    /// <param name="maxWaitTime">How long to wait for the first; the try's time when null. Above zero, or zero and more with prefetching.</param>
    /// <param name="cancellationToken">Calls it off; what has arrived goes back to the queue.</param>
    /// <returns>The messages; empty when none came in time.</returns>
    /// <exception cref="ServiceBusException">Nothing was received, with the reason.</exception>
    /// <exception cref="UnauthorizedAccessException">No right to receive here.</exception>
    /// <exception cref="ObjectDisposedException">The receiver or its client is closed.</exception>
    public virtual async Task<IReadOnlyList<ServiceBusReceivedMessage>> ReceiveMessagesAsync(int maxMessages, TimeSpan? maxWaitTime = default, CancellationToken cancellationToken = default)
    {
        Check.AtLeast(maxMessages, 1, nameof(maxMessages));
        Check.NotClosed(_closed, nameof(ServiceBusReceiver));
        if (maxWaitTime is { } wait)
            _ = PrefetchCount > 0 ? Check.NotNegative(wait, nameof(maxWaitTime)) : Check.Positive(wait, nameof(maxWaitTime));
        return await Operations.ReceiveAsync(maxMessages, maxWaitTime, cancellationToken);
    }

    /// <summary>Receives messages one after the other, without end.</summary>
    /// <param name="cancellationToken">Ends it.</param>
    /// <returns>The messages.</returns>
    public virtual async IAsyncEnumerable<ServiceBusReceivedMessage> ReceiveMessagesAsync([EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        while (!cancellationToken.IsCancellationRequested)
        {
            if (await ReceiveMessageAsync(cancellationToken: cancellationToken) is { } message)
                yield return message;
        }
        throw new TaskCanceledException("Receiving was cancelled.", innerException: null, cancellationToken);
    }

    /// <summary>Receives one message.</summary>
    /// <param name="maxWaitTime">How long to wait; the try's time when null.</param>
    /// <param name="cancellationToken">Calls it off; what has arrived goes back to the queue.</param>
    /// <returns>The message; null when none came in time.</returns>
    /// <exception cref="ServiceBusException">Nothing was received, with the reason.</exception>
    public virtual async Task<ServiceBusReceivedMessage?> ReceiveMessageAsync(TimeSpan? maxWaitTime = default, CancellationToken cancellationToken = default)
        => (await ReceiveMessagesAsync(1, maxWaitTime, cancellationToken)) is [var message, ..] ? message : null;

    /// <summary>Looks at the next message without locking it: those to come, deferred and scheduled ones too.</summary>
    /// <param name="fromSequenceNumber">Where to look from; after the one last looked at when null.</param>
    /// <param name="cancellationToken">Calls it off.</param>
    /// <returns>The message; null when there is none.</returns>
    /// <exception cref="ServiceBusException">Not looked at, with the reason.</exception>
    public virtual async Task<ServiceBusReceivedMessage?> PeekMessageAsync(long? fromSequenceNumber = default, CancellationToken cancellationToken = default)
        => (await PeekMessagesAsync(1, fromSequenceNumber, cancellationToken)) is [var message, ..] ? message : null;

    /// <summary>Looks at messages without locking them.</summary>
    /// <param name="maxMessages">At most so many, at least 1.</param>
    /// <param name="fromSequenceNumber">Where to look from; after the one last looked at when null.</param>
    /// <param name="cancellationToken">Calls it off.</param>
    /// <returns>The messages; empty when there is none.</returns>
    /// <exception cref="ServiceBusException">Not looked at, with the reason.</exception>
    public virtual async Task<IReadOnlyList<ServiceBusReceivedMessage>> PeekMessagesAsync(int maxMessages, long? fromSequenceNumber = default, CancellationToken cancellationToken = default)
    {
        Check.AtLeast(maxMessages, 1, nameof(maxMessages));
        Check.NotClosed(_closed, nameof(ServiceBusReceiver));
        return await Operations.PeekAsync(maxMessages, fromSequenceNumber, cancellationToken);
    }

    /// <summary>Done: the message is removed. In an ambient transaction it takes part in that.</summary>
    /// <param name="message">The message.</param>
    /// <param name="cancellationToken">Calls it off; whether it is settled is not known then.</param>
    /// <returns>When settled.</returns>
    /// <exception cref="ServiceBusException"><see cref="ServiceBusFailureReason.MessageLockLost"/>, or another reason.</exception>
    /// <exception cref="InvalidOperationException">The receiver removes messages as it receives them, or the message was only looked at.</exception>
    public virtual Task CompleteMessageAsync(ServiceBusReceivedMessage message, CancellationToken cancellationToken = default)
        => SettleAsync(message, () => Settlement.Complete, cancellationToken);

    /// <summary>Gives the message back: it comes again, its delivery count one higher.</summary>
    /// <param name="message">The message.</param>
    /// <param name="propertiesToModify">Application properties to set on it.</param>
    /// <param name="cancellationToken">Calls it off.</param>
    /// <returns>When settled.</returns>
    /// <exception cref="ServiceBusException"><see cref="ServiceBusFailureReason.MessageLockLost"/>, or another reason.</exception>
    public virtual Task AbandonMessageAsync(ServiceBusReceivedMessage message, IDictionary<string, object>? propertiesToModify = default, CancellationToken cancellationToken = default)
        => SettleAsync(message, () => Settlement.Abandon(propertiesToModify), cancellationToken);

    /// <summary>Moves the message to the dead letters.</summary>
    /// <param name="message">The message.</param>
    /// <param name="propertiesToModify">Application properties to set on it.</param>
    /// <param name="cancellationToken">Calls it off.</param>
    /// <returns>When settled.</returns>
    /// <exception cref="ServiceBusException"><see cref="ServiceBusFailureReason.MessageLockLost"/>, or another reason.</exception>
    public virtual Task DeadLetterMessageAsync(ServiceBusReceivedMessage message, IDictionary<string, object>? propertiesToModify = default, CancellationToken cancellationToken = default)
        => SettleAsync(message, () => Settlement.DeadLetter(null, null, propertiesToModify), cancellationToken);

    /// <summary>Moves the message to the dead letters, with the reason.</summary>
    /// <param name="message">The message.</param>
    /// <param name="propertiesToModify">Application properties to set on it.</param>
    /// <param name="deadLetterReason">Why, at most 4096 characters.</param>
    /// <param name="deadLetterErrorDescription">More about it, at most 4096 characters.</param>
    /// <param name="cancellationToken">Calls it off.</param>
    /// <returns>When settled.</returns>
    /// <exception cref="ArgumentOutOfRangeException">Too long.</exception>
    /// <exception cref="InvalidOperationException">The properties hold another reason or description.</exception>
    /// <exception cref="ServiceBusException"><see cref="ServiceBusFailureReason.MessageLockLost"/>, or another reason.</exception>
    public virtual Task DeadLetterMessageAsync(ServiceBusReceivedMessage message, IDictionary<string, object> propertiesToModify, string deadLetterReason, string? deadLetterErrorDescription = default, CancellationToken cancellationToken = default)
        => SettleAsync(message, () => DeadLetter(propertiesToModify, deadLetterReason, deadLetterErrorDescription), cancellationToken);

    /// <summary>Moves the message to the dead letters, with the reason.</summary>
    /// <param name="message">The message.</param>
    /// <param name="deadLetterReason">Why, at most 4096 characters.</param>
    /// <param name="deadLetterErrorDescription">More about it, at most 4096 characters.</param>
    /// <param name="cancellationToken">Calls it off.</param>
    /// <returns>When settled.</returns>
    /// <exception cref="ArgumentOutOfRangeException">Too long.</exception>
    /// <exception cref="ServiceBusException"><see cref="ServiceBusFailureReason.MessageLockLost"/>, or another reason.</exception>
    public virtual Task DeadLetterMessageAsync(ServiceBusReceivedMessage message, string deadLetterReason, string? deadLetterErrorDescription = default, CancellationToken cancellationToken = default)
        => SettleAsync(message, () => DeadLetter(null, deadLetterReason, deadLetterErrorDescription), cancellationToken);

    /// <summary>Sets the message aside: it comes only by <see cref="ReceiveDeferredMessageAsync"/>.</summary>
    /// <param name="message">The message.</param>
    /// <param name="propertiesToModify">Application properties to set on it.</param>
    /// <param name="cancellationToken">Calls it off.</param>
    /// <returns>When settled.</returns>
    /// <exception cref="ServiceBusException"><see cref="ServiceBusFailureReason.MessageLockLost"/>, or another reason.</exception>
    public virtual Task DeferMessageAsync(ServiceBusReceivedMessage message, IDictionary<string, object>? propertiesToModify = default, CancellationToken cancellationToken = default)
        => SettleAsync(message, () => Settlement.Defer(propertiesToModify), cancellationToken);

    /// <summary>Receives a message that was set aside.</summary>
    /// <param name="sequenceNumber">Its number.</param>
    /// <param name="cancellationToken">Calls it off.</param>
    /// <returns>The message.</returns>
    /// <exception cref="ServiceBusException"><see cref="ServiceBusFailureReason.MessageNotFound"/>, or another reason.</exception>
    public virtual async Task<ServiceBusReceivedMessage> ReceiveDeferredMessageAsync(long sequenceNumber, CancellationToken cancellationToken = default)
        => (await ReceiveDeferredMessagesAsync([sequenceNumber], cancellationToken))[0];

    /// <summary>Receives messages that were set aside: all or none.</summary>
    /// <param name="sequenceNumbers">Their numbers.</param>
    /// <param name="cancellationToken">Calls it off.</param>
    /// <returns>The messages.</returns>
    /// <exception cref="ServiceBusException"><see cref="ServiceBusFailureReason.MessageNotFound"/>, or another reason.</exception>
    public virtual async Task<IReadOnlyList<ServiceBusReceivedMessage>> ReceiveDeferredMessagesAsync(IEnumerable<long> sequenceNumbers, CancellationToken cancellationToken = default)
    {
        Check.NotNull(sequenceNumbers, nameof(sequenceNumbers));
        Check.NotClosed(_closed, nameof(ServiceBusReceiver));
        var numbers = sequenceNumbers.ToArray();
        return numbers.Length == 0 ? [] : await Operations.ReceiveDeferredAsync(numbers, cancellationToken);
    }

    /// <summary>Keeps the lock for another lock duration from now; <see cref="ServiceBusReceivedMessage.LockedUntil"/> says until when.</summary>
    /// <param name="message">The message.</param>
    /// <param name="cancellationToken">Calls it off.</param>
    /// <exception cref="ServiceBusException"><see cref="ServiceBusFailureReason.MessageLockLost"/>, or another reason.</exception>
    /// <exception cref="InvalidOperationException">The message has no lock, or its session has it: see <see cref="ServiceBusSessionReceiver.RenewSessionLockAsync"/>.</exception>
    public virtual async Task RenewMessageLockAsync(ServiceBusReceivedMessage message, CancellationToken cancellationToken = default)
    {
        ThrowIfNotLocked(message);
        if (this is ServiceBusSessionReceiver)
            throw new InvalidOperationException("A message of a session has no lock of its own; renew the session's.");
        message.LockedUntil = await Operations.RenewLockAsync(message.LockTokenGuid, cancellationToken);
    }

    /// <summary>Closes the links: what was fetched ahead goes back to the queue. Locks of messages under way stay until they run out or are settled by another receiver of this entity.</summary>
    /// <param name="cancellationToken">Calls off the waiting.</param>
    /// <returns>When closed.</returns>
    public virtual async Task CloseAsync(CancellationToken cancellationToken = default)
    {
        if (_closed)
            return;
        _closed = true;
        if (Operations is not null)
            await Operations.CloseAsync(cancellationToken);
    }

    /// <summary>Closes it.</summary>
    /// <returns>When closed.</returns>
    public virtual async ValueTask DisposeAsync()
    {
        await CloseAsync();
        GC.SuppressFinalize(this);
    }

    private async Task SettleAsync(ServiceBusReceivedMessage message, Func<Settlement> settlement, CancellationToken cancellationToken)
    {
        ThrowIfNotLocked(message);
        await Operations.SettleAsync(message, settlement(), cancellationToken);
    }

    private void ThrowIfNotLocked(ServiceBusReceivedMessage message)
    {
        Check.NotNull(message, nameof(message));
        Check.NotClosed(_closed, nameof(ServiceBusReceiver));
        if (ReceiveMode != ServiceBusReceiveMode.PeekLock)
            throw new InvalidOperationException("Only a receiver that locks (PeekLock) can settle messages or renew their locks.");
        if (message.LockTokenGuid == Guid.Empty)
            throw new InvalidOperationException("The message has no lock: it was looked at, not received.");
    }

    private static Settlement DeadLetter(IDictionary<string, object>? properties, string? reason, string? description)
    {
        Check.NotLongerThan(reason, LongestReason, "deadLetterReason");
        Check.NotLongerThan(description, LongestReason, "deadLetterErrorDescription");
        ThrowIfDiffers(properties, MessageKeys.DeadLetterReason, reason);
        ThrowIfDiffers(properties, MessageKeys.DeadLetterErrorDescription, description);
        return Settlement.DeadLetter(reason, description, properties);
    }

    private static void ThrowIfDiffers(IDictionary<string, object>? properties, string key, string? value)
    {
        if (value is not null && properties is not null && properties.TryGetValue(key, out var other) && other as string != value)
            throw new InvalidOperationException($"The properties to modify have another {key} than the one given beside them.");
    }
}
