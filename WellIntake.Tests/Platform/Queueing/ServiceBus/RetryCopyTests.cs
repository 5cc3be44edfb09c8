using Azure.Messaging.ServiceBus;
using WellIntake.Modules.Platform.Queueing;

namespace WellIntake.Tests.Platform.Queueing.ServiceBus;

/// <summary>The delayed abandon that Service Bus does not have: a scheduled copy and a completion in one transaction.</summary>
[TestClass, TestCategory("QUE-5")]
public sealed class RetryCopyTests
{
    public required TestContext TestContext { get; init; }

    private CancellationToken Ct => TestContext.CancellationToken;

    [ClassCleanup]
    public static ValueTask CleanUpAsync() => ServiceBusRig.StopAsync(nameof(RetryCopyTests));

    [TestMethod, Timeout(60_000, CooperativeCancellation = true)]
    public async Task Abandon_AgainAndAgain_SameJobWithAGrowingCountAndItsOwnLife()
    {
        await using var rig = await OpenAsync();
        var start = rig.Time.GetUtcNow();
        await rig.Queue.SendAsync([Job(new string('x', 128)) with { TimeToLive = TimeSpan.FromMinutes(30), TraceParent = "00-1-2-01", CorrelationId = "c" }], Ct);
        for (var delivery = 1; delivery <= 3; delivery++)
        {
            var lease = await rig.TakeOneAsync();
            Assert.AreEqual(
                (new string('x', 128), delivery, start, TimeSpan.FromMinutes(30), "00-1-2-01", "c"),
                (lease.Job.Id, lease.DeliveryCount, lease.Job.EnqueuedAt, lease.Job.TimeToLive, lease.Job.TraceParent, lease.Job.CorrelationId));
            await lease.AbandonAsync(TimeSpan.FromMinutes(9), Ct);
            await rig.AdvanceAsync(TimeSpan.FromMinutes(9));
        }

        // 27 of its 30 minutes are over: a copy lives no longer than its original would have.
        await rig.AdvanceAsync(TimeSpan.FromMinutes(3));
        Assert.IsEmpty(await rig.Queue.ReceiveAsync(1, TimeSpan.Zero, Ct));
        var dead = (await rig.Queue.DeadLetters.PeekAsync(1, Ct))[0];
        Assert.AreEqual((new string('x', 128), DeadLetterReasons.Expired, 3), (dead.Id, dead.DeadLetterReason, dead.DeliveryCount));
    }

    [TestMethod, Timeout(60_000, CooperativeCancellation = true)]
    public async Task Abandon_JobSentAgainWithinTheWindowAfterItsRetry_EveryCopyGetsThrough()
    {
        await using var rig = await OpenAsync();
        await rig.Queue.SendAsync([Job("a")], Ct);
        await (await rig.TakeOneAsync()).AbandonAsync(TimeSpan.FromSeconds(5), Ct);
        await rig.AdvanceAsync(TimeSpan.FromSeconds(5));
        await (await rig.TakeOneAsync()).DeadLetterAsync("r", ct: Ct);
        // Somebody sends the dead letter again, under an id that the window lets through, and it fails once more.
        await using var sender = rig.Home.Connection.Client().CreateSender(rig.Name);
        await sender.SendMessageAsync(new ServiceBusMessage("{}") { MessageId = "a again", Subject = "t", ApplicationProperties = { ["wellintake-id"] = "a" } }, Ct);
        await (await rig.TakeOneAsync()).AbandonAsync(TimeSpan.FromSeconds(5), Ct);
        await rig.AdvanceAsync(TimeSpan.FromSeconds(5));

        Assert.AreEqual("a", (await rig.TakeOneAsync()).Job.Id);
    }

    [TestMethod, Timeout(60_000, CooperativeCancellation = true)]
    public async Task Abandon_TransactionFails_NeitherLostNorDoubled()
    {
        await using var rig = await OpenAsync();
        await rig.Queue.SendAsync([Job("a")], Ct);
        var lease = await rig.TakeOneAsync();
        await rig.Broker.ControlAsync(new { @do = "refuse", operation = "transaction", count = 3 });

        await Assert.ThrowsAsync<Exception>(() => lease.AbandonAsync(TimeSpan.FromSeconds(5), Ct));

        Assert.AreEqual((1, 0), await CountAsync(rig));
        await rig.Broker.ControlAsync(new { @do = "heal" });
        await rig.AdvanceAsync(TimeSpan.FromMinutes(1));
        var again = await rig.TakeOneAsync();
        Assert.AreEqual(("a", 2), (again.Job.Id, again.DeliveryCount));
        await again.CompleteAsync(Ct);
        Assert.AreEqual((0, 0), await CountAsync(rig));
    }

    [TestMethod, Timeout(60_000, CooperativeCancellation = true), TestCategory("QUE-10")]
    public async Task Release_ManyTimesWhileADatabaseIsAway_CountsNothingAndEndsInNoDeadLetter()
    {
        await using var rig = await OpenAsync();
        await rig.Queue.SendAsync([Job("a")], Ct);
        for (var i = 0; i < 25; i++)
        {
            var lease = await rig.TakeOneAsync();
            Assert.AreEqual(("a", 1), (lease.Job.Id, lease.DeliveryCount), $"release {i}");
            await ((IReleasesLease)lease).ReleaseAsync(Ct);
        }

        Assert.AreEqual(1, (await rig.TakeOneAsync()).DeliveryCount);
    }

    [TestMethod, Timeout(60_000, CooperativeCancellation = true), TestCategory("QUE-3")]
    public async Task Abandon_OnATopic_OtherSubscriptionsSeeNoCopy()
    {
        await using var rig = await ServiceBusRig.OpenAsync(
            nameof(RetryCopyTests), new JobQueueOptions { Ordered = true, LockDuration = TimeSpan.FromMinutes(1) }, subscription: "history");
        var administration = rig.Home.Connection.Administration();
        await administration.CreateSubscriptionAsync(rig.Name, "other", Ct);
        await rig.Queue.SendAsync([Job("a1") with { OrderingKey = "a" }, Job("a2") with { OrderingKey = "a" }], Ct);
        await (await rig.TakeOneAsync()).AbandonAsync(TimeSpan.FromSeconds(30), Ct);
        Assert.IsEmpty(await rig.Queue.ReceiveAsync(1, TimeSpan.Zero, Ct), "a2 overtook a1");
        await rig.AdvanceAsync(TimeSpan.FromSeconds(30));

        var again = await rig.TakeOneAsync();
        Assert.AreEqual(("a1", 2), (again.Job.Id, again.DeliveryCount));
        await again.CompleteAsync(Ct);
        Assert.AreEqual("a2", (await rig.TakeOneAsync()).Job.Id);
        Assert.AreEqual(2, (await administration.GetSubscriptionRuntimePropertiesAsync(rig.Name, "other", Ct)).Value.ActiveMessageCount);
    }

    [TestMethod, Timeout(60_000, CooperativeCancellation = true), TestCategory("QUE-7")]
    public async Task Dispose_JobsHeldBackForTheirDelay_AreGivenBack()
    {
        var rig = await ServiceBusRig.OpenAsync(nameof(RetryCopyTests), new JobQueueOptions { Ordered = true, LockDuration = TimeSpan.FromMinutes(1) });
        await rig.Queue.SendAsync([Job("a1") with { OrderingKey = "a" }], Ct);
        await (await rig.TakeOneAsync()).AbandonAsync(TimeSpan.FromHours(1), Ct);
        await rig.DisposeAsync();

        Assert.AreEqual(0, await rig.Broker.CountAsync(rig.Name, "locked"));
        Assert.AreEqual(1, await rig.Broker.CountAsync(rig.Name, "active"));
    }

    private static JobEnvelope Job(string id) => new() { Id = id, Type = "t", Body = "{}"u8.ToArray() };

    private static Task<ServiceBusRigQueue> OpenAsync() =>
        ServiceBusRig.OpenAsync(nameof(RetryCopyTests), new JobQueueOptions { LockDuration = TimeSpan.FromMinutes(1) });

    private static async Task<(int Active, int Scheduled)> CountAsync(ServiceBusRigQueue rig) =>
        (await rig.Broker.CountAsync(rig.Name, "active"), await rig.Broker.CountAsync(rig.Name, "scheduled"));
}
