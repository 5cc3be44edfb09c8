using System.Diagnostics;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using WellIntake.Modules.Platform.Persistence;
using WellIntake.Modules.Platform.Queueing;
using WellIntake.Tests.Testing;

namespace WellIntake.Tests.Platform.Persistence;

[TestClass]
public sealed class PostgresGroupCommitTests
{
    private const string Insert = "INSERT INTO processed_ids (scope, id, at) VALUES (@p0, @p1, @p2)";
    private const string Count = "SELECT count(*) FROM processed_ids WHERE scope = @p0";
    private static readonly DateTimeOffset At = new(2026, 3, 1, 8, 0, 0, TimeSpan.FromHours(2));

    public TestContext TestContext { get; set; } = null!;

    [TestMethod]
    [TestCategory("QUE-8")]
    public async Task CommitAsync_ManyWriters_EachOnceInSharedCommits()
    {
        await using var database = await DatabaseFixture.CreateAsync(DatabaseKind.Postgres);
        var commits = database.Services.GetRequiredService<IGroupCommit>();
        var before = await CommitsOfAsync(database);
        var watch = Stopwatch.StartNew();

        var changed = await Task.WhenAll(Enumerable.Range(0, 5_000).Select(i =>
            commits.CommitAsync(session => session.Execute(Insert, "many", $"id {i}", At))));

        TestContext.WriteLine($"{5_000 / watch.Elapsed.TotalSeconds:0} writes/s");
        Assert.IsTrue(Array.TrueForAll(changed, rows => rows == 1));
        Assert.AreEqual(5_000L, await commits.CommitAsync(session => session.Scalar(Count, "many")));
        Assert.IsLessThan(500, await CommitsOfAsync(database) - before, "Writes do not share commits.");
    }

    [TestMethod]
    [TestCategory("QUE-8")]
    public async Task CommitAsync_SomeWritesFail_OnlyThoseFail()
    {
        await using var database = await DatabaseFixture.CreateAsync(DatabaseKind.Postgres);
        var commits = database.Services.GetRequiredService<IGroupCommit>();
        await commits.CommitAsync(session => session.Execute(Insert, "s", "taken", At));

        var writes = Enumerable.Range(0, 300).Select(i => (Bad: i % 20 == 7, Task: commits.CommitAsync(session =>
        {
            var rows = session.Execute(Insert, "s", $"good {i}", At);
            if (i % 20 == 7)
                session.Execute(Insert, "s", "taken", At);
            return rows;
        }))).ToList();
        var ofCaller = commits.CommitAsync<int>(session =>
        {
            session.Execute(Insert, "s", "thrown away", At);
            throw new FormatException("the caller's own");
        });

        foreach (var (bad, task) in writes)
        {
            if (!bad)
                Assert.AreEqual(1, await task);
            else
                Assert.AreEqual("23505", (await Assert.ThrowsExactlyAsync<PostgresException>(() => task)).SqlState);
        }

        await Assert.ThrowsExactlyAsync<FormatException>(() => ofCaller);
        Assert.AreEqual(286L, await commits.CommitAsync(session => session.Scalar(Count, "s")));
    }

    [TestMethod]
    [TestCategory("QUE-8")]
    public async Task CommitAsync_CallerSwallowsAnError_ItIsReportedAndNothingIsKept()
    {
        await using var database = await DatabaseFixture.CreateAsync(DatabaseKind.Postgres);
        var commits = database.Services.GetRequiredService<IGroupCommit>();

        var write = commits.CommitAsync(session =>
        {
            session.Execute(Insert, "s", "1", At);
            try
            {
                session.Execute(Insert, "s", "1", At);
            }
            catch (PostgresException)
            {
                // What a careless caller might do; PostgreSQL would roll back without a word.
            }

            return true;
        });

        await Assert.ThrowsExactlyAsync<PostgresException>(() => write);
        Assert.AreEqual(0L, await commits.CommitAsync(session => session.Scalar(Count, "s")));
    }

    [TestMethod]
    [TestCategory("QUE-8")]
    public async Task Session_EveryKindOfValue_ComesBackAndFitsItsColumn()
    {
        await using var database = await DatabaseFixture.CreateAsync(DatabaseKind.Postgres);
        var commits = database.Services.GetRequiredService<IGroupCommit>();
        const string InsertDeal = """
            INSERT INTO deals (id, name, stage, amount, city, source, created_at, closed_at, modified_at)
            VALUES (@p0, @p1, @p1, @p2, @p3, @p1, @p4, @p5, @p4)
            """;

        // A null first: the statement is prepared with it, and must fit the values that follow.
        await commits.CommitAsync(session => session.Execute(InsertDeal, "1", "Lead", null, null, At, null));
        await commits.CommitAsync(session => session.Execute(InsertDeal, "2", "Lead", 2.5, "Austin", At, At));
        await commits.CommitAsync(session => session.Execute(
            "INSERT INTO outbox (queue, job_id, envelope, body, created_at) VALUES (@p0, @p1, @p2, @p3, @p4)", "q", "j", "{}", new byte[] { 0, 255 }, At));
        await commits.CommitAsync(session => session.Execute(
            "INSERT INTO deliveries (conversation_id, user_id, kind, operation, tries, outcome, status_code, at) VALUES ('c', 'u', 'k', 'o', @p0, 'x', @p1, @p2)", 3L, 200, At));

        Assert.AreEqual(2.5, await commits.CommitAsync(session => session.Scalar("SELECT amount FROM deals WHERE id = @p0", "2")));
        Assert.AreEqual(At, await commits.CommitAsync(session => session.Scalar("SELECT closed_at FROM deals WHERE id = @p0", "2")));
        Assert.IsNull(await commits.CommitAsync(session => session.Scalar("SELECT closed_at FROM deals WHERE id = @p0", "1")));
        Assert.IsNull(await commits.CommitAsync(session => session.Scalar("SELECT id FROM deals WHERE id = @p0", "none")));
        Assert.AreEqual(3L, await commits.CommitAsync(session => session.Scalar("SELECT tries FROM deliveries")));
        CollectionAssert.AreEqual(new byte[] { 0, 255 }, (byte[])(await commits.CommitAsync(session => session.Scalar("SELECT body FROM outbox")))!);
        Assert.AreEqual(0, await commits.CommitAsync(session => session.Execute("UPDATE deals SET city = @p0 WHERE id = @p1", "x", "none")));
        await Assert.ThrowsExactlyAsync<ArgumentException>(() => commits.CommitAsync(session => session.Execute(Count, Guid.Empty)));
    }

    [TestMethod]
    [TestCategory("QUE-8")]
    public async Task CommitAsync_Cancelled_ThrowsAndOthersGoOn()
    {
        await using var database = await DatabaseFixture.CreateAsync(DatabaseKind.Postgres);
        var commits = database.Services.GetRequiredService<IGroupCommit>();
        using var inWrite = new ManualResetEventSlim();
        using var goOn = new ManualResetEventSlim();
        using var cancelled = new CancellationTokenSource();
        var first = commits.CommitAsync(session =>
        {
            inWrite.Set();
            goOn.Wait(TestContext.CancellationToken);
            return session.Execute(Insert, "s", "first", At);
        });
        inWrite.Wait(TestContext.CancellationToken);
        var second = commits.CommitAsync(session => session.Execute(Insert, "s", "second", At), cancelled.Token);

        await cancelled.CancelAsync();
        await Assert.ThrowsAsync<OperationCanceledException>(() => second);
        goOn.Set();

        Assert.AreEqual(1, await first);
        Assert.AreEqual(1L, await commits.CommitAsync(session => session.Scalar(Count, "s")), "Cancelled before its turn, and made all the same.");
        await Assert.ThrowsAsync<OperationCanceledException>(() => commits.CommitAsync(_ => 1, cancelled.Token));
    }

    [TestMethod]
    [TestCategory("REL-4")]
    public async Task CommitAsync_ServerCrashesAndComesBack_EveryWriteOnce()
    {
        var server = await PostgresServer.OwnAsync();
        await using var database = await DatabaseFixture.CreateAsync(DatabaseKind.Postgres, server: server);
        await using var services = database.CreateServices(new KeyValuePair<string, string?>("WellIntake:Database:CommitWait", "00:01:00"));
        var commits = services.GetRequiredService<IGroupCommit>();
        using var accepted = new SemaphoreSlim(0);
        using var stop = new CancellationTokenSource();
        // No ON CONFLICT: a commit that is made twice fails here.
        var writers = Enumerable.Range(0, 20).Select(async writer =>
        {
            var made = 0;
            for (; !stop.IsCancellationRequested; made++)
            {
                Assert.AreEqual(1, await commits.CommitAsync(session => session.Execute(Insert, "crash", $"{writer}-{made}", At)));
                accepted.Release();
            }

            return made;
        }).ToList();

        for (var round = 0; round < 5; round++)
        {
            await MoreAsync(200);
            await server.CrashAsync();
            await server.StartAgainAsync();
        }

        await MoreAsync(200);
        await stop.CancelAsync();
        var total = (await Task.WhenAll(writers)).Sum();

        Assert.AreEqual((long)total, await commits.CommitAsync(session => session.Scalar(Count, "crash")));

        // Writers end before they are told to only when one of their writes fails; what that was is thrown below.
        async Task MoreAsync(int writes)
        {
            while (await accepted.WaitAsync(0, TestContext.CancellationToken))
            {
                // Accepted before the server was back.
            }

            var failed = Task.WhenAny(writers);
            for (var i = 0; i < writes && !failed.IsCompleted; i++)
                await Task.WhenAny(accepted.WaitAsync(TestContext.CancellationToken), failed);
        }
    }

    [TestMethod]
    [TestCategory("REL-4")]
    public async Task CommitAsync_ServerStaysAway_RefusedInTimeAndServedWhenItIsBack()
    {
        var server = await PostgresServer.OwnAsync();
        await using var database = await DatabaseFixture.CreateAsync(DatabaseKind.Postgres, server: server);
        await using var services = database.CreateServices(new KeyValuePair<string, string?>("WellIntake:Database:CommitWait", "00:00:01"));
        var commits = services.GetRequiredService<IGroupCommit>();
        await commits.CommitAsync(session => session.Execute(Insert, "s", "before", At));
        await server.CrashAsync();

        var watch = Stopwatch.StartNew();
        var refused = await Assert.ThrowsExactlyAsync<JobQueueUnavailableException>(
            () => commits.CommitAsync(session => session.Execute(Insert, "s", "while away", At)));
        var firstWait = watch.Elapsed;
        watch.Restart();
        await Assert.ThrowsExactlyAsync<JobQueueUnavailableException>(
            () => commits.CommitAsync(session => session.Execute(Insert, "s", "while still away", At)));
        var secondWait = watch.Elapsed;
        await server.StartAgainAsync();

        Assert.AreEqual(1, await commits.CommitAsync(session => session.Execute(Insert, "s", "after", At)));
        Assert.AreEqual(2L, await commits.CommitAsync(session => session.Scalar(Count, "s")));
        Assert.IsFalse(refused.OutcomeUnknown);
        Assert.IsLessThan(TimeSpan.FromSeconds(8), firstWait);
        Assert.IsLessThan(TimeSpan.FromSeconds(1.5), secondWait, "Known to be away for longer than a write waits: it should be refused at once.");
    }

    [TestMethod]
    [TestCategory("REL-4")]
    public async Task CommitAsync_LineIsCutBetweenCommitAndItsAnswer_MadeOnceAllTheSame()
    {
        await using var database = await DatabaseFixture.CreateAsync(DatabaseKind.Postgres);
        var url = new NpgsqlConnectionStringBuilder(database.Url);
        await using var line = new PostgresCommitCutter(url.Port, cuts: 3);
        url.Port = line.Port;
        url.SslMode = SslMode.Disable;
        await using var services = database.CreateServices(new KeyValuePair<string, string?>("WellIntake:Database:Url", url.ConnectionString));
        var commits = services.GetRequiredService<IGroupCommit>();

        for (var i = 0; i < 5; i++)
            Assert.AreEqual(1, await commits.CommitAsync(session => session.Execute(Insert, "cut", $"{i}", At)));

        Assert.IsLessThan(0, line.CutsLeft);
        Assert.AreEqual(5L, await commits.CommitAsync(session => session.Scalar(Count, "cut")));
    }

    [TestMethod]
    [TestCategory("QUE-7")]
    public async Task DisposeAsync_WritesWait_TheyAreMadeAndLaterOnesRefused()
    {
        await using var database = await DatabaseFixture.CreateAsync(DatabaseKind.Postgres);
        var services = database.CreateServices();
        var commits = services.GetRequiredService<IGroupCommit>();
        var writes = Enumerable.Range(0, 500).Select(i => commits.CommitAsync(session => session.Execute(Insert, "s", $"{i}", At))).ToList();

        await services.DisposeAsync();

        Assert.AreEqual(500, (await Task.WhenAll(writes)).Sum());
        await using var source = NpgsqlDataSource.Create(database.Url);
        await using var marks = source.CreateCommand("SELECT count(*) FROM commit_marks");
        Assert.AreEqual(0L, await marks.ExecuteScalarAsync(TestContext.CancellationToken));
        await Assert.ThrowsExactlyAsync<JobQueueUnavailableException>(() => commits.CommitAsync(_ => 1));
    }

    private static async Task<long> CommitsOfAsync(DatabaseFixture database)
    {
        await using var source = NpgsqlDataSource.Create(database.Url);
        await using var command = source.CreateCommand("SELECT txid_snapshot_xmax(txid_current_snapshot())");
        return (long)(await command.ExecuteScalarAsync())!;
    }
}
