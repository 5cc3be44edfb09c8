using System.Data.Common;

namespace WellIntake.Modules.Platform.Persistence.Migrations;

/// <summary>What the migrator needs to know of one kind of database.</summary>
internal interface IMigrationDatabase
{
    /// <summary>Where it is, without secrets.</summary>
    string Description { get; }

    /// <summary>Makes the table of applied migrations unless it is there.</summary>
    string CreateHistorySql { get; }

    /// <summary>Counts the tables of applied migrations: 0 or 1.</summary>
    string HistoryExistsSql { get; }

    /// <summary>A moment as a command parameter.</summary>
    object ToStored(DateTimeOffset at);

    /// <summary>An open connection. Throws what <see cref="IsWorthWaiting"/> knows when the database is not there yet.</summary>
    Task<DbConnection> OpenAsync(CancellationToken ct);

    /// <summary>
    /// Begins the transaction that only one replica can have. Waits at most <paramref name="wait"/>, or gives up sooner
    /// with an error that is worth waiting for.
    /// </summary>
    Task<DbTransaction> LockAsync(DbConnection connection, TimeSpan wait, CancellationToken ct);

    /// <summary>True when trying again, later, may help: away, starting, locked by another replica.</summary>
    bool IsWorthWaiting(Exception exception);
}
