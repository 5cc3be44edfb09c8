using WellIntake.Modules.Platform.Queueing.InMemory.Journal;

namespace WellIntake.Modules.Platform.Queueing.InMemory;

/// <content>Jobs that go through the journal: in when they are on disk, and back after a restart.</content>
internal sealed partial class QueueState
{
    private readonly Dictionary<UInt128, SendItem> _onTheirWay = [];
    private SqliteGroupCommit? _commit;
    private JournalTable? _table;

    /// <summary>From now on everything goes through the journal.</summary>
    public void Attach(SqliteGroupCommit commit, JournalTable table, IQueueJournal journal) =>
        (_commit, _table, _journal) = (commit, table, journal);

    /// <summary>Waits for a place in the line for the next commit.</summary>
    public Task EnterLineAsync(CancellationToken ct) => _commit!.EnterAsync(ct);

    /// <summary>Gives a place up that was not used.</summary>
    public void LeaveLine() => _commit!.GiveUpPlace();

    /// <summary>
    /// Puts the jobs in line for the next commit; the caller has a place there. <paramref name="others"/> are earlier
    /// sends of the same ids that are not on disk yet: what becomes of those becomes of these.
    /// </summary>
    /// <returns>Null when there is nothing to write: all were duplicates, and nothing goes alongside.</returns>
    public SendItem? Enqueue(
        IReadOnlyList<JobEnvelope> jobs, Func<ICommitSession, bool>? alongside, out IReadOnlyList<Task> others, CancellationToken ct)
    {
        var ids = new UInt128[jobs.Count];
        HashIds(jobs, ids);
        lock (_gate)
        {
            ThrowIfClosed();
            var now = Now;
            var entries = new List<JobEntry>(jobs.Count);
            var item = new SendItem(this, _table!, entries, alongside) { Cancelled = ct };
            var fresh = 0;
            List<Task>? earlier = null;
            for (var i = 0; i < ids.Length; i++)
            {
                if (_onTheirWay.TryGetValue(ids[i], out var other) && other != item && _options.DuplicateWindow > TimeSpan.Zero)
                    (earlier ??= []).Add(other.Done);
                if (!_window.TryAdd(ids[i], now))
                    continue;
                ids[fresh++] = ids[i];
                _onTheirWay[ids[i]] = item;
                var entry = NewEntry(jobs[i], now);
                entry.Place = PlaceFor(jobs[i], entry.DueAt, now);
                Count(entry, 1);
                if (entry.Place == JobPlace.Memory && entry.DueAt <= now)
                    _ranks.Reserve(entry);
                entries.Add(entry);
            }

            others = earlier ?? (IReadOnlyList<Task>)[];
            item.Ids = ids.AsMemory(0, fresh);
            if (entries.Count == 0 && alongside is null)
                return null;
            _commit!.Add(item, hasPlace: true);
            return item;
        }
    }

    /// <summary>What was sent is on disk, or not accepted after all.</summary>
    public void Sent(SendItem item, bool accepted)
    {
        lock (_gate)
        {
            foreach (var id in item.Ids.Span)
            {
                _onTheirWay.Remove(id);
                if (!accepted)
                    _window.Remove(id);
            }

            var now = Now;
            foreach (var entry in item.Entries)
            {
                Count(entry, -1);
                if (accepted && !_closed)
                    Place(entry, now);
                else if (entry.Share is not null)
                    _ranks.Leave(entry);
            }

            RefillIfLow();
            Serve();
        }
    }

    /// <summary>Completes a lease in one commit with the caller's writes; the caller has a place there.</summary>
    public Task CompleteAlongside(JobLease lease, Action<ICommitSession> alongside, CancellationToken ct)
    {
        lock (_gate)
        {
            Verify(lease);
            lease.State = LeaseState.Settling;
            _leases.Remove(lease);
            var item = new CompleteItem(this, _table!, lease, alongside) { Cancelled = ct };
            _commit!.Add(item, hasPlace: true);
            return item.Done;
        }
    }

    /// <summary>The completion is on disk.</summary>
    public void Settled(JobLease lease)
    {
        lock (_gate)
        {
            lease.State = LeaseState.Settled;
            lease.Lane.Leased--;
            Leave(lease.Entry);
            RefillIfLow();
            Serve();
        }
    }

    /// <summary>The completion failed: the lease is held as before, as far as its lock still goes.</summary>
    public void NotSettled(JobLease lease)
    {
        lock (_gate)
        {
            lease.State = LeaseState.Held;
            _leases.Add(lease);
            ArmFor(lease.LockedUntilTicks);
        }
    }

    /// <summary>Reads what the journal holds and starts from there. Runs on the committing thread.</summary>
    public Recovery Recover(SqliteCommitSession session)
    {
        _table!.Create(session);
        var now = Now;
        var recovery = new Recovery(now);
        var limit = _options.MemoryLimit;
        _table.ReadLive(session, due => recovery.Entries.Count < limit, recovery.Entries.Add, recovery.Heads.Add);
        recovery.DeadCount = _table.CountDead(session);
        recovery.Dead.AddRange(_table.ReadDead(session, limit));
        return recovery;
    }

    /// <summary>Takes over what was read, before anything is sent or received.</summary>
    public void Begin(Recovery recovery)
    {
        lock (_gate)
        {
            var last = 0L;
            foreach (var entry in recovery.Entries)
            {
                Known(entry.Sent.Id, entry.EnqueuedAt, recovery.At);
                _readUpTo = last = entry.Sequence;
                Admit(entry, recovery.At);
            }

            foreach (var head in recovery.Heads)
            {
                Known(head.Id, head.EnqueuedAt, recovery.At);
                last = head.Sequence;
                if (head.DueAt > recovery.At)
                    Park(head.Sequence, head.DueAt);
                else
                    _spilled++;
            }

            foreach (var entry in recovery.Dead)
            {
                last = Math.Max(last, entry.Sequence);
                Dead.Add(entry);
                Dead.Offer(entry);
            }

            _deadOnDisk = recovery.DeadCount - recovery.Dead.Count;
            (_recoveredTo, _recoveredAt) = (last, recovery.At);
            _nextSequence = Math.Max(last + 1, SqliteStatement.ToMicroseconds(recovery.At));
        }
    }

    /// <summary>Reads the oldest from the table when memory does not hold them all. Null when it does.</summary>
    public Func<SqliteCommitSession, IReadOnlyList<JobEnvelope>>? PeekOnDisk(JobLane lane, int max)
    {
        lock (_gate)
        {
            var all = lane == Dead ? _deadOnDisk == 0 : _spilled + _dueOnDisk.Count + (_delayed.Count - _delayedInMemory) == 0;
            return all ? null : session => [.. _table!.ReadOldest(session, lane == Dead, max).Select(e => e.ToEnvelope())];
        }
    }

    private void Known(string id, long enqueuedAt, long now)
    {
        if (enqueuedAt + _options.DuplicateWindow.Ticks > now)
            _window.TryAdd(_hash.Hash(id), enqueuedAt);
    }

    private void Count(JobEntry entry, int by)
    {
        if (entry.Place == JobPlace.Memory)
            _entering += by;
        else if (entry.Place == JobPlace.Spilled)
            _spilling += by;
    }

    private void Place(JobEntry entry, long now)
    {
        if (entry.Place == JobPlace.Memory)
            Admit(entry, now);
        else if (entry.Place == JobPlace.Spilled)
            _spilled++;
        else
            Park(entry.Sequence, entry.DueAt);
    }

    private void Park(long sequence, long dueAt)
    {
        _delayed.Enqueue(new DelayedJob(null, sequence), dueAt);
        ArmFor(dueAt);
    }
}

/// <summary>What a journal held when it was opened.</summary>
internal sealed class Recovery(long at)
{
    /// <summary>When, in UTC ticks.</summary>
    public long At => at;

    /// <summary>The first in order, whole.</summary>
    public List<JobEntry> Entries { get; } = [];

    /// <summary>Those that stay on disk.</summary>
    public List<JobHead> Heads { get; } = [];

    /// <summary>The first dead letters.</summary>
    public List<JobEntry> Dead { get; } = [];

    /// <summary>How many dead letters there are.</summary>
    public long DeadCount { get; set; }
}
