using System.Transactions;
using WellIntake.ServiceBus.Amqp;

namespace Azure.Messaging.ServiceBus;

/// <summary>A sender's links: one to send on, one for requests; each opened when needed and again when gone.</summary>
internal sealed class SenderLink
{
    // What the service takes where a link does not say: 256 KB, the limit of its smallest tier.
    private const long DefaultMaxSize = 256 * 1024;
    private const string MaxBatchSizeName = "com.microsoft:max-message-batch-size";
    private readonly ConnectionScope _scope;
    private readonly string _entityPath;
    private readonly OnDemand<OpenSender> _link;
    private readonly ManagementClient _management;

    public SenderLink(ConnectionScope scope, string entityPath, string identifier)
    {
        (_scope, _entityPath) = (scope, entityPath);
        _link = new OnDemand<OpenSender>(
            nameof(ServiceBusSender),
            cancellationToken => OpenAsync(identifier, cancellationToken),
            open => open.Link.IsOpen,
            (open, cancellationToken) => open.CloseAsync(cancellationToken));
        _management = new ManagementClient(scope, entityPath, nameof(ServiceBusSender), () => _link.Current?.Link.Name);
    }

    /// <summary>One message as it is, several in a batch envelope.</summary>
    public Task SendAsync(AmqpMessage first, IReadOnlyList<byte[]> encoded, CancellationToken cancellationToken)
        => _scope.Retries.RunAsync(_entityPath, retries: Transaction.Current is null, async attempt =>
        {
            var transaction = await _scope.Transactions.EnlistAsync(attempt.Token);
            var open = await _link.GetAsync(attempt.Token);
            transaction?.HasToBeOn(open.Session, _entityPath);
            if (encoded.Count == 1)
            {
                await SendAsync(open, encoded[0], AmqpMessage.Format, transaction, attempt.Token);
                return;
            }
            using var envelope = new AmqpWriter();
            AmqpBatch.Encode(envelope, first, [.. encoded.Select(message => (ReadOnlyMemory<byte>)message)]);
            await SendAsync(open, envelope.WrittenMemory, AmqpBatch.Format, transaction, attempt.Token);
        }, cancellationToken);

    /// <summary>Bytes a batch may have.</summary>
    public Task<long> MaxBatchSizeAsync(CancellationToken cancellationToken)
        => _scope.Retries.RunAsync(_entityPath, retries: true, async attempt =>
        {
            var link = (await _link.GetAsync(attempt.Token)).Link;
            var limit = link.RemoteProperties?.Find(MaxBatchSizeName) switch
            {
                long size => size,
                ulong size => (long)Math.Min(size, long.MaxValue),
                int size => size,
                uint size => size,
                _ => 0,
            };
            return limit > 0 ? limit : MaxSize(link);
        }, cancellationToken);

    public Task<IReadOnlyList<long>> ScheduleAsync(IReadOnlyCollection<ServiceBusMessage> messages, CancellationToken cancellationToken)
    {
        if (Transaction.Current is not null)
            throw new NotSupportedException("Scheduling by request takes no part in a transaction. Send the message with its ScheduledEnqueueTime set instead.");
        var entries = messages.Select(Entry).ToList();
        return _scope.Retries.RunAsync(_entityPath, retries: true, async attempt =>
        {
            var answer = await _management.RequestAsync("schedule-message", new AmqpMap { { "messages", entries } }, attempt.Token);
            return answer.Find("sequence-numbers") is AmqpArray numbers
                ? (IReadOnlyList<long>)numbers.ToArray<long>()
                : throw new ServiceBusException(isTransient: false, "The service scheduled the messages but gave no sequence numbers.", _entityPath);
        }, cancellationToken);
    }

    public Task CancelScheduledAsync(long[] sequenceNumbers, CancellationToken cancellationToken)
        => _scope.Retries.RunAsync(_entityPath, retries: true, async attempt =>
        {
            await _management.RequestAsync("cancel-scheduled-message", new AmqpMap { { "sequence-numbers", AmqpArray.Of(sequenceNumbers) } }, attempt.Token);
        }, cancellationToken);

    public async Task CloseAsync(CancellationToken cancellationToken)
    {
        await _link.CloseAsync(cancellationToken);
        await _management.CloseAsync(cancellationToken);
    }

    private async Task SendAsync(OpenSender open, ReadOnlyMemory<byte> payload, uint format, ServiceTransaction? transaction, CancellationToken cancellationToken)
    {
        var most = MaxSize(open.Link);
        if (payload.Length > most)
            throw new ServiceBusException($"The message, or batch, has {payload.Length} bytes; the entity takes at most {most}.", ServiceBusFailureReason.MessageSizeExceeded, _entityPath);
        var outcome = await open.Link.SendAsync(payload, format, transaction?.Id, cancellationToken);
        if (outcome is AmqpTransactionalState state)
            outcome = state.Outcome ?? AmqpDeliveryState.Accepted;
        switch (outcome)
        {
            case AmqpAccepted:
                return;
            case AmqpRejected { Error: { } error }:
                throw new AmqpException(AmqpScope.Operation, error);
            default:
                throw new ServiceBusException(isTransient: true, $"The service did not take the message: {outcome.GetType().Name}.", _entityPath);
        }
    }

    private AmqpMap Entry(ServiceBusMessage message)
    {
        var entry = new AmqpMap { { "message", OutgoingMessages.ToAmqp(message, _scope.Time).ToArray() }, { "message-id", message.MessageId } };
        if (!string.IsNullOrWhiteSpace(message.SessionId))
            entry.Add("session-id", message.SessionId);
        if (!string.IsNullOrWhiteSpace(message.PartitionKey))
            entry.Add("partition-key", message.PartitionKey);
        if (!string.IsNullOrWhiteSpace(message.TransactionPartitionKey))
            entry.Add("via-partition-key", message.TransactionPartitionKey);
        return entry;
    }

    private static long MaxSize(AmqpSenderLink link)
        => link.MaxMessageSize is { } size and > 0 ? (long)Math.Min(size, long.MaxValue) : DefaultMaxSize;

    private Task<OpenSender> OpenAsync(string identifier, CancellationToken cancellationToken)
        => _scope.AttachAsync(_entityPath, async session => new OpenSender(session, await session.AttachSenderAsync(new AmqpSenderSettings
        {
            Address = _entityPath,
            Name = $"{identifier}-{Guid.NewGuid():N}",
            Properties = new AmqpMap { { new AmqpSymbol("com.microsoft:timeout"), (uint)_scope.Retries.TryTimeout.TotalMilliseconds } },
        }, cancellationToken)), cancellationToken);

    private sealed record OpenSender(AmqpSession Session, AmqpSenderLink Link)
    {
        public async Task CloseAsync(CancellationToken cancellationToken)
        {
            await Link.CloseAsync(cancellationToken);
            await Session.EndAsync(cancellationToken);
        }
    }
}
