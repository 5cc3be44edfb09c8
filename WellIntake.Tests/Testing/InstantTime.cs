namespace WellIntake.Tests.Testing;

/// <summary>
/// A clock for real requests with pretended waits: a timer of up to <paramref name="longest"/> moves the clock and fires
/// at once; a longer one, a time limit, never does.
/// </summary>
internal sealed class InstantTime(TimeSpan longest) : TimeProvider
{
    private readonly Lock _lock = new();
    private readonly List<TimeSpan> _waits = [];
    private DateTimeOffset _now = new(2026, 1, 5, 9, 0, 0, TimeSpan.Zero);

    private TimeSpan Longest { get; } = longest;

    /// <summary>The waits that were skipped.</summary>
    public IReadOnlyList<TimeSpan> Waits
    {
        get
        {
            lock (_lock)
                return [.. _waits];
        }
    }

    /// <summary>Moves the clock.</summary>
    public void Advance(TimeSpan by)
    {
        lock (_lock)
            _now += by;
    }

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override DateTimeOffset GetUtcNow()
    {
        lock (_lock)
            return _now;
    }

    public override long GetTimestamp() => GetUtcNow().UtcTicks;

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = new Timer(this, callback, state);
        timer.Change(dueTime, period);
        return timer;
    }

    private sealed class Timer(InstantTime clock, TimerCallback callback, object? state) : ITimer
    {
        private volatile bool _disposed;

        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            if (_disposed || dueTime < TimeSpan.Zero || dueTime > clock.Longest)
                return !_disposed;
            lock (clock._lock)
            {
                clock._now += dueTime;
                if (dueTime > TimeSpan.Zero)
                    clock._waits.Add(dueTime);
            }

            ThreadPool.QueueUserWorkItem(_ =>
            {
                if (!_disposed)
                    callback(state);
            });
            return true;
        }

        public void Dispose() => _disposed = true;

        public ValueTask DisposeAsync()
        {
            Dispose();
            return ValueTask.CompletedTask;
        }
    }
}
