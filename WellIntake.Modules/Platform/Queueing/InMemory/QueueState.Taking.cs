namespace WellIntake.Modules.Platform.Queueing.InMemory;

/// <content>Jobs on their way out: leased to whoever receives.</content>
internal sealed partial class QueueState
{
    /// <summary>
    /// Leases <paramref name="first"/>, when there is one, and what else is ready. Empty when nothing could be leased:
    /// another was faster, or what was ready had expired.
    /// </summary>
    public IReadOnlyList<IJobLease> Take(JobLane lane, JobEntry? first, int max)
    {
        lock (_gate)
        {
            ThrowIfClosed();
            var now = Now;
            if (lane == Dead)
                Sweep(now);
            var entry = first;
            if (entry is null && !lane.TryRead(out entry))
                return [];
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
    }

    private JobLease? TryLease(JobLane lane, JobEntry entry, long now)
    {
        // Between the channel and here it may have expired and become a dead letter.
        if (entry.Lane != lane || entry.State != JobState.Ready)
            return null;
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
