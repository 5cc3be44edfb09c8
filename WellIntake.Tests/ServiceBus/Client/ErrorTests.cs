using System.Globalization;
using System.Net;
using System.Security.Authentication;
using Azure.Messaging.ServiceBus;

namespace WellIntake.Tests.ServiceBus.Client;

/// <summary>Each reason there is, and the errors of a deployment that one line must be able to tell apart.</summary>
[TestClass]
[TestCategory("QUE-9")]
public sealed class ErrorTests
{
    [TestMethod]
    public async Task Entity_ThatThereIsNot_IsNotFoundAndNamed()
    {
        await using var rig = await ClientRig.StartAsync();
        await using var sender = rig.Client.CreateSender("nowhere");
        await using var receiver = rig.Client.CreateReceiver("nowhere");
        await using var subscription = rig.Client.CreateReceiver(ClientRig.Topic, "nobody");

        foreach (var act in new Func<Task>[]
        {
            () => sender.SendMessageAsync(new ServiceBusMessage("x")),
            () => receiver.ReceiveMessageAsync(ClientRig.Shortly),
            () => receiver.PeekMessageAsync(),
            () => subscription.ReceiveMessageAsync(ClientRig.Shortly),
        })
        {
            var error = await Assert.ThrowsExactlyAsync<ServiceBusException>(act);
            Assert.AreEqual(ServiceBusFailureReason.MessagingEntityNotFound, error.Reason);
            Assert.IsFalse(error.IsTransient);
            Assert.IsTrue(error.Message.Contains("nowhere", StringComparison.OrdinalIgnoreCase) || error.Message.Contains("nobody", StringComparison.OrdinalIgnoreCase), error.Message);
        }
    }

    [TestMethod]
    public async Task Key_ThatIsWrong_IsUnauthorized()
    {
        await using var rig = await ClientRig.StartAsync();
        await using var client = Client(rig.Broker.ConnectionStringFor("RootManageSharedAccessKey", "WRONG"));
        await using var sender = client.CreateSender(ClientRig.Queue);

        var error = await Assert.ThrowsExactlyAsync<UnauthorizedAccessException>(() => sender.SendMessageAsync(new ServiceBusMessage("x")));

        Assert.Contains("InvalidSignature", error.Message);
        Assert.DoesNotContain("WRONG", error.ToString());
    }

    [TestMethod]
    public async Task Key_WithoutTheRight_IsUnauthorizedAndNamesTheRight()
    {
        await using var rig = await ClientRig.StartAsync();
        await using var client = Client(rig.Broker.ConnectionStringFor("listener", "LISTEN_KEY_VALUE"));
        await using var sender = client.CreateSender(ClientRig.Queue);
        await using var receiver = client.CreateReceiver(ClientRig.Queue);

        Assert.IsNull(await receiver.ReceiveMessageAsync(ClientRig.Shortly));
        var error = await Assert.ThrowsExactlyAsync<UnauthorizedAccessException>(() => sender.SendMessageAsync(new ServiceBusMessage("x")));

        Assert.Contains("Send", error.Message);
    }

    [TestMethod]
    public async Task Signature_ThatHasExpired_IsUnauthorizedAndSaysSo()
    {
        await using var rig = await ClientRig.StartAsync();
        await using var client = Client(rig.Broker.ConnectionStringSignedUntil(TimeProvider.System.GetUtcNow().AddMinutes(-1)));
        await using var sender = client.CreateSender(ClientRig.Queue);

        var error = await Assert.ThrowsExactlyAsync<UnauthorizedAccessException>(() => sender.SendMessageAsync(new ServiceBusMessage("x")));

        Assert.Contains("ExpiredToken", error.Message);
    }

    [TestMethod]
    public async Task Signature_ThatHolds_IsEnough()
    {
        await using var rig = await ClientRig.StartAsync();
        await using var client = Client(rig.Broker.ConnectionStringSignedUntil(TimeProvider.System.GetUtcNow().AddMinutes(10)));
        await using var sender = client.CreateSender(ClientRig.Queue);

        await sender.SendMessageAsync(new ServiceBusMessage("x"));

        Assert.AreEqual(1, await rig.CountAsync("active"));
    }

    [TestMethod]
    public async Task TlsName_ThatIsAnother_IsRefusedBeforeAnythingIsSent()
    {
        await using var rig = await ClientRig.StartAsync(Way.Tls);
        var options = ClientRig.Options();
        options.RetryOptions.MaxRetries = 0;
        options.CustomEndpointAddress = new Uri(string.Create(CultureInfo.InvariantCulture, $"sb://localhost:{rig.Broker.TlsPort}"));
        options.CertificateValidationCallback = (_, certificate, _, errors) => ClientRig.IsTrusted(rig.Broker.CaCertificate!, certificate, errors);
        await using var client = new ServiceBusClient(ClientRig.TlsConnectionString("wrong.example.org"), options);
        await using var sender = client.CreateSender(ClientRig.Queue);

        var error = await Assert.ThrowsAsync<Exception>(() => sender.SendMessageAsync(new ServiceBusMessage("x")));

#if !OFFICIAL_SERVICE_BUS
        // The official client says no more than that the connection could not be opened.
        Assert.IsTrue(IsCausedBy<AuthenticationException>(error), error.ToString());
        Assert.Contains("wrong.example.org", error.Message);
#endif
        Assert.AreEqual(0, await rig.CountAsync("enqueued"));
    }

    [TestMethod]
    public async Task TlsCertificate_OfAnUnknownAuthority_IsRefused()
    {
        await using var rig = await ClientRig.StartAsync(Way.Tls);
        var options = ClientRig.Options();
        options.RetryOptions.MaxRetries = 0;
        options.CustomEndpointAddress = new Uri(string.Create(CultureInfo.InvariantCulture, $"sb://localhost:{rig.Broker.TlsPort}"));
        await using var client = new ServiceBusClient(ClientRig.TlsConnectionString("localhost"), options);
        await using var sender = client.CreateSender(ClientRig.Queue);

        var error = await Assert.ThrowsAsync<Exception>(() => sender.SendMessageAsync(new ServiceBusMessage("x")));

        Assert.IsTrue(IsCausedBy<AuthenticationException>(error), error.ToString());
    }

    [TestMethod]
    public async Task Entity_ThatIsDisabled_IsSaidToBe()
    {
        await using var rig = await ClientRig.StartAsync();
        await using var sender = rig.Client.CreateSender("closed");

        var error = await Assert.ThrowsExactlyAsync<ServiceBusException>(() => sender.SendMessageAsync(new ServiceBusMessage("x")));

        Assert.AreEqual(ServiceBusFailureReason.MessagingEntityDisabled, error.Reason);
    }

    [TestMethod]
    public async Task Quota_Reached_IsSaidToBe()
    {
        await using var rig = await ClientRig.StartAsync();
        await using var sender = rig.Client.CreateSender(ClientRig.Queue);
        await rig.Broker.ControlAsync(new { @do = "refuse", operation = "send", count = 1, condition = "amqp:resource-limit-exceeded" });

        var error = await Assert.ThrowsExactlyAsync<ServiceBusException>(() => sender.SendMessageAsync(new ServiceBusMessage("x")));

        Assert.AreEqual(ServiceBusFailureReason.QuotaExceeded, error.Reason);
        Assert.IsFalse(error.IsTransient);
    }

    [TestMethod]
    public async Task Busy_ForLongerThanTheTries_IsServiceBusy()
    {
        await using var rig = await ClientRig.StartAsync(configure: options => options.RetryOptions.MaxRetries = 0);
        await using var sender = rig.Client.CreateSender(ClientRig.Queue);
        await rig.Broker.ControlAsync(new { @do = "refuse", operation = "send", count = 1 });

        var error = await Assert.ThrowsExactlyAsync<ServiceBusException>(() => sender.SendMessageAsync(new ServiceBusMessage("x")));

        Assert.AreEqual(ServiceBusFailureReason.ServiceBusy, error.Reason);
        Assert.IsTrue(error.IsTransient);
    }

    [TestMethod]
    public async Task Failures_ThatPass_AreNotSeen()
    {
        await using var rig = await ClientRig.StartAsync();
        await using var sender = rig.Client.CreateSender(ClientRig.Queue);
        await using var receiver = rig.Client.CreateReceiver(ClientRig.Queue);
        await rig.Broker.ControlAsync(new { @do = "refuse", operation = "attach", count = 2, condition = "amqp:internal-error" });
        await rig.Broker.ControlAsync(new { @do = "refuse", operation = "management", count = 2, condition = "com.microsoft:timeout", status = 408 });

        await sender.SendMessageAsync(new ServiceBusMessage("x"));
        Assert.IsNotNull(await receiver.PeekMessageAsync());
    }

    [TestMethod]
    public async Task Broker_ThatIsNotThere_IsACommunicationProblem()
    {
        var port = FreePort();
        await using var client = Client(string.Create(CultureInfo.InvariantCulture, $"Endpoint=sb://localhost:{port};SharedAccessKeyName=a;SharedAccessKey=b;UseDevelopmentEmulator=true"));
        await using var receiver = client.CreateReceiver(ClientRig.Queue);

        var error = await Assert.ThrowsExactlyAsync<ServiceBusException>(() => receiver.ReceiveMessageAsync());

        Assert.AreEqual(ServiceBusFailureReason.ServiceCommunicationProblem, error.Reason);
        Assert.IsTrue(error.IsTransient);
    }

    private static ServiceBusClient Client(string connectionString)
    {
        var options = ClientRig.Options();
        options.RetryOptions.MaxRetries = 1;
        return new ServiceBusClient(connectionString, options);
    }

    private static bool IsCausedBy<T>(Exception? error)
    {
        for (; error is not null; error = error.InnerException)
        {
            if (error is T)
                return true;
        }
        return false;
    }

    private static int FreePort()
    {
        using var listener = new System.Net.Sockets.TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
