using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using WellIntake.Host.Startup;
using WellIntake.Modules.Platform.Jobs;
using WellIntake.Modules.Platform.Jobs.Tracking;
using WellIntake.Modules.Platform.Persistence;
using WellIntake.Modules.Platform.Queueing;
using WellIntake.Tests.Testing;

namespace WellIntake.Tests.Platform.Jobs;

[JobType("once_test", QueueNames.Scoring)]
internal sealed record OnceJob : JobMessage;

/// <summary>Jobs for which nobody waits are handled once, though they are delivered more often.</summary>
[TestClass]
public sealed class IdempotentJobHandlerTests
{
    public required TestContext TestContext { get; init; }

    private CancellationToken Ct => TestContext.CancellationToken;

    [TestMethod, Timeout(60_000, CooperativeCancellation = true), TestCategory("QUE-8"), TestCategory("REP-1")]
    [DataRow(DatabaseKind.Sqlite)]
    [DataRow(DatabaseKind.Postgres)]
    public async Task Handle_DeliveredAgainAfterSuccess_IsCompletedWithoutBeingHandled(DatabaseKind kind)
    {
        await using var rig = await OnceRig.StartAsync(kind);

        await rig.Handler.HandleAsync(Job("j1"), Context("j1", 1), Ct);
        await rig.Handler.HandleAsync(Job("j1"), Context("j1", 2), Ct);
        await rig.Handler.HandleAsync(Job("j2"), Context("j2", 1), Ct);

        CollectionAssert.AreEqual(new[] { "j1", "j2" }, rig.Work.Effects);
        CollectionAssert.AreEqual(new[] { "once_test j1", "once_test j2" }, await rig.ProcessedAsync(Ct));
    }

    [TestMethod, Timeout(60_000, CooperativeCancellation = true), TestCategory("QUE-5")]
    public async Task Handle_Fails_IsNotRecordedAndHandledAgain()
    {
        await using var rig = await OnceRig.StartAsync(DatabaseKind.Sqlite);
        rig.Work.Script = static (_, delivery) => delivery == 1 ? throw new TimeoutException() : Task.CompletedTask;

        await Assert.ThrowsExactlyAsync<TimeoutException>(() => rig.Handler.HandleAsync(Job("j1"), Context("j1", 1), Ct));
        Assert.IsEmpty(await rig.ProcessedAsync(Ct));
        await rig.Handler.HandleAsync(Job("j1"), Context("j1", 2), Ct);

        CollectionAssert.AreEqual(new[] { "once_test j1" }, await rig.ProcessedAsync(Ct));
    }

    [TestMethod, Timeout(60_000, CooperativeCancellation = true), TestCategory("QUE-8")]
    [DataRow(DatabaseKind.Sqlite)]
    [DataRow(DatabaseKind.Postgres)]
    public async Task Handle_CrashBetweenEffectAndSettle_EffectIsMadeOnce(DatabaseKind kind)
    {
        await using var rig = await OnceRig.StartAsync(kind);
        var commits = rig.Get<IGroupCommit>();
        rig.Work.Commit = context => commits.CommitAsync(s => context.MarkProcessed(s) && RequestSql.MarkProcessed(s, "effect", context.Id, DateTimeOffset.UnixEpoch), Ct);
        rig.Work.Script = static (_, delivery) => delivery == 1 ? throw new OperationCanceledException("the process is killed here") : Task.CompletedTask;

        await Assert.ThrowsExactlyAsync<OperationCanceledException>(() => rig.Handler.HandleAsync(Job("j1"), Context("j1", 1), Ct));
        CollectionAssert.AreEqual(new[] { "effect j1", "once_test j1" }, await rig.ProcessedAsync(Ct));
        await rig.Handler.HandleAsync(Job("j1"), Context("j1", 2), Ct);

        CollectionAssert.AreEqual(new[] { "j1" }, rig.Work.Effects);
    }

    [TestMethod, Timeout(60_000, CooperativeCancellation = true), TestCategory("QUE-8")]
    public async Task Handle_TwoDeliveriesAtOnce_OnlyOneMayWriteItsEffect()
    {
        await using var rig = await OnceRig.StartAsync(DatabaseKind.Sqlite);
        var commits = rig.Get<IGroupCommit>();
        var both = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var inside = 0;
        var written = 0;
        rig.Work.Script = (_, _) =>
        {
            if (Interlocked.Increment(ref inside) == 2)
                both.SetResult();
            return both.Task;
        };
        rig.Work.Late = async context =>
        {
            if (await commits.CommitAsync(context.MarkProcessed, Ct))
                Interlocked.Increment(ref written);
        };

        await Task.WhenAll(rig.Handler.HandleAsync(Job("j1"), Context("j1", 1), Ct), rig.Handler.HandleAsync(Job("j1"), Context("j1", 2), Ct));

        Assert.AreEqual(1, written);
    }

    [TestMethod, Timeout(60_000, CooperativeCancellation = true), TestCategory("QUE-8")]
    public async Task Job_ThroughTheQueue_IsRecordedInTheCommitThatCompletesIt()
    {
        await using var rig = await OnceRig.StartAsync(DatabaseKind.Sqlite, running: true);
        var queue = rig.Get<IJobQueues>().Get(QueueNames.Scoring);
        await rig.Get<IJobs>().SendAsync(Job("j1"), Ct);

        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(20));
        while ((await rig.ProcessedAsync(Ct)).Count == 0 || (await queue.GetStatisticsAsync(Ct)).Active > 0)
            await timer.WaitForNextTickAsync(Ct);

        CollectionAssert.AreEqual(new[] { "j1" }, rig.Work.Effects);
        Assert.AreEqual(0, (await queue.GetStatisticsAsync(Ct)).DeadLettered);
    }

    [TestMethod, Timeout(60_000, CooperativeCancellation = true), TestCategory("DLQ-2")]
    public async Task Handle_DeadLetterSentAgainUnderANewId_IsTheSameWork()
    {
        await using var rig = await OnceRig.StartAsync(DatabaseKind.Sqlite, running: true);
        var queue = rig.Get<IJobQueues>().Get(QueueNames.Scoring);
        await rig.Get<IGroupCommit>().CommitAsync(session => RequestSql.MarkProcessed(session, "once_test", "j1", TimeProvider.System.GetUtcNow()), Ct);
        var again = rig.Get<JobTypes>().Find("once_test")!.Wrap(Job("j1")) with
        {
            Id = "j1-r1",
            Properties = new Dictionary<string, string>(StringComparer.Ordinal) { [JobPropertyNames.OriginalId] = "j1" },
        };

        await queue.SendAsync([again], Ct);
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(20));
        while ((await queue.GetStatisticsAsync(Ct)).Active > 0)
            await timer.WaitForNextTickAsync(Ct);

        Assert.IsEmpty(rig.Work.Effects);
        Assert.AreEqual(0, (await queue.GetStatisticsAsync(Ct)).DeadLettered);
    }

    [TestMethod, TestCategory("QUE-8")]
    public void MarkProcessed_OutsideOfADecoratedHandler_SaysSo() =>
        Assert.ThrowsExactly<InvalidOperationException>(() => Context("j1", 1).MarkProcessed(null!));

    [TestMethod, Timeout(60_000, CooperativeCancellation = true), TestCategory("SEC-4")]
    [DataRow(DatabaseKind.Sqlite)]
    [DataRow(DatabaseKind.Postgres)]
    public async Task Retention_OldIds_AreRemovedInBatchesAndGreetingsStay(DatabaseKind kind)
    {
        await using var rig = await OnceRig.StartAsync(kind);
        var now = TimeProvider.System.GetUtcNow();
        await rig.Get<IGroupCommit>().CommitAsync(
            session =>
            {
                for (var i = 0; i < (2 * ProcessedIdRetention.Batch) + 3; i++)
                    RequestSql.MarkProcessed(session, "webhook", $"old-{i}", now.AddDays(-31));
                RequestSql.MarkProcessed(session, "webhook", "young", now.AddDays(-29));
                RequestSql.MarkProcessed(session, ProcessedScopes.Greeting, "chat", now.AddDays(-400));
                return true;
            },
            Ct);

        Assert.AreEqual((2 * ProcessedIdRetention.Batch) + 3, await rig.Get<ProcessedIdRetention>().SweepAsync(Ct));

        CollectionAssert.AreEqual(new[] { "greeting chat", "webhook young" }, await rig.ProcessedAsync(Ct));
        Assert.AreEqual(0, await rig.Get<ProcessedIdRetention>().SweepAsync(Ct));
    }

    private static OnceJob Job(string id) => new() { MessageId = id, Timestamp = DateTimeOffset.UnixEpoch };

    private static JobContext Context(string id, int deliveryCount) => new(id, QueueNames.Scoring, deliveryCount, 3, null, DateTimeOffset.UnixEpoch);
}

/// <summary>The program's jobs on a database of their own, with one handler that a test scripts.</summary>
internal sealed class OnceRig : IAsyncDisposable
{
    private readonly IHost _host;
    private readonly DatabaseFixture _database;
    private readonly string _folder;

    private OnceRig(IHost host, DatabaseFixture database, string folder, OnceWork work) => (_host, _database, _folder, Work) = (host, database, folder, work);

    public OnceWork Work { get; }

    /// <summary>As workers get it, with all that is around it.</summary>
    public IJobHandler<OnceJob> Handler => Get<IJobHandler<OnceJob>>();

    public static async Task<OnceRig> StartAsync(DatabaseKind kind, bool running = false)
    {
        var database = await DatabaseFixture.CreateAsync(kind);
        var folder = Directory.CreateTempSubdirectory("wellintake-once-").FullName;
        var builder = new HostApplicationBuilder(new HostApplicationBuilderSettings { DisableDefaults = true });
        builder.Configuration.AddInMemoryCollection(new Dictionary<string, string?>
        {
            ["WellIntake:Database:Url"] = database.Url,
            ["WellIntake:DataFolder"] = folder,
        });
        var work = new OnceWork();
        var services = builder.Services;
        services.AddLogging().AddMetrics();
        services.AddSingleton(_ => new Random(7));
        services.AddPersistence(builder.Configuration);
        services.AddJobs(builder.Configuration, services.AddQueues(builder.Configuration));
        services.AddSingleton(new JobTypes([typeof(OnceJob)]));
        services.AddSingleton<IJobHandler<OnceJob>>(work);
        services.AddWorkers();
        var rig = new OnceRig(builder.Build(), database, folder, work);
        if (running)
            await rig._host.StartAsync();
        return rig;
    }

    public T Get<T>()
        where T : notnull => _host.Services.GetRequiredService<T>();

    public async Task<List<string>> ProcessedAsync(CancellationToken ct)
    {
        await using var db = await _database.Contexts.CreateDbContextAsync(ct);
        return await db.ProcessedIds.OrderBy(p => p.Scope).ThenBy(p => p.Id).Select(p => p.Scope + " " + p.Id).ToListAsync(ct);
    }

    public async ValueTask DisposeAsync()
    {
        await _host.StopAsync();
        await ((IAsyncDisposable)_host).DisposeAsync();
        await _database.DisposeAsync();
        Microsoft.Data.Sqlite.SqliteConnection.ClearAllPools();
        Directory.Delete(_folder, recursive: true);
    }
}

/// <summary>Does what the test says.</summary>
internal sealed class OnceWork : IJobHandler<OnceJob>
{
    private readonly Lock _lock = new();
    private readonly List<string> _effects = [];

    /// <summary>The jobs it was called for.</summary>
    public List<string> Effects
    {
        get
        {
            lock (_lock)
                return [.. _effects];
        }
    }

    /// <summary>A commit before the script.</summary>
    public Func<JobContext, Task> Commit { get; set; } = static _ => Task.CompletedTask;

    public Func<OnceJob, int, Task> Script { get; set; } = static (_, _) => Task.CompletedTask;

    /// <summary>A commit after the script.</summary>
    public Func<JobContext, Task> Late { get; set; } = static _ => Task.CompletedTask;

    public async Task HandleAsync(OnceJob job, JobContext context, CancellationToken ct)
    {
        lock (_lock)
            _effects.Add(job.MessageId);
        await Commit(context);
        await Script(job, context.DeliveryCount);
        await Late(context);
    }

    public Task FailedAsync(OnceJob job, JobContext context, JobFailure failure, CancellationToken ct) => Task.CompletedTask;
}
