namespace Azure.Messaging.ServiceBus;

/// <summary>How the delay between tries grows.</summary>
public enum ServiceBusRetryMode
{
    /// <summary>Always <see cref="ServiceBusRetryOptions.Delay"/>.</summary>
    Fixed,

    /// <summary>Doubling from <see cref="ServiceBusRetryOptions.Delay"/> up to <see cref="ServiceBusRetryOptions.MaxDelay"/>, with jitter.</summary>
    Exponential,
}
