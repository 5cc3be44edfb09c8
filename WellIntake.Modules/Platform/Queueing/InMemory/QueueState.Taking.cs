namespace WellIntake.Modules.Platform.Queueing.InMemory;

/// <content>Jobs on their way out: leased to whoever receives.</content>
internal sealed partial class QueueState
{
    /// <summary>Leases what is ready; empty when nothing is.</summary>
    public IReadOnlyList<IJobLease> Take(JobLane lane, int max)
    {
        lock (_gate)
        {
            ThrowIfClosed();
            if (lane == Dead)
                Sweep(Now);
            return LeaseReady(lane, max);
        }
    }

    /// <summary>Stands in line until something is ready, the time is over (empty) or the token is cancelled.</summary>
    public Task<IReadOnlyList<IJobLease>> WaitAsync(JobLane lane, int max, TimeSpan maxWait, CancellationToken ct)
    {
        var until = maxWait == Timeout.InfiniteTimeSpan ? long.MaxValue : Now + maxWait.Ticks;
        var receiver = new WaitingReceiver(this, lane, max, until, ct);
        receiver.Listen();
        lock (_gate)
        {
            if (!_closed && !receiver.IsCancelled)
            {
                lane.Waiting.Add(receiver);
                ArmFor(until);
                Serve();
                return receiver.Task;
            }
        }

        receiver.StopListening();
        ct.ThrowIfCancellationRequested();
        throw new ObjectDisposedException(nameof(IJobQueue));
    }

    /// <summary>The receiver's token is cancelled. True when it stood in line and now does not: it has got nothing.</summary>
    public bool StopWaiting(WaitingReceiver receiver)
    {
        lock (_gate)
        {
            receiver.IsCancelled = true;
            if (!receiver.InLine)
                return false;
            receiver.Lane.Waiting.Remove(receiver);
            return true;
        }
    }

    /// <summary>Hands what is ready to those who wait: each job to one, and nobody is woken for nothing.</summary>
    private void Serve()
    {
        Serve(Live);
        Serve(Dead);
    }

    private void Serve(JobLane lane)
    {
        while (lane.Waiting.First is { } receiver && LeaseReady(lane, receiver.Max) is { Length: > 0 } leases)
        {
            lane.Waiting.Remove(receiver);
            receiver.StopListening();
            receiver.TrySetResult(leases);
        }
    }

    /// <summary>Lets those go whose time is over. Returns when the next one's is.</summary>
    private static long EndWaits(JobLane lane, long now)
    {
        var next = long.MaxValue;
        for (var receiver = lane.Waiting.First; receiver is not null;)
        {
            var following = receiver.Next;
            if (receiver.Until > now)
            {
                next = Math.Min(next, receiver.Until);
            }
            else
            {
                lane.Waiting.Remove(receiver);
                receiver.StopListening();
                receiver.TrySetResult([]);
            }

            receiver = following;
        }

        return next;
    }

    private static void CloseWaits(JobLane lane)
    {
        while (lane.Waiting.First is { } receiver)
        {
            lane.Waiting.Remove(receiver);
            receiver.StopListening();
            receiver.TrySetException(new ObjectDisposedException(nameof(IJobQueue)));
        }
    }

    private IJobLease[] LeaseReady(JobLane lane, int max)
    {
        if (!lane.TryRead(out var entry))
            return [];
        var now = Now;
        var leases = new IJobLease[Math.Min(max, lane.Ready + 1)];
        var count = 0;
        do
        {
            if (TryLease(lane, entry, now) is { } lease)
                leases[count++] = lease;
        }
        while (count < leases.Length && lane.TryRead(out entry));
        RefillIfLow();
        if (count < leases.Length)
            Array.Resize(ref leases, count);
        return leases;
    }

    private JobLease? TryLease(JobLane lane, JobEntry entry, long now)
    {
        if (lane == Live)
        {
            if (entry.ExpiresAt <= now)
            {
                _ = Bury(entry, DeadLetterReasons.Expired, null);
                return null;
            }

            _ranks.Taken(entry);
            entry.DeliveryCount++;
            _journal?.Leased(entry);
        }

        entry.State = JobState.Leased;
        lane.Leased++;
        var until = now + _options.LockDuration.Ticks;
        var lease = _journal is null ? new JobLease(this, lane, entry, until) : new JournaledJobLease(this, lane, entry, until);
        _leases.Add(lease);
        ArmFor(until);
        return lease;
    }
}
