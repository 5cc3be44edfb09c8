namespace WellIntake.Modules.Platform.Queueing.InMemory;

/// <content>Leases on their way back.</content>
internal sealed partial class QueueState
{
    public Task Renew(JobLease lease)
    {
        lock (_gate)
        {
            var now = Verify(lease);
            _leases.Remove(lease);
            Volatile.Write(ref lease.LockedUntilTicks, now + _options.LockDuration.Ticks);
            _leases.Add(lease);
            return Task.CompletedTask;
        }
    }

    public Task Complete(JobLease lease)
    {
        lock (_gate)
        {
            Verify(lease);
            End(lease);
            Leave(lease.Entry);
            var written = _journal?.Removed(lease.Entry) ?? Task.CompletedTask;
            RefillIfLow();
            Serve();
            return written;
        }
    }

    public Task Abandon(JobLease lease, TimeSpan delay)
    {
        lock (_gate)
        {
            var now = Verify(lease);
            End(lease);
            var written = GiveBack(lease, now, delay);
            Serve();
            return written;
        }
    }

    public Task DeadLetter(JobLease lease, string reason, string? description)
    {
        lock (_gate)
        {
            Verify(lease);
            End(lease);
            var written = Bury(lease.Entry, reason, description);
            RefillIfLow();
            Serve();
            return written;
        }
    }

    public Task Release(JobLease lease)
    {
        lock (_gate)
        {
            Verify(lease);
            End(lease);
            var written = Unlease(lease);
            Serve();
            return written;
        }
    }

    /// <summary>What a lease does when it is disposed: abandons what is still held. Never throws.</summary>
    public void GiveBackQuietly(JobLease lease)
    {
        // Nearly every lease is settled when it is disposed: that needs no gate, for it never becomes another again.
        if (lease.State == LeaseState.Settled)
            return;
        lock (_gate)
        {
            if (_closed || lease.State != LeaseState.Held || lease.LockedUntilTicks <= Now)
                return;
            End(lease);
            _ = GiveBack(lease, Now, TimeSpan.Zero);
            Serve();
        }
    }

    private Task Unlease(JobLease lease)
    {
        var entry = lease.Entry;
        if (lease.Lane == Dead)
        {
            Dead.Offer(entry);
            return Task.CompletedTask;
        }

        entry.DeliveryCount--;
        MakeReady(entry);
        return _journal?.Changed(entry) ?? Task.CompletedTask;
    }

    private Task GiveBack(JobLease lease, long now, TimeSpan delay)
    {
        var entry = lease.Entry;
        if (lease.Lane == Dead)
        {
            Dead.Offer(entry);
            return Task.CompletedTask;
        }

        if (entry.DeliveryCount >= _options.BackstopDeliveries)
            return Bury(entry, DeadLetterReasons.MaxDeliveries, null);
        if (delay > TimeSpan.Zero)
        {
            entry.DueAt = now + delay.Ticks;
            Delay(entry);
        }
        else
        {
            MakeReady(entry);
        }

        return _journal?.Changed(entry) ?? Task.CompletedTask;
    }

    private long Verify(JobLease lease)
    {
        if (lease.State is LeaseState.Settled or LeaseState.Settling)
            throw new InvalidOperationException($"Job {lease.Entry.Sent.Id} has been settled on this lease already.");
        var now = Now;
        if (lease.State == LeaseState.Lost || lease.LockedUntilTicks <= now)
            throw new JobLockLostException(lease.Entry.Sent.Id);
        ThrowIfClosed();
        return now;
    }

    private void End(JobLease lease)
    {
        lease.State = LeaseState.Settled;
        lease.Lane.Leased--;
        _leases.Remove(lease);
    }
}
