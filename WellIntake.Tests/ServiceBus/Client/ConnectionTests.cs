using Azure.Core;
using Azure.Messaging.ServiceBus;

namespace WellIntake.Tests.ServiceBus.Client;

[TestClass]
[TestCategory("QUE-9")]
public sealed class ConnectionTests
{
    [TestMethod]
    [DataRow(nameof(Way.Tcp))]
    [DataRow(nameof(Way.Tls))]
    [DataRow(nameof(Way.WebSockets))]
#if !OFFICIAL_SERVICE_BUS
    // The official client does not ask the callback about a WebSocket's certificate, and the system does not know the test's authority.
    [DataRow(nameof(Way.WebSocketsTls))]
#endif
    public async Task Client_OnEachWay_SendsReceivesRequestsAndSettles(string way)
    {
        await using var rig = await ClientRig.StartAsync(Enum.Parse<Way>(way));
        await using var sender = rig.Client.CreateSender(ClientRig.Queue);
        await sender.SendMessageAsync(new ServiceBusMessage(new byte[100_000]));
        await using var receiver = rig.Client.CreateReceiver(ClientRig.Queue);
        Assert.IsNotNull(await receiver.PeekMessageAsync());
        var message = await receiver.ReceiveOneAsync();

        await receiver.CompleteMessageAsync(message);

        Assert.HasCount(100_000, message.Body.ToArray());
        Assert.AreEqual(1, await rig.CountAsync("completed"));
        Assert.AreEqual(1, (await rig.Broker.StateAsync()).GetProperty("connections").GetArrayLength());
    }

    [TestMethod]
    public async Task Connection_Cut_IsOpenedAgainForSendersAndReceivers()
    {
        await using var rig = await ClientRig.StartAsync();
        await using var sender = rig.Client.CreateSender(ClientRig.Queue);
        await using var receiver = rig.Client.CreateReceiver(ClientRig.Queue);
        await sender.SendMessageAsync(new ServiceBusMessage("1"));
        await receiver.CompleteMessageAsync(await receiver.ReceiveOneAsync());

        for (var i = 2; i <= 3; i++)
        {
            await rig.Broker.ControlAsync(new { @do = "cut" });
            await sender.SendMessageAsync(new ServiceBusMessage($"{i}"));
            var message = await receiver.ReceiveOneAsync();
            Assert.AreEqual($"{i}", message.Body.ToString());
            await receiver.CompleteMessageAsync(message);
        }
    }

    [TestMethod]
    public async Task Connection_CutWhileReceivingWaits_GoesOnReceiving()
    {
        await using var rig = await ClientRig.StartAsync();
        await using var receiver = rig.Client.CreateReceiver(ClientRig.Queue);
        var receiving = receiver.ReceiveOneAsync();
        await rig.UntilReceivingAsync();

        await rig.Broker.ControlAsync(new { @do = "cut" });
        await using var other = ClientRig.Connect(rig.Broker);
        await using var sender = other.CreateSender(ClientRig.Queue);
        await sender.SendMessageAsync(new ServiceBusMessage("a"));

        Assert.AreEqual("a", (await receiving).Body.ToString());
    }

    [TestMethod]
    public async Task CompleteMessage_AfterACut_StillSettlesUnderItsLock()
    {
        await using var rig = await ClientRig.StartAsync();
        await rig.SendAsync("a");
        await using var receiver = rig.Client.CreateReceiver(ClientRig.Queue);
        var message = await receiver.ReceiveOneAsync();
        await rig.Broker.ControlAsync(new { @do = "cut" });
        await receiver.RenewMessageLockAsync(message);

        await receiver.CompleteMessageAsync(message);

        Assert.AreEqual(1, await rig.CountAsync("completed"));
    }

    [TestMethod]
    public async Task Link_DetachedByTheBroker_IsOpenedAgain()
    {
        await using var rig = await ClientRig.StartAsync();
        await using var sender = rig.Client.CreateSender(ClientRig.Queue);
        await using var receiver = rig.Client.CreateReceiver(ClientRig.Queue);
        await sender.SendMessageAsync(new ServiceBusMessage("1"));
        Assert.IsNotNull(await receiver.ReceiveOneAsync());

        await rig.Broker.ControlAsync(new { @do = "detach" });

        await sender.SendMessageAsync(new ServiceBusMessage("2"));
        Assert.AreEqual("2", (await receiver.ReceiveOneAsync()).Body.ToString());
    }

    [TestMethod]
    public async Task Broker_StoppedAndStarted_IsFoundAgain()
    {
        await using var rig = await ClientRig.StartAsync(configure: options => options.RetryOptions = new ServiceBusRetryOptions
        {
            Delay = TimeSpan.FromMilliseconds(20),
            MaxDelay = TimeSpan.FromMilliseconds(50),
            MaxRetries = 1,
            TryTimeout = TimeSpan.FromSeconds(5),
        });
        await using var sender = rig.Client.CreateSender(ClientRig.Queue);
        await sender.SendMessageAsync(new ServiceBusMessage("1"));

        await rig.Broker.StopAsync();
        var error = await Assert.ThrowsExactlyAsync<ServiceBusException>(() => sender.SendMessageAsync(new ServiceBusMessage("2")));
        Assert.AreEqual(ServiceBusFailureReason.ServiceCommunicationProblem, error.Reason);
        Assert.IsTrue(error.IsTransient);
        await rig.Broker.StartAgainAsync();
        await sender.SendMessageAsync(new ServiceBusMessage("3"));

        Assert.AreEqual(2, await rig.CountAsync("active"));
    }

    [TestMethod]
    public async Task SendMessage_ToABrokerThatHoldsItsTongue_TimesOut()
    {
        await using var rig = await ClientRig.StartAsync(configure: options => options.RetryOptions = new ServiceBusRetryOptions { MaxRetries = 0, TryTimeout = TimeSpan.FromSeconds(1) });
        await using var sender = rig.Client.CreateSender(ClientRig.Queue);
        await sender.SendMessageAsync(new ServiceBusMessage("1"));
        await rig.Broker.ControlAsync(new { @do = "black-hole" });

        var error = await Assert.ThrowsExactlyAsync<ServiceBusException>(() => sender.SendMessageAsync(new ServiceBusMessage("2")));

        Assert.AreEqual(ServiceBusFailureReason.ServiceTimeout, error.Reason);
        Assert.IsTrue(error.IsTransient);
        await rig.Broker.ControlAsync(new { @do = "heal" });
    }

    [TestMethod]
    public async Task Tokens_ThatRanOut_AreFetchedAnew()
    {
        await using var rig = await ClientRig.StartAsync();
        await using var sender = rig.Client.CreateSender(ClientRig.Queue);
        await using var receiver = rig.Client.CreateReceiver(ClientRig.Queue);
        await sender.SendMessageAsync(new ServiceBusMessage("1"));
        Assert.IsNotNull(await receiver.ReceiveOneAsync());

        await rig.Broker.ControlAsync(new { @do = "expire-tokens" });

        await sender.SendMessageAsync(new ServiceBusMessage("2"));
        Assert.AreEqual("2", (await receiver.ReceiveOneAsync()).Body.ToString());
    }

    [TestMethod]
    public async Task TokenCredential_OfEntra_IsAskedForServiceBusAndUsed()
    {
        await using var broker = await ClientRig.StartBrokerAsync(tls: true);
        var credential = new FixedCredential();
        var options = ClientRig.Options();
        options.CustomEndpointAddress = new Uri($"sb://localhost:{broker.TlsPort}");
        options.CertificateValidationCallback = (_, certificate, _, errors) => ClientRig.IsTrusted(broker.CaCertificate!, certificate, errors);
        await using var client = new ServiceBusClient("localhost", credential, options);
        await using var sender = client.CreateSender(ClientRig.Queue);

        await sender.SendMessageAsync(new ServiceBusMessage("a"));

        Assert.AreEqual(1, await broker.CountAsync(ClientRig.Queue, "active"));
        CollectionAssert.AreEqual(new[] { "https://servicebus.azure.net/.default" }, credential.Scopes!);
    }

    [TestMethod]
    public async Task Dispose_OfTheClient_ClosesTheConnectionAndWhatIsUsedAfter()
    {
        await using var broker = await ClientRig.StartBrokerAsync();
        var client = ClientRig.Connect(broker);
        var sender = client.CreateSender(ClientRig.Queue);
        await sender.SendMessageAsync(new ServiceBusMessage("a"));

        await client.DisposeAsync();
        await client.DisposeAsync();

        Assert.IsTrue(client.IsClosed);
        await ClientRig.UntilAsync(broker, state => state.GetProperty("connections").GetArrayLength() == 0);
        await Assert.ThrowsAsync<ObjectDisposedException>(() => sender.SendMessageAsync(new ServiceBusMessage("b")));
        Assert.ThrowsExactly<ObjectDisposedException>(() => client.CreateSender(ClientRig.Queue));
    }

    [TestMethod]
    public async Task Dispose_WhileReceivingWaits_EndsTheWait()
    {
        await using var broker = await ClientRig.StartBrokerAsync();
        var client = ClientRig.Connect(broker);
        var receiver = client.CreateReceiver(ClientRig.Queue);
        var receiving = receiver.ReceiveMessagesAsync(1, ClientRig.Soon);
        await ClientRig.UntilAsync(broker, state => state.GetProperty("entities").GetProperty(ClientRig.Queue).GetProperty("receivers").GetInt32() > 0);

        await receiver.CloseAsync();
        await client.DisposeAsync();

        // Either ends empty-handed or says that it was closed; it does not sit out the wait and does not lose a message.
        try
        {
            Assert.IsEmpty(await receiving.WaitAsync(ClientRig.Soon / 2, TimeProvider.System));
        }
        catch (Exception exception) when (exception is ObjectDisposedException or OperationCanceledException or ServiceBusException)
        {
            Assert.IsTrue(receiver.IsClosed);
        }
    }

    private sealed class FixedCredential : TokenCredential
    {
        public string[]? Scopes { get; private set; }

        public override AccessToken GetToken(TokenRequestContext requestContext, CancellationToken cancellationToken)
        {
            Scopes = requestContext.Scopes;
            var expires = TimeProvider.System.GetUtcNow().AddHours(1);
            var claims = Convert.ToBase64String(System.Text.Encoding.UTF8.GetBytes($"{{\"exp\":{expires.ToUnixTimeSeconds()}}}")).TrimEnd('=');
            return new AccessToken($"e30.{claims}.x", expires);
        }

        public override ValueTask<AccessToken> GetTokenAsync(TokenRequestContext requestContext, CancellationToken cancellationToken) => ValueTask.FromResult(GetToken(requestContext, cancellationToken));
    }
}
