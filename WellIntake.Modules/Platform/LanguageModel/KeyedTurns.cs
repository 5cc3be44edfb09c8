namespace WellIntake.Modules.Platform.LanguageModel;

/// <summary>Lets one at a time do what has the same key; others with other keys are not held up.</summary>
internal sealed class KeyedTurns
{
    private readonly Lock _lock = new();
    private readonly Dictionary<string, Turns> _turns = new(StringComparer.Ordinal);

    /// <summary>Waits for the turn; dispose ends it. Cancelled: throws, and takes none.</summary>
    public async Task<IDisposable> EnterAsync(string key, CancellationToken ct)
    {
        Turns turns;
        lock (_lock)
        {
            if (!_turns.TryGetValue(key, out turns!))
                _turns[key] = turns = new Turns(this, key);
            turns.Users++;
        }

        try
        {
            await turns.Gate.WaitAsync(ct);
            return turns;
        }
        catch
        {
            Leave(turns);
            throw;
        }
    }

    private void Leave(Turns turns)
    {
        lock (_lock)
        {
            if (--turns.Users > 0)
                return;
            _turns.Remove(turns.Key);
        }

        turns.Gate.Dispose();
    }

    private sealed class Turns(KeyedTurns all, string key) : IDisposable
    {
        public string Key => key;

        public SemaphoreSlim Gate { get; } = new(1, 1);

        public int Users { get; set; }

        public void Dispose()
        {
            Gate.Release();
            all.Leave(this);
        }
    }
}
