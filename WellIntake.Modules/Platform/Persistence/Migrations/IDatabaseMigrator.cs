namespace WellIntake.Modules.Platform.Persistence.Migrations;

/// <summary>Brings the database to the schema that this program needs.</summary>
public interface IDatabaseMigrator
{
    /// <summary>
    /// Applies what is pending, all of it or nothing. Safe to call twice, and from several replicas at once: one
    /// applies, the others wait for it. Waits for a database that is not up yet too, but not for ever
    /// (<see cref="DatabaseOptions.MigrationWait"/>).
    /// </summary>
    /// <returns>The names of the migrations that this call applied; empty when there was nothing to do.</returns>
    /// <exception cref="DatabaseMigrationException">It could not be done; the message says what to do.</exception>
    /// <exception cref="OperationCanceledException">Cancelled; nothing was applied.</exception>
    Task<IReadOnlyList<string>> MigrateAsync(CancellationToken ct = default);

    /// <summary>The names of the migrations that are not applied yet, oldest first. Changes nothing.</summary>
    /// <exception cref="DatabaseMigrationException">The database cannot be read, or is newer than this program.</exception>
    Task<IReadOnlyList<string>> PendingAsync(CancellationToken ct = default);
}

/// <summary>The database cannot be brought to this program's schema. The message is one line, for people, without secrets.</summary>
public sealed class DatabaseMigrationException : Exception
{
    /// <summary>Says what is wrong and what to do.</summary>
    public DatabaseMigrationException(string message, Exception? innerException = null)
        : base(message, innerException)
    {
    }
}
