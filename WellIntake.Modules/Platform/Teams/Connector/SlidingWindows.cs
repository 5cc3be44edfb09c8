namespace WellIntake.Modules.Platform.Teams.Connector;

/// <summary>
/// Remembers when sends went, as far back as its windows need, and tells when the next may go. Exact: in no stretch of a
/// window's length are there more sends than it allows. Not safe for several threads.
/// </summary>
internal sealed class SlidingWindows
{
    private readonly (int Sends, TimeSpan Window)[] _windows;
    private readonly int _most;
    private readonly TimeSpan _longest;
    private TimeSpan[] _sent;
    private int _start;
    private int _count;

    public SlidingWindows(IEnumerable<(int Sends, TimeSpan Window)> windows)
    {
        _windows = [.. windows];
        _most = _windows.Max(w => w.Sends);
        _longest = _windows.Max(w => w.Window);
        _sent = new TimeSpan[Math.Min(_most, 8)];
    }

    /// <summary>When the next send may go; in the past when it may go now.</summary>
    public TimeSpan NextAllowed()
    {
        var next = TimeSpan.MinValue;
        foreach (var (sends, window) in _windows)
        {
            if (_count >= sends && Ago(sends) + window is var free && free > next)
                next = free;
        }

        return next;
    }

    /// <summary>Whether after one more send at least half of every window would still be free.</summary>
    public bool HasSpare(TimeSpan now)
    {
        foreach (var (sends, window) in _windows)
        {
            var half = sends / 2;
            if (half == 0 || (_count >= half && Ago(half) + window > now))
                return false;
        }

        return true;
    }

    /// <summary>Remembers a send. Times never go back.</summary>
    public void Record(TimeSpan now)
    {
        while (_count > 0 && (_count == _most || _sent[_start] + _longest <= now))
        {
            _start = (_start + 1) % _sent.Length;
            _count--;
        }

        if (_count == _sent.Length)
            Grow();
        _sent[(_start + _count) % _sent.Length] = now;
        _count++;
    }

    /// <summary>Whether nothing remembered matters any more.</summary>
    public bool IsIdle(TimeSpan now) => _count == 0 || Ago(1) + _longest <= now;

    private TimeSpan Ago(int sends) => _sent[(_start + _count - sends) % _sent.Length];

    private void Grow()
    {
        var larger = new TimeSpan[Math.Min(_most, _sent.Length * 2)];
        for (var i = 0; i < _count; i++)
            larger[i] = _sent[(_start + i) % _sent.Length];
        (_sent, _start) = (larger, 0);
    }
}
