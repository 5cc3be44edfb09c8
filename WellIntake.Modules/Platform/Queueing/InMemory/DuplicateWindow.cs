namespace WellIntake.Modules.Platform.Queueing.InMemory;

/// <summary>
/// Remembers ids for a time, as 128-bit hashes: about 45 bytes each. Two generations, so that forgetting costs nothing:
/// the older one is dropped whole when all in it has expired. Past <see cref="MaxIds"/> in one generation the oldest
/// are forgotten early, so memory stays bounded. Guarded by the queue's gate; times are UTC ticks.
/// </summary>
internal sealed class DuplicateWindow(TimeSpan window)
{
    /// <summary>How many ids one generation holds at most.</summary>
    public const int MaxIds = 4_000_000;

    private const long Forgotten = 1;

    private IdTable _current = new();
    private IdTable _older = new();
    private long _currentSince;

    /// <summary>How many ids are remembered, expired ones among them.</summary>
    public int Count => _current.Count + _older.Count;

    /// <summary>
    /// An id is about to be added: fetches its place into the processor's cache. Outside the gate, so that the gate is not
    /// held for the time that memory takes; with a million ids that is a good part of a send.
    /// </summary>
    public void Expect(UInt128 id) => Volatile.Read(ref _current).Touch(id);

    /// <summary>False when the id was added less than a window ago. Always true when there is no window.</summary>
    public bool TryAdd(UInt128 id, long now)
    {
        if (window <= TimeSpan.Zero)
            return true;
        Rotate(now);
        if (_older.Count > 0 && _older.Find(id) > now)
            return false;
        ref var expiresAt = ref _current.Place(id);
        if (expiresAt > now)
            return false;
        expiresAt = now + window.Ticks;
        return true;
    }

    /// <summary>Forgets an id: what it was added for was not accepted after all.</summary>
    public void Remove(UInt128 id)
    {
        Forget(_current, id);
        Forget(_older, id);
    }

    private static void Forget(IdTable ids, UInt128 id)
    {
        // Its place stays taken, or those behind it would not be found.
        if (ids.Find(id) != 0)
            ids.Place(id) = Forgotten;
    }

    private void Rotate(long now)
    {
        if (_current.Count < MaxIds && now - _currentSince < window.Ticks)
            return;
        _older = _current;
        _current = new IdTable();
        _currentSince = now;
    }
}
