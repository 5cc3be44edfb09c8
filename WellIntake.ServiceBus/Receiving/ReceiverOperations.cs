using System.Transactions;
using WellIntake.ServiceBus.Amqp;

namespace Azure.Messaging.ServiceBus;

/// <summary>What a receiver does, on its link and by request.</summary>
internal sealed class ReceiverOperations
{
    private const string InvalidMessage = "InvalidAmqpMessage";
    private readonly ConnectionScope _scope;
    private readonly ReceiverSettings _settings;
    private readonly ManagementClient _management;
    private long _lastPeeked;

    public ReceiverOperations(ConnectionScope scope, ReceiverSettings settings)
    {
        (_scope, _settings) = (scope, settings);
        Link = new ReceiverLink(scope, settings);
        _management = new ManagementClient(scope, settings.EntityPath, settings.Owner, () => Link.Current?.Name);
    }

    public ReceiverLink Link { get; }

    /// <summary>Opens the link ahead of the first receive; for a session, this is what locks it.</summary>
    public Task OpenAsync(CancellationToken cancellationToken)
        => RunAsync(async attempt => await Link.GetAsync(attempt.Token), cancellationToken);

    public Task<IReadOnlyList<ServiceBusReceivedMessage>> ReceiveAsync(int maxMessages, TimeSpan? maxWaitTime, CancellationToken cancellationToken)
        => RunAsync(async attempt =>
        {
            var open = await Link.GetAsync(attempt.Token);
            // The wait is the caller's choice and may well be longer than a try.
            var deliveries = await open.Link.ReceiveAsync(maxMessages, maxWaitTime ?? _scope.Retries.TryTimeout, attempt.Caller);
            return await ReadAsync(open.Link, deliveries);
        }, cancellationToken);

    public Task<IReadOnlyList<ServiceBusReceivedMessage>> PeekAsync(int maxMessages, long? fromSequenceNumber, CancellationToken cancellationToken)
    {
        var from = fromSequenceNumber ?? Interlocked.Read(ref _lastPeeked) + 1;
        return RunAsync(async attempt =>
        {
            await Link.ThrowIfSessionLostAsync();
            var answer = await RequestAsync("peek-message", new AmqpMap { { "from-sequence-number", from }, { "message-count", maxMessages } }, attempt.Token);
            var messages = Messages(answer, peeked: true);
            if (messages.Count > 0)
                Interlocked.Exchange(ref _lastPeeked, messages[^1].SequenceNumber);
            return messages;
        }, cancellationToken);
    }

    public Task<IReadOnlyList<ServiceBusReceivedMessage>> ReceiveDeferredAsync(long[] sequenceNumbers, CancellationToken cancellationToken)
        => RunAsync(async attempt =>
        {
            await Link.ThrowIfSessionLostAsync();
            var answer = await RequestAsync("receive-by-sequence-number", new AmqpMap
            {
                { "sequence-numbers", AmqpArray.Of(sequenceNumbers) },
                { "receiver-settle-mode", _settings.ReceiveMode == ServiceBusReceiveMode.PeekLock ? 1u : 0u },
            }, attempt.Token);
            return Messages(answer, peeked: false);
        }, cancellationToken);

    public Task<DateTimeOffset> RenewLockAsync(Guid lockToken, CancellationToken cancellationToken)
        => RunAsync(async attempt =>
        {
            var answer = await RequestAsync("renew-lock", new AmqpMap { { "lock-tokens", AmqpArray.Of([lockToken]) } }, attempt.Token);
            return answer.Find("expirations") is AmqpArray { Items: [DateTime until, ..] } ? Utc(until) : throw Unexpected("renewed the lock but did not say until when");
        }, cancellationToken);

    public Task RenewSessionLockAsync(CancellationToken cancellationToken)
        => RunAsync(async attempt =>
        {
            await Link.ThrowIfSessionLostAsync();
            var answer = await RequestAsync("renew-session-lock", new AmqpMap(), attempt.Token);
            Link.SessionLockedUntil = answer.Find("expiration") is DateTime until ? Utc(until) : throw Unexpected("renewed the session's lock but did not say until when");
            return true;
        }, cancellationToken);

    public Task<BinaryData?> GetSessionStateAsync(CancellationToken cancellationToken)
        => RunAsync(async attempt =>
        {
            await Link.ThrowIfSessionLostAsync();
            var answer = await RequestAsync("get-session-state", new AmqpMap(), attempt.Token);
            return Bytes(answer.Find("session-state")) is { } state ? BinaryData.FromBytes(state) : null;
        }, cancellationToken);

    public Task SetSessionStateAsync(BinaryData? state, CancellationToken cancellationToken)
        => RunAsync(async attempt =>
        {
            await Link.ThrowIfSessionLostAsync();
            return await RequestAsync("set-session-state", new AmqpMap { { "session-state", state?.ToArray() } }, attempt.Token);
        }, cancellationToken);

    /// <summary>Settles a message: on the link it came by where that is still open, else by request, for which the lock's token is enough.</summary>
    public Task SettleAsync(ServiceBusReceivedMessage message, Settlement settlement, CancellationToken cancellationToken)
        => _scope.Retries.RunAsync(_settings.EntityPath, retries: Transaction.Current is null, async attempt =>
        {
            var transaction = await _scope.Transactions.EnlistAsync(attempt.Token);
            await Link.ThrowIfSessionLostAsync();
            if (message.Locked is { } locked && locked.Link.IsOpen)
                await SettleOnLinkAsync(message, locked.Delivery, locked.Link, settlement, transaction, attempt.Token);
            else if (transaction is not null)
                throw new ServiceBusException("The message came over a link that is gone, or by request; it cannot be settled in a transaction.", ServiceBusFailureReason.MessageLockLost, _settings.EntityPath);
            else
                await RequestAsync("update-disposition", settlement.ToRequest(message.LockTokenGuid), attempt.Token);
        }, cancellationToken);

    public async Task CloseAsync(CancellationToken cancellationToken)
    {
        await Link.CloseAsync(cancellationToken);
        await _management.CloseAsync(cancellationToken);
    }

    private async Task SettleOnLinkAsync(ServiceBusReceivedMessage message, AmqpDelivery delivery, AmqpReceiverLink link, Settlement settlement, ServiceTransaction? transaction, CancellationToken cancellationToken)
    {
        if (transaction is not null && Link.Current == link)
            transaction.HasToBeOn((await Link.GetAsync(cancellationToken)).Session, _settings.EntityPath);
        try
        {
            await link.SettleAsync(delivery, settlement.ToOutcome(), transaction?.Id, cancellationToken);
            // The link has done with the delivery whatever becomes of the transaction; rolled back, the lock still stands and takes a request.
            if (transaction is not null)
                message.Locked = null;
        }
        catch (InvalidOperationException exception) when (delivery.IsSettled)
        {
            throw new ServiceBusException("The message was settled before.", ServiceBusFailureReason.MessageLockLost, _settings.EntityPath, exception);
        }
    }

    private static async Task<IReadOnlyList<ServiceBusReceivedMessage>> ReadAsync(AmqpReceiverLink link, IReadOnlyList<AmqpDelivery> deliveries)
    {
        var messages = new List<ServiceBusReceivedMessage>(deliveries.Count);
        foreach (var delivery in deliveries)
        {
            try
            {
                messages.Add(IncomingMessages.Received(delivery, link));
            }
            catch (AmqpDecodeException exception)
            {
                // No receiver will ever read it: out of the way of the others, with the reason. One that came settled is gone either way.
                if (!delivery.IsSettled)
                    await link.SettleAsync(delivery, Settlement.DeadLetter(InvalidMessage, exception.Message, null).ToOutcome());
            }
        }
        return messages;
    }

    private async Task<AmqpMap> RequestAsync(string operation, AmqpMap body, CancellationToken cancellationToken)
    {
        if (Link.SessionId is { } session)
            body["session-id"] = session;
        return await _management.RequestAsync(operation, body, cancellationToken);
    }

    private IReadOnlyList<ServiceBusReceivedMessage> Messages(AmqpMap answer, bool peeked)
        => answer.Find("messages") is IEnumerable<object?> entries
            ? [.. entries.OfType<AmqpMap>().Select(entry => IncomingMessages.FromBytes(
                Bytes(entry.Find("message")) ?? throw Unexpected("left out a message's bytes"),
                entry.Find("lock-token") is Guid token ? token : Guid.Empty,
                peeked))]
            : [];

    private Task<T> RunAsync<T>(Func<Try, Task<T>> operation, CancellationToken cancellationToken)
        => _scope.Retries.RunAsync(_settings.EntityPath, retries: true, operation, cancellationToken);

    private ServiceBusException Unexpected(string what) => new(isTransient: false, $"The service {what}.", _settings.EntityPath);

    private static byte[]? Bytes(object? value) => value switch
    {
        byte[] bytes => bytes,
        ReadOnlyMemory<byte> bytes => bytes.ToArray(),
        _ => null,
    };

    private static DateTimeOffset Utc(DateTime time) => new(DateTime.SpecifyKind(time, DateTimeKind.Utc));
}
