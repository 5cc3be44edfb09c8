using System.Data.Common;
using System.Globalization;
using Microsoft.Data.Sqlite;
using Npgsql;

namespace WellIntake.Chaos.Counting;

/// <summary>Where a run's rows and jobs are.</summary>
/// <param name="Folder">The host's data folder.</param>
/// <param name="Postgres">How to reach PostgreSQL; null when rows are in SQLite, with the journal.</param>
internal sealed record StoredPlace(string Folder, string? Postgres)
{
    /// <summary>Jobs wait in a broker: there is no journal.</summary>
    public bool HasBroker { get; init; }

    /// <summary>The SQLite file: rows and journal, or the journal alone.</summary>
    public string File => Path.Combine(Folder, Postgres is null ? "wellintake.db" : "journal.db");

    public DbConnection Rows() => Postgres is null ? Journal() : new NpgsqlConnection(Postgres);

    public DbConnection Journal() => new SqliteConnection($"Data Source={File};Mode=ReadOnly;Pooling=False");
}

/// <summary>The rows and jobs as they are on disk at one moment.</summary>
internal sealed class StoredState
{
    private const string Queue = "teams-digest-requests";

    /// <summary>By conversation: a conversation has one request.</summary>
    public Dictionary<string, StoredRequest> Requests { get; } = new(StringComparer.Ordinal);

    /// <summary>By request, in order.</summary>
    public ILookup<string, StoredEvent> Events { get; private set; } = Array.Empty<StoredEvent>().ToLookup(static e => e.RequestId, StringComparer.Ordinal);

    /// <summary>Jobs that are not settled, by id.</summary>
    public Dictionary<string, StoredJob> Jobs { get; } = new(StringComparer.Ordinal);

    /// <summary>Requests without an end, and jobs that wait.</summary>
    public int Unfinished => Requests.Values.Count(static r => !r.HasEnded) + Jobs.Values.Count(static j => !j.Dead);

    public static async Task<StoredState> ReadAsync(StoredPlace place, bool withEvents, CancellationToken ct)
    {
        var state = new StoredState();
        // Jobs first: one that moves on while this reads is then seen in its row.
        if (!place.HasBroker)
        {
            await using var journal = place.Journal();
            await journal.OpenAsync(ct);
            await EachAsync(journal, $"SELECT id, dead, reason FROM \"journal_jobs:{Queue}\"", r => state.Jobs[r.GetString(0)] = new(Number(r, 1) != 0, Text(r, 2)), ct);
        }

        await using var rows = place.Rows();
        await rows.OpenAsync(ct);
        await EachAsync(rows, "SELECT job_id FROM outbox", r => state.Jobs[r.GetString(0)] = new(Dead: false, "outbox"), ct);
        await EachAsync(
            rows, "SELECT request_id, conversation_id, status, delivery_count, error, card_activity_id FROM teams_digest_requests",
            r => state.Requests[r.GetString(1)] = new(r.GetString(0), r.GetString(2), (int)Number(r, 3), Text(r, 4), Text(r, 5)), ct);
        if (!withEvents)
            return state;
        var events = new List<StoredEvent>();
        await EachAsync(
            rows, "SELECT request_id, event, note, delivery_count, at FROM request_events ORDER BY id",
            r => events.Add(new(r.GetString(0), r.GetString(1), Text(r, 2), (int)Number(r, 3), Moment(r, 4))), ct);
        state.Events = events.ToLookup(static e => e.RequestId, StringComparer.Ordinal);
        return state;
    }

    /// <summary><c>ok</c>, or what SQLite finds wrong with the file.</summary>
    public static async Task<string> CheckIntegrityAsync(StoredPlace place, CancellationToken ct)
    {
        await using var connection = place.Journal();
        await connection.OpenAsync(ct);
        var found = new List<string>();
        await EachAsync(connection, "PRAGMA integrity_check", r => found.Add(r.GetString(0)), ct);
        return string.Join("; ", found);
    }

    private static async Task EachAsync(DbConnection connection, string sql, Action<DbDataReader> row, CancellationToken ct)
    {
        await using var command = connection.CreateCommand();
        command.CommandText = sql;
        await using var reader = await command.ExecuteReaderAsync(ct);
        while (await reader.ReadAsync(ct))
            row(reader);
    }

    private static long Number(DbDataReader reader, int column) => Convert.ToInt64(reader.GetValue(column), CultureInfo.InvariantCulture);

    private static string? Text(DbDataReader reader, int column) => reader.IsDBNull(column) ? null : reader.GetString(column);

    // Microseconds since 1970 in SQLite, a moment of its own in PostgreSQL.
    private static DateTimeOffset Moment(DbDataReader reader, int column) => reader.GetValue(column) switch
    {
        long micros => DateTimeOffset.UnixEpoch.AddTicks(micros * TimeSpan.TicksPerMicrosecond),
        DateTime utc => new DateTimeOffset(DateTime.SpecifyKind(utc, DateTimeKind.Utc)),
        var other => throw new InvalidDataException($"A moment is stored as {other.GetType().Name}."),
    };
}

/// <summary>A request's row.</summary>
internal sealed record StoredRequest(string RequestId, string Status, int DeliveryCount, string? Error, string? CardActivityId)
{
    public bool HasEnded => Status is "delivered" or "cancelled" or "failed" or "dead_lettered";
}

/// <summary>A line of a timeline.</summary>
internal sealed record StoredEvent(string RequestId, string Event, string? Note, int DeliveryCount, DateTimeOffset At);

/// <summary>A job that is not settled.</summary>
internal sealed record StoredJob(bool Dead, string? Reason);
