using Azure.Core;
using Azure.Identity;
using Azure.Messaging.ServiceBus;
using Azure.Messaging.ServiceBus.Administration;

namespace WellIntake.Modules.Platform.Queueing.ServiceBus;

/// <summary>The clients of one namespace. Connects when first used.</summary>
internal sealed class ServiceBusConnection : IAsyncDisposable
{
    // A session that is waited for holds the broker's answer back; asked again after this time.
    private static readonly TimeSpan SessionWait = TimeSpan.FromSeconds(5);

    private readonly Lazy<ServiceBusClient> _client;
    private readonly Lazy<ServiceBusClient> _sessions;
    private readonly Lazy<ServiceBusAdministrationClient> _administration;

    /// <param name="options">Where it is.</param>
    /// <param name="credential">Signs in where there is no connection string; null: <c>DefaultAzureCredential</c>.</param>
    /// <param name="create">Makes a client with the settings given; null: as <paramref name="options"/> say.</param>
    public ServiceBusConnection(ServiceBusOptions options, TokenCredential? credential = null, Func<ServiceBusClientOptions, ServiceBusClient>? create = null)
    {
        var sign = new Lazy<TokenCredential>(() => credential ?? new DefaultAzureCredential());
        _client = new(() => Create(options.TryTimeout, options.MaxRetries));
        _sessions = new(() => Create(SessionWait, retries: 0));
        _administration = new(() => string.IsNullOrEmpty(options.ConnectionString)
            ? new ServiceBusAdministrationClient(options.FullyQualifiedNamespace!, sign.Value)
            : new ServiceBusAdministrationClient(options.ConnectionString));

        ServiceBusClient Create(TimeSpan timeout, int retries)
        {
            var settings = Settings(options, timeout, retries);
            return create is not null ? create(settings)
                : string.IsNullOrEmpty(options.ConnectionString) ? new ServiceBusClient(options.FullyQualifiedNamespace!, sign.Value, settings)
                : new ServiceBusClient(options.ConnectionString, settings);
        }
    }

    public ServiceBusClient Client() => _client.Value;

    /// <summary>For accepting sessions: does not wait as long as the other, and tries nothing again.</summary>
    public ServiceBusClient Sessions() => _sessions.Value;

    public ServiceBusAdministrationClient Administration() => _administration.Value;

    public async ValueTask DisposeAsync()
    {
        if (_client.IsValueCreated)
            await _client.Value.DisposeAsync();
        if (_sessions.IsValueCreated)
            await _sessions.Value.DisposeAsync();
    }

    private static ServiceBusClientOptions Settings(ServiceBusOptions options, TimeSpan timeout, int retries) => new()
    {
        TransportType = options.UseWebSockets ? ServiceBusTransportType.AmqpWebSockets : ServiceBusTransportType.AmqpTcp,
        CustomEndpointAddress = options.CustomEndpointAddress,
        RetryOptions = new ServiceBusRetryOptions
        {
            Mode = ServiceBusRetryMode.Exponential,
            MaxRetries = retries,
            Delay = TimeSpan.FromMilliseconds(200),
            MaxDelay = TimeSpan.FromSeconds(5),
            TryTimeout = timeout,
        },
    };
}
