using System.Diagnostics;

namespace WellIntake.Modules.Platform.Queueing.InMemory.Journal;

/// <summary>
/// What becomes of one queue's jobs, on its way to disk with the next commit. A delivery's count is written only when
/// the job is still in hand after half of <see cref="JournalOptions.SettleDelay"/>: nearly all are settled by then and
/// cost nothing. So a process killed within that time of a delivery does not count it.
/// </summary>
internal sealed class QueueJournal(JournalTable table, SqliteGroupCommit commit) : IQueueJournal, ILazyWriter
{
    private readonly Lock _gate = new();
    private readonly Queue<(JobEntry Entry, long Since)> _inHand = new();
    private readonly List<JobEntry> _marking = [];
    private readonly List<long> _removing = [];
    private List<Note> _pending = [];
    private List<Note> _writing = [];
    private TaskCompletionSource? _pendingDone;
    private TaskCompletionSource? _writingDone;

    private enum NoteKind : byte
    {
        Remove,
        Change,
        Bury,
    }

    public bool HasPending
    {
        get
        {
            lock (_gate)
                return _pending.Count > 0 || _writing.Count > 0 || _inHand.Count > 0 || _marking.Count > 0;
        }
    }

    /// <summary>Something was settled or put off, and is not on disk yet.</summary>
    public bool HasNotes
    {
        get
        {
            lock (_gate)
                return _pending.Count > 0 || _writing.Count > 0;
        }
    }

    public void Leased(JobEntry entry)
    {
        lock (_gate)
            _inHand.Enqueue((entry, Stopwatch.GetTimestamp()));
        commit.NotifyLazy();
    }

    public Task Removed(JobEntry entry) => Add(new Note(NoteKind.Remove, entry.Sequence, 0, 0, null, null));

    public Task Changed(JobEntry entry) =>
        Add(new Note(NoteKind.Change, entry.Sequence, entry.DeliveryCount, JournalTable.DueOf(entry), null, null));

    public Task DeadLettered(JobEntry entry) =>
        Add(new Note(NoteKind.Bury, entry.Sequence, entry.DeliveryCount, 0, entry.DeadLetterReason, entry.DeadLetterDescription));

    public void Write(SqliteCommitSession session)
    {
        Gather();
        _removing.Clear();
        foreach (var note in _writing)
        {
            switch (note.Kind)
            {
                case NoteKind.Remove:
                    _removing.Add(note.Sequence);
                    break;
                case NoteKind.Change:
                    table.Change(session, note.Sequence, note.Count, note.Due);
                    break;
                default:
                    table.Bury(session, note.Sequence, note.Count, note.Reason, note.Description);
                    break;
            }
        }

        // A job's removal is the last that is noted of it, so all of them may come after the rest.
        Remove(session);

        // Last: the count of a job in hand is newer than any note about it.
        foreach (var entry in _marking)
        {
            if (entry.State == JobState.Leased)
                table.Mark(session, entry.Sequence, entry.DeliveryCount);
        }
    }

    /// <summary>Jobs that were sent together are mostly settled together: a statement for each run of numbers, not for each.</summary>
    private void Remove(SqliteCommitSession session)
    {
        _removing.Sort();
        for (var i = 0; i < _removing.Count;)
        {
            var first = i;
            while (++i < _removing.Count && _removing[i] == _removing[i - 1] + 1)
            {
                // The run goes on.
            }

            table.Delete(session, _removing[first], _removing[i - 1]);
        }
    }

    public void Committed() => Finish()?.TrySetResult();

    public void Dropped(Exception e) => Finish()?.TrySetException(e);

    private Task Add(Note note)
    {
        Task written;
        lock (_gate)
        {
            _pending.Add(note);
            written = commit.Options.AwaitSettle
                ? (_pendingDone ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)).Task
                : Task.CompletedTask;
        }

        commit.NotifyLazy();
        return written;
    }

    /// <summary>Takes over what is pending; what an earlier try left stays first.</summary>
    private void Gather()
    {
        // Real time, like the commits themselves, whatever clock the queue goes by.
        var ripe = commit.Options.SettleDelay / 2;
        lock (_gate)
        {
            if (_writing.Count == 0)
            {
                (_writing, _pending) = (_pending, _writing);
                (_writingDone, _pendingDone) = (_pendingDone, null);
            }

            while (_inHand.TryPeek(out var next))
            {
                var held = next.Entry.State == JobState.Leased;
                if (held && Stopwatch.GetElapsedTime(next.Since) < ripe)
                    break;
                _inHand.Dequeue();
                if (held)
                    _marking.Add(next.Entry);
            }
        }
    }

    private TaskCompletionSource? Finish()
    {
        lock (_gate)
        {
            _writing.Clear();
            _marking.Clear();
            var done = _writingDone;
            _writingDone = null;
            return done;
        }
    }

    private readonly record struct Note(NoteKind Kind, long Sequence, int Count, long Due, string? Reason, string? Description);
}
