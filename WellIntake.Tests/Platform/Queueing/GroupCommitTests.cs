using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Logging.Abstractions;
using WellIntake.Modules.Platform.Queueing;
using WellIntake.Modules.Platform.Queueing.InMemory;
using WellIntake.Modules.Platform.Queueing.InMemory.Journal;

namespace WellIntake.Tests.Platform.Queueing;

[TestClass]
public sealed class GroupCommitTests
{
    private static readonly TimeSpan Soon = TimeSpan.FromMilliseconds(300);

    [TestMethod, TestCategory("QUE-8")]
    public async Task Commit_OneBadAmongMany_FailsAlone()
    {
        await using var file = await TableAsync();
        var good = Enumerable.Range(0, 50).Select(i => file.Commit.CommitAsync(s => s.Execute("INSERT INTO t VALUES (@p0)", (long)i))).ToList();
        var bad = file.Commit.CommitAsync(s =>
        {
            s.Execute("INSERT INTO t VALUES (@p0)", 1_000L);
            return s.Execute("INSERT INTO t VALUES (@p0)", (object?)null);
        });
        await Task.WhenAll(good);
        await Assert.ThrowsAsync<SqliteException>(() => bad);
        Assert.AreEqual(50, await file.CountAsync("SELECT count(*) FROM t"));
    }

    [TestMethod, TestCategory("QUE-8")]
    public async Task Commit_ThrowsItsOwnException_KeepsNothing()
    {
        await using var file = await TableAsync();
        await Assert.ThrowsExactlyAsync<NotSupportedException>(() => file.Commit.CommitAsync<int>(s =>
        {
            s.Execute("INSERT INTO t VALUES (1)");
            throw new NotSupportedException();
        }));
        Assert.AreEqual(0, await file.CountAsync("SELECT count(*) FROM t"));
    }

    [TestMethod, TestCategory("QUE-8")]
    public async Task Commit_EveryKindOfValue_ComesBack()
    {
        await using var file = await TableAsync();
        var moment = new DateTimeOffset(2026, 3, 4, 5, 6, 7, TimeSpan.FromHours(2)).AddTicks(10);
        var values = await file.Commit.CommitAsync(s => new[]
        {
            s.Scalar("SELECT @p0", 7), s.Scalar("SELECT @p0", 8L), s.Scalar("SELECT @p0", 1.5), s.Scalar("SELECT @p0", true),
            s.Scalar("SELECT @p0", "ä"), s.Scalar("SELECT @p1 || @p0", "b", "a"), s.Scalar("SELECT @p0", (object?)null),
            s.Scalar("SELECT @p0", moment), s.Scalar("SELECT 1 WHERE 0"),
        });
        CollectionAssert.AreEqual(
            new object?[] { 7L, 8L, 1.5, 1L, "ä", "ab", null, (moment.ToUnixTimeMilliseconds() * 1_000) + 1, null }, values);
        CollectionAssert.AreEqual(new byte[] { 1, 2 }, (byte[]?)await file.Commit.CommitAsync(s => s.Scalar("SELECT @p0", new byte[] { 1, 2 })));
    }

    [TestMethod, TestCategory("QUE-8")]
    public async Task Commit_ValuesLeftByOneThatFailed_AreNotSeenByTheNext()
    {
        await using var file = await TableAsync();
        await Assert.ThrowsAsync<ArgumentException>(() => file.Commit.CommitAsync(s => s.Scalar("SELECT @p0 || @p1", "left", new object())));
        Assert.IsNull(await file.Commit.CommitAsync(s => s.Scalar("SELECT @p0 || @p1", null, "b")));
        Assert.IsNull(await file.Commit.CommitAsync(s => s.Scalar("SELECT @p0 || @p1", "a", null)));
    }

    [TestMethod, TestCategory("QUE-8")]
    public async Task Commit_SessionKeptAfterwards_IsRefused()
    {
        await using var file = await TableAsync();
        ICommitSession? kept = null;
        await file.Commit.CommitAsync(s =>
        {
            kept = s;
            return 0;
        });
        Assert.ThrowsExactly<InvalidOperationException>(() => kept!.Execute("INSERT INTO t VALUES (1)"));
    }

    [TestMethod, TestCategory("QUE-8")]
    public async Task Commit_AfterDispose_IsRefused()
    {
        await using var file = await TableAsync();
        await file.Commit.DisposeAsync();
        await Assert.ThrowsExactlyAsync<ObjectDisposedException>(() => file.Commit.CommitAsync(_ => 0));
        await file.Commit.DisposeAsync();
    }

    [TestMethod, TestCategory("QUE-8")]
    public async Task SendAlongside_RowAndJob_AreInOneCommit()
    {
        await using var file = await TableAsync();
        await using var queue = new JournaledJobQueue("q", new JobQueueOptions(), file.Commit, TimeProvider.System);
        Assert.IsTrue(await queue.SendAsync(Job("a"), s => s.Execute("INSERT INTO t VALUES (1)") == 1));
        Assert.IsFalse(await queue.SendAsync(Job("b"), s => s.Execute("INSERT INTO t VALUES (2)") == 7));
        await Assert.ThrowsAsync<SqliteException>(() => queue.SendAsync(Job("c"), s => s.Execute("INSERT INTO t VALUES (1)") == 1));
        Assert.AreEqual((2L, 1L), (await file.CountAsync("SELECT count(*) FROM t"), await file.CountAsync("SELECT count(*) FROM \"journal_jobs:q\"")));
        var lease = (await queue.ReceiveAsync(1, TimeSpan.Zero))[0];
        await Assert.ThrowsAsync<SqliteException>(() => ((ICommitsWithLease)lease).CompleteAsync(s => s.Execute("INSERT INTO t VALUES (1)")));
        await ((ICommitsWithLease)lease).CompleteAsync(s => s.Execute("INSERT INTO t VALUES (3)"));
        Assert.AreEqual((3L, 0L), (await file.CountAsync("SELECT count(*) FROM t"), await file.CountAsync("SELECT count(*) FROM \"journal_jobs:q\"")));
    }

    [TestMethod, TestCategory("QUE-8")]
    public async Task Send_DatabaseHeldByAnother_FailsClearlyAndRecoversByItself()
    {
        await using var file = new JournalFile(TimeProvider.System);
        await using var queue = await file.OpenAsync(failAfter: Soon);
        await queue.SendAsync([Job("a"), Job("b")]);
        var leases = await queue.ReceiveAsync(2, TimeSpan.Zero);
        await using (var other = await file.ConnectAsync())
        {
            await ExecuteAsync(other, "BEGIN EXCLUSIVE");
            await leases[0].CompleteAsync();
            var e = await Assert.ThrowsExactlyAsync<JobQueueUnavailableException>(() => queue.SendAsync([Job("c")]));
            Assert.Contains("busy", e.Message, StringComparison.Ordinal);
            Assert.Contains("Nothing was kept", e.Message, StringComparison.Ordinal);
            Assert.IsFalse(e.OutcomeUnknown);
            Assert.IsEmpty(await queue.ReceiveAsync(1, TimeSpan.Zero));
            await ExecuteAsync(other, "ROLLBACK");
        }

        await file.UntilAsync("SELECT count(*) FROM \"journal_jobs:test\"", 1);
        await queue.SendAsync([Job("c")]);
        Assert.AreEqual("c", (await queue.ReceiveAsync(1, TimeSpan.Zero))[0].Job.Id);
    }

    [TestMethod, TestCategory("QUE-8")]
    public async Task Send_DiskFull_FailsClearlyLosesNoSettleAndRecovers()
    {
        await using var file = new JournalFile(TimeProvider.System);
        await using var queue = await file.OpenAsync(failAfter: Soon);
        await queue.SendAsync([Job("a")]);
        var lease = (await queue.ReceiveAsync(1, TimeSpan.Zero))[0];
        await file.Commit.CommitAsync(s => s.Execute("PRAGMA max_page_count=1"));
        await lease.CompleteAsync();
        var large = Job("b") with { Body = new byte[1_000_000] };
        var e = await Assert.ThrowsExactlyAsync<JobQueueUnavailableException>(() => queue.SendAsync([large]));
        Assert.Contains("the disk is full", e.Message, StringComparison.Ordinal);
        await file.UntilAsync("SELECT count(*) FROM \"journal_jobs:test\"", 0);
        await file.Commit.CommitAsync(s => s.Execute("PRAGMA max_page_count=1000000"));
        await queue.SendAsync([large]);
        Assert.HasCount(1, await queue.ReceiveAsync(1, TimeSpan.Zero));
    }

    [TestMethod, TestCategory("QUE-8")]
    public async Task Commit_DatabaseReadOnly_FailsClearly()
    {
        await using var file = await TableAsync();
        var options = new JournalOptions { ConnectionString = file.ConnectionString + ";Mode=ReadOnly", FailAfter = Soon };
        await using var readOnly = new SqliteGroupCommit(options, TimeProvider.System, NullLogger<SqliteGroupCommit>.Instance);
        var e = await Assert.ThrowsExactlyAsync<JobQueueUnavailableException>(() => readOnly.CommitAsync(s => s.Execute("INSERT INTO t VALUES (1)")));
        Assert.Contains("read-only", e.Message, StringComparison.Ordinal);
    }

    [TestMethod, TestCategory("QUE-8")]
    public async Task Send_SameIdWhileTheFirstIsOnItsWay_SharesItsFate()
    {
        await using var file = new JournalFile(TimeProvider.System);
        await using var queue = await file.OpenAsync(failAfter: Soon);
        await using var other = await file.ConnectAsync();
        await ExecuteAsync(other, "BEGIN EXCLUSIVE");
        var first = queue.SendAsync([Job("a")]);
        var second = queue.SendAsync([Job("a")]);
        await Assert.ThrowsExactlyAsync<JobQueueUnavailableException>(() => first);
        await Assert.ThrowsExactlyAsync<JobQueueUnavailableException>(() => second);
        await ExecuteAsync(other, "ROLLBACK");
        await queue.SendAsync([Job("a")]);
        Assert.HasCount(1, await queue.ReceiveAsync(10, TimeSpan.Zero));
    }

    private static JobEnvelope Job(string id) => new() { Id = id, Type = "t", Body = new byte[] { 1 } };

    private static async Task<JournalFile> TableAsync()
    {
        var file = new JournalFile(TimeProvider.System);
        await file.OpenAsync();
        await file.Commit.CommitAsync(s => s.Execute("CREATE TABLE t (n INTEGER NOT NULL UNIQUE)"));
        return file;
    }

    private static async Task ExecuteAsync(SqliteConnection connection, string sql)
    {
        await using var command = connection.CreateCommand();
        command.CommandText = sql;
        await command.ExecuteNonQueryAsync();
    }
}
