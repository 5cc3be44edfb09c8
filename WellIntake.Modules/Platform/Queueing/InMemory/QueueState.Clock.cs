namespace WellIntake.Modules.Platform.Queueing.InMemory;

/// <content>What happens because time passes. One timer for all of it, moved only when something is due earlier.</content>
internal sealed partial class QueueState
{
    private static readonly long LongestTimer = TimeSpan.FromDays(1).Ticks;

    private long _armedFor = long.MaxValue;
    private long _nextExpiry = long.MaxValue;

    private void ArmFor(long dueAt)
    {
        if (dueAt >= _armedFor || _closed)
            return;
        _armedFor = dueAt;
        // Timers count in milliseconds and cut the rest off: round up, or one fires just before its time.
        var wait = Math.Clamp(dueAt - Now + TimeSpan.TicksPerMillisecond - 1, TimeSpan.TicksPerMillisecond, LongestTimer);
        _timer.Change(TimeSpan.FromTicks(wait / TimeSpan.TicksPerMillisecond * TimeSpan.TicksPerMillisecond), Timeout.InfiniteTimeSpan);
    }

    private void Expect(long expiry)
    {
        _nextExpiry = Math.Min(_nextExpiry, expiry);
        ArmFor(expiry);
    }

    private void OnTimer()
    {
        lock (_gate)
        {
            if (_closed)
                return;
            _armedFor = long.MaxValue;
            var now = Now;
            Sweep(now);
            Serve();
            ArmFor(EndWaits(Live, now));
            ArmFor(EndWaits(Dead, now));
            if (_leases.Head is { } lease)
                ArmFor(lease.LockedUntilTicks);
            if (_delayed.TryPeek(out _, out var dueAt))
                ArmFor(dueAt);
            ArmFor(_nextExpiry);
        }
    }

    /// <summary>Takes back what is leased too long, lets go what is due, buries what has expired.</summary>
    private void Sweep(long now)
    {
        while (_leases.Head is { } lease && lease.LockedUntilTicks <= now)
        {
            End(lease);
            lease.State = LeaseState.Lost;
            _ = GiveBack(lease, now, TimeSpan.Zero);
        }

        while (_delayed.TryPeek(out var job, out var dueAt) && dueAt <= now)
        {
            _delayed.Dequeue();
            if (job.Entry is null)
            {
                _dueOnDisk.Enqueue(job.Sequence);
                continue;
            }

            _delayedInMemory--;
            Enter(job.Entry);
        }

        SweepExpired(now);
        RefillIfLow();
    }

    /// <summary>Buries what has outlived its time without being leased or delayed. Looks only when one may have.</summary>
    private void SweepExpired(long now)
    {
        if (now < _nextExpiry)
            return;
        var earliest = long.MaxValue;
        var expired = new List<JobEntry>();
        for (var entry = Live.Head; entry is not null; entry = entry.Next)
        {
            if (entry.State is not (JobState.Ready or JobState.Held))
                continue;
            if (entry.ExpiresAt <= now)
                expired.Add(entry);
            else
                earliest = Math.Min(earliest, entry.ExpiresAt);
        }

        _nextExpiry = earliest;
        if (expired.Count == 0)
            return;
        foreach (var entry in expired)
            _ = Bury(entry, DeadLetterReasons.Expired, null);

        // What was buried still stands in the channel: read it empty and put back what lives.
        var keep = new List<JobEntry>();
        while (Live.TryRead(out var entry))
        {
            if (entry.Lane == Live)
                keep.Add(entry);
        }

        foreach (var entry in keep)
            Live.Offer(entry);
    }
}
