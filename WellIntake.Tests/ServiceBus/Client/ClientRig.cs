using System.Globalization;
using System.Net.Security;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json;
using Azure.Messaging.ServiceBus;
using WellIntake.Tests.Testing;

namespace WellIntake.Tests.ServiceBus.Client;

/// <summary>A broker and a client of it. Only the public API is used, so the tests hold for the official client as they do for ours.</summary>
internal sealed class ClientRig : IAsyncDisposable
{
    public const string Queue = "jobs";
    public const string Sessions = "conversations";
    public const string Topic = "history";
    public const string Subscription = "worker";
    public static readonly TimeSpan Soon = TimeSpan.FromSeconds(20);
    public static readonly TimeSpan Shortly = TimeSpan.FromMilliseconds(200);

    private const string Entities = """
        {"UserConfig":{"Namespaces":[{"Name":"tests",
          "AuthorizationRules":[
            {"KeyName":"RootManageSharedAccessKey","Key":"SAS_KEY_VALUE","Rights":["Manage","Send","Listen"]},
            {"KeyName":"listener","Key":"LISTEN_KEY_VALUE","Rights":["Listen"]}],
          "Queues":[
            {"Name":"jobs","Properties":{"LockDuration":"PT1M","MaxDeliveryCount":10}},
            {"Name":"strict","Properties":{"MaxDeliveryCount":2}},
            {"Name":"conversations","Properties":{"RequiresSession":true}},
            {"Name":"closed","Properties":{"Status":"Disabled"}}],
          "Topics":[{"Name":"history","Properties":{},"Subscriptions":[{"Name":"worker","Properties":{}},{"Name":"other","Properties":{}}]}]}]}}
        """;

    private ClientRig(ServiceBusBroker broker, ServiceBusClient client) => (Broker, Client) = (broker, client);

    public ServiceBusBroker Broker { get; }

    public ServiceBusClient Client { get; }

    /// <summary>A broker, and a client on the way asked for, with short tries so that failures show soon.</summary>
    public static async Task<ClientRig> StartAsync(Way way = Way.Tcp, Action<ServiceBusClientOptions>? configure = null)
    {
        var broker = await StartBrokerAsync(tls: way is Way.Tls or Way.WebSocketsTls);
        return new ClientRig(broker, Connect(broker, way, configure));
    }

    public static Task<ServiceBusBroker> StartBrokerAsync(bool tls = false) => ServiceBusBroker.StartAsync(Entities, tls);

    public static ServiceBusClientOptions Options(Way way = Way.Tcp) => new()
    {
        TransportType = way is Way.WebSockets or Way.WebSocketsTls ? ServiceBusTransportType.AmqpWebSockets : ServiceBusTransportType.AmqpTcp,
        RetryOptions = new ServiceBusRetryOptions { Delay = TimeSpan.FromMilliseconds(50), MaxDelay = TimeSpan.FromMilliseconds(500), TryTimeout = TimeSpan.FromSeconds(10) },
    };

    /// <summary>A further client of a broker.</summary>
    public static ServiceBusClient Connect(ServiceBusBroker broker, Way way = Way.Tcp, Action<ServiceBusClientOptions>? configure = null)
    {
        var options = Options(way);
        if (way is Way.Tls or Way.WebSocketsTls)
        {
            options.CustomEndpointAddress = new Uri($"sb://localhost:{broker.TlsPort!.Value.ToString(CultureInfo.InvariantCulture)}");
            options.CertificateValidationCallback = (_, certificate, _, errors) => IsTrusted(broker.CaCertificate!, certificate, errors);
        }
        configure?.Invoke(options);
        return new ServiceBusClient(way is Way.Tls or Way.WebSocketsTls ? TlsConnectionString("localhost") : broker.ConnectionString, options);
    }

    public static string TlsConnectionString(string host) => $"Endpoint=sb://{host}/;SharedAccessKeyName=RootManageSharedAccessKey;SharedAccessKey=SAS_KEY_VALUE";

    /// <summary>As the system judges, but with the broker's own authority for the root.</summary>
    public static bool IsTrusted(X509Certificate2 authority, X509Certificate? certificate, SslPolicyErrors errors)
    {
        if ((errors & ~SslPolicyErrors.RemoteCertificateChainErrors) != SslPolicyErrors.None || certificate is null)
            return false;
        using var chain = new X509Chain();
        chain.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        chain.ChainPolicy.CustomTrustStore.Add(authority);
        chain.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
        using var copy = X509CertificateLoader.LoadCertificate(certificate.GetRawCertData());
        return chain.Build(copy);
    }

    public async Task SendAsync(params string[] bodies)
    {
        await using var sender = Client.CreateSender(Queue);
        await sender.SendMessagesAsync(bodies.Select(body => new ServiceBusMessage(body) { MessageId = body }));
    }

    public async Task SendToSessionAsync(string session, params string[] bodies)
    {
        await using var sender = Client.CreateSender(Sessions);
        await sender.SendMessagesAsync(bodies.Select(body => new ServiceBusMessage(body) { SessionId = session }));
    }

    /// <summary>A count of the broker's, such as <c>active</c>.</summary>
    public Task<int> CountAsync(string count, string entity = Queue) => Broker.CountAsync(entity, count);

    /// <summary>Waits until the broker's state is as wanted.</summary>
    public static async Task UntilAsync(ServiceBusBroker broker, Func<JsonElement, bool> wanted)
    {
        using var limit = new CancellationTokenSource(Soon, TimeProvider.System);
        while (!wanted(await broker.StateAsync()))
            limit.Token.ThrowIfCancellationRequested();
    }

    /// <summary>Waits until somebody receives from the entity.</summary>
    public Task UntilReceivingAsync(string entity = Queue)
        => UntilAsync(Broker, state => state.GetProperty("entities").GetProperty(entity).GetProperty("receivers").GetInt32() > 0);

    public async ValueTask DisposeAsync()
    {
        await Client.DisposeAsync();
        await Broker.DisposeAsync();
    }
}

/// <summary>Receives that must not come back empty-handed.</summary>
internal static class Receiving
{
    public static async Task<ServiceBusReceivedMessage> ReceiveOneAsync(this ServiceBusReceiver receiver)
    {
        var message = await receiver.ReceiveMessageAsync(ClientRig.Soon);
        Assert.IsNotNull(message, "nothing came");
        return message;
    }

    public static async Task<ServiceBusReceivedMessage> PeekOneAsync(this ServiceBusReceiver receiver, long? from = null)
    {
        var message = await receiver.PeekMessageAsync(from);
        Assert.IsNotNull(message, "nothing is there");
        return message;
    }
}

/// <summary>How a client reaches the broker.</summary>
internal enum Way
{
    Tcp,
    Tls,
    WebSockets,
    WebSocketsTls,
}
