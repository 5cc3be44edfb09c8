using System.Globalization;
using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using WellIntake.ServiceBus.Amqp;
using WellIntake.Tests.Testing;

namespace WellIntake.Tests.ServiceBus.Amqp;

/// <summary>A connection of ours to the test broker, with the right to all its entities.</summary>
internal sealed class BrokerSession : IAsyncDisposable
{
    private BrokerSession(AmqpConnection connection, AmqpSession session) => (Connection, Session) = (connection, session);

    public AmqpConnection Connection { get; }

    public AmqpSession Session { get; }

    public static async Task<BrokerSession> OpenAsync(AmqpConnect connect, params string[] entities)
    {
        var connection = await AmqpConnection.ConnectAsync(new AmqpConnectionOptions
        {
            Connect = connect,
            HostName = "localhost",
            ContainerId = Guid.NewGuid().ToString("N"),
            OperationTimeout = TimeSpan.FromSeconds(30),
        });
        var session = await connection.BeginSessionAsync();
        await using var cbs = await AmqpRequestLink.AttachAsync(session, "$cbs");
        foreach (var entity in entities)
            await AuthorizeAsync(cbs, $"amqp://localhost/{entity}");
        return new BrokerSession(connection, session);
    }

    public Task<AmqpSenderLink> SenderAsync(string entity) => Session.AttachSenderAsync(new AmqpSenderSettings { Address = entity });

    public Task<AmqpReceiverLink> ReceiverAsync(string entity, int prefetch = 0) =>
        Session.AttachReceiverAsync(new AmqpReceiverSettings { Address = entity, Prefetch = prefetch });

    public async ValueTask DisposeAsync() => await Connection.DisposeAsync();

    /// <summary>Judges by the broker's own authority; the name must still be right.</summary>
    public static RemoteCertificateValidationCallback Trust(ServiceBusBroker broker) => (_, certificate, _, errors) =>
    {
        using var chain = new X509Chain();
        chain.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        chain.ChainPolicy.CustomTrustStore.Add(broker.CaCertificate!);
        chain.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
        return (errors & ~SslPolicyErrors.RemoteCertificateChainErrors) == SslPolicyErrors.None && chain.Build((X509Certificate2)certificate!);
    };

    private static async Task AuthorizeAsync(AmqpRequestLink cbs, string audience)
    {
        var answer = await cbs.RequestAsync(
            new AmqpMessage
            {
                ApplicationProperties = new() { ["operation"] = "put-token", ["type"] = "servicebus.windows.net:sastoken", ["name"] = audience },
                Value = Token(audience),
            },
            TimeSpan.FromSeconds(30));
        Assert.AreEqual(202, answer.ApplicationProperties!["status-code"]);
    }

    private static string Token(string audience)
    {
        var resource = Uri.EscapeDataString(audience);
        var expiry = DateTimeOffset.MaxValue.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);
        var signature = HMACSHA256.HashData("SAS_KEY_VALUE"u8, Encoding.UTF8.GetBytes($"{resource}\n{expiry}"));
        return $"SharedAccessSignature sr={resource}&sig={Uri.EscapeDataString(Convert.ToBase64String(signature))}&se={expiry}&skn=RootManageSharedAccessKey";
    }
}
