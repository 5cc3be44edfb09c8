using WellIntake.Modules.Platform.Persistence;
using WellIntake.Modules.Platform.Queueing;
using WellIntake.Modules.Platform.Queueing.ServiceBus.Claims;

namespace WellIntake.Tests.Platform.Queueing.ServiceBus;

/// <summary>What a send says when it does not go as it should.</summary>
[TestClass]
public sealed class SendingTests
{
    public required TestContext TestContext { get; init; }

    private CancellationToken Ct => TestContext.CancellationToken;

    [ClassCleanup]
    public static ValueTask CleanUpAsync() => ServiceBusRig.StopAsync(nameof(SendingTests));

    [TestMethod, Timeout(60_000, CooperativeCancellation = true), TestCategory("QUE-2")]
    public async Task Send_MoreThanOneBatchHolds_AllArriveOnce()
    {
        await using var rig = await OpenAsync();
        await rig.Queue.SendAsync([.. Enumerable.Range(0, 40).Select(i => Job($"j{i:00}") with { Body = new byte[20_000] })], Ct);

        Assert.AreEqual(40, (await rig.Queue.GetStatisticsAsync(Ct)).Active);
        Assert.AreEqual(string.Join(' ', Enumerable.Range(0, 40).Select(i => $"j{i:00}")), string.Join(' ', (await rig.Queue.PeekAsync(100, Ct)).Select(j => j.Id)));
    }

    [TestMethod, Timeout(60_000, CooperativeCancellation = true), TestCategory("QUE-9")]
    public async Task Send_AnswerIsLost_SaysThatTheOutcomeIsUnknownAndTheSameIdGoesOnce()
    {
        await using var rig = await OpenAsync();
        await rig.Queue.SendAsync([Job("first")], Ct);
        await rig.Broker.ControlAsync(new { @do = "drop", operation = "send", count = 1, cut = true });

        var e = await Assert.ThrowsAsync<JobQueueUnavailableException>(() => rig.Queue.SendAsync([Job("a")], Ct));

        Assert.IsTrue(e.OutcomeUnknown, e.ToString());
        Assert.IsTrue(rig.Home.Status.BrokerIsAway);
        await rig.Queue.SendAsync([Job("a")], Ct);
        Assert.IsFalse(rig.Home.Status.BrokerIsAway);
        Assert.AreEqual(2, await rig.Broker.CountAsync(rig.Name, "active"));
    }

    [TestMethod, Timeout(60_000, CooperativeCancellation = true), TestCategory("QUE-9")]
    public async Task Send_BrokerRefuses_NothingWasSentAndItSaysWhy()
    {
        await using var rig = await OpenAsync();
        await rig.Broker.ControlAsync(new { @do = "refuse", operation = "send", count = 1, condition = "com.microsoft:server-busy" });

        var e = await Assert.ThrowsAsync<JobQueueUnavailableException>(() => rig.Queue.SendAsync([Job("a")], Ct));

        Assert.IsFalse(e.OutcomeUnknown);
        Assert.Contains("busy", e.Message);
        Assert.AreEqual(0, await rig.Broker.CountAsync(rig.Name, "active"));
    }

    [TestMethod, Timeout(60_000, CooperativeCancellation = true), TestCategory("QUE-3")]
    public async Task SendAndReceive_NoSuchQueue_SayWhichAndWhatToDo()
    {
        await using var rig = await OpenAsync();
        await rig.Home.Connection.Administration().DeleteQueueAsync(rig.Name, Ct);

        var send = await Assert.ThrowsAsync<JobQueueUnavailableException>(() => rig.Queue.SendAsync([Job("a")], Ct));
        var receive = await Assert.ThrowsAsync<JobQueueUnavailableException>(() => rig.Queue.ReceiveAsync(1, TimeSpan.FromSeconds(20), Ct));
        var count = await Assert.ThrowsAsync<JobQueueUnavailableException>(() => rig.Queue.GetStatisticsAsync(Ct));

        foreach (var e in new[] { send, receive, count })
        {
            Assert.IsFalse(e.OutcomeUnknown);
            Assert.Contains($"there is no queue '{rig.Name}'", e.Message);
            Assert.Contains("servicebus ensure", e.Message);
        }
    }

    [TestMethod, Timeout(60_000, CooperativeCancellation = true), TestCategory("RES-1")]
    public async Task Send_CircuitIsOpen_AsksNothingOfTheBroker()
    {
        await using var rig = await ServiceBusRig.OpenAsync(nameof(SendingTests), new JobQueueOptions(), circuit: new OpenCircuit());

        var e = await Assert.ThrowsAsync<JobQueueUnavailableException>(() => rig.Queue.SendAsync([Job("a")], Ct));

        Assert.IsFalse(e.OutcomeUnknown);
        Assert.IsTrue(rig.Home.Status.BrokerIsAway);
        Assert.AreEqual("outbox", rig.Home.Status.Current);
    }

    [TestMethod, Timeout(120_000, CooperativeCancellation = true), TestCategory("QUE-12")]
    [DataRow(DatabaseKind.Sqlite)]
    [DataRow(DatabaseKind.Postgres)]
    public async Task ClaimCheck_LargeBody_TravelsByReferenceAndIsRemovedWithItsJob(DatabaseKind kind)
    {
        await using var database = await ClaimsDatabase.CreateAsync(kind);
        await using var rig = await ServiceBusRig.OpenAsync(nameof(SendingTests), new JobQueueOptions(), database.Claims);
        var large = new byte[1_000_000];
        large.AsSpan().Fill((byte)'x');
        // Just under the limit with its headers, and just over.
        await rig.Queue.SendAsync([Job("small") with { Body = new byte[250_000] }, Job("large") with { Body = large }, Job("edge") with { Body = new byte[262_144] }], Ct);
        Assert.AreEqual(2, await database.CountAsync());

        var leases = new Dictionary<string, IJobLease>();
        for (var i = 0; i < 3; i++)
        {
            var lease = await rig.TakeOneAsync();
            leases[lease.Job.Id] = lease;
        }

        Assert.AreEqual(250_000, leases["small"].Job.Body.Length);
        Assert.IsTrue(leases["large"].Job.Body.Span.SequenceEqual(large));
        await leases["large"].AbandonAsync(TimeSpan.FromSeconds(5), Ct);
        await rig.AdvanceAsync(TimeSpan.FromSeconds(5));
        var again = await rig.TakeOneAsync();
        Assert.AreEqual((2, 1_000_000), (again.DeliveryCount, again.Job.Body.Length));
        await again.DeadLetterAsync("r", ct: Ct);
        Assert.AreEqual(2, await database.CountAsync(), "a dead letter keeps its body");
        Assert.AreEqual(1_000_000, (await rig.Queue.DeadLetters.PeekAsync(1, Ct))[0].Body.Length);
        await leases["edge"].CompleteAsync(Ct);
        Assert.AreEqual(1, await database.CountAsync());
        await (await rig.Queue.DeadLetters.ReceiveAsync(1, TimeSpan.Zero, Ct))[0].CompleteAsync(Ct);
        Assert.AreEqual(0, await database.CountAsync());
    }

    [TestMethod, Timeout(60_000, CooperativeCancellation = true), TestCategory("QUE-12")]
    public async Task ClaimCheck_Sweep_RemovesWhatNothingRefersToAndNothingElse()
    {
        await using var database = await ClaimsDatabase.CreateAsync(DatabaseKind.Sqlite);
        await using var rig = await ServiceBusRig.OpenAsync(nameof(SendingTests), new JobQueueOptions(), database.Claims);
        await rig.Queue.SendAsync([Job("dead") with { Body = new byte[300_000] }], Ct);
        await (await rig.TakeOneAsync()).DeadLetterAsync("r", ct: Ct);
        await rig.Queue.SendAsync([Job("live") with { Body = new byte[300_000], ScheduledFor = rig.Time.GetUtcNow().AddDays(10) }], Ct);
        // A second send under one id within the window: the broker drops it, and its body with it.
        await rig.Queue.SendAsync([Job("live") with { Body = new byte[300_000] }], Ct);
        var sweep = new ClaimSweep(
            database.Claims, rig.Home.Connection, Microsoft.Extensions.Options.Options.Create(rig.Queueing), Microsoft.Extensions.Options.Options.Create(rig.Home.Broker),
            rig.Time, Microsoft.Extensions.Logging.Abstractions.NullLogger<ClaimSweep>.Instance);

        Assert.AreEqual(0, await sweep.SweepAsync(rig.Name, Ct), "nothing is in doubt yet");
        await rig.AdvanceAsync(TimeSpan.FromDays(2));
        Assert.AreEqual(1, await sweep.SweepAsync(rig.Name, Ct));
        Assert.AreEqual(0, await sweep.SweepAsync(rig.Name, Ct));

        Assert.AreEqual(2, await database.CountAsync());
        Assert.AreEqual(300_000, (await rig.Queue.DeadLetters.PeekAsync(1, Ct))[0].Body.Length);
        Assert.AreEqual(300_000, (await rig.Queue.PeekAsync(1, Ct))[0].Body.Length);
    }

    private static JobEnvelope Job(string id) => new() { Id = id, Type = "t", Body = "{}"u8.ToArray() };

    private static Task<ServiceBusRigQueue> OpenAsync() =>
        ServiceBusRig.OpenAsync(nameof(SendingTests), new JobQueueOptions { LockDuration = TimeSpan.FromMinutes(1) });

    private sealed class OpenCircuit : IBrokerCircuit
    {
        public Task ExecuteAsync(Func<CancellationToken, Task> work, CancellationToken ct) => throw new JobQueueUnavailableException("left alone");
    }
}
