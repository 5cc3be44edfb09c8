using System.Security.Authentication;
using WellIntake.ServiceBus.Amqp;
using WellIntake.Tests.Testing;

namespace WellIntake.Tests.ServiceBus.Amqp;

/// <summary>Our stack against the test broker: another implementation of AMQP, calibrated by Microsoft's client.</summary>
[TestClass]
[TestCategory("REL-7")]
public sealed class AmqpBrokerTests
{
    private static readonly TimeSpan Wait = TimeSpan.FromSeconds(30);

    private const string Sessions = """{"UserConfig":{"Namespaces":[{"Name":"t","Queues":[{"Name":"s","Properties":{"RequiresSession":true}}]}]}}""";

    [TestMethod]
    [DataRow("tcp")]
    [DataRow("tls")]
    [DataRow("ws")]
    [DataRow("wss")]
    public async Task Stack_EveryTransport_SendsReceivesAndSettles(string transport)
    {
        await using var broker = await ServiceBusBroker.StartAsync(["q"], tls: true);
        var trust = BrokerSession.Trust(broker);
        await using var client = await BrokerSession.OpenAsync(
            transport switch
            {
                "tcp" => AmqpTransports.Tcp("localhost", broker.Port),
                "tls" => AmqpTransports.Tls("localhost", broker.TlsPort!.Value, trust),
                "ws" => AmqpTransports.WebSocket(AmqpTransports.WebSocketEndpoint("localhost", broker.Port, tls: false)),
                _ => AmqpTransports.WebSocket(AmqpTransports.WebSocketEndpoint("localhost", broker.TlsPort!.Value, tls: true), trust),
            },
            "q");

        var sender = await client.SenderAsync("q");
        int[] sizes = [0, 1, 300, 65_000, 66_000, 200_000];
        foreach (var size in sizes)
            Assert.IsInstanceOfType<AmqpAccepted>(await sender.SendAsync(Message(size)));

        var receiver = await client.ReceiverAsync("q");
        var got = new List<AmqpDelivery>();
        while (got.Count < sizes.Length)
            got.AddRange(await receiver.ReceiveAsync(sizes.Length, Wait));
        foreach (var (size, delivery) in sizes.Zip(got))
        {
            CollectionAssert.AreEqual(Payload(size), delivery.Message.Data!.Single().ToArray());
            Assert.AreEqual(16, delivery.Tag.Length);
        }

        await Task.WhenAll(got.Select(delivery => receiver.SettleAsync(delivery, AmqpDeliveryState.Accepted)));
        Assert.AreEqual(0, await broker.CountAsync("q", "active"));
        await client.Connection.CloseAsync();
        Assert.IsNull(await client.Connection.Closed);
    }

    [TestMethod]
    public async Task Tls_CertificateOfAnUnknownAuthorityOrAnotherName_IsRefused()
    {
        await using var broker = await ServiceBusBroker.StartAsync(["q"], tls: true);
        var port = broker.TlsPort!.Value;
        await Assert.ThrowsExactlyAsync<AuthenticationException>(() => BrokerSession.OpenAsync(AmqpTransports.Tls("localhost", port)));
        await Assert.ThrowsExactlyAsync<AuthenticationException>(() => BrokerSession.OpenAsync(AmqpTransports.Tls("localhost", port, BrokerSession.Trust(broker), "elsewhere.example")));
    }

    [TestMethod]
    public async Task SendAsync_ThousandsSideBySide_AllArriveOnce()
    {
        await using var broker = await ServiceBusBroker.StartAsync(["q"]);
        await using var client = await BrokerSession.OpenAsync(AmqpTransports.Tcp("localhost", broker.Port), "q");
        var sender = await client.SenderAsync("q");
        await Task.WhenAll(Enumerable.Range(0, 3_000).Select(i => sender.SendAsync(new AmqpMessage { Value = i }.ToArray())));

        var receiver = await client.ReceiverAsync("q", prefetch: 100);
        var seen = new List<int>();
        while (seen.Count < 3_000)
        {
            var batch = await receiver.ReceiveAsync(500, Wait);
            seen.AddRange(batch.Select(delivery => (int)delivery.Message.Value!));
            await Task.WhenAll(batch.Select(delivery => receiver.SettleAsync(delivery, AmqpDeliveryState.Accepted)));
        }

        CollectionAssert.AreEqual(Enumerable.Range(0, 3_000).ToArray(), seen);
        await receiver.CloseAsync();
        Assert.AreEqual(0, await broker.CountAsync("q", "active"));
    }

    [TestMethod]
    public async Task CloseAsync_Prefetched_LeavesNothingLocked()
    {
        await using var broker = await ServiceBusBroker.StartAsync(["q"]);
        await using var client = await BrokerSession.OpenAsync(AmqpTransports.Tcp("localhost", broker.Port), "q");
        var sender = await client.SenderAsync("q");
        await Task.WhenAll(Enumerable.Range(0, 50).Select(_ => sender.SendAsync(Message(10))));
        var receiver = await client.ReceiverAsync("q", prefetch: 20);
        Assert.HasCount(1, await receiver.ReceiveAsync(1, Wait));
        await receiver.CloseAsync();

        Assert.AreEqual(1, await broker.CountAsync("q", "locked"));
        var second = await client.ReceiverAsync("q");
        var got = 0;
        while (got < 49)
            got += (await second.ReceiveAsync(100, Wait)).Count;
        Assert.AreEqual(49, got, "All but the one that somebody holds.");
    }

    [TestMethod]
    public async Task ReceiveAsync_CancelledAgainAndAgain_LosesNothing()
    {
        await using var broker = await ServiceBusBroker.StartAsync(["q"]);
        await using var client = await BrokerSession.OpenAsync(AmqpTransports.Tcp("localhost", broker.Port), "q");
        var sender = await client.SenderAsync("q");
        var receiver = await client.ReceiverAsync("q");
        var got = new List<AmqpDelivery>();
        var sending = Task.Run(async () =>
        {
            for (var i = 0; i < 200; i++)
                await sender.SendAsync(Message(i));
        });
        while (got.Count < 200)
        {
            using var cancel = new CancellationTokenSource();
            var receiving = receiver.ReceiveAsync(3, Wait, cancel.Token);
            if (got.Count % 2 == 0 && !sending.IsCompleted)
                await cancel.CancelAsync();
            try
            {
                var batch = await receiving;
                await Task.WhenAll(batch.Select(delivery => receiver.SettleAsync(delivery, AmqpDeliveryState.Accepted)));
                got.AddRange(batch);
            }
            catch (OperationCanceledException)
            {
                await Task.Yield();
            }
        }

        await sending;
        Assert.HasCount(200, got.Select(delivery => delivery.Message.Data!.Single().Length).Distinct());
        Assert.AreEqual(0, await broker.CountAsync("q", "active"));
    }

    [TestMethod]
    public async Task SettleAsync_LostLock_IsRefused()
    {
        await using var broker = await ServiceBusBroker.StartAsync(["q"]);
        await using var client = await BrokerSession.OpenAsync(AmqpTransports.Tcp("localhost", broker.Port), "q");
        await (await client.SenderAsync("q")).SendAsync(Message(1));
        var receiver = await client.ReceiverAsync("q");
        var delivery = (await receiver.ReceiveAsync(1, Wait)).Single();
        await broker.ControlAsync(new { @do = "lose-locks" });
        var e = await Assert.ThrowsExactlyAsync<AmqpException>(() => receiver.SettleAsync(delivery, AmqpDeliveryState.Accepted));
        Assert.AreEqual("com.microsoft:message-lock-lost", e.Condition.Value);
    }

    [TestMethod]
    public async Task SettleAsync_EveryOutcome_IsWhatTheBrokerTakesItFor()
    {
        await using var broker = await ServiceBusBroker.StartAsync(["q"]);
        await using var client = await BrokerSession.OpenAsync(AmqpTransports.Tcp("localhost", broker.Port), "q");
        var sender = await client.SenderAsync("q");
        var receiver = await client.ReceiverAsync("q");
        await sender.SendAsync(Message(1));
        await SettleNextAsync(receiver, new AmqpModified(MessageAnnotations: new AmqpMap { { new AmqpSymbol("note"), "again" } }), deliveryCount: 0);
        await SettleNextAsync(receiver, AmqpDeliveryState.Released, deliveryCount: 1);
        await SettleNextAsync(
            receiver, new AmqpRejected(new AmqpError("com.microsoft:dead-letter", "d", new AmqpMap { { new AmqpSymbol("DeadLetterReason"), "bad" } })), deliveryCount: null);
        Assert.AreEqual(1, await broker.CountAsync("q", "deadLetter"));
        await sender.SendAsync(Message(1));
        await SettleNextAsync(receiver, new AmqpModified(UndeliverableHere: true), deliveryCount: 0);
        Assert.AreEqual(1, await broker.CountAsync("q", "deferred"));
    }

    [TestMethod]
    public async Task Transaction_RolledBackOrCommitted_IsAllOrNothing()
    {
        await using var broker = await ServiceBusBroker.StartAsync(["q"]);
        await using var client = await BrokerSession.OpenAsync(AmqpTransports.Tcp("localhost", broker.Port), "q");
        var sender = await client.SenderAsync("q");
        var receiver = await client.ReceiverAsync("q");
        await Task.WhenAll(sender.SendAsync(Message(1)), sender.SendAsync(Message(1)));
        var deliveries = new Queue<AmqpDelivery>();
        while (deliveries.Count < 2)
            (await receiver.ReceiveAsync(2, Wait)).ToList().ForEach(deliveries.Enqueue);

        await using var controller = await AmqpTransactionController.AttachAsync(await client.Connection.BeginSessionAsync());
        foreach (var fail in new[] { true, false })
        {
            var id = await controller.DeclareAsync();
            Assert.IsInstanceOfType<AmqpAccepted>(await sender.SendAsync(Message(2), transactionId: id));
            Assert.IsInstanceOfType<AmqpAccepted>(await receiver.SettleAsync(deliveries.Dequeue(), AmqpDeliveryState.Accepted, id));
            await controller.DischargeAsync(id, fail);
            Assert.AreEqual(2, await broker.CountAsync("q", "active"), fail ? "Both, as before." : "The one that was rolled back, and the new one.");
        }

        Assert.AreEqual(2, (await receiver.ReceiveAsync(1, Wait)).Single().Message.Data!.Single().Length);
        await Assert.ThrowsExactlyAsync<AmqpException>(() => controller.DischargeAsync(new byte[] { 1, 2, 3 }, fail: false));
    }

    [TestMethod]
    public async Task AttachReceiverAsync_NextSession_GetsItsIdAndIsHeldAlone()
    {
        await using var broker = await ServiceBusBroker.StartAsync(Sessions);
        await using var client = await BrokerSession.OpenAsync(AmqpTransports.Tcp("localhost", broker.Port), "s");
        await (await client.SenderAsync("s")).SendAsync(new AmqpMessage { Properties = new AmqpProperties { GroupId = "one" }, Value = 1 }.ToArray());
        var link = await AcceptAsync(client, null);
        Assert.AreEqual("one", link.RemoteSource!.Filter!.Find("com.microsoft:session-filter"), "The service does not describe it in its answer.");
        Assert.IsInstanceOfType<long>(link.RemoteProperties!.Find("com.microsoft:locked-until-utc"));
        Assert.AreEqual("com.microsoft:session-cannot-be-locked", (await Assert.ThrowsExactlyAsync<AmqpException>(() => AcceptAsync(client, "one"))).Condition.Value);
        Assert.AreEqual("com.microsoft:timeout", (await Assert.ThrowsExactlyAsync<AmqpException>(() => AcceptAsync(client, null))).Condition.Value);
    }

    [TestMethod]
    public async Task AttachAsync_EntityThatIsNotThere_SaysSo()
    {
        await using var broker = await ServiceBusBroker.StartAsync(["q"]);
        await using var client = await BrokerSession.OpenAsync(AmqpTransports.Tcp("localhost", broker.Port), "q", "none");
        Assert.AreEqual(AmqpConditions.NotFound, (await Assert.ThrowsExactlyAsync<AmqpException>(() => client.SenderAsync("none"))).Condition.Value);
        Assert.AreEqual(AmqpConditions.NotFound, (await Assert.ThrowsExactlyAsync<AmqpException>(() => client.ReceiverAsync("none"))).Condition.Value);
        Assert.IsTrue((await client.SenderAsync("q")).IsOpen);
    }

    [TestMethod]
    public async Task Closed_BrokerCutsUnderLoad_FailsEveryOperationAndEnds()
    {
        await using var broker = await ServiceBusBroker.StartAsync(["q"]);
        await using var client = await BrokerSession.OpenAsync(AmqpTransports.Tcp("localhost", broker.Port), "q");
        var sender = await client.SenderAsync("q");
        var receiver = await client.ReceiverAsync("q", prefetch: 50);
        var loops = Enumerable.Range(0, 8).Select(i => Task.Run(async () =>
        {
            while (true)
            {
                await sender.SendAsync(Message(100));
                foreach (var delivery in await receiver.ReceiveAsync(5, TimeSpan.FromSeconds(30)))
                    await receiver.SettleAsync(delivery, AmqpDeliveryState.Accepted);
            }
        })).ToArray();
        while (await broker.CountAsync("q", "deliveries") < 200)
            await Task.Yield();
        await broker.ControlAsync(new { @do = "cut" });
        foreach (var loop in loops)
            await Assert.ThrowsExactlyAsync<AmqpException>(() => loop);
        Assert.IsNotNull(await client.Connection.Closed);
    }

    private static Task<AmqpReceiverLink> AcceptAsync(BrokerSession client, string? id) => client.Session.AttachReceiverAsync(new AmqpReceiverSettings
    {
        Address = "s",
        Filter = new AmqpMap { { new AmqpSymbol("com.microsoft:session-filter"), id } },
        Properties = new AmqpMap { { new AmqpSymbol("com.microsoft:timeout"), 300u } },
    });

    private static async Task SettleNextAsync(AmqpReceiverLink receiver, AmqpDeliveryState outcome, int? deliveryCount)
    {
        var delivery = (await receiver.ReceiveAsync(1, Wait)).Single();
        if (deliveryCount is { } expected)
            Assert.AreEqual((uint)expected, delivery.Message.Header!.DeliveryCount ?? 0);
        await receiver.SettleAsync(delivery, outcome);
    }

    private static byte[] Payload(int size) => [.. Enumerable.Range(0, size).Select(i => (byte)i)];

    private static byte[] Message(int size) => new AmqpMessage { Data = [Payload(size)] }.ToArray();
}
