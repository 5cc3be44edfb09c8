using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using WellIntake.Modules.Platform.Jobs.Tracking;
using WellIntake.Modules.Platform.Persistence;
using WellIntake.Modules.Platform.Persistence.Entities;
using WellIntake.Modules.Platform.Queueing;
using WellIntake.Tests.Platform.Teams.Bot;
using WellIntake.Tests.Testing;

namespace WellIntake.Tests.Platform.Jobs.Tracking;

/// <summary>A job in the outbox that cannot be sent holds up no other, and is never lost.</summary>
[TestClass]
public sealed class OutboxTests
{
    private readonly FakeTime _time = new();

    public required TestContext TestContext { get; init; }

    private CancellationToken Ct => TestContext.CancellationToken;

    [TestMethod, Timeout(60_000, CooperativeCancellation = true), TestCategory("QUE-9")]
    [DataRow(DatabaseKind.Sqlite)]
    [DataRow(DatabaseKind.Postgres)]
    public async Task Dispatch_SomeCannotBeSent_TheOthersGoAndTheyWaitLongerEachTime(DatabaseKind kind)
    {
        await using var rig = await StartAsync(kind);
        await AddAsync(rig, Job("good1"), Job(""), Job("good2"), Job("big") with { Body = new byte[5_000_000] });
        await AddAsync(rig, "no-such-queue", Job("lost"));
        await AddAsync(rig, Job("unreadable"), Job("good3"));
        await ChangeAsync(rig, "unreadable", u => u.SetProperty(o => o.Envelope, "{\"Id\":"));

        Assert.AreEqual(3, await DispatchAsync(rig));

        CollectionAssert.AreEqual(new[] { "good1", "good2", "good3" }, await SentAsync(rig));
        var left = await RowsAsync(rig);
        Assert.AreEqual(
            ":A job's id must have 1–128 characters. (Parameter 'jobs')|big:The body of job big is over|"
            + "lost:No queue of that name is configured.|unreadable:Its envelope cannot be read.",
            string.Join('|', left.Select(o => $"{o.JobId}:{(o.JobId == "big" ? o.Reason![..27] : o.Reason)}")));
        Assert.IsTrue(left.TrueForAll(o => o.Tries == 1 && o.NextTryAt == _time.GetUtcNow().AddSeconds(5)));
        await DispatchAsync(rig);
        Assert.IsTrue((await RowsAsync(rig)).TrueForAll(o => o.Tries == 1), "tried again at once");
        _time.Advance(TimeSpan.FromSeconds(5));
        await DispatchAsync(rig);
        Assert.IsTrue((await RowsAsync(rig)).TrueForAll(o => o.Tries == 2 && o.NextTryAt == _time.GetUtcNow().AddSeconds(10)));
    }

    [TestMethod, Timeout(60_000, CooperativeCancellation = true), TestCategory("QUE-9")]
    [DataRow(DatabaseKind.Sqlite)]
    [DataRow(DatabaseKind.Postgres)]
    public async Task Dispatch_TriedOftenEnough_IsSetAsideWithItsReasonAndKept(DatabaseKind kind)
    {
        await using var rig = await StartAsync(kind);
        await AddAsync(rig, "no-such-queue", Job("lost") with { Body = new byte[] { 1, 2, 3 } });
        for (var tries = 1; tries <= 5; tries++)
        {
            await DispatchAsync(rig);
            _time.Advance(TimeSpan.FromMinutes(10));
        }

        await DispatchAsync(rig);

        var kept = (await RowsAsync(rig)).Single();
        Assert.AreEqual(5, kept.Tries);
        Assert.IsNotNull(kept.SetAsideAt);
        Assert.AreEqual("No queue of that name is configured.", kept.Reason);
        CollectionAssert.AreEqual(new byte[] { 1, 2, 3 }, kept.Body);
        Assert.AreEqual((0, 1), await rig.Get<Outbox>().CountAsync(Ct));
        await ChangeAsync(rig, "lost", u => u.SetProperty(o => o.Queue, QueueNames.Digest).SetProperty(o => o.SetAsideAt, (DateTimeOffset?)null));
        Assert.AreEqual(1, await DispatchAsync(rig), "what somebody mended is sent");
    }

    [TestMethod, Timeout(60_000, CooperativeCancellation = true), TestCategory("QUE-9"), TestCategory("QUE-2")]
    public async Task Dispatch_JobsOfOneOrderingKey_NeverOvertakeOneThatWaits()
    {
        await using var rig = await StartAsync(DatabaseKind.Sqlite);
        var tooBig = Job("s1") with { OrderingKey = "s", Body = new byte[5_000_000] };
        await AddAsync(rig, tooBig, Job("s2") with { OrderingKey = "s" }, Job("t1") with { OrderingKey = "t" });

        await DispatchAsync(rig);
        await AddAsync(rig, Job("s3") with { OrderingKey = "s" }, Job("t2") with { OrderingKey = "t" });
        await DispatchAsync(rig);
        CollectionAssert.AreEqual(new[] { "t1", "t2" }, await SentAsync(rig));
        await ChangeAsync(rig, "s1", u => u.SetProperty(o => o.Body, new byte[] { 1 }));
        _time.Advance(TimeSpan.FromSeconds(5));
        await DispatchAsync(rig);

        CollectionAssert.AreEqual(new[] { "t1", "t2", "s1", "s2", "s3" }, await SentAsync(rig));
    }

    [TestMethod, Timeout(60_000, CooperativeCancellation = true), TestCategory("QUE-9")]
    [DataRow(true)]
    [DataRow(false)]
    public async Task Dispatch_QueueIsAway_CountsAgainstNoJobAndHoldsUpNoOtherQueue(bool says)
    {
        var away = new AwayQueues(QueueNames.Scoring, says);
        await using var rig = await StartAsync(DatabaseKind.Sqlite, s => s.AddSingleton<IJobQueues>(p => away.Over(p.GetRequiredService<QueuesBehind>().Queues)));
        for (var i = 0; i < 250; i++)
            await AddAsync(rig, QueueNames.Scoring, Job($"waits{i}"));
        await AddAsync(rig, Job("good1"));

        for (var tries = 0; tries < 7; tries++)
            await DispatchAsync(rig);

        CollectionAssert.AreEqual(new[] { "good1" }, await SentAsync(rig));
        Assert.IsTrue((await RowsAsync(rig)).TrueForAll(o => o.Tries == 0 && o.SetAsideAt == null));
        away.IsAway = false;
        Assert.AreEqual(250, await DispatchAsync(rig));
    }

    private Task<BotRig> StartAsync(DatabaseKind kind, Action<IServiceCollection>? change = null) => BotRig.StartAsync(kind, running: false, services =>
    {
        services.AddSingleton<TimeProvider>(_time);
        if (change is null)
            return;
        var real = services.Last(s => s.ServiceType == typeof(IJobQueues));
        services.AddSingleton(p => new QueuesBehind((IJobQueues)(real.ImplementationFactory?.Invoke(p) ?? ActivatorUtilities.CreateInstance(p, real.ImplementationType!))));
        change(services);
    });

    private static JobEnvelope Job(string id) => new() { Id = id, Type = "t", Body = new byte[] { 7 } };

    private Task AddAsync(BotRig rig, params JobEnvelope[] jobs) => AddAsync(rig, QueueNames.Digest, jobs);

    private Task AddAsync(BotRig rig, string queue, params JobEnvelope[] jobs) => rig.Get<IGroupCommit>().CommitAsync(
        session =>
        {
            foreach (var job in jobs)
                Outbox.Add(session, queue, job, _time.GetUtcNow());
            return true;
        },
        Ct);

    private Task<int> DispatchAsync(BotRig rig) => rig.Get<OutboxDispatcher>().DispatchAsync(Ct);

    private async Task<List<string>> SentAsync(BotRig rig) =>
        [.. (await rig.Get<IJobQueues>().Get(QueueNames.Digest).PeekAsync(100, Ct)).Select(j => j.Id)];

    private async Task<List<OutboxJob>> RowsAsync(BotRig rig)
    {
        await using var db = await rig.Database.Contexts.CreateDbContextAsync(Ct);
        return await db.Outbox.AsNoTracking().OrderBy(o => o.Id).ToListAsync(Ct);
    }

    private async Task ChangeAsync(BotRig rig, string jobId, Action<Microsoft.EntityFrameworkCore.Query.UpdateSettersBuilder<OutboxJob>> change)
    {
        await using var db = await rig.Database.Contexts.CreateDbContextAsync(Ct);
        await db.Outbox.Where(o => o.JobId == jobId).ExecuteUpdateAsync(change, Ct);
    }
}

/// <summary>The queues that a test stands before.</summary>
internal sealed record QueuesBehind(IJobQueues Queues);

/// <summary>A broker that cannot be reached for one of its queues; with or without saying so by the exception that the contract names.</summary>
internal sealed class AwayQueues(string name, bool says)
{
    public bool IsAway { get; set; } = true;

    public IJobQueues Over(IJobQueues queues) => new Queues(this, queues);

    private void Meet(string queue)
    {
        if (IsAway && queue == name)
            throw says ? new JobQueueUnavailableException("away") : new TimeoutException("away");
    }

    private sealed class Queues(AwayQueues away, IJobQueues inner) : IJobQueues
    {
        public IReadOnlyList<string> Names => inner.Names;

        public IJobQueue Get(string name) => new Queue(away, inner.Get(name));

        public ValueTask DisposeAsync() => inner.DisposeAsync();
    }

    private sealed class Queue(AwayQueues away, IJobQueue inner) : IJobQueue
    {
        public string Name => inner.Name;

        public IJobReceiver DeadLetters => inner.DeadLetters;

        public Task SendAsync(IReadOnlyList<JobEnvelope> jobs, CancellationToken ct = default)
        {
            away.Meet(inner.Name);
            return inner.SendAsync(jobs, ct);
        }

        public Task<IReadOnlyList<IJobLease>> ReceiveAsync(int maxJobs, TimeSpan maxWait, CancellationToken ct = default) => inner.ReceiveAsync(maxJobs, maxWait, ct);

        public Task<IReadOnlyList<JobEnvelope>> PeekAsync(int maxJobs, CancellationToken ct = default) => inner.PeekAsync(maxJobs, ct);

        public Task<JobQueueStatistics> GetStatisticsAsync(CancellationToken ct = default) => inner.GetStatisticsAsync(ct);

        public ValueTask DisposeAsync() => inner.DisposeAsync();
    }
}
