namespace WellIntake.Modules.Platform.Queueing.ServiceBus.Receiving;

/// <summary>
/// Stands between those who wait for jobs and a broker that answers late: what arrives goes to whoever waits longest. A
/// wait that is cancelled ends at once; what the broker sends for it goes to the next, or back unharmed when nobody waits.
/// </summary>
internal sealed class ReceivePump(ILeaseSource source, QueueHome home) : IAsyncDisposable
{
    private readonly Lock _gate = new();
    private readonly List<WaitingReceiver> _waiting = [];
    private readonly HashSet<Task> _fetches = [];
    private readonly CancellationTokenSource _closing = new();
    private int _asked;
    private bool _disposed;

    public async Task<IReadOnlyList<IJobLease>> ReceiveAsync(int maxJobs, TimeSpan maxWait, CancellationToken ct)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(maxJobs);
        ct.ThrowIfCancellationRequested();
        var receiver = new WaitingReceiver(maxJobs);
        lock (_gate)
        {
            ObjectDisposedException.ThrowIf(_disposed, typeof(IJobQueue));
            _waiting.Add(receiver);
            Ask();
        }

        try
        {
            await WaitAsync(receiver, maxWait, ct);
        }
        finally
        {
            lock (_gate)
                _waiting.Remove(receiver);
        }

        if (ct.IsCancellationRequested)
        {
            await GiveBackAsync(receiver.Leases);
            ct.ThrowIfCancellationRequested();
        }

        if (receiver.Leases.Count == 0 && receiver.Failure is { } failure)
            throw failure;
        receiver.Leases.Sort(static (a, b) => a.Age.CompareTo(b.Age));
        foreach (var lease in receiver.Leases)
            lease.HandOut();
        return receiver.Leases;
    }

    public async ValueTask DisposeAsync()
    {
        Task[] fetches;
        lock (_gate)
        {
            if (_disposed)
                return;
            _disposed = true;
            Fail(new ObjectDisposedException(nameof(IJobQueue)));
            fetches = [.. _fetches];
        }

        await _closing.CancelAsync();
        await Task.WhenAll(fetches);
        await source.DisposeAsync();
        _closing.Dispose();
    }

    // The wait itself is by the queue's clock; the broker's answer takes its time on the network whatever that clock says.
    private async Task WaitAsync(WaitingReceiver receiver, TimeSpan maxWait, CancellationToken ct)
    {
        using var over = CancellationTokenSource.CreateLinkedTokenSource(ct);
        var answer = home.Broker.AnswerTime;
        var patience = maxWait > answer ? Task.Delay(maxWait, home.Time, over.Token) : Task.Delay(answer, TimeProvider.System, over.Token);
        await Task.WhenAny(receiver.NextAsync(0), patience);
        for (var count = receiver.Count; count > 0 && count < receiver.Max && !ct.IsCancellationRequested; count = receiver.Count)
        {
            var more = receiver.NextAsync(count);
            if (await Task.WhenAny(more, Task.Delay(answer, TimeProvider.System, over.Token)) != more || receiver.Count == count)
                break;
        }

        await over.CancelAsync();
    }

    // To be called with the gate held.
    private void Ask()
    {
        while (!_disposed && _fetches.Count < source.Parallel)
        {
            var wanted = _waiting.Sum(w => w.Max - w.Count) - _asked;
            if (wanted <= 0)
                return;
            var share = source.Parallel > 1 ? 1 : wanted;
            _asked += share;
            var ended = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            _fetches.Add(ended.Task);
            _ = Task.Run(() => FetchAsync(share, ended));
        }
    }

    private async Task FetchAsync(int share, TaskCompletionSource ended)
    {
        IReadOnlyList<ServiceBusLease> leases = [];
        Exception? failure = null;
        try
        {
            leases = await source.FetchAsync(share, IsWanted, _closing.Token);
            home.Status.Answered();
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            failure = ServiceBusFailures.Translate(e, home.Entity);
            if (failure is JobQueueUnavailableException away && !_closing.IsCancellationRequested)
                home.Status.Failed(away);
        }

        var left = new List<ServiceBusLease>();
        lock (_gate)
        {
            _asked -= share;
            _fetches.Remove(ended.Task);
            foreach (var lease in leases)
            {
                if (_waiting.Find(w => w.Count < w.Max) is { } receiver)
                    receiver.Add(lease);
                else
                    left.Add(lease);
            }

            if (failure is not null)
                Fail(failure);
            else
                Ask();
            if (left.Count > 0)
                _fetches.Add(ended.Task);
        }

        await GiveBackAsync(left);
        lock (_gate)
            _fetches.Remove(ended.Task);
        ended.SetResult();
    }

    private bool IsWanted()
    {
        lock (_gate)
            return !_disposed && _waiting.Exists(w => w.Count < w.Max);
    }

    private void Fail(Exception failure)
    {
        foreach (var receiver in _waiting)
            receiver.Fail(failure);
        _waiting.Clear();
    }

    private static async Task GiveBackAsync(IEnumerable<ServiceBusLease> leases)
    {
        foreach (var lease in leases)
        {
            try
            {
                await lease.ReleaseAsync(CancellationToken.None);
            }
            catch (Exception e) when (e is not OutOfMemoryException)
            {
                // It comes back when its lock ends; disposing says so in the log.
                await lease.DisposeAsync();
            }
        }
    }
}
