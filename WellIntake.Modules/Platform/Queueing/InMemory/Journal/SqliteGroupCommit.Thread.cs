using System.Diagnostics;
using System.Diagnostics.CodeAnalysis;
using Microsoft.Extensions.Logging;

namespace WellIntake.Modules.Platform.Queueing.InMemory.Journal;

/// <content>What the committing thread does.</content>
internal sealed partial class SqliteGroupCommit
{
    private static readonly TimeSpan ShortestPause = TimeSpan.FromMilliseconds(10);
    private static readonly TimeSpan LongestPause = TimeSpan.FromMilliseconds(250);

    private readonly List<ILazyWriter> _asked = [];
    private SqliteCommitSession? _session;
    private TimeSpan _pause = ShortestPause;
    private long _unwritableSince;
    private bool _unwritable;
    private int _answered;
    private long _commitTime;

    private void Run()
    {
        var batch = new List<CommitItem>();
        try
        {
            while (Gather(batch))
            {
                Work(batch);
                Checkpoint();
            }
        }
        finally
        {
            _checkpoints.Dispose();
            _session?.Dispose();
            _ended.TrySetResult();
        }
    }

    private void Work(List<CommitItem> batch)
    {
        _restless = true;
        batch.RemoveAll(static item => DropIfCancelled(item));
        Interlocked.Exchange(ref _lazy, 0);
        AskWriters();
        if (batch.Count == 0 && _asked.Count == 0)
            return;
        if (!TryCommit(_asked, batch, isOpen: true, out var failure))
        {
            if (SqliteFailure.IsUnwritable(failure))
                WaitUntilWritable(batch, failure);
            else
                OneByOne(batch);
            return;
        }

        _answered = batch.Count;
        Succeeded();
        foreach (var writer in _asked)
            Tell(static w => w.Committed(), writer);
        foreach (var item in batch)
            Tell(static i => i.Committed(), item);
        batch.Clear();
        KeepLazyAwake();
    }

    /// <summary>After the callers have their answer, so that none waits for it.</summary>
    private void Checkpoint()
    {
        if (_session is null)
            return;
        _checkpoints.Written(_session.TakePagesWritten());
        if (_checkpoints.IsTurn())
            _checkpoints.Make(_session.Connection);
    }

    /// <summary>Everything in one transaction, or nothing. Into an open one those are taken who come while it is written.</summary>
    private bool TryCommit(List<ILazyWriter> writers, List<CommitItem> items, bool isOpen, [NotNullWhen(false)] out Exception? failure)
    {
        try
        {
            _session ??= new SqliteCommitSession(_options.ConnectionString);
            _session.Begin();
            foreach (var writer in writers)
                writer.Write(_session);
            var until = Stopwatch.GetTimestamp() + Math.Min(_commitTime, LongestWait);
            for (var i = 0; i < items.Count || (isOpen && TakeIn(items, until)); i++)
                items[i].Write(_session);
            var began = Stopwatch.GetTimestamp();
            _session.Commit();
            _commitTime = Stopwatch.GetTimestamp() - began;
            failure = null;
            return true;
        }
        catch (Exception e)
        {
            failure = e;
            RollBack(e);
            return false;
        }
    }

    private void RollBack(Exception cause)
    {
        try
        {
            _session?.Rollback();
            if (!SqliteFailure.NeedsNewConnection(cause))
                return;
        }
        catch (Exception e)
        {
            // A connection that cannot even roll back is of no more use; closing it undoes what was begun.
            Log.RollbackFailed(_logger, e);
        }

        _session?.Dispose();
        _session = null;
    }

    /// <summary>One of them is at fault: each on its own, so that only that one fails.</summary>
    private void OneByOne(List<CommitItem> batch)
    {
        foreach (var writer in _asked)
        {
            if (TryCommit([writer], [], isOpen: false, out var failure))
                Tell(static w => w.Committed(), writer);
            else if (!SqliteFailure.IsUnwritable(failure))
                Drop(writer, failure);
        }

        var left = 0;
        while (left < batch.Count)
        {
            var item = batch[left];
            if (TryCommit([], [item], isOpen: false, out var failure))
            {
                Tell(static i => i.Committed(), item);
            }
            else if (SqliteFailure.IsUnwritable(failure))
            {
                batch.RemoveRange(0, left);
                WaitUntilWritable(batch, failure);
                return;
            }
            else
            {
                Fail(item, failure);
            }

            left++;
        }

        batch.Clear();
        Succeeded();
        KeepLazyAwake();
    }

    private void WaitUntilWritable(List<CommitItem> batch, Exception failure)
    {
        if (!_unwritable)
        {
            _unwritable = true;
            _unwritableSince = _time.GetTimestamp();
            Log.Unwritable(_logger, failure);
        }

        bool stopping;
        lock (_gate)
            stopping = _stopping;
        var givesUp = stopping && _time.GetElapsedTime(_unwritableSince) >= _options.FailAfter;
        batch.RemoveAll(item =>
        {
            if (!givesUp && (!item.FailsFast || _time.GetElapsedTime(item.WaitingSince) < _options.FailAfter))
                return false;
            Fail(item, SqliteFailure.ToUnavailable(failure));
            return true;
        });
        if (givesUp)
        {
            Log.GaveUp(_logger);
            return;
        }

        Interlocked.Exchange(ref _lazy, 1);

        // Real time on purpose: this thread sleeps, whatever clock the queues go by.
        _work.WaitOne(_pause);
        _pause = _pause * 2 < LongestPause ? _pause * 2 : LongestPause;
    }

    private void Succeeded()
    {
        if (!_unwritable)
            return;
        _unwritable = false;
        _pause = ShortestPause;
        Log.WritableAgain(_logger, _time.GetElapsedTime(_unwritableSince));
    }

    private void AskWriters()
    {
        _asked.Clear();
        lock (_gate)
            _asked.AddRange(_writers);
        _asked.RemoveAll(static w => !w.HasPending);
    }

    private void KeepLazyAwake()
    {
        foreach (var writer in _asked)
        {
            if (writer.HasPending)
                Interlocked.Exchange(ref _lazy, 1);
        }
    }

    private static bool DropIfCancelled(CommitItem item)
    {
        if (!item.Cancelled.IsCancellationRequested)
            return false;
        item.Failed(new OperationCanceledException(item.Cancelled));
        return true;
    }

    private void Drop(ILazyWriter writer, Exception e)
    {
        Log.Dropped(_logger, e);
        Tell(static x => x.w.Dropped(x.e), (w: writer, e));
    }

    private void Fail(CommitItem item, Exception e) => Tell(static x => x.item.Failed(x.e), (item, e));

    /// <summary>What others do with the news must not end this thread.</summary>
    private void Tell<T>(Action<T> what, T whom)
    {
        try
        {
            what(whom);
        }
        catch (Exception e)
        {
            Log.CallbackFailed(_logger, e);
        }
    }

    private static partial class Log
    {
        [LoggerMessage(2100, LogLevel.Warning, "The journal's database cannot be written; sends wait, settles are kept in memory")]
        public static partial void Unwritable(ILogger logger, Exception e);

        [LoggerMessage(2101, LogLevel.Information, "The journal's database can be written again after {Elapsed}")]
        public static partial void WritableAgain(ILogger logger, TimeSpan elapsed);

        [LoggerMessage(2102, LogLevel.Error, "Closed while the journal's database cannot be written: what was settled last will be delivered again")]
        public static partial void GaveUp(ILogger logger);

        [LoggerMessage(2103, LogLevel.Error, "A write of the journal itself failed and was dropped")]
        public static partial void Dropped(ILogger logger, Exception e);

        [LoggerMessage(2104, LogLevel.Warning, "Rolling back failed; the connection is opened anew")]
        public static partial void RollbackFailed(ILogger logger, Exception e);

        [LoggerMessage(2105, LogLevel.Error, "What follows a commit failed")]
        public static partial void CallbackFailed(ILogger logger, Exception e);
    }
}
