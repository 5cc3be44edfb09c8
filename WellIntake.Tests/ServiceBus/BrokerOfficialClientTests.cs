#if OFFICIAL_SERVICE_BUS
using System.Transactions;
using Azure.Messaging.ServiceBus;
using Azure.Messaging.ServiceBus.Administration;
using WellIntake.Tests.Testing;

namespace WellIntake.Tests.ServiceBus;

/// <summary>
/// The test broker, driven by Microsoft's .NET client (-p:ServiceBusClient=Azure): first of all transactions, which the
/// JavaScript client of the calibration does not have.
/// </summary>
[TestClass]
public sealed class BrokerOfficialClientTests
{
    private const string Entities = """
        {"UserConfig":{"Namespaces":[{"Queues":[{"Name":"jobs"},{"Name":"other"},{"Name":"ordered","Properties":{"RequiresSession":true}}]}]}}
        """;

    private static readonly TimeSpan Wait = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan ShortWait = TimeSpan.FromMilliseconds(500);

    public required TestContext TestContext { get; init; }

    [TestMethod]
    [TestCategory("QUE-2")]
    [DataRow(ServiceBusTransportType.AmqpTcp)]
    [DataRow(ServiceBusTransportType.AmqpWebSockets)]
    public async Task Settle_EveryWay_EndsWhereItShould(ServiceBusTransportType transport)
    {
        await using var broker = await ServiceBusBroker.StartAsync(Entities);
        await using var client = Client(broker, transport);
        await using var sender = client.CreateSender("jobs");
        await using var receiver = client.CreateReceiver("jobs");
        await sender.SendMessagesAsync([new("complete"), new("abandon"), new("dead-letter"), new("defer")], Ct);

        var (completed, abandoned, dead, deferred) =
            (await ReceiveAsync(receiver), await ReceiveAsync(receiver), await ReceiveAsync(receiver), await ReceiveAsync(receiver));
        await receiver.CompleteMessageAsync(completed, Ct);
        await receiver.AbandonMessageAsync(abandoned, new Dictionary<string, object>(StringComparer.Ordinal) { ["added"] = 1L }, Ct);
        await receiver.DeadLetterMessageAsync(dead, "why", "because", Ct);
        await receiver.DeferMessageAsync(deferred, cancellationToken: Ct);

        var again = await ReceiveAsync(receiver);
        Assert.AreEqual("abandon", again.Body.ToString());
        Assert.AreEqual(2, again.DeliveryCount);
        Assert.AreEqual(1L, again.ApplicationProperties["added"]);
        Assert.AreEqual("defer", (await receiver.ReceiveDeferredMessageAsync(deferred.SequenceNumber, Ct)).Body.ToString());
        await using var letters = client.CreateReceiver("jobs", new ServiceBusReceiverOptions { SubQueue = SubQueue.DeadLetter });
        var letter = await ReceiveAsync(letters);
        Assert.AreEqual("why", letter.DeadLetterReason);
        Assert.AreEqual("because", letter.DeadLetterErrorDescription);
    }

    [TestMethod]
    [TestCategory("QUE-2")]
    public async Task Transaction_ScheduleAndComplete_HappenTogether()
    {
        await using var broker = await ServiceBusBroker.StartAsync(Entities);
        await using var client = Client(broker);
        await using var sender = client.CreateSender("jobs");
        await using var receiver = client.CreateReceiver("jobs");
        await sender.SendMessageAsync(new("first"), Ct);
        var first = await ReceiveAsync(receiver);

        using (var scope = new TransactionScope(TransactionScopeAsyncFlowOption.Enabled))
        {
            await sender.ScheduleMessageAsync(new("second"), TimeProvider.System.GetUtcNow().AddMilliseconds(200), Ct);
            await receiver.CompleteMessageAsync(first, Ct);
            Assert.AreEqual(0, await broker.CountAsync("jobs", "scheduled"));
            Assert.AreEqual(1, await broker.CountAsync("jobs", "locked"));
            scope.Complete();
        }

        Assert.AreEqual("second", (await ReceiveAsync(receiver)).Body.ToString());
        Assert.AreEqual(1, await broker.CountAsync("jobs", "completed"));
    }

    [TestMethod]
    [TestCategory("QUE-2")]
    public async Task Transaction_NotCompleted_LeavesEverythingAsItWas()
    {
        await using var broker = await ServiceBusBroker.StartAsync(Entities);
        await using var client = Client(broker);
        await using var sender = client.CreateSender("jobs");
        await using var receiver = client.CreateReceiver("jobs");
        await sender.SendMessageAsync(new("first"), Ct);
        var first = await ReceiveAsync(receiver);

        using (new TransactionScope(TransactionScopeAsyncFlowOption.Enabled))
        {
            await sender.SendMessageAsync(new("second"), Ct);
            await sender.ScheduleMessageAsync(new("third"), TimeProvider.System.GetUtcNow().AddMilliseconds(50), Ct);
            await receiver.CompleteMessageAsync(first, Ct);
        }

        Assert.IsNull(await receiver.ReceiveMessageAsync(ShortWait, Ct));
        await receiver.CompleteMessageAsync(first, Ct);
        Assert.AreEqual(0, await broker.CountAsync("jobs", "active"));
    }

    [TestMethod]
    [TestCategory("QUE-2")]
    public async Task Transaction_LockLostBeforeItsEnd_DoesNothing()
    {
        await using var broker = await ServiceBusBroker.StartAsync(Entities);
        await using var client = Client(broker);
        await using var sender = client.CreateSender("jobs");
        await using var receiver = client.CreateReceiver("jobs");
        await sender.SendMessageAsync(new("first"), Ct);
        var first = await ReceiveAsync(receiver);

        await Assert.ThrowsAsync<TransactionException>(async () =>
        {
            using var scope = new TransactionScope(TransactionScopeAsyncFlowOption.Enabled);
            await sender.SendMessageAsync(new("second"), Ct);
            await receiver.CompleteMessageAsync(first, Ct);
            await broker.ControlAsync(new { @do = "lose-locks", entity = "jobs" });
            scope.Complete();
        });

        Assert.AreEqual("first", (await ReceiveAsync(receiver)).Body.ToString());
        Assert.IsNull(await receiver.ReceiveMessageAsync(ShortWait, Ct));
    }

    [TestMethod]
    [TestCategory("QUE-2")]
    [DataRow(false)]
    [DataRow(true)]
    public async Task Transaction_OverTwoQueues_NeedsCrossEntityTransactions(bool enabled)
    {
        await using var broker = await ServiceBusBroker.StartAsync(Entities);
        await using var client = new ServiceBusClient(broker.ConnectionString, new ServiceBusClientOptions { EnableCrossEntityTransactions = enabled });
        await using var sender = client.CreateSender("jobs");
        await using var receiver = client.CreateReceiver("jobs");
        await using var onward = client.CreateSender("other");
        await sender.SendMessageAsync(new("first"), Ct);
        var first = await ReceiveAsync(receiver);

        async Task ForwardAsync()
        {
            using var scope = new TransactionScope(TransactionScopeAsyncFlowOption.Enabled);
            await receiver.CompleteMessageAsync(first, Ct);
            await onward.SendMessageAsync(new("second"), Ct);
            scope.Complete();
        }

        if (enabled)
            await ForwardAsync();
        else
            await Assert.ThrowsExactlyAsync<InvalidOperationException>(ForwardAsync);

        Assert.AreEqual(enabled ? 1 : 0, await broker.CountAsync("other", "active"));
        Assert.AreEqual(enabled ? 0 : 1, await broker.CountAsync("jobs", "active"));
    }

    [TestMethod]
    [TestCategory("QUE-2")]
    public async Task Session_Transaction_KeepsToItsSession()
    {
        await using var broker = await ServiceBusBroker.StartAsync(Entities);
        await using var client = Client(broker);
        await using var sender = client.CreateSender("ordered");
        await sender.SendMessageAsync(new("first") { SessionId = "s" }, Ct);
        await using var receiver = await client.AcceptNextSessionAsync("ordered", cancellationToken: Ct);
        var first = await ReceiveAsync(receiver);

        using (var scope = new TransactionScope(TransactionScopeAsyncFlowOption.Enabled))
        {
            await sender.ScheduleMessageAsync(new("second") { SessionId = "s" }, TimeProvider.System.GetUtcNow().AddMilliseconds(200), Ct);
            await receiver.CompleteMessageAsync(first, Ct);
            scope.Complete();
        }

        Assert.AreEqual("second", (await ReceiveAsync(receiver)).Body.ToString());
    }

    [TestMethod]
    [TestCategory("QUE-2")]
    public async Task Administration_RuntimeProperties_CountWhatIsThere()
    {
        await using var broker = await ServiceBusBroker.StartAsync(Entities);
        await using var client = Client(broker);
        await using var sender = client.CreateSender("jobs");
        await using var receiver = client.CreateReceiver("jobs");
        await sender.SendMessagesAsync([new("one"), new("two"), new("three")], Ct);
        await sender.ScheduleMessageAsync(new("four"), TimeProvider.System.GetUtcNow().AddHours(1), Ct);
        await receiver.DeadLetterMessageAsync(await ReceiveAsync(receiver), cancellationToken: Ct);
        var administration = new ServiceBusAdministrationClient(broker.ConnectionString);

        var counts = (await administration.GetQueueRuntimePropertiesAsync("jobs", Ct)).Value;

        Assert.AreEqual((2L, 1L, 1L), (counts.ActiveMessageCount, counts.ScheduledMessageCount, counts.DeadLetterMessageCount));
        Assert.IsTrue((await administration.QueueExistsAsync("jobs", Ct)).Value);
        Assert.IsFalse((await administration.QueueExistsAsync("nowhere", Ct)).Value);
    }

    private CancellationToken Ct => TestContext.CancellationToken;

    private static ServiceBusClient Client(ServiceBusBroker broker, ServiceBusTransportType transport = ServiceBusTransportType.AmqpTcp) =>
        new(broker.ConnectionString, new ServiceBusClientOptions { TransportType = transport, RetryOptions = { MaxRetries = 0 } });

    private async Task<ServiceBusReceivedMessage> ReceiveAsync(ServiceBusReceiver receiver) =>
        await receiver.ReceiveMessageAsync(Wait, Ct) ?? throw new AssertFailedException("No message came.");
}
#endif
