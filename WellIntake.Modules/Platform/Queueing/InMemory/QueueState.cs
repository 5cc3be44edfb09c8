namespace WellIntake.Modules.Platform.Queueing.InMemory;

/// <summary>
/// Everything a queue knows, behind one gate: who waits, who is leased, what is due when. Nothing in here waits for
/// anything; times are UTC ticks.
/// </summary>
internal sealed partial class QueueState : IDisposable
{
    private readonly Lock _gate = new();
    private readonly string _name;
    private readonly JobQueueOptions _options;
    private readonly TimeProvider _time;
    private IQueueJournal? _journal;
    private readonly FairRanks _ranks = new();
    private readonly OrderingLines _lines = new();
    private readonly LeaseList _leases = new();
    private readonly PriorityQueue<DelayedJob, long> _delayed = new();
    private readonly DuplicateWindow _window;
    private readonly SipHash128 _hash = new();
    private readonly ITimer _timer;
    private long _nextSequence = 1;
    private int _delayedInMemory;
    private bool _closed;

    public QueueState(string name, JobQueueOptions options, TimeProvider time)
    {
        (_name, _options, _time) = (name, options, time);
        _window = new DuplicateWindow(options.DuplicateWindow);
        _timer = time.CreateTimer(static state => ((QueueState)state!).OnTimer(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    /// <summary>The live jobs.</summary>
    public JobLane Live { get; } = new();

    /// <summary>The dead letters.</summary>
    public JobLane Dead { get; } = new();

    private long Now => _time.GetUtcNow().UtcTicks;

    /// <summary>The oldest jobs in memory of a lane.</summary>
    public IReadOnlyList<JobEnvelope> Peek(JobLane lane, int max)
    {
        lock (_gate)
        {
            ThrowIfClosed();
            Sweep(Now);
            Serve();
            return lane.Oldest(max);
        }
    }

    public JobQueueStatistics Statistics()
    {
        lock (_gate)
        {
            ThrowIfClosed();
            Sweep(Now);
            Serve();
            var oldest = Live.Head;
            while (oldest is { State: JobState.Delayed })
                oldest = oldest.Next;
            return new JobQueueStatistics(
                Active: Live.Count - _delayedInMemory + _spilled + _dueOnDisk.Count,
                Scheduled: _delayed.Count,
                DeadLettered: Dead.Count + _deadOnDisk,
                Leased: Live.Leased,
                OldestEnqueuedAt: oldest is null ? null : new DateTimeOffset(oldest.EnqueuedAt, TimeSpan.Zero));
        }
    }

    /// <summary>No more calls are taken; waiting receivers are let go. Twice does nothing.</summary>
    public void Close()
    {
        lock (_gate)
        {
            _closed = true;
            CloseWaits(Live);
            CloseWaits(Dead);
        }

        _timer.Dispose();
    }

    public void Dispose() => Close();

    private void ThrowIfClosed() => ObjectDisposedException.ThrowIf(_closed, typeof(IJobQueue));

    /// <summary>A job has arrived, or come back from disk: into its lane, to wait for its time or its turn.</summary>
    private void Admit(JobEntry entry, long now)
    {
        Live.Add(entry);
        if (entry.DeliveryCount >= _options.BackstopDeliveries)
        {
            _ = Bury(entry, DeadLetterReasons.MaxDeliveries, null);
            return;
        }

        if (entry.DueAt > now)
        {
            // A delivered one that waits for its next delivery holds its key back, also across a restart.
            if (entry.DeliveryCount > 0 && entry.Sent.OrderingKey is not null && !_lines.Join(entry))
                entry.State = JobState.Held;
            else
                Delay(entry);
            return;
        }

        Enter(entry);
    }

    private void Enter(JobEntry entry)
    {
        if (entry.Sent.OrderingKey is not null && entry.Line is null && !_lines.Join(entry))
        {
            entry.State = JobState.Held;
            Expect(entry.ExpiresAt);
            return;
        }

        MakeReady(entry);
    }

    private void MakeReady(JobEntry entry)
    {
        _ranks.Enter(entry);
        Expect(entry.ExpiresAt);
        Live.Offer(entry);
    }

    private void Delay(JobEntry entry)
    {
        entry.State = JobState.Delayed;
        _delayedInMemory++;
        _delayed.Enqueue(new DelayedJob(entry, entry.Sequence), entry.DueAt);
        ArmFor(entry.DueAt);
    }

    /// <summary>Out of its lane for good; the next of its ordering key may go.</summary>
    private void Leave(JobEntry entry)
    {
        var lane = entry.Lane!;
        lane.Remove(entry);
        entry.State = JobState.Gone;
        if (entry.Line is null || _lines.Leave(entry) is not { } next)
            return;
        if (next.DueAt > Now)
            Delay(next);
        else
            MakeReady(next);
    }

    /// <summary>To the dead letters.</summary>
    private Task Bury(JobEntry entry, string reason, string? description)
    {
        if (entry.Share is not null)
            _ranks.Leave(entry);
        if (entry.Lane != Dead)
            Leave(entry);
        else
            Dead.Remove(entry);
        entry.DeadLetterReason = reason;
        entry.DeadLetterDescription = description is { Length: > MaxDescription } ? description[..MaxDescription] : description;
        entry.Rank = 0;
        var written = _journal?.DeadLettered(entry) ?? Task.CompletedTask;
        if (_journal is not null && (Dead.Count >= _options.MemoryLimit || _deadOnDisk > 0))
        {
            _deadOnDisk++;
            return written;
        }

        Dead.Add(entry);
        Dead.Offer(entry);
        return written;
    }

    /// <summary>How long a dead letter's description may be.</summary>
    private const int MaxDescription = 1_024;

    /// <summary>A job that is not due; one past the memory limit is only its number here.</summary>
    private readonly record struct DelayedJob(JobEntry? Entry, long Sequence);
}
