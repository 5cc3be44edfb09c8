using System.Collections.Concurrent;
using WellIntake.Modules.Platform.Persistence;
using WellIntake.Modules.Platform.Persistence.Entities;
using WellIntake.Modules.Platform.Queueing;

namespace WellIntake.Modules.Platform.Jobs.Tracking;

/// <summary>
/// The statements of the request tables, for both databases. Written by hand because they share group commits with the
/// journal; every status change names the statuses it may come from, so an illegal transition changes no row.
/// </summary>
internal static class RequestSql
{
    private const int FixedColumns = 11;
    private static readonly ConcurrentDictionary<string, string> Inserts = new(StringComparer.Ordinal);

    public static bool Insert(ICommitSession session, string table, NewRequest request, DateTimeOffset now)
    {
        var details = request.Details;
        var sql = Inserts.GetOrAdd(table, static (t, d) =>
            $"INSERT INTO {t} (request_id, correlation_id, user_id, user_email, user_name, conversation_id, status, delivery_count, created_at, card_activity_id, card_held_until"
            + string.Concat(d.Select(x => ", " + x.Key))
            + ") VALUES (" + string.Join(", ", Enumerable.Range(0, FixedColumns + d.Count).Select(i => "@p" + i.ToString(System.Globalization.CultureInfo.InvariantCulture)))
            + ") ON CONFLICT (request_id) DO NOTHING", details);
        var values = new object?[FixedColumns + details.Count];
        values[0] = request.Job.MessageId;
        values[1] = request.Job.CorrelationId ?? request.Job.MessageId;
        values[2] = request.UserId;
        values[3] = request.UserEmail;
        values[4] = request.UserName;
        values[5] = request.ConversationId;
        values[6] = RequestStatus.Queued.ToText();
        values[7] = 0;
        values[8] = now;
        values[9] = request.CardActivityId;
        values[10] = request.CardHeldUntil;
        for (var i = 0; i < details.Count; i++)
            values[FixedColumns + i] = details[i].Value;
        return session.Execute(sql, values) == 1;
    }

    public static void Event(ICommitSession session, string requestId, string name, string? note, int deliveryCount, DateTimeOffset now) =>
        session.Execute(
            "INSERT INTO request_events (request_id, event, note, delivery_count, at) VALUES (@p0, @p1, @p2, @p3, @p4)",
            requestId, name, note, deliveryCount, now);

    public static RequestStatus? Status(ICommitSession session, string table, string requestId) =>
        session.Scalar($"SELECT status FROM {table} WHERE request_id = @p0", requestId) is string name ? RequestStatusText.Parse(name) : null;

    public static bool Start(ICommitSession session, string table, string requestId, int deliveryCount, DateTimeOffset now, bool replay) =>
        session.Execute(
            replay
                ? $"UPDATE {table} SET status = 'processing', delivery_count = @p1, error = NULL, started_at = @p2 WHERE request_id = @p0 AND status IN ('queued', 'processing', 'dead_lettered')"
                : $"UPDATE {table} SET status = 'processing', delivery_count = @p1, started_at = COALESCE(started_at, @p2) WHERE request_id = @p0 AND status IN ('queued', 'processing')",
            requestId, deliveryCount, now) == 1;

    public static bool Complete(ICommitSession session, string table, string requestId, long executionTimeMs, DateTimeOffset now) =>
        session.Execute(
            $"UPDATE {table} SET status = 'completed', completed_at = @p1, execution_time_ms = @p2 WHERE request_id = @p0 AND status = 'processing'",
            requestId, now, executionTimeMs) == 1;

    public static void SetDetail(ICommitSession session, string table, string requestId, string column, object? value) =>
        session.Execute($"UPDATE {table} SET {column} = @p1 WHERE request_id = @p0", requestId, value);

    public static bool Deliver(ICommitSession session, string table, string requestId, DateTimeOffset now) =>
        session.Execute(
            $"UPDATE {table} SET status = 'delivered', delivered_at = @p1 WHERE request_id = @p0 AND status = 'completed'",
            requestId, now) == 1;

    /// <summary>Failed, cancelled or dead-lettered, from any status that is not final yet.</summary>
    public static bool End(ICommitSession session, string table, string requestId, RequestStatus to, string? error, DateTimeOffset now)
    {
        var from = to is RequestStatus.Cancelled ? "'queued', 'processing'" : "'queued', 'processing', 'completed', 'failed'";
        return session.Execute(
            $"UPDATE {table} SET status = @p1, error = @p2, completed_at = COALESCE(completed_at, @p3) WHERE request_id = @p0 AND status IN ({from})",
            requestId, to.ToText(), error, now) == 1;
    }

    /// <summary>Back to the start, when the dead letter of a request that was given up is sent again.</summary>
    public static bool Reopen(ICommitSession session, string table, string requestId) =>
        session.Execute(
            $"UPDATE {table} SET status = 'queued', error = NULL, started_at = NULL, completed_at = NULL WHERE request_id = @p0 AND status IN ('dead_lettered', 'failed')",
            requestId) == 1;

    public static void SetCard(ICommitSession session, string table, string requestId, string activityId) =>
        session.Execute($"UPDATE {table} SET card_activity_id = @p1 WHERE request_id = @p0", requestId, activityId);

    /// <summary>Takes a request's first message in hand, unless there is one or somebody else has.</summary>
    /// <param name="session">The commit.</param>
    /// <param name="table">The request's table.</param>
    /// <param name="requestId">The request.</param>
    /// <param name="mine">The hold that the caller has already, null: none.</param>
    /// <param name="now">Holds up to here are over.</param>
    /// <param name="until">The new hold's end.</param>
    public static bool HoldCard(ICommitSession session, string table, string requestId, DateTimeOffset? mine, DateTimeOffset now, DateTimeOffset until) =>
        session.Execute(
            $"UPDATE {table} SET card_held_until = @p3 WHERE request_id = @p0 AND card_activity_id IS NULL "
            + "AND (card_held_until IS NULL OR card_held_until <= @p1 OR card_held_until = @p2)",
            requestId, now, mine ?? DateTimeOffset.UnixEpoch, until) == 1;

    /// <summary>Nothing was posted: who comes next need not wait.</summary>
    public static void LetCardGo(ICommitSession session, string table, string requestId) =>
        session.Execute($"UPDATE {table} SET card_held_until = NULL WHERE request_id = @p0 AND card_activity_id IS NULL", requestId);

    public static void StoreResult(ICommitSession session, string requestId, string card, string? summary, DateTimeOffset now) =>
        session.Execute(
            "INSERT INTO request_results (request_id, card, summary, created_at) VALUES (@p0, @p1, @p2, @p3) "
            + "ON CONFLICT (request_id) DO UPDATE SET card = excluded.card, summary = excluded.summary, created_at = excluded.created_at",
            requestId, card, summary, now);

    public static bool IsProcessed(ICommitSession session, string scope, string id) =>
        session.Scalar("SELECT 1 FROM processed_ids WHERE scope = @p0 AND id = @p1", scope, id) is not null;

    /// <returns>False when the id was there already.</returns>
    public static bool MarkProcessed(ICommitSession session, string scope, string id, DateTimeOffset now) =>
        session.Execute("INSERT INTO processed_ids (scope, id, at) VALUES (@p0, @p1, @p2) ON CONFLICT (scope, id) DO NOTHING", scope, id, now) == 1;

    /// <summary>Removes ids recorded before <paramref name="oldest"/>, at most so many. Greetings stay: see <see cref="ProcessedScopes"/>.</summary>
    /// <returns>How many were removed.</returns>
    public static int ForgetProcessed(ICommitSession session, DateTimeOffset oldest, int atMost) => session.Execute(
        "DELETE FROM processed_ids WHERE (scope, id) IN (SELECT scope, id FROM processed_ids WHERE at < @p0 AND scope <> @p1 ORDER BY at LIMIT @p2)",
        oldest, ProcessedScopes.Greeting, atMost);
}
