using System.ComponentModel.DataAnnotations;

namespace WellIntake.Modules.Platform.Persistence;

/// <summary>Where the data is. Bound from <c>WellIntake:Database</c>.</summary>
public sealed class DatabaseOptions
{
    /// <summary>The section's name.</summary>
    public const string Section = "WellIntake:Database";

    /// <summary>
    /// <c>postgres://user:password@host:port/database?sslmode=…</c>, PostgreSQL's <c>Host=…;Database=…</c>, or SQLite's
    /// <c>Data Source=…</c>. Empty: the SQLite file <c>wellintake.db</c> in <c>WellIntake:DataFolder</c>.
    /// </summary>
    public string? Url { get; set; }

    /// <summary>How long a start waits for the database and for other replicas that migrate it. Default 1 minute.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "01:00:00")]
    public TimeSpan MigrationWait { get; set; } = TimeSpan.FromMinutes(1);

    /// <summary>
    /// How long a write waits for a PostgreSQL server that is away before it is refused. Default 10 seconds: people
    /// wait for it.
    /// </summary>
    [Range(typeof(TimeSpan), "00:00:01", "00:05:00")]
    public TimeSpan CommitWait { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>Connections that gather writes into PostgreSQL commits. Default 1, which never deadlocks with itself.</summary>
    [Range(1, 16)]
    public int CommitConnections { get; set; } = 1;

    /// <summary>How many writes one PostgreSQL commit takes at most. Default 200.</summary>
    [Range(1, 10_000)]
    public int CommitBatch { get; set; } = 200;
}
