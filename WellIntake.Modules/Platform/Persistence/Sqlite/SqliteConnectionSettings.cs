using System.Data.Common;
using System.Globalization;
using System.Runtime.CompilerServices;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore.Diagnostics;
using SQLitePCL;

namespace WellIntake.Modules.Platform.Persistence.Sqlite;

/// <summary>What every connection to the file needs: durable commits, readers beside the writer, and a bounded wait for the one writer.</summary>
internal sealed class SqliteConnectionSettings : DbConnectionInterceptor
{
    public const int BusySeconds = 5;

    public static readonly SqliteConnectionSettings Interceptor = new();

    // busy_timeout first: the change to WAL needs the file to itself for a moment.
    private static readonly string Sql = string.Create(
        CultureInfo.InvariantCulture,
        $"PRAGMA busy_timeout = {BusySeconds * 1000}; PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON;");

    // Pooled connections keep their settings; a handle seen before needs them no second time.
    private static readonly ConditionalWeakTable<sqlite3, object> Done = [];

    private SqliteConnectionSettings()
    {
    }

    /// <summary>Applies them to an open connection. A second time does nothing.</summary>
    public static void Apply(SqliteConnection connection)
    {
        var handle = connection.Handle ?? throw new InvalidOperationException("The connection is not open.");
        if (Done.TryGetValue(handle, out _))
            return;
        using var command = connection.CreateCommand();
        command.CommandText = Sql;
        command.ExecuteNonQuery();
        Done.AddOrUpdate(handle, Sql);
    }

    public override void ConnectionOpened(DbConnection connection, ConnectionEndEventData eventData) =>
        Apply((SqliteConnection)connection);

    public override Task ConnectionOpenedAsync(
        DbConnection connection, ConnectionEndEventData eventData, CancellationToken cancellationToken = default)
    {
        Apply((SqliteConnection)connection);
        return Task.CompletedTask;
    }
}
