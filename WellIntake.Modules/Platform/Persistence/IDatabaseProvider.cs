namespace WellIntake.Modules.Platform.Persistence;

/// <summary>The kinds of database there are.</summary>
public enum DatabaseKind
{
    /// <summary>A file on this machine: the embedded default.</summary>
    Sqlite,

    /// <summary>A PostgreSQL server.</summary>
    Postgres,
}

/// <summary>Which database this process uses, and what its errors mean. One for the process.</summary>
public interface IDatabaseProvider
{
    /// <summary>Its kind.</summary>
    DatabaseKind Kind { get; }

    /// <summary>For the start-up log: says where the data is, without user name and password.</summary>
    string Description { get; }

    /// <summary>For those who open connections of their own (journal, group commit). Holds the password: never to be logged.</summary>
    string ConnectionString { get; }

    /// <summary>
    /// True when the same work may succeed later: connection lost, server starting, lock or deadlock. Looks through inner
    /// exceptions. Nothing is retried by itself, because explicit transactions would not survive that.
    /// </summary>
    bool IsTransient(Exception exception);

    /// <summary>True when a row with the same key, or the same unique value, is there already. Looks through inner exceptions.</summary>
    bool IsDuplicate(Exception exception);
}
