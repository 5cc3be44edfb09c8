using System.Net.Sockets;
using Microsoft.EntityFrameworkCore;
using Npgsql;
using WellIntake.Modules.Platform.Resilience;

namespace WellIntake.Modules.Platform.Persistence.Postgres;

/// <summary>The data on a PostgreSQL server. Owns the pool of connections that the entities are read and written through.</summary>
internal sealed class PostgresDatabase : IDatabaseProvider, IAsyncDisposable, IDisposable
{
    private readonly Lazy<NpgsqlDataSource> _connections;
    private readonly NpgsqlConnectionStringBuilder _settings;

    private PostgresDatabase(NpgsqlConnectionStringBuilder settings)
    {
        settings.ApplicationName ??= "wellintake";
        _settings = settings;
        ConnectionString = settings.ConnectionString;
        _connections = new(() => new NpgsqlDataSourceBuilder(ConnectionString).Build());
    }

    public DatabaseKind Kind => DatabaseKind.Postgres;

    public string Description =>
        FormattableString.Invariant($"PostgreSQL at {_settings.Host}:{_settings.Port}, database {_settings.Database ?? "of the user's name"}");

    public string ConnectionString { get; }

    public static PostgresDatabase From(NpgsqlConnectionStringBuilder settings) => new(settings);

    /// <summary>Null when a key or a value is not PostgreSQL's.</summary>
    public static PostgresDatabase? TryRead(string connectionString)
    {
        try
        {
            return new(new NpgsqlConnectionStringBuilder(connectionString));
        }
        catch (Exception error) when (error is ArgumentException or FormatException or InvalidCastException or NotSupportedException)
        {
            return null;
        }
    }

    // No retrying execution strategy: it refuses transactions that callers begin themselves.
    public void Configure(DbContextOptionsBuilder options) => options.UseNpgsql(_connections.Value);

    public ValueTask<NpgsqlConnection> OpenAsync(CancellationToken ct) => _connections.Value.OpenConnectionAsync(ct);

    public bool IsTransient(Exception exception)
    {
        for (var error = exception; error is not null; error = error.InnerException)
        {
            if (error is NpgsqlException { IsTransient: true } or SocketException or TimeoutException or CircuitOpenException
                or PostgresException { SqlState: PostgresErrorCodes.CannotConnectNow or PostgresErrorCodes.ReadOnlySqlTransaction })
                return true;
        }

        return false;
    }

    public bool IsDuplicate(Exception exception)
    {
        for (var error = exception; error is not null; error = error.InnerException)
        {
            if (error is PostgresException { SqlState: PostgresErrorCodes.UniqueViolation })
                return true;
        }

        return false;
    }

    public void Dispose()
    {
        if (_connections.IsValueCreated)
            _connections.Value.Dispose();
    }

    public ValueTask DisposeAsync() => _connections.IsValueCreated ? _connections.Value.DisposeAsync() : ValueTask.CompletedTask;
}
