using System.Net.Http.Json;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json;
using WellIntake.Tests.Testing;

namespace WellIntake.Tests.ServiceBus;

/// <summary>The fixture that starts the test broker: what other tests rely on without looking.</summary>
[TestClass]
public sealed class BrokerFixtureTests
{
    private static readonly string[] Queues = ["jobs", "other"];

    public required TestContext TestContext { get; init; }

    [TestMethod]
    [TestCategory("QUE-2")]
    public async Task State_NewBroker_ShowsEmptyQueues()
    {
        await using var broker = await ServiceBusBroker.StartAsync(Queues);

        Assert.AreEqual(0, await broker.CountAsync("jobs", "active"));
        Assert.AreEqual(0, await broker.CountAsync("other", "deadLetter"));
        Assert.AreNotEqual(0, broker.Port);
        Assert.IsNull(broker.TlsPort);
    }

    [TestMethod]
    [TestCategory("QUE-9")]
    public async Task StartAgain_AfterStop_IsOnTheSamePort()
    {
        await using var broker = await ServiceBusBroker.StartAsync(Queues, tls: true);
        var (port, tlsPort) = (broker.Port, broker.TlsPort);

        await broker.StopAsync();
        await Assert.ThrowsExactlyAsync<HttpRequestException>(broker.StateAsync);
        await broker.StartAgainAsync();

        Assert.AreEqual(port, broker.Port);
        Assert.AreEqual(tlsPort, broker.TlsPort);
        Assert.AreEqual(0, await broker.CountAsync("jobs", "active"));
    }

    [TestMethod]
    [TestCategory("QUE-9")]
    public async Task Control_UnknownCommand_Fails()
    {
        await using var broker = await ServiceBusBroker.StartAsync(Queues);

        var failure = await Assert.ThrowsAsync<AssertFailedException>(() => broker.ControlAsync(new { @do = "dance" }));

        StringAssert.Contains(failure.Message, "dance");
        StringAssert.Contains(failure.Message, "black-hole");
    }

    [TestMethod]
    [TestCategory("QUE-9")]
    public async Task Control_Fault_IsInTheState()
    {
        await using var broker = await ServiceBusBroker.StartAsync(Queues);

        var state = await broker.ControlAsync(new { @do = "delay", milliseconds = 7 });

        Assert.AreEqual(7, state.GetProperty("faults").GetProperty("delayMs").GetInt32());
    }

    [TestMethod]
    [TestCategory("QUE-9")]
    public async Task Start_BadEntities_SaysWhichAndWhy()
    {
        const string Entities = """{"UserConfig":{"Namespaces":[{"Queues":[{"Name":"jobs","Properties":{"LockDuration":"soon"}}]}]}}""";

        var failure = await Assert.ThrowsAsync<AssertFailedException>(async () => await ServiceBusBroker.StartAsync(Entities));

        StringAssert.Contains(failure.Message, "jobs: LockDuration is \"soon\"");
    }

    [TestMethod]
    [TestCategory("QUE-2")]
    public async Task CaCertificate_OfABrokerWithTls_VouchesForLocalhostOnly()
    {
        await using var broker = await ServiceBusBroker.StartAsync(Queues, tls: true);

        await AuthenticateAsync(broker, "localhost");
        await AuthenticateAsync(broker, "tests.servicebus.windows.net");
        var failure = await Assert.ThrowsExactlyAsync<AuthenticationException>(() => AuthenticateAsync(broker, "elsewhere.example"));
        StringAssert.Contains(failure.Message, nameof(SslPolicyErrors.RemoteCertificateNameMismatch));
    }

    [TestMethod]
    [TestCategory("QUE-2")]
    public async Task TlsPort_AlsoTakesHttp()
    {
        await using var broker = await ServiceBusBroker.StartAsync(Queues, tls: true);
        using var handler = new SocketsHttpHandler { SslOptions = { CertificateChainPolicy = Trusting(broker) } };
        using var http = new HttpClient(handler);

        var state = await http.GetFromJsonAsync<JsonElement>(
            new Uri($"https://localhost:{broker.TlsPort}/$control"), TestContext.CancellationToken);

        Assert.IsTrue(state.GetProperty("entities").TryGetProperty("jobs", out _));
    }

    private async Task AuthenticateAsync(ServiceBusBroker broker, string host)
    {
        using var tcp = new TcpClient();
        await tcp.ConnectAsync("127.0.0.1", broker.TlsPort!.Value, TestContext.CancellationToken);
        await using var tls = new SslStream(tcp.GetStream());
        await tls.AuthenticateAsClientAsync(
            new SslClientAuthenticationOptions { TargetHost = host, CertificateChainPolicy = Trusting(broker) }, TestContext.CancellationToken);
    }

    private static X509ChainPolicy Trusting(ServiceBusBroker broker) => new()
    {
        TrustMode = X509ChainTrustMode.CustomRootTrust,
        CustomTrustStore = { broker.CaCertificate! },
        RevocationMode = X509RevocationMode.NoCheck,
    };
}
