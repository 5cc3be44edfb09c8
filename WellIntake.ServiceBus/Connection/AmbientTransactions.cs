using System.Collections.Concurrent;
using System.Transactions;

namespace Azure.Messaging.ServiceBus;

/// <summary>What takes part in <see cref="Transaction.Current"/>: one AMQP transaction for each of them, on the client's connection.</summary>
internal sealed class AmbientTransactions(ConnectionScope scope)
{
    private readonly ConcurrentDictionary<string, TransactionEnlistment> _enlisted = new(StringComparer.Ordinal);

    /// <summary>The AMQP transaction of the ambient one, begun if need be; null when there is none.</summary>
    /// <exception cref="InvalidOperationException">Its isolation is not serializable, or it has another resource in it.</exception>
    public async Task<ServiceTransaction?> EnlistAsync(CancellationToken cancellationToken)
    {
        if (Transaction.Current is not { } transaction)
            return null;
        if (transaction.IsolationLevel != IsolationLevel.Serializable)
            throw new InvalidOperationException($"A transaction with Service Bus has to be {nameof(IsolationLevel.Serializable)}; this one is {transaction.IsolationLevel}.");
        return await Enlist(transaction).BeginAsync(cancellationToken);
    }

    public void Forget(string id) => _enlisted.TryRemove(id, out _);

    private TransactionEnlistment Enlist(Transaction transaction)
    {
        var id = transaction.TransactionInformation.LocalIdentifier;
        // Under the transaction's lock, so that two operations side by side do not enlist twice.
        lock (_enlisted)
        {
            if (_enlisted.TryGetValue(id, out var enlisted))
                return enlisted;
            enlisted = new TransactionEnlistment(scope, id);
            if (!transaction.EnlistPromotableSinglePhase(enlisted))
                throw new InvalidOperationException("A transaction with Service Bus is local to one ServiceBusClient: it cannot have a second client or another resource in it.");
            _enlisted[id] = enlisted;
            return enlisted;
        }
    }
}
