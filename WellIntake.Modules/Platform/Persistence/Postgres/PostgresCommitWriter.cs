using System.Diagnostics.CodeAnalysis;
using Microsoft.Extensions.Logging;
using Npgsql;
using WellIntake.Modules.Platform.Queueing;

namespace WellIntake.Modules.Platform.Persistence.Postgres;

/// <summary>
/// One thread with one connection that commits what waits, together. A write that breaks the transaction of the others
/// is taken out and made again on its own; when the connection is lost, everything is made again on a new one, unless
/// the server says that the commit had reached it.
/// </summary>
[SuppressMessage("Design", "CA1001:Types that own disposable fields should be disposable", Justification = "The thread disposes of its connection when it ends.")]
internal sealed partial class PostgresCommitWriter(
    string connectionString, WriteQueue queue, int batchLimit, TimeSpan wait, PostgresBreaker breaker, TimeProvider time, ILogger logger)
{
    private const int SharedTries = 3;
    private const int TriesAlone = 3;
    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(1);

    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly string _name = Guid.NewGuid().ToString("N");
    private PostgresCommitSession? _session;
    private long _lastMark;
    private long? _downSince;
    private TimeSpan _pause;

    /// <summary>Completes when the queue is closed and empty.</summary>
    public Task Ended => _ended.Task;

    public void Start(int number) =>
        new Thread(Run) { IsBackground = true, Name = $"postgres commit {number}" }.Start();

    private void Run()
    {
        var batch = new List<PendingWrite>(batchLimit);
        try
        {
            while (queue.Take(batch, batchLimit))
            {
                Commit(batch);
                batch.Clear();
            }
        }
        finally
        {
            RemoveMarks();
            DropConnection();
            _ended.SetResult();
        }
    }

    private void RemoveMarks()
    {
        try
        {
            _session?.RemoveMarks();
        }
        catch (Exception error) when (error is NpgsqlException or InvalidOperationException)
        {
            // Another process will, in a week.
            Log.Lost(logger, error.GetType().Name);
        }
    }

    private void Commit(List<PendingWrite> batch)
    {
        List<PendingWrite> alone = [];
        try
        {
            for (var tries = 0; batch.Count > 1 && tries < SharedTries; tries++)
            {
                if (CommitTogether(batch) is not { Culprit: { } culprit })
                    break;
                batch.Remove(culprit);
                alone.Add(culprit);
            }

            // The healthy ones first: one that waits for a lock must not hold them up.
            foreach (var write in batch.Concat(alone))
                CommitAlone(write);
        }
        catch (Exception error)
        {
            // A fault in this class must not end the thread that all writes depend on.
            Log.Broken(logger, error);
            DropConnection();
            foreach (var write in batch.Concat(alone))
                write.Fail(new JobQueueUnavailableException("The write failed unexpectedly.", error, outcomeUnknown: true));
        }
    }

    private void CommitAlone(PendingWrite write)
    {
        for (var tries = 1; ; tries++)
        {
            if (CommitTogether([write]) is not { } failure)
                return;
            var again = failure.Error is PostgresException
            { SqlState: PostgresErrorCodes.DeadlockDetected or PostgresErrorCodes.SerializationFailure };
            if (again && tries < TriesAlone && !IsOverdue(write))
                continue;
            write.Fail(failure.Error);
            return;
        }
    }

    /// <summary>Null when every write is settled: committed, or refused because the server stayed away.</summary>
    private Failure? CommitTogether(List<PendingWrite> writes)
    {
        while (true)
        {
            writes.RemoveAll(static write => write.IsSettled);
            if (writes.Count == 0 || !Connect(writes))
                return null;

            var outcome = TryOnce(writes);
            if (outcome.Failure is not null || outcome.Committed)
                return outcome.Failure;

            Log.Lost(logger, outcome.Error!.GetType().Name);
            DropConnection();
            if (outcome.Unknown is { } mark && IsSettledByServer(mark, writes))
                return null;
        }
    }

    private Outcome TryOnce(List<PendingWrite> writes)
    {
        var session = _session!;
        PendingWrite? current = null;
        long? committing = null;
        try
        {
            var mark = ++_lastMark;
            session.Begin(mark);
            foreach (var write in writes)
            {
                current = write;
                write.Run(session);
                if (session.Failure is { } swallowed)
                    throw swallowed;
            }

            current = null;
            committing = mark;
            session.Commit();
            foreach (var write in writes)
                write.Complete();
            return new(Committed: true);
        }
        catch (Exception error)
        {
            // The server's error says more than what the caller made of it.
            var cause = session.Failure ?? error;
            // A commit that ends in anything but the server's own refusal may have been made.
            var known = committing is null || cause is PostgresException;
            return known && session.TryRollback() ? new(Failure: new(cause, current)) : new(Error: cause, Unknown: committing);
        }
    }

    /// <summary>After a connection was lost in the middle of a commit: true when the writes are settled, false when they must be made again.</summary>
    private bool IsSettledByServer(long mark, List<PendingWrite> writes)
    {
        while (Connect(writes, outcomeUnknown: true))
        {
            try
            {
                if (_session!.ReadMark() != mark)
                    return false;
                foreach (var write in writes)
                    write.Complete();
                return true;
            }
            catch (Exception error) when (error is NpgsqlException or InvalidOperationException)
            {
                DropConnection();
                Refuse(writes, outcomeUnknown: true, onlyOverdue: true);
                queue.Pause(FirstPause);
            }
        }

        return true;
    }

    /// <summary>False when all of the writes have been refused, because the server stayed away too long.</summary>
    private bool Connect(List<PendingWrite> writes, bool outcomeUnknown = false)
    {
        while (_session is null && writes.Count > 0)
        {
            var connection = new NpgsqlConnection(connectionString);
            var began = time.GetTimestamp();
            try
            {
                connection.Open();
                breaker.Answered(time.GetElapsedTime(began));
                _session = new(connection, _name);
                if (_downSince is not null)
                    Log.Back(logger);
                _downSince = null;
                _pause = TimeSpan.Zero;
            }
            catch (Exception error) when (error is NpgsqlException or TimeoutException or IOException or System.Net.Sockets.SocketException)
            {
                connection.Dispose();
                breaker.Failed(error, time.GetElapsedTime(began));
                if (_downSince is null)
                    Log.Away(logger, error.GetType().Name);
                _downSince ??= time.GetTimestamp();
                if (time.GetElapsedTime(_downSince.Value) >= wait)
                    RefuseAll(writes, outcomeUnknown);
                else
                    Refuse(writes, outcomeUnknown, onlyOverdue: true);
                _pause = _pause == TimeSpan.Zero ? FirstPause : TimeSpan.FromTicks(Math.Min(_pause.Ticks * 2, LongestPause.Ticks));
                if (writes.Count > 0)
                    queue.Pause(_pause);
            }
        }

        return writes.Count > 0;
    }

    // Known to be away for longer than anybody should wait: those that still queue up learn it now.
    private void RefuseAll(List<PendingWrite> writes, bool outcomeUnknown)
    {
        Refuse(writes, outcomeUnknown, onlyOverdue: false);
        List<PendingWrite> others = [];
        queue.TakeAll(others);
        Refuse(others, outcomeUnknown: false, onlyOverdue: false);
    }

    private void Refuse(List<PendingWrite> writes, bool outcomeUnknown, bool onlyOverdue)
    {
        writes.RemoveAll(write =>
        {
            if (onlyOverdue && !IsOverdue(write))
                return false;
            write.Fail(new JobQueueUnavailableException("The database cannot be written now.", outcomeUnknown: outcomeUnknown));
            return true;
        });
    }

    private bool IsOverdue(PendingWrite write) => time.GetElapsedTime(write.AcceptedAt) >= wait;

    private void DropConnection()
    {
        _session?.Dispose();
        _session = null;
    }

    private sealed record Failure(Exception Error, PendingWrite? Culprit);

    /// <summary>Committed, or a failure of the writes, or else a lost connection; then with the mark of the commit that was on its way.</summary>
    private readonly record struct Outcome(
        bool Committed = false, Failure? Failure = null, Exception? Error = null, long? Unknown = null);

    private static partial class Log
    {
        [LoggerMessage(1110, LogLevel.Warning, "The database cannot be written ({Error}); writes wait")]
        public static partial void Away(ILogger logger, string error);

        [LoggerMessage(1111, LogLevel.Information, "The database can be written again")]
        public static partial void Back(ILogger logger);

        [LoggerMessage(1112, LogLevel.Warning, "The connection for writes was lost ({Error}); they are made again")]
        public static partial void Lost(ILogger logger, string error);

        [LoggerMessage(1113, LogLevel.Error, "A commit failed unexpectedly")]
        public static partial void Broken(ILogger logger, Exception error);
    }
}
