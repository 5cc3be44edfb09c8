using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using WellIntake.Modules.Platform.Jobs;
using WellIntake.Modules.Platform.Jobs.Tracking;
using WellIntake.Modules.Platform.Persistence;
using WellIntake.Modules.Platform.Persistence.Entities;
using WellIntake.Modules.Platform.Queueing;
using WellIntake.Tests.Testing;

namespace WellIntake.Tests.Platform.Jobs.Tracking;

/// <summary>QUE-9: a job of the outbox is in one hand or in none, whether to be sent or to be worked on.</summary>
[TestClass, TestCategory("QUE-9")]
public sealed class OutboxClaimsTests
{
    private const string Queue = QueueNames.Digest;
    private static readonly JobQueueOptions Options = new() { LockDuration = TimeSpan.FromMinutes(1), MaxDeliveries = 2 };
    private readonly FakeTime _time = new();

    public required TestContext TestContext { get; init; }

    private CancellationToken Ct => TestContext.CancellationToken;

    [TestMethod, Timeout(60_000, CooperativeCancellation = true), TestCategory("SCA-3")]
    [DataRow(DatabaseKind.Sqlite)]
    [DataRow(DatabaseKind.Postgres)]
    public async Task Claims_SeveralAtOnce_EachJobIsInOneHand(DatabaseKind kind)
    {
        await using var database = await DatabaseFixture.CreateAsync(kind);
        await AddAsync(database, [.. Enumerable.Range(0, 60).Select(i => ($"j{i}", (string?)null))]);
        var claims = Claims(database);

        var sending = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Task.Run(() => claims.ForSendingAsync(12, [], Ct))));
        var working = await Task.WhenAll(Enumerable.Range(0, 16).Select(_ => Task.Run(() => claims.ForWorkAsync(Queue, Guid.NewGuid().ToString(), Options.LockDuration, Ct))));

        var taken = sending.SelectMany(s => s.Rows).Select(r => r.Id).Concat(working.OfType<OutboxJob>().Select(r => r.Id)).ToList();
        Assert.HasCount(60, taken);
        Assert.HasCount(60, taken.Distinct());
    }

    [TestMethod, Timeout(60_000, CooperativeCancellation = true)]
    [DataRow(DatabaseKind.Sqlite)]
    [DataRow(DatabaseKind.Postgres)]
    public async Task ForWork_MaybeSentOrWithAnOrderingKey_IsLeftForTheBroker(DatabaseKind kind)
    {
        await using var database = await DatabaseFixture.CreateAsync(kind);
        await AddAsync(database, ("unknown", null), ("refused", null), ("ordered", "k"));
        await using (var claim = await Claims(database).ForSendingAsync(2, [], Ct))
        {
            claim.MayBeSent([claim.Rows[0].Id]);
            await claim.ReturnAsync(Ct);
        }

        Assert.AreEqual("refused", (await Work(database).TakeAsync(Queue, Options, Ct))?.Job.Id);
        Assert.IsNull(await Work(database).TakeAsync(Queue, Options, Ct));
        // They are sent all the same, under their ids.
        await using var again = await Claims(database).ForSendingAsync(10, [], Ct);
        Assert.AreEqual("unknown ordered", string.Join(' ', again.Rows.Select(r => r.JobId)));
    }

    [TestMethod, Timeout(60_000, CooperativeCancellation = true)]
    public async Task Sending_ProcessDiesInBetween_IsSentAgainButNotWorkedOn()
    {
        await using var database = await DatabaseFixture.CreateAsync(DatabaseKind.Sqlite);
        await AddAsync(database, ("a", null));
        await Claims(database).ForSendingAsync(10, [], Ct);
        await using (var none = await Claims(database).ForSendingAsync(10, [], Ct))
            Assert.IsEmpty(none.Rows, "two send it at once");
        _time.Advance(TimeSpan.FromMinutes(1));

        Assert.IsNull(await Work(database).TakeAsync(Queue, Options, Ct));
        await using var again = await Claims(database).ForSendingAsync(10, [], Ct);
        Assert.HasCount(1, again.Rows);
    }

    [TestMethod, Timeout(60_000, CooperativeCancellation = true)]
    public async Task Sending_OlderJobOfTheKeyIsInAnothersHand_WaitsForIt()
    {
        await using var database = await DatabaseFixture.CreateAsync(DatabaseKind.Sqlite);
        await AddAsync(database, ("k1", "k"), ("k2", "k"), ("free", null));
        await using var first = await Claims(database).ForSendingAsync(1, [], Ct);

        await using var second = await Claims(database).ForSendingAsync(10, [], Ct);

        Assert.AreEqual("free", string.Join(' ', second.Rows.Select(r => r.JobId)));
    }

    [TestMethod, Timeout(60_000, CooperativeCancellation = true)]
    [DataRow(DatabaseKind.Sqlite)]
    [DataRow(DatabaseKind.Postgres)]
    public async Task Lease_EveryEnd_LeavesTheRowAsItShould(DatabaseKind kind)
    {
        await using var database = await DatabaseFixture.CreateAsync(kind);
        await AddAsync(database, ("a", null));
        var work = Work(database);

        var lease = (await work.TakeAsync(Queue, Options, Ct))!;
        Assert.AreEqual((1, _time.GetUtcNow() + Options.LockDuration), (lease.DeliveryCount, lease.LockedUntil));
        await ((IReleasesLease)lease).ReleaseAsync(Ct);
        lease = (await work.TakeAsync(Queue, Options, Ct))!;
        Assert.AreEqual(1, lease.DeliveryCount, "a release counts");
        await lease.AbandonAsync(TimeSpan.FromSeconds(10), Ct);
        Assert.IsNull(await work.TakeAsync(Queue, Options, Ct));
        _time.Advance(TimeSpan.FromSeconds(10));
        lease = (await work.TakeAsync(Queue, Options, Ct))!;
        Assert.AreEqual(2, lease.DeliveryCount);

        // Renewed it is kept; not renewed it is lost, and comes again.
        _time.Advance(TimeSpan.FromSeconds(40));
        await lease.RenewLockAsync(Ct);
        _time.Advance(TimeSpan.FromSeconds(40));
        Assert.IsNull(await work.TakeAsync(Queue, Options, Ct));
        _time.Advance(TimeSpan.FromSeconds(20));
        var next = (await work.TakeAsync(Queue, Options, Ct))!;
        await Assert.ThrowsExactlyAsync<JobLockLostException>(() => lease.CompleteAsync(Ct));
        await Assert.ThrowsExactlyAsync<JobLockLostException>(() => lease.RenewLockAsync(Ct));
        await next.DeadLetterAsync("ProcessingException", "broken", Ct);
        await Assert.ThrowsExactlyAsync<InvalidOperationException>(() => next.CompleteAsync(Ct));
        var row = await RowAsync(database);
        Assert.AreEqual(("ProcessingException: broken", true, null), (row!.Reason, row.SetAsideAt is not null, row.ClaimedBy));

        await AddAsync(database, ("b", null));
        await (await work.TakeAsync(Queue, Options, Ct))!.CompleteAsync(Ct);
        await using var db = await database.Contexts.CreateDbContextAsync(Ct);
        Assert.AreEqual("a", (await db.Outbox.SingleAsync(Ct)).JobId);
    }

    [TestMethod, Timeout(60_000, CooperativeCancellation = true)]
    public async Task Work_JobThatKillsItsProcessEveryTime_IsSetAsideInTheEnd()
    {
        await using var database = await DatabaseFixture.CreateAsync(DatabaseKind.Sqlite);
        await AddAsync(database, ("a", null));
        for (var i = 1; i <= Options.BackstopDeliveries; i++)
        {
            Assert.AreEqual(i, (await Work(database).TakeAsync(Queue, Options, Ct))?.DeliveryCount);
            _time.Advance(Options.LockDuration);
        }

        Assert.IsNull(await Work(database).TakeAsync(Queue, Options, Ct));
        Assert.AreEqual(DeadLetterReasons.MaxDeliveries, (await RowAsync(database))!.Reason);
    }

    private static Task AddAsync(DatabaseFixture database, params (string Id, string? Key)[] jobs) => AddRowsAsync(database, jobs);

    private static async Task AddRowsAsync(DatabaseFixture database, (string Id, string? Key)[] jobs)
    {
        await using var db = await database.Contexts.CreateDbContextAsync();
        foreach (var (id, key) in jobs)
        {
            var job = new JobEnvelope { Id = id, Type = "t", Body = ReadOnlyMemory<byte>.Empty, OrderingKey = key };
            db.Outbox.Add(new OutboxJob { Queue = Queue, JobId = id, Envelope = JsonSerializer.Serialize(job), Body = [1], OrderingKey = key });
            await db.SaveChangesAsync();
        }
    }

    private async Task<OutboxJob?> RowAsync(DatabaseFixture database)
    {
        await using var db = await database.Contexts.CreateDbContextAsync(Ct);
        return await db.Outbox.AsNoTracking().SingleOrDefaultAsync(Ct);
    }

    private OutboxClaims Claims(DatabaseFixture database) => new(database.Contexts, database.Provider, _time);

    private OutboxWork Work(DatabaseFixture database)
    {
        var meters = new ServiceCollection().AddMetrics().BuildServiceProvider().GetRequiredService<System.Diagnostics.Metrics.IMeterFactory>();
        var failures = new OutboxFailures(Microsoft.Extensions.Options.Options.Create(new JobOptions()), new JobTelemetry(meters), _time, NullLogger<OutboxFailures>.Instance);
        return new OutboxWork(Claims(database), failures, database.Contexts, _time);
    }
}
