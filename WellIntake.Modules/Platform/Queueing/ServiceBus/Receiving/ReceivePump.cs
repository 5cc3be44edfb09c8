namespace WellIntake.Modules.Platform.Queueing.ServiceBus.Receiving;

/// <summary>
/// Stands between those who wait for jobs and a broker that answers late: what arrives goes to whoever waits longest. With
/// the last who waits the requests end too, so that nothing is leased for nobody; what arrives in that moment is given
/// back unharmed.
/// </summary>
internal sealed class ReceivePump(ILeaseSource source, QueueHome home) : IAsyncDisposable
{
    private readonly Lock _gate = new();
    private readonly List<WaitingReceiver> _waiting = [];
    private readonly HashSet<Task> _fetches = [];
    private CancellationTokenSource _callOff = new();
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
            await LeaveAsync(receiver);
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

        await _callOff.CancelAsync();
        await Task.WhenAll(fetches);
        await source.DisposeAsync();
        _callOff.Dispose();
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

    // Returns when nothing is under way that nobody waits for, so that what is sent next is not caught by it.
    private async Task LeaveAsync(WaitingReceiver receiver)
    {
        CancellationTokenSource callOff;
        Task[] fetches;
        lock (_gate)
        {
            _waiting.Remove(receiver);
            if (_waiting.Count > 0 || _fetches.Count == 0 || _disposed || !source.CanBeCalledOff)
                return;
            (callOff, _callOff) = (_callOff, new CancellationTokenSource());
            fetches = [.. _fetches];
        }

        await callOff.CancelAsync();
        await Task.WhenAll(fetches);
        callOff.Dispose();
    }

    // To be called with the gate held.
    private void Ask()
    {
        if (_disposed)
            return;
        var wanted = Math.Min(_waiting.Sum(w => w.Max - w.Count), source.Parallel);
        while (_fetches.Count < wanted)
        {
            var ended = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            var ct = _callOff.Token;
            _fetches.Add(ended.Task);
            _ = Task.Run(() => FetchAsync(ended, ct), CancellationToken.None);
        }
    }

    private async Task FetchAsync(TaskCompletionSource ended, CancellationToken ct)
    {
        ServiceBusLease? lease = null;
        Exception? failure = null;
        try
        {
            lease = await source.FetchAsync(IsWanted, ct);
            if (!ct.IsCancellationRequested)
                home.Status.Answered();
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            // Called off or not: who began to wait meanwhile has asked anew.
            if (!ct.IsCancellationRequested)
                failure = ServiceBusFailures.Translate(e, home.Entity);
            if (failure is JobQueueUnavailableException away)
                home.Status.Saw(away.Message);
        }

        lock (_gate)
        {
            if (lease is not null && _waiting.Find(w => w.Count < w.Max) is { } receiver)
            {
                receiver.Add(lease);
                lease = null;
            }

            if (failure is not null)
                Fail(failure);
        }

        if (lease is not null)
            await GiveBackAsync([lease]);
        lock (_gate)
        {
            _fetches.Remove(ended.Task);
            Ask();
        }

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
