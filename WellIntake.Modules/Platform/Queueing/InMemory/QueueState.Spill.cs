using WellIntake.Modules.Platform.Queueing.InMemory.Journal;

namespace WellIntake.Modules.Platform.Queueing.InMemory;

/// <content>What waits on disk because memory is full, and its way back.</content>
internal sealed partial class QueueState
{
    private const int MaxRead = 1_000;

    private readonly Queue<long> _dueOnDisk = new();
    private long _spilled;
    private long _spilling;
    private long _deadOnDisk;
    private int _entering;
    private long _readUpTo;
    private long _recoveredTo;
    private long _recoveredAt;
    private bool _reading;

    private int InMemory => Live.Count + _entering;

    /// <summary>
    /// Whether a new job may come into memory. Once anything is spilled the rest queues up behind it, but for the
    /// first of somebody who has nothing here yet: another's flood does not hold that up.
    /// </summary>
    private JobPlace PlaceFor(JobEnvelope job, long dueAt, long now)
    {
        if (dueAt > now)
            return InMemory >= _options.MemoryLimit ? JobPlace.Parked : JobPlace.Memory;
        if (InMemory < _options.MemoryLimit && _spilled + _spilling == 0)
            return JobPlace.Memory;
        var first = job.OrderingKey is null && InMemory < 2 * _options.MemoryLimit && !_ranks.HasWaiting(job.FairnessKey);
        return first ? JobPlace.Memory : JobPlace.Spilled;
    }

    /// <summary>Reads on when memory has room: one read at a time.</summary>
    private void RefillIfLow()
    {
        if (_reading || _closed || _table is null)
            return;
        var room = Math.Min(_options.MemoryLimit - InMemory, MaxRead);
        if (_dueOnDisk.Count > 0 && room > 0)
            ReadDue(room);
        else if (_spilled > 0 && InMemory <= _options.MemoryLimit / 2)
            ReadSpilled(Math.Max(room, 1));
        else if (_deadOnDisk > 0 && Dead.Count == 0)
            ReadDead();
    }

    private void ReadSpilled(int max)
    {
        var after = _readUpTo;
        Read(s => _table!.ReadSpilled(s, after, _recoveredTo, _recoveredAt, max), rows =>
        {
            foreach (var entry in rows)
            {
                _readUpTo = entry.Sequence;
                _spilled--;
                Admit(entry, Now);
            }

            // Fewer than asked for: there are no more, whatever was counted.
            if (rows.Count < max)
                _spilled = 0;
        });
    }

    private void ReadDue(int max)
    {
        var wanted = _dueOnDisk.Take(max).ToArray();
        Read(s => Array.ConvertAll(wanted, sequence => _table!.ReadOne(s, sequence)), rows =>
        {
            foreach (var entry in rows)
            {
                _dueOnDisk.Dequeue();
                if (entry is not null)
                    Admit(entry, Now);
            }
        });
    }

    private void ReadDead() =>
        Read(s => _table!.ReadDead(s, Math.Min(_options.MemoryLimit, MaxRead)), rows =>
        {
            foreach (var entry in rows)
            {
                _deadOnDisk--;
                Dead.Add(entry);
                Dead.Offer(entry);
            }

            if (rows.Count == 0)
                _deadOnDisk = 0;
        });

    private void Read<T>(Func<SqliteCommitSession, T> read, Action<T> then)
    {
        _reading = true;
        var item = new ReadItem<T>(
            read,
            rows =>
            {
                lock (_gate)
                {
                    _reading = false;
                    if (_closed)
                        return;
                    then(rows);
                    RefillIfLow();
                    Serve();
                }
            },
            _ => _reading = false);
        _commit!.Add(item, hasPlace: false);
    }
}
