using WellIntake.Modules.Platform.Queueing;

namespace WellIntake.Modules.Platform.Jobs.Receiving;

/// <summary>
/// A worker's place for the one job that it has in hand, with the token that its handler gets. Reused from job to job,
/// so that a job costs neither a token source nor a timer.
/// </summary>
internal sealed class DeliverySlot : IDisposable
{
    private readonly Lock _gate = new();
    private CancellationTokenSource _cancel = new();
    private IJobLease? _lease;
    private DateTimeOffset _renewAt;

    /// <summary>Puts a job into the slot.</summary>
    /// <returns>The token of its handler.</returns>
    public CancellationToken Enter(IJobLease lease, DateTimeOffset now)
    {
        lock (_gate)
        {
            // A source whose lock was lost may still be on its way to being cancelled: it is never used again.
            if (LockLost || !_cancel.TryReset())
                _cancel = new CancellationTokenSource();

            LockLost = false;
            _lease = lease;
            _renewAt = HalfWay(now, lease.LockedUntil);
            return _cancel.Token;
        }
    }

    /// <summary>True when the handler was cancelled because the lock could not be kept.</summary>
    public bool LockLost { get; private set; }

    /// <summary>Takes the job out: from here on nothing renews or cancels it.</summary>
    public void Leave()
    {
        lock (_gate)
            _lease = null;
    }

    /// <summary>Cancels the handler of the job in hand, if there is one.</summary>
    public void Cancel()
    {
        lock (_gate)
        {
            if (_lease is not null)
                _cancel.Cancel();
        }
    }

    /// <summary>Renews the lock when half of what remained is over (QUE-6). A lost lock cancels the handler.</summary>
    public async Task RenewAsync(DateTimeOffset now, CancellationToken ct)
    {
        IJobLease lease;
        lock (_gate)
        {
            if (_lease is null || now < _renewAt)
                return;
            lease = _lease;
        }

        try
        {
            await lease.RenewLockAsync(ct);
            lock (_gate)
            {
                if (ReferenceEquals(_lease, lease))
                    _renewAt = HalfWay(now, lease.LockedUntil);
            }
        }
        catch (JobLockLostException)
        {
            CancellationTokenSource cancel;
            lock (_gate)
            {
                if (!ReferenceEquals(_lease, lease))
                    return;
                LockLost = true;
                cancel = _cancel;
            }

            await cancel.CancelAsync();
        }
        catch (InvalidOperationException)
        {
            // Settled while we asked: there is nothing left to renew.
        }
    }

    public void Dispose() => _cancel.Dispose();

    private static DateTimeOffset HalfWay(DateTimeOffset now, DateTimeOffset until) => now + ((until - now) / 2);
}
