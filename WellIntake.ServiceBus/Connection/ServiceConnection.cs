using WellIntake.ServiceBus.Amqp;

namespace Azure.Messaging.ServiceBus;

/// <summary>An open connection with what every entity on it shares.</summary>
internal sealed class ServiceConnection : IAsyncDisposable
{
    private readonly OnDemand<AmqpTransactionController> _controller;

    public ServiceConnection(AmqpConnection amqp, Authorizations authorizations)
    {
        Amqp = amqp;
        Authorizations = authorizations;
        _controller = new OnDemand<AmqpTransactionController>(nameof(ServiceBusClient), AttachControllerAsync, controller => controller.IsOpen, (controller, cancellationToken) => controller.CloseAsync(cancellationToken));
    }

    public AmqpConnection Amqp { get; }

    public Authorizations Authorizations { get; }

    public bool IsOpen => Amqp.IsOpen;

    /// <summary>The link to the transaction coordinator.</summary>
    public ValueTask<AmqpTransactionController> GetControllerAsync(CancellationToken cancellationToken) => _controller.GetAsync(cancellationToken);

    public async ValueTask DisposeAsync()
    {
        await Authorizations.DisposeAsync();
        await _controller.CloseAsync(CancellationToken.None);
        await Amqp.DisposeAsync();
    }

    private async Task<AmqpTransactionController> AttachControllerAsync(CancellationToken cancellationToken)
    {
        var session = await Amqp.BeginSessionAsync(cancellationToken);
        return await AmqpTransactionController.AttachAsync(session, cancellationToken);
    }
}
