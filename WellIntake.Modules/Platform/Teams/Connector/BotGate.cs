namespace WellIntake.Modules.Platform.Teams.Connector;

/// <summary>
/// One bot's sends: its own limit and that of each conversation, granted together under one lock, so that a wait at the
/// one never bunches what the other let through.
/// </summary>
internal sealed class BotGate : IDisposable
{
    private static readonly TimeSpan FirstPause = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan SweepEvery = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan RefusalsCount = TimeSpan.FromSeconds(10);

    // A conversation's 429s are its own affair, and so are those of several while more others are served; where so many
    // are refused and fewer served, it is the bot that goes too fast.
    private const int RefusedConversations = 3;

    private readonly Lock _lock = new();
    private readonly TeamsOptions _options;
    private readonly TimeProvider _time;
    private readonly long _start;
    private readonly ITimer _timer;
    private readonly SlidingWindows _sent;
    private readonly Dictionary<string, Lane> _lanes = new(StringComparer.Ordinal);
    private readonly List<Lane> _waiting = [];
    private TimeSpan _pausedUntil;
    private TimeSpan _nextSweep = SweepEvery;
    private long _sequence;

    public BotGate(TeamsOptions options, TimeProvider time)
    {
        _options = options;
        _time = time;
        _start = time.GetTimestamp();
        _sent = new SlidingWindows([(options.BotRequestsPerSecond, TimeSpan.FromSeconds(1))]);
        _timer = time.CreateTimer(static gate => ((BotGate)gate!).Pump(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    /// <summary>How many conversations it keeps track of.</summary>
    public int LaneCount
    {
        get
        {
            lock (_lock)
                return _lanes.Count;
        }
    }

    private TimeSpan Now => _time.GetElapsedTime(_start);

    public async Task<bool> AcquireAsync(string conversation, TimeSpan maxWait, CancellationToken ct)
    {
        ct.ThrowIfCancellationRequested();
        Waiter waiter;
        lock (_lock)
        {
            var now = Now;
            Sweep(now);
            var lane = LaneOf(conversation);
            if (lane.Waiters.Count == 0 && NextFor(lane) <= now)
            {
                Grant(lane, now);
                return true;
            }

            waiter = new Waiter(lane, ++_sequence);
            if (lane.Waiters.Count == 0)
                _waiting.Add(lane);
            lane.Waiters.AddLast(waiter.Node);
            Arm(now);
        }

        try
        {
            await waiter.Granted.Task.WaitAsync(maxWait, _time, ct);
            return true;
        }
        catch (Exception error) when (error is TimeoutException or OperationCanceledException)
        {
            // Granted in the same moment: the turn is taken, so use it, unless the caller has gone.
            var granted = !Leave(waiter);
            if (error is OperationCanceledException)
                throw;
            return granted;
        }
    }

    public bool TryAcquireSpare(string conversation)
    {
        lock (_lock)
        {
            var now = Now;
            Sweep(now);
            var lane = LaneOf(conversation);
            if (_waiting.Count > 0 || NextFor(lane) > now || !_sent.HasSpare(now) || !lane.Sent.HasSpare(now))
                return false;
            Grant(lane, now);
            return true;
        }
    }

    public void SlowDown(string conversation, TimeSpan? retryAfter)
    {
        lock (_lock)
        {
            var now = Now;
            var lane = LaneOf(conversation);
            var pause = retryAfter ?? FirstPause * Math.Pow(2, Math.Min(lane.Refusals, 6));
            lane.Refusals++;
            lane.RefusedAt = now;
            lane.PausedUntil = Max(lane.PausedUntil, now + Min(pause, LongestPause));
            var refused = _lanes.Values.Count(l => l.Refusals > 0 && now - l.RefusedAt <= RefusalsCount);
            if (refused >= RefusedConversations && refused >= _lanes.Values.Count(l => l.Refusals == 0 && now - l.SucceededAt <= RefusalsCount))
                _pausedUntil = Max(_pausedUntil, now + FirstPause);
            Arm(now);
        }
    }

    public void Succeeded(string conversation)
    {
        lock (_lock)
        {
            if (_lanes.TryGetValue(conversation, out var lane))
                (lane.Refusals, lane.SucceededAt) = (0, Now);
        }
    }

    public void Dispose() => _timer.Dispose();

    private void Pump()
    {
        lock (_lock)
        {
            var now = Now;
            while (FirstReady(now) is { } lane)
            {
                var waiter = lane.Waiters.First!.Value;
                lane.Waiters.RemoveFirst();
                if (lane.Waiters.Count == 0)
                    _waiting.Remove(lane);
                Grant(lane, now);
                waiter.Granted.TrySetResult();
            }

            Arm(now);
        }
    }

    private Lane? FirstReady(TimeSpan now)
    {
        Lane? first = null;
        foreach (var lane in _waiting)
        {
            if (NextFor(lane) <= now && (first is null || lane.Waiters.First!.Value.Sequence < first.Waiters.First!.Value.Sequence))
                first = lane;
        }

        return first;
    }

    private TimeSpan NextFor(Lane lane)
    {
        var bot = Max(_pausedUntil, _sent.NextAllowed());
        // Requests that post nothing have no conversation's limit.
        return lane.Conversation.Length == 0 ? bot : Max(bot, Max(lane.PausedUntil, lane.Sent.NextAllowed()));
    }

    private void Grant(Lane lane, TimeSpan now)
    {
        _sent.Record(now);
        if (lane.Conversation.Length > 0)
            lane.Sent.Record(now);
    }

    private void Arm(TimeSpan now)
    {
        if (_waiting.Count == 0)
            return;
        var next = TimeSpan.MaxValue;
        foreach (var lane in _waiting)
            next = Min(next, NextFor(lane));
        // Timers count whole milliseconds and must not fire early, which would only fire them again.
        var wait = Math.Ceiling(Math.Max(0, (next - now).TotalMilliseconds));
        _timer.Change(TimeSpan.FromMilliseconds(wait), Timeout.InfiniteTimeSpan);
    }

    private bool Leave(Waiter waiter)
    {
        lock (_lock)
        {
            if (waiter.Node.List is null)
                return false;
            waiter.Lane.Waiters.Remove(waiter.Node);
            if (waiter.Lane.Waiters.Count == 0)
                _waiting.Remove(waiter.Lane);
            return true;
        }
    }

    private Lane LaneOf(string conversation)
    {
        if (!_lanes.TryGetValue(conversation, out var lane))
            _lanes[conversation] = lane = new Lane(conversation, new SlidingWindows(_options.EffectiveConversationLimits.Select(l => (l.Sends, l.Window))));
        return lane;
    }

    private void Sweep(TimeSpan now)
    {
        if (now < _nextSweep)
            return;
        _nextSweep = now + SweepEvery;
        foreach (var (conversation, lane) in _lanes)
        {
            if (lane.Waiters.Count == 0 && lane.PausedUntil <= now && lane.Sent.IsIdle(now))
                _lanes.Remove(conversation);
        }
    }

    private static TimeSpan Max(TimeSpan one, TimeSpan other) => one > other ? one : other;

    private static TimeSpan Min(TimeSpan one, TimeSpan other) => one < other ? one : other;

    private sealed class Lane(string conversation, SlidingWindows sent)
    {
        public string Conversation { get; } = conversation;
        public SlidingWindows Sent { get; } = sent;
        public LinkedList<Waiter> Waiters { get; } = [];
        public TimeSpan PausedUntil { get; set; }
        public TimeSpan RefusedAt { get; set; }
        public TimeSpan SucceededAt { get; set; } = TimeSpan.MinValue / 2;
        public int Refusals { get; set; }
    }

    private sealed class Waiter
    {
        public Waiter(Lane lane, long sequence)
        {
            (Lane, Sequence) = (lane, sequence);
            Node = new LinkedListNode<Waiter>(this);
        }

        public Lane Lane { get; }
        public long Sequence { get; }
        public LinkedListNode<Waiter> Node { get; }
        // Continuations must not run under the lock.
        public TaskCompletionSource Granted { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}
