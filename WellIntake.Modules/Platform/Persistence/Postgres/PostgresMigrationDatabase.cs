using System.Data.Common;
using System.Globalization;
using Npgsql;
using WellIntake.Modules.Platform.Persistence.Migrations;

namespace WellIntake.Modules.Platform.Persistence.Postgres;

/// <summary>
/// Migrations of a PostgreSQL database. The lock is an advisory one that belongs to the transaction: it ends with it,
/// however it ends, and works through a connection pooler.
/// </summary>
internal sealed class PostgresMigrationDatabase(PostgresDatabase database) : IMigrationDatabase
{
    /// <summary>"WellInta" in ASCII: any number that no other program uses on the same database.</summary>
    internal const long LockKey = 0x57656C6C496E7461;

    public string Description => database.Description;

    public string CreateHistorySql => """
        CREATE TABLE IF NOT EXISTS schema_migrations (
            version    integer NOT NULL PRIMARY KEY,
            name       text NOT NULL,
            applied_at timestamptz NOT NULL
        )
        """;

    // From the catalog, which the lock's holder has just changed: to_regclass may answer from this session's cache.
    public string HistoryExistsSql =>
        "SELECT count(*) FROM pg_catalog.pg_tables WHERE schemaname = current_schema() AND tablename = 'schema_migrations'";

    public object ToStored(DateTimeOffset at) => at.ToUniversalTime();

    public async Task<DbConnection> OpenAsync(CancellationToken ct) => await database.OpenAsync(ct);

    public async Task<DbTransaction> LockAsync(DbConnection connection, TimeSpan wait, CancellationToken ct)
    {
        var transaction = await connection.BeginTransactionAsync(ct);
        try
        {
            await using var command = connection.CreateCommand();
            command.Transaction = transaction;
            command.CommandTimeout = 0;
            // The limit is for this lock alone; it must not cut off a migration that waits for a table.
            command.CommandText = string.Create(
                CultureInfo.InvariantCulture,
                $"SET LOCAL lock_timeout = {Math.Max(1, (long)wait.TotalMilliseconds)}; SELECT pg_advisory_xact_lock({LockKey}); SET LOCAL lock_timeout = 0");
            await command.ExecuteNonQueryAsync(ct);
            return transaction;
        }
        catch
        {
            await transaction.DisposeAsync();
            throw;
        }
    }

    public bool IsWorthWaiting(Exception exception) =>
        database.IsTransient(exception) || exception is PostgresException { SqlState: PostgresErrorCodes.LockNotAvailable };
}
