namespace WellIntake.ServiceBus.Amqp;

/// <summary>Declares and discharges transactions on a link to the coordinator (amqp-core 4.2, 4.3).</summary>
internal sealed class AmqpTransactionController : IAsyncDisposable
{
    private AmqpTransactionController()
    {
    }

    public bool IsOpen => throw new NotImplementedException();

    public static Task<AmqpTransactionController> AttachAsync(AmqpSession session, CancellationToken cancellationToken = default) => throw new NotImplementedException();

    /// <summary>Begins a transaction; its id goes with sends and settles on the same connection.</summary>
    /// <exception cref="AmqpException">The coordinator refused.</exception>
    public Task<ReadOnlyMemory<byte>> DeclareAsync(CancellationToken cancellationToken = default) => throw new NotImplementedException();

    /// <summary>Ends a transaction: commits, or with <paramref name="fail"/> rolls back.</summary>
    /// <exception cref="AmqpException">The coordinator refused (unknown id, rolled back …).</exception>
    public Task DischargeAsync(ReadOnlyMemory<byte> transactionId, bool fail, CancellationToken cancellationToken = default) => throw new NotImplementedException();

    public Task CloseAsync(CancellationToken cancellationToken = default) => throw new NotImplementedException();

    public ValueTask DisposeAsync() => throw new NotImplementedException();
}
