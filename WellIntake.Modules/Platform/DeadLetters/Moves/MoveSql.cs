using WellIntake.Modules.Platform.Queueing;

namespace WellIntake.Modules.Platform.DeadLetters.Moves;

/// <summary>The statements of <c>dead_letter_moves</c>, for both databases. Each names the states it may come from, so that what another did meanwhile is not undone.</summary>
internal static class MoveSql
{
    private const string Source = "queue = @p0 AND sequence_number = @p1 AND enqueued_at = @p2 AND job_id = @p3";

    /// <returns>False when the dead letter is being moved already, or another of its new id is.</returns>
    public static bool Begin(
        ICommitSession session, DeadLetterKey key, string operation, string kind, string state, string? newId, string envelope, byte[] body, byte[]? original,
        DateTimeOffset now) => session.Execute(
        "INSERT INTO dead_letter_moves (queue, sequence_number, enqueued_at, job_id, operation, kind, state, in_queue, new_id, envelope, body, original_body, created_at, changed_at) "
        + "VALUES (@p0, @p1, @p2, @p3, @p4, @p5, @p6, @p7, @p8, @p9, @p10, @p11, @p12, @p12) ON CONFLICT DO NOTHING",
        key.Queue, key.SequenceNumber, key.EnqueuedAt, key.Id, operation, kind, state, true, newId, envelope, body, original, now) == 1;

    /// <summary>Whether anything is half moved, in any queue.</summary>
    public static bool AnyOpen(ICommitSession session) => session.Scalar("SELECT 1 FROM dead_letter_moves WHERE state IN ('begun', 'sent') LIMIT 1") is not null;

    /// <summary>Whether a dead letter was sent again under that id since then.</summary>
    public static bool IsRecent(ICommitSession session, string queue, string newId, DateTimeOffset since) => session.Scalar(
        "SELECT 1 FROM dead_letter_moves WHERE queue = @p0 AND new_id = @p1 AND changed_at > @p2", queue, newId, since) is not null;

    /// <summary>The job is in its queue again.</summary>
    public static bool Sent(ICommitSession session, DeadLetterKey key, DateTimeOffset now) => session.Execute(
        $"UPDATE dead_letter_moves SET state = 'sent', changed_at = @p4 WHERE {Source} AND state = 'begun' AND kind = 'requeue'",
        key.Queue, key.SequenceNumber, key.EnqueuedAt, key.Id, now) == 1;

    /// <summary>The dead letter has left its queue; what it holds is not needed any more.</summary>
    public static bool Done(ICommitSession session, DeadLetterKey key, DateTimeOffset now) => session.Execute(
        $"UPDATE dead_letter_moves SET state = 'done', in_queue = @p4, body = @p5, original_body = NULL, changed_at = @p6 WHERE {Source} AND kind = 'requeue' AND state IN ('begun', 'sent')",
        key.Queue, key.SequenceNumber, key.EnqueuedAt, key.Id, false, Array.Empty<byte>(), now) == 1;

    /// <summary>The dead letter has left its queue, and the row is what is left of it.</summary>
    public static bool Keep(ICommitSession session, DeadLetterKey key, string state, DateTimeOffset now) => session.Execute(
        $"UPDATE dead_letter_moves SET state = @p4, in_queue = @p5, changed_at = @p6 WHERE {Source} AND state = 'begun'",
        key.Queue, key.SequenceNumber, key.EnqueuedAt, key.Id, state, false, now) == 1;

    /// <summary>A dead letter in the database is on its way to its queue.</summary>
    public static bool SendHeld(ICommitSession session, DeadLetterKey key, string operation, string state, string newId, string envelope, DateTimeOffset now) => session.Execute(
        $"UPDATE dead_letter_moves SET state = @p4, kind = 'requeue', operation = @p5, new_id = @p6, envelope = @p7, changed_at = @p8 WHERE {Source} AND state = 'held'",
        key.Queue, key.SequenceNumber, key.EnqueuedAt, key.Id, state, operation, newId, envelope, now) == 1;

    /// <summary>The queue would not take it: the dead letter is in the database as before.</summary>
    public static bool HoldAgain(ICommitSession session, DeadLetterKey key, DateTimeOffset now) => session.Execute(
        $"UPDATE dead_letter_moves SET state = 'held', new_id = NULL, in_queue = @p4, changed_at = @p5 WHERE {Source} AND state = 'begun' AND kind = 'requeue'",
        key.Queue, key.SequenceNumber, key.EnqueuedAt, key.Id, false, now) == 1;

    /// <summary>The queue would not take it, and has the dead letter still.</summary>
    public static bool Drop(ICommitSession session, DeadLetterKey key) => session.Execute(
        $"DELETE FROM dead_letter_moves WHERE {Source} AND state = 'begun' AND kind = 'requeue'", key.Queue, key.SequenceNumber, key.EnqueuedAt, key.Id) == 1;

    /// <summary>A dead letter in the database goes to the archive.</summary>
    public static bool ArchiveHeld(ICommitSession session, DeadLetterKey key, string operation, DateTimeOffset now) => session.Execute(
        $"UPDATE dead_letter_moves SET state = 'archived', kind = 'purge', operation = @p4, changed_at = @p5 WHERE {Source} AND state = 'held'",
        key.Queue, key.SequenceNumber, key.EnqueuedAt, key.Id, operation, now) == 1;

    /// <summary>A dead letter in the database gets another body; the first that it had is kept.</summary>
    public static bool EditHeld(ICommitSession session, DeadLetterKey key, string operation, byte[] body, DateTimeOffset now) => session.Execute(
        $"UPDATE dead_letter_moves SET original_body = COALESCE(original_body, body), body = @p4, kind = 'edit', operation = @p5, changed_at = @p6 WHERE {Source} AND state = 'held'",
        key.Queue, key.SequenceNumber, key.EnqueuedAt, key.Id, body, operation, now) == 1;

    /// <summary>What was purged is a dead letter again.</summary>
    public static bool Restore(ICommitSession session, DeadLetterKey key, DateTimeOffset now) => session.Execute(
        $"UPDATE dead_letter_moves SET state = 'held', changed_at = @p4 WHERE {Source} AND state = 'archived'",
        key.Queue, key.SequenceNumber, key.EnqueuedAt, key.Id, now) == 1;

    /// <summary>What was edited has its first body again.</summary>
    public static bool RestoreBody(ICommitSession session, DeadLetterKey key, DateTimeOffset now) => session.Execute(
        $"UPDATE dead_letter_moves SET body = original_body, original_body = NULL, changed_at = @p4 WHERE {Source} AND state = 'held' AND kind = 'edit' AND original_body IS NOT NULL",
        key.Queue, key.SequenceNumber, key.EnqueuedAt, key.Id, now) == 1;

    /// <summary>Forgets what can no longer be undone, and what was sent again longer ago than any queue remembers ids.</summary>
    /// <returns>How many rows changed.</returns>
    public static int Forget(ICommitSession session, DateTimeOffset undoable, DateTimeOffset remembered) =>
        session.Execute("DELETE FROM dead_letter_moves WHERE state = 'archived' AND changed_at < @p0", undoable)
        + session.Execute("DELETE FROM dead_letter_moves WHERE state = 'done' AND changed_at < @p0", remembered)
        + session.Execute("UPDATE dead_letter_moves SET original_body = NULL WHERE state = 'held' AND original_body IS NOT NULL AND changed_at < @p0", undoable);
}
