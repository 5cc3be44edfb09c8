using System.Text.Json;

namespace WellIntake.Modules.Platform.Queueing.InMemory.Journal;

/// <summary>
/// The table of one queue. A row is a job that is not settled; no index beside the row id, which is the sequence
/// number, but for the few that are dead letters. The body stands last, so that what is before it is read cheaply.
/// </summary>
internal sealed class JournalTable
{
    private const int InsertColumns = 14;
    private const string Columns =
        "seq, id, type, priority, enqueued_at, expires_at, due, delivery_count, fairness_key, ordering_key, " +
        "correlation_id, trace_parent, extra, reason, description, body";

    private readonly string _create;
    private readonly string _createIndex;
    private readonly string _insert;
    private readonly string _delete;
    private readonly string _change;
    private readonly string _bury;
    private readonly string _mark;
    private readonly string _selectLive;
    private readonly string _selectSpilled;
    private readonly string _selectOne;
    private readonly string _selectDead;
    private readonly string _countDead;
    private readonly string _selectOldest;

    /// <summary>For the queue of that name.</summary>
    public JournalTable(string queue)
    {
        var plain = queue.Replace("\"", "", StringComparison.Ordinal);
        var table = $"\"journal_jobs:{plain}\"";
        _create =
            $"CREATE TABLE IF NOT EXISTS {table} (seq INTEGER PRIMARY KEY, id TEXT NOT NULL, type TEXT NOT NULL, " +
            "priority INTEGER NOT NULL, enqueued_at INTEGER NOT NULL, expires_at INTEGER NOT NULL, due INTEGER NOT NULL, " +
            "delivery_count INTEGER NOT NULL DEFAULT 0, dead INTEGER NOT NULL DEFAULT 0, spilled INTEGER NOT NULL, fairness_key TEXT, ordering_key TEXT, " +
            "correlation_id TEXT, trace_parent TEXT, extra TEXT, reason TEXT, description TEXT, body BLOB NOT NULL)";
        _createIndex = $"CREATE INDEX IF NOT EXISTS \"journal_dead:{plain}\" ON {table} (seq) WHERE dead = 1";
        _insert =
            $"INSERT INTO {table} (seq, id, type, priority, enqueued_at, expires_at, due, spilled, fairness_key, ordering_key, " +
            $"correlation_id, trace_parent, extra, body) VALUES ({string.Join(", ", Enumerable.Range(0, InsertColumns).Select(i => $"@p{i}"))})";
        _delete = $"DELETE FROM {table} WHERE seq BETWEEN @p0 AND @p1";
        _change = $"UPDATE {table} SET delivery_count = @p1, due = @p2 WHERE seq = @p0";
        _mark = $"UPDATE {table} SET delivery_count = @p1 WHERE seq = @p0";
        _bury = $"UPDATE {table} SET dead = 1, delivery_count = @p1, reason = @p2, description = @p3 WHERE seq = @p0";
        _selectLive = $"SELECT {Columns} FROM {table} WHERE dead = 0 ORDER BY seq";
        _selectSpilled =
            $"SELECT {Columns} FROM {table} WHERE seq > @p0 AND dead = 0 AND ((seq > @p1 AND spilled = 1) OR (seq <= @p1 AND due <= @p2)) " +
            "ORDER BY seq LIMIT @p3";
        _selectOne = $"SELECT {Columns} FROM {table} WHERE seq = @p0 AND dead = 0";
        _selectDead = $"SELECT {Columns} FROM {table} WHERE dead = 1 ORDER BY seq LIMIT @p0";
        _countDead = $"SELECT count(*) FROM {table} WHERE dead = 1";
        _selectOldest = $"SELECT {Columns} FROM {table} WHERE dead = @p0 ORDER BY seq LIMIT @p1";
    }

    public void Create(SqliteCommitSession session)
    {
        session.Prepare(_create).Run();
        session.Prepare(_createIndex).Run();
    }

    public void Insert(SqliteCommitSession session, JobEntry entry)
    {
        var job = entry.Sent;
        session.Prepare(_insert)
            .Bind(0, entry.Sequence).Bind(1, job.Id).Bind(2, job.Type).Bind(3, (int)job.Priority)
            .Bind(4, SqliteStatement.ToMicroseconds(entry.EnqueuedAt)).Bind(5, SqliteStatement.ToMicroseconds(entry.ExpiresAt))
            .Bind(6, DueOf(entry)).Bind(7, entry.Place == JobPlace.Memory ? 0 : 1)
            .Bind(8, job.FairnessKey).Bind(9, job.OrderingKey).Bind(10, job.CorrelationId).Bind(11, job.TraceParent)
            .Bind(12, JournalExtra.Write(job)).Bind(13, job.Body.Span)
            .Run();
    }

    public void Delete(SqliteCommitSession session, long sequence) => Delete(session, sequence, sequence);

    /// <summary>Deletes every job from <paramref name="first"/> to <paramref name="last"/>, both among them.</summary>
    public void Delete(SqliteCommitSession session, long first, long last) => session.Prepare(_delete).Bind(0, first).Bind(1, last).Run();

    public void Change(SqliteCommitSession session, long sequence, int deliveryCount, long due) =>
        session.Prepare(_change).Bind(0, sequence).Bind(1, deliveryCount).Bind(2, due).Run();

    public void Mark(SqliteCommitSession session, long sequence, int deliveryCount) =>
        session.Prepare(_mark).Bind(0, sequence).Bind(1, deliveryCount).Run();

    public void Bury(SqliteCommitSession session, long sequence, int deliveryCount, string? reason, string? description) =>
        session.Prepare(_bury).Bind(0, sequence).Bind(1, deliveryCount).Bind(2, reason).Bind(3, description).Run();

    /// <summary>
    /// Everything that is not settled, in order. <paramref name="whole"/> is asked whether a row, due at that time,
    /// is to be read whole; of the others only what is before the body is looked at.
    /// </summary>
    public void ReadLive(SqliteCommitSession session, Func<long, bool> whole, Action<JobEntry> read, Action<JobHead> seen)
    {
        var rows = session.Prepare(_selectLive);
        try
        {
            while (rows.Step())
            {
                var due = rows.Long(6) == 0 ? 0 : SqliteStatement.ToTicks(rows.Long(6));
                if (whole(due))
                    read(ReadRow(rows));
                else
                    seen(new JobHead(rows.Long(0), rows.Text(1)!, SqliteStatement.ToTicks(rows.Long(4)), due));
            }
        }
        finally
        {
            rows.Reset();
        }
    }

    /// <summary>The next jobs that wait on disk: after a sequence number, in order.</summary>
    public List<JobEntry> ReadSpilled(SqliteCommitSession session, long after, long recoveredTo, long recoveredAt, int max) =>
        ReadAll(session.Prepare(_selectSpilled).Bind(0, after).Bind(1, recoveredTo).Bind(2, SqliteStatement.ToMicroseconds(recoveredAt)).Bind(3, max));

    public JobEntry? ReadOne(SqliteCommitSession session, long sequence) =>
        ReadAll(session.Prepare(_selectOne).Bind(0, sequence)).FirstOrDefault();

    public List<JobEntry> ReadDead(SqliteCommitSession session, int max) =>
        ReadAll(session.Prepare(_selectDead).Bind(0, max));

    public long CountDead(SqliteCommitSession session) => (long)session.Scalar(_countDead)!;

    public List<JobEntry> ReadOldest(SqliteCommitSession session, bool dead, int max) =>
        ReadAll(session.Prepare(_selectOldest).Bind(0, dead ? 1 : 0).Bind(1, max));

    /// <summary>When the job is due, as it is stored: 0 when at once.</summary>
    public static long DueOf(JobEntry entry) => entry.DueAt == 0 ? 0 : SqliteStatement.ToMicroseconds(entry.DueAt);

    private static List<JobEntry> ReadAll(SqliteStatement rows)
    {
        var entries = new List<JobEntry>();
        try
        {
            while (rows.Step())
                entries.Add(ReadRow(rows));
        }
        finally
        {
            rows.Reset();
        }

        return entries;
    }

    private static JobEntry ReadRow(SqliteStatement row)
    {
        var job = new JobEnvelope
        {
            Id = row.Text(1)!,
            Type = row.Text(2)!,
            Priority = (JobPriority)row.Long(3),
            FairnessKey = row.Text(8),
            OrderingKey = row.Text(9),
            CorrelationId = row.Text(10),
            TraceParent = row.Text(11),
            Body = row.Bytes(15),
        };
        job = JournalExtra.Read(job, row.Text(12));
        var due = row.Long(6);
        var count = (int)row.Long(7);
        return new JobEntry(job, row.Long(0), SqliteStatement.ToTicks(row.Long(4)), SqliteStatement.ToTicks(row.Long(5)))
        {
            DueAt = due == 0 ? 0 : SqliteStatement.ToTicks(due),
            DeliveryCount = count,
            DeadLetterReason = row.Text(13),
            DeadLetterDescription = row.Text(14),
        };
    }
}

/// <summary>What is known of a job that stays on disk.</summary>
internal readonly record struct JobHead(long Sequence, string Id, long EnqueuedAt, long DueAt);

/// <summary>What few jobs have, in one column: properties, their own time to live, when they were scheduled for.</summary>
internal sealed record JournalExtra(Dictionary<string, string>? Properties, long? TimeToLive, DateTimeOffset? ScheduledFor)
{
    /// <summary>Null when the job has nothing of it.</summary>
    public static string? Write(JobEnvelope job)
    {
        if (job.Properties.Count == 0 && job.TimeToLive is null && job.ScheduledFor is null)
            return null;
        var properties = job.Properties.Count == 0 ? null : new Dictionary<string, string>(job.Properties, StringComparer.Ordinal);
        return JsonSerializer.Serialize(new JournalExtra(properties, job.TimeToLive?.Ticks, job.ScheduledFor), JournalJson.Default.JournalExtra);
    }

    /// <summary>The job with what <see cref="Write"/> put down.</summary>
    public static JobEnvelope Read(JobEnvelope job, string? text)
    {
        if (text is null || JsonSerializer.Deserialize(text, JournalJson.Default.JournalExtra) is not { } extra)
            return job;
        return job with
        {
            Properties = extra.Properties ?? job.Properties,
            TimeToLive = extra.TimeToLive is { } ticks ? TimeSpan.FromTicks(ticks) : null,
            ScheduledFor = extra.ScheduledFor,
        };
    }
}

/// <summary>JSON of the journal without reflection.</summary>
[System.Text.Json.Serialization.JsonSerializable(typeof(JournalExtra))]
[System.Text.Json.Serialization.JsonSourceGenerationOptions(DefaultIgnoreCondition = System.Text.Json.Serialization.JsonIgnoreCondition.WhenWritingNull)]
internal sealed partial class JournalJson : System.Text.Json.Serialization.JsonSerializerContext;
