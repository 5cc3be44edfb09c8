using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Logging.Abstractions;
using WellIntake.Modules.Platform.Queueing.InMemory.Journal;

namespace WellIntake.Tests.Platform.Queueing;

[TestClass]
public sealed class CheckpointTests
{
    private const long Pages = 20;

    [TestMethod, TestCategory("PERF-5")]
    public async Task IsTurn_LogLongEnough_OnceAfterItWasCarriedOverBesideTheWriter()
    {
        await using var file = new JournalFile(TimeProvider.System);
        using var checkpoints = new SqliteCheckpoints(file.ConnectionString, NullLogger.Instance, Pages);
        await using var writer = await WriterAsync(file);
        await WriteAsync(writer);
        checkpoints.Written(Pages - 1);
        Assert.IsFalse(checkpoints.IsTurn());
        checkpoints.Written(1);
        while (!checkpoints.IsTurn())
            await Task.Yield();
        Assert.IsFalse(checkpoints.IsTurn());

        // What was written stands in the database file itself now, and only a checkpoint puts it there.
        Assert.IsGreaterThan(150_000L, new FileInfo(PathOf(file)).Length);
    }

    [TestMethod, TestCategory("PERF-5")]
    public async Task IsTurn_LogTooLong_AtOnce()
    {
        await using var file = new JournalFile(TimeProvider.System);
        using var checkpoints = new SqliteCheckpoints(file.ConnectionString, NullLogger.Instance, Pages);
        checkpoints.Written(4 * Pages);
        Assert.IsTrue(checkpoints.IsTurn());
    }

    [TestMethod, TestCategory("PERF-5")]
    public async Task Make_AtTheEnd_BeginsTheLogAnew()
    {
        await using var file = new JournalFile(TimeProvider.System);
        using var checkpoints = new SqliteCheckpoints(file.ConnectionString, NullLogger.Instance, Pages);
        await using var writer = await WriterAsync(file);
        for (var i = 0; i < 50; i++)
        {
            await WriteAsync(writer);
            checkpoints.Make(writer);
        }

        // Fifty times forty pages would be eight megabytes.
        Assert.IsLessThan(1_000_000L, new FileInfo(PathOf(file) + "-wal").Length);
    }

    [TestMethod, TestCategory("PERF-5")]
    public async Task Make_DatabaseIsNone_LeavesItAtThat()
    {
        await using var file = new JournalFile(TimeProvider.System);
        await File.WriteAllTextAsync(PathOf(file), new string('x', 10_000));
        using var checkpoints = new SqliteCheckpoints(file.ConnectionString, NullLogger.Instance, Pages);
        checkpoints.Written(Pages);
        while (!checkpoints.IsTurn())
            await Task.Yield();
    }

    private static string PathOf(JournalFile file) => new SqliteConnectionStringBuilder(file.ConnectionString).DataSource;

    private static async Task<SqliteConnection> WriterAsync(JournalFile file)
    {
        var connection = await file.ConnectAsync();
        await ExecuteAsync(connection, "PRAGMA journal_mode=WAL; PRAGMA wal_autocheckpoint=0; CREATE TABLE t (x BLOB)");
        return connection;
    }

    private static Task WriteAsync(SqliteConnection connection) =>
        ExecuteAsync(connection, "DELETE FROM t; INSERT INTO t VALUES (zeroblob(150000))");

    private static async Task ExecuteAsync(SqliteConnection connection, string sql)
    {
        await using var command = connection.CreateCommand();
        command.CommandText = sql;
        await command.ExecuteNonQueryAsync();
    }
}
