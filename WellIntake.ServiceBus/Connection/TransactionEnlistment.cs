using System.Transactions;
using WellIntake.ServiceBus.Amqp;

namespace Azure.Messaging.ServiceBus;

/// <summary>An AMQP transaction and the connection it is good on.</summary>
internal sealed record ServiceTransaction(ReadOnlyMemory<byte> Id, ServiceConnection Connection)
{
    /// <exception cref="ServiceBusException">The session is on another connection: the one the transaction was begun on is gone, and the transaction with it.</exception>
    public void HasToBeOn(AmqpSession session, string entityPath)
    {
        if (!ReferenceEquals(session.Connection, Connection.Amqp))
            throw new ServiceBusException(isTransient: false, "The connection that the transaction was begun on is gone; the transaction is rolled back.", entityPath, ServiceBusFailureReason.ServiceCommunicationProblem);
    }
}

/// <summary>Carries the end of a System.Transactions transaction over to the broker's coordinator.</summary>
internal sealed class TransactionEnlistment(ConnectionScope scope, string id) : IPromotableSinglePhaseNotification, IDisposable
{
    private readonly SemaphoreSlim _gate = new(1, 1);
    private ServiceTransaction? _transaction;

    /// <summary>Declares it to the coordinator with the first operation in it.</summary>
    public async Task<ServiceTransaction> BeginAsync(CancellationToken cancellationToken)
    {
        await _gate.WaitAsync(cancellationToken);
        try
        {
            if (_transaction is { } begun)
                return begun;
            var connection = await scope.GetAsync(cancellationToken);
            var controller = await connection.GetControllerAsync(cancellationToken);
            return _transaction = new ServiceTransaction(await controller.DeclareAsync(cancellationToken), connection);
        }
        finally
        {
            _gate.Release();
        }
    }

    public void Initialize()
    {
    }

    // System.Transactions calls these and waits for the enlistment to be told, so nothing is forgotten here though nobody awaits.
    public void SinglePhaseCommit(SinglePhaseEnlistment singlePhaseEnlistment) => _ = CommitAsync(singlePhaseEnlistment);

    public void Rollback(SinglePhaseEnlistment singlePhaseEnlistment) => _ = RollbackAsync(singlePhaseEnlistment);

    public void Dispose() => _gate.Dispose();

    public byte[] Promote() => throw new TransactionPromotionException("A transaction with Service Bus is local: it cannot be shared with other resources.");

    private async Task CommitAsync(SinglePhaseEnlistment enlistment)
    {
        scope.Transactions.Forget(id);
        try
        {
            await DischargeAsync(fail: false);
            enlistment.Committed();
        }
        catch (AmqpException refused) when (refused.Scope == AmqpScope.Operation)
        {
            enlistment.Aborted(ServiceErrors.Translate(refused, scope.Host));
        }
        catch (Exception unknown)
        {
            enlistment.InDoubt(ServiceErrors.Translate(unknown, scope.Host));
        }
        finally
        {
            Dispose();
        }
    }

    private async Task RollbackAsync(SinglePhaseEnlistment enlistment)
    {
        scope.Transactions.Forget(id);
        try
        {
            await DischargeAsync(fail: true);
            enlistment.Aborted();
        }
        catch (Exception exception)
        {
            // Whatever became of the discharge: a transaction without one is rolled back by the broker.
            enlistment.Aborted(ServiceErrors.Translate(exception, scope.Host));
        }
        finally
        {
            Dispose();
        }
    }

    private async Task DischargeAsync(bool fail)
    {
        if (_transaction is not { } transaction)
            return;
        using var limit = new CancellationTokenSource(scope.Retries.TryTimeout, scope.Time);
        var controller = await transaction.Connection.GetControllerAsync(limit.Token);
        await controller.DischargeAsync(transaction.Id, fail, limit.Token);
    }
}
