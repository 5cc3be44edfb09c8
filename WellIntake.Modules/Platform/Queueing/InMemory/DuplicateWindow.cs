namespace WellIntake.Modules.Platform.Queueing.InMemory;

/// <summary>
/// Remembers ids for a time, as 128-bit hashes: about 36 bytes each. Two generations, so that forgetting costs nothing:
/// the older one is dropped whole when all in it has expired. Past <see cref="MaxIds"/> in one generation the oldest
/// are forgotten early, so memory stays bounded. Guarded by the queue's gate; times are UTC ticks.
/// </summary>
internal sealed class DuplicateWindow(TimeSpan window)
{
    /// <summary>How many ids one generation holds at most.</summary>
    public const int MaxIds = 4_000_000;

    private Dictionary<UInt128, long> _current = [];
    private Dictionary<UInt128, long> _older = [];
    private long _currentSince;

    /// <summary>How many ids are remembered, expired ones among them.</summary>
    public int Count => _current.Count + _older.Count;

    /// <summary>False when the id was added less than a window ago. Always true when there is no window.</summary>
    public bool TryAdd(UInt128 id, long now)
    {
        if (window <= TimeSpan.Zero)
            return true;
        Rotate(now);
        if (IsFresh(_older, id, now))
            return false;
        ref var expiresAt = ref System.Runtime.InteropServices.CollectionsMarshal.GetValueRefOrAddDefault(_current, id, out var known);
        if (known && expiresAt > now)
            return false;
        expiresAt = now + window.Ticks;
        return true;
    }

    /// <summary>Forgets an id: what it was added for was not accepted after all.</summary>
    public void Remove(UInt128 id)
    {
        _current.Remove(id);
        _older.Remove(id);
    }

    private static bool IsFresh(Dictionary<UInt128, long> ids, UInt128 id, long now) =>
        ids.Count > 0 && ids.TryGetValue(id, out var expiresAt) && expiresAt > now;

    private void Rotate(long now)
    {
        if (_current.Count < MaxIds && now - _currentSince < window.Ticks)
            return;
        _older = _current;
        _current = [];
        _currentSince = now;
    }
}
