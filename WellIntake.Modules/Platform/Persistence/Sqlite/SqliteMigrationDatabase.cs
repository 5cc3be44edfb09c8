using System.Data.Common;
using Microsoft.Data.Sqlite;
using WellIntake.Modules.Platform.Persistence.Migrations;

namespace WellIntake.Modules.Platform.Persistence.Sqlite;

/// <summary>Migrations of a SQLite file. The lock is the file's own write lock, which ends with the process that holds it.</summary>
internal sealed class SqliteMigrationDatabase(SqliteDatabase database) : IMigrationDatabase
{
    public string Description => database.Description;

    public string CreateHistorySql => """
        CREATE TABLE IF NOT EXISTS schema_migrations (
            version    INTEGER NOT NULL PRIMARY KEY,
            name       TEXT NOT NULL,
            applied_at INTEGER NOT NULL
        )
        """;

    public string HistoryExistsSql => "SELECT count(*) FROM sqlite_master WHERE type = 'table' AND name = 'schema_migrations'";

    public object ToStored(DateTimeOffset at) => StoredTime.ToMicroseconds(at);

    public async Task<DbConnection> OpenAsync(CancellationToken ct)
    {
        database.CreateFolder();
        // Not from the pool, because it waits for the lock in short turns: a turn holds a thread, and the migrator asks
        // again until its own deadline.
        var connection = new SqliteConnection(
            new SqliteConnectionStringBuilder(database.ConnectionString) { Pooling = false, DefaultTimeout = 1 }.ConnectionString);
        try
        {
            await connection.OpenAsync(ct);
            SqliteConnectionSettings.Apply(connection);
            await using var shortTurns = connection.CreateCommand();
            shortTurns.CommandText = "PRAGMA busy_timeout = 250";
            await shortTurns.ExecuteNonQueryAsync(ct);
            return connection;
        }
        catch
        {
            await connection.DisposeAsync();
            throw;
        }
    }

    // IMMEDIATE takes the write lock at once; in WAL mode EXCLUSIVE would lock no more than that.
    public async Task<DbTransaction> LockAsync(DbConnection connection, TimeSpan wait, CancellationToken ct) =>
        await connection.BeginTransactionAsync(System.Data.IsolationLevel.Serializable, ct);

    public bool IsWorthWaiting(Exception exception) =>
        exception is SqliteException { SqliteErrorCode: SQLitePCL.raw.SQLITE_BUSY or SQLitePCL.raw.SQLITE_LOCKED };
}
