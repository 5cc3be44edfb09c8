using Microsoft.EntityFrameworkCore;
using WellIntake.Modules.Platform.Jobs.Tracking;
using WellIntake.Modules.Platform.Persistence;
using WellIntake.Modules.Platform.Persistence.Entities;
using WellIntake.Modules.Platform.Queueing;
using WellIntake.Tests.Platform.Teams.Bot;

namespace WellIntake.Tests.Platform.Jobs.Tracking;

/// <summary>Row and job become durable together, the row never later.</summary>
[TestClass]
public sealed class AcceptingTests
{
    public required TestContext TestContext { get; init; }

    private CancellationToken Ct => TestContext.CancellationToken;

    [TestMethod, Timeout(60_000, CooperativeCancellation = true), TestCategory("TRK-1")]
    [DataRow(DatabaseKind.Sqlite)]
    [DataRow(DatabaseKind.Postgres)]
    public async Task Accept_ReceiverWaits_FindsTheRowWithTheJob(DatabaseKind kind)
    {
        await using var rig = await BotRig.StartAsync(kind, running: false);
        var queue = rig.Get<IJobQueues>().Get(QueueNames.Digest);
        for (var n = 0; n < 20; n++)
        {
            var waiting = queue.ReceiveAsync(1, TimeSpan.FromSeconds(20), Ct);
            await rig.SayAsync("digest advisors", $"a{n}");
            var early = waiting.IsCompleted;
            await rig.Get<OutboxDispatcher>().DispatchAsync(Ct);

            await using var lease = (await waiting).Single();
            var row = (await rig.RequestsAsync()).SingleOrDefault(r => r.RequestId == lease.Job.Id);
            Assert.IsNotNull(row, $"job {n} came before its row");
            Assert.AreEqual(RequestStatus.Queued, row.Status);
            if (kind == DatabaseKind.Postgres)
                Assert.IsFalse(early, "the job did not go through the outbox");
            await lease.CompleteAsync(Ct);
        }
    }

    [TestMethod, Timeout(60_000, CooperativeCancellation = true), TestCategory("TRK-1"), TestCategory("QUE-9")]
    [DataRow(DatabaseKind.Sqlite)]
    [DataRow(DatabaseKind.Postgres)]
    public async Task Accept_WhatRidesAlongFails_LeavesNeitherRowNorJob(DatabaseKind kind)
    {
        await using var rig = await BotRig.StartAsync(kind, running: false);
        await rig.SayAsync("digest advisors", "a1");
        var queue = rig.Get<IJobQueues>().Get(QueueNames.Digest);
        await rig.Get<OutboxDispatcher>().DispatchAsync(Ct);
        await using var lease = (await queue.ReceiveAsync(1, TimeSpan.FromSeconds(20), Ct)).Single();
        var type = rig.Get<WellIntake.Modules.Platform.Jobs.JobTypes>().Find(lease.Job.Type)!;
        var job = (WellIntake.Modules.Digest.Contracts.DigestRequestJob)type.Parse(lease.Job) with { MessageId = "second" };
        var request = new NewRequest(
            job, "user", "mail", null, "chat", [new("audience", "advisors"), new("date_range_days", 7), new("owner", null), new("max_candidates", 6), new("format_type", "html"), new("test_recipient_email", null)]);

        await lease.CompleteAsync(Ct);

        await Assert.ThrowsAsync<Exception>(() => rig.Get<RequestTracker>().AcceptAsync(request, s => s.Execute("INSERT INTO no_such_table VALUES (1)"), Ct));

        Assert.HasCount(1, await rig.RequestsAsync());
        Assert.AreEqual(0, await rig.Get<OutboxDispatcher>().DispatchAsync(Ct));
        Assert.AreEqual(0, (await queue.GetStatisticsAsync(Ct)).Active);
        Assert.IsTrue(await rig.Get<RequestTracker>().AcceptAsync(request, null, Ct));
        Assert.IsFalse(await rig.Get<RequestTracker>().AcceptAsync(request, null, Ct));
        await rig.Get<OutboxDispatcher>().DispatchAsync(Ct);
        Assert.AreEqual(1, (await queue.GetStatisticsAsync(Ct)).Active);
    }

    [TestMethod, Timeout(60_000, CooperativeCancellation = true), TestCategory("QUE-14"), TestCategory("QUE-9")]
    public async Task Outbox_JobWithEveryValue_ArrivesAsItWasGiven()
    {
        await using var rig = await BotRig.StartAsync(DatabaseKind.Postgres, running: false);
        var sent = new JobEnvelope
        {
            Id = "j1",
            Type = "t",
            Body = new byte[] { 0, 255, 7 },
            CorrelationId = "c",
            OrderingKey = "s",
            FairnessKey = "f",
            Priority = JobPriority.High,
            TimeToLive = TimeSpan.FromMinutes(7),
            TraceParent = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01",
            Properties = new Dictionary<string, string> { ["k"] = "v" },
        };
        await rig.Get<IGroupCommit>().CommitAsync(s => Outbox.Add(s, QueueNames.Digest, sent, DateTimeOffset.UnixEpoch), Ct);

        Assert.AreEqual(1, await rig.Get<OutboxDispatcher>().DispatchAsync(Ct));

        await using var lease = (await rig.Get<IJobQueues>().Get(QueueNames.Digest).ReceiveAsync(1, TimeSpan.FromSeconds(20), Ct)).Single();
        var job = lease.Job;
        CollectionAssert.AreEqual(sent.Body.ToArray(), job.Body.ToArray());
        Assert.AreEqual(
            (sent.Id, sent.Type, sent.CorrelationId, sent.OrderingKey, sent.FairnessKey, sent.Priority, sent.TimeToLive, sent.TraceParent),
            (job.Id, job.Type, job.CorrelationId, job.OrderingKey, job.FairnessKey, job.Priority, job.TimeToLive, job.TraceParent));
        Assert.AreEqual("v", job.Properties["k"]);
        await using var db = await rig.Database.Contexts.CreateDbContextAsync(Ct);
        Assert.AreEqual(0, await db.Outbox.CountAsync(Ct));
    }
}
