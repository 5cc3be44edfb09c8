namespace WellIntake.ServiceBus.Amqp;

/// <summary>Declares and discharges transactions on a link to the coordinator (amqp-core 4.2, 4.3).</summary>
internal sealed class AmqpTransactionController : IAsyncDisposable
{
    /// <summary>Bytes of a transaction's id; it goes with every transfer, so it may not fill the frame.</summary>
    public const int MaxIdLength = 128;

    private readonly AmqpSenderLink _link;

    private AmqpTransactionController(AmqpSenderLink link) => _link = link;

    public bool IsOpen => _link.IsOpen;

    /// <summary>Attaches the link.</summary>
    /// <exception cref="AmqpException">The peer knows no transactions, or refused.</exception>
    public static async Task<AmqpTransactionController> AttachAsync(AmqpSession session, CancellationToken cancellationToken = default) =>
        new(await session.AttachSenderAsync(
            new AmqpSenderSettings { Address = "", Coordinator = new AmqpCoordinator(["amqp:local-transactions", "amqp:multi-txns-per-ssn", "amqp:multi-ssns-per-txn"]) },
            cancellationToken));

    /// <summary>Begins a transaction; its id goes with sends and settles on the same connection.</summary>
    /// <exception cref="AmqpException">The coordinator refused.</exception>
    public async Task<ReadOnlyMemory<byte>> DeclareAsync(CancellationToken cancellationToken = default)
    {
        var outcome = await SendAsync(AmqpTransactionRequests.Declare(), cancellationToken);
        return outcome switch
        {
            AmqpDeclared { TransactionId.Length: <= MaxIdLength } declared => declared.TransactionId,
            AmqpDeclared => throw new AmqpException(AmqpScope.Operation, AmqpConditions.ResourceLimitExceeded, $"The broker gave a transaction an id of more than {MaxIdLength} bytes"),
            _ => throw AmqpRequestLink.RefusalOf(outcome),
        };
    }

    /// <summary>Ends a transaction: commits, or with <paramref name="fail"/> rolls back.</summary>
    /// <exception cref="AmqpException">The coordinator refused (unknown id, rolled back …).</exception>
    public async Task DischargeAsync(ReadOnlyMemory<byte> transactionId, bool fail, CancellationToken cancellationToken = default)
    {
        var outcome = await SendAsync(AmqpTransactionRequests.Discharge(transactionId, fail), cancellationToken);
        if (outcome is not AmqpAccepted)
            throw AmqpRequestLink.RefusalOf(outcome);
    }

    public Task CloseAsync(CancellationToken cancellationToken = default) => _link.CloseAsync(cancellationToken);

    public ValueTask DisposeAsync() => _link.DisposeAsync();

    private Task<AmqpDeliveryState> SendAsync(AmqpDescribed body, CancellationToken cancellationToken) =>
        _link.SendAsync(new AmqpMessage { Value = body }.ToArray(), AmqpMessage.Format, transactionId: null, cancellationToken);
}
