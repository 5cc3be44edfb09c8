using System.Data.Common;
using System.Globalization;
using Microsoft.Extensions.Logging;

namespace WellIntake.Modules.Platform.Persistence.Migrations;

/// <summary>
/// Runs the pending scripts in one transaction, behind the lock that <see cref="IMigrationDatabase"/> takes. A crash at
/// any point leaves the database as it was; there is no lock to clean up after one.
/// </summary>
internal sealed partial class DatabaseMigrator(
    IMigrationDatabase database,
    IReadOnlyList<MigrationScript> scripts,
    TimeSpan wait,
    TimeProvider time,
    ILogger<DatabaseMigrator> logger) : IDatabaseMigrator
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(100);

    public async Task<IReadOnlyList<string>> MigrateAsync(CancellationToken ct = default)
    {
        var started = time.GetTimestamp();
        // Without the lock first: replicas that have nothing to do need not queue up.
        if ((await WaitForAsync(ReadPendingAsync, started, ct)).Count == 0)
            return [];

        var applied = await WaitForAsync(token => ApplyAsync(started, token), started, ct);
        foreach (var name in applied)
            Log.Applied(logger, name);
        return applied;
    }

    public async Task<IReadOnlyList<string>> PendingAsync(CancellationToken ct = default) =>
        Names(await WaitForAsync(ReadPendingAsync, time.GetTimestamp(), ct));

    private async Task<IReadOnlyList<MigrationScript>> ReadPendingAsync(CancellationToken ct)
    {
        await using var connection = await database.OpenAsync(ct);
        return await PendingAsync(connection, transaction: null, ct);
    }

    private async Task<IReadOnlyList<string>> ApplyAsync(long started, CancellationToken ct)
    {
        await using var connection = await database.OpenAsync(ct);
        await using var transaction = await database.LockAsync(connection, Remaining(started), ct);
        var pending = await PendingAsync(connection, transaction, ct);
        if (pending.Count == 0)
            return [];

        await ExecuteAsync(connection, transaction, database.CreateHistorySql, ct);
        foreach (var script in pending)
        {
            try
            {
                await ExecuteAsync(connection, transaction, script.Sql, ct);
            }
            catch (DbException error) when (!database.IsWorthWaiting(error))
            {
                throw new DatabaseMigrationException(
                    $"Migration {script.Name} failed on {database.Description}; nothing was changed. {FirstLine(error)}", error);
            }

            await ExecuteAsync(
                connection, transaction, "INSERT INTO schema_migrations (version, name, applied_at) VALUES (@p0, @p1, @p2)", ct,
                script.Version, script.Name, database.ToStored(time.GetUtcNow()));
        }

        await transaction.CommitAsync(ct);
        return Names(pending);
    }

    private async Task<IReadOnlyList<MigrationScript>> PendingAsync(
        DbConnection connection, DbTransaction? transaction, CancellationToken ct)
    {
        await using var exists = Command(connection, transaction, database.HistoryExistsSql);
        if (Convert.ToInt64(await exists.ExecuteScalarAsync(ct), CultureInfo.InvariantCulture) == 0)
            return scripts;

        await using var read = Command(connection, transaction, "SELECT version, name FROM schema_migrations ORDER BY version");
        await using var rows = await read.ExecuteReaderAsync(ct);
        var applied = 0;
        while (await rows.ReadAsync(ct))
        {
            if (applied >= scripts.Count || scripts[applied].Version != rows.GetInt32(0))
                throw Unknown(rows.GetString(1));
            applied++;
        }

        return [.. scripts.Skip(applied)];
    }

    private DatabaseMigrationException Unknown(string name) => new(
        $"The database has migration {name}, which this program does not know (its newest is {scripts[^1].Name}): "
        + $"start the version that made it, or restore a backup from before it. {database.Description}");

    // Whatever waits, waits for the same deadline, so that a start is bounded as a whole.
    private async Task<T> WaitForAsync<T>(Func<CancellationToken, Task<T>> work, long started, CancellationToken ct)
    {
        while (true)
        {
            try
            {
                return await work(ct);
            }
            catch (Exception error) when (error is not OperationCanceledException && database.IsWorthWaiting(error))
            {
                if (Remaining(started) <= TimeSpan.Zero)
                    throw new DatabaseMigrationException(
                        $"The database could not be reached, or stayed locked by another process, for {wait.TotalSeconds:0} s: "
                        + $"{database.Description}. Check that it runs, or raise WellIntake:Database:MigrationWait.", error);
                Log.Waiting(logger, error.GetType().Name);
            }
            catch (Exception error) when (error is DbException or IOException or UnauthorizedAccessException)
            {
                throw new DatabaseMigrationException($"The database cannot be used: {database.Description}. {FirstLine(error)}", error);
            }

            await Task.Delay(Pause, time, ct);
        }
    }

    private static string FirstLine(Exception error) => error.Message.Split('\n')[0].TrimEnd();

    private TimeSpan Remaining(long started) => wait - time.GetElapsedTime(started);

    private static IReadOnlyList<string> Names(IEnumerable<MigrationScript> all) => [.. all.Select(script => script.Name)];

    private static async Task ExecuteAsync(
        DbConnection connection, DbTransaction transaction, string sql, CancellationToken ct, params object[] values)
    {
        await using var command = Command(connection, transaction, sql);
        for (var i = 0; i < values.Length; i++)
        {
            var parameter = command.CreateParameter();
            parameter.ParameterName = $"@p{i}";
            parameter.Value = values[i];
            command.Parameters.Add(parameter);
        }

        await command.ExecuteNonQueryAsync(ct);
    }

    private static DbCommand Command(DbConnection connection, DbTransaction? transaction, string sql)
    {
        var command = connection.CreateCommand();
        command.Transaction = transaction;
        command.CommandText = sql;
        // Building an index on a big table takes the time it takes; the token still ends it.
        command.CommandTimeout = 0;
        return command;
    }

    private static partial class Log
    {
        [LoggerMessage(1101, LogLevel.Information, "Migration {Name} applied")]
        public static partial void Applied(ILogger logger, string name);

        [LoggerMessage(1102, LogLevel.Debug, "The database cannot be migrated yet ({Error}); waiting")]
        public static partial void Waiting(ILogger logger, string error);
    }
}
