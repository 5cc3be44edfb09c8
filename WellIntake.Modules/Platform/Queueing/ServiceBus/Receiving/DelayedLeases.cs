using Microsoft.Extensions.Logging;

namespace WellIntake.Modules.Platform.Queueing.ServiceBus.Receiving;

/// <summary>
/// Jobs that wait for another delivery where a scheduled copy would lose their place: the lock is kept until their time,
/// then they are given back. If the process dies meanwhile, they come back when the lock ends: too early or too late, but
/// not out of order and never lost.
/// </summary>
internal sealed partial class DelayedLeases(QueueHome home) : IAsyncDisposable
{
    private readonly Lock _gate = new();
    private readonly HashSet<Task> _waits = [];
    private readonly CancellationTokenSource _closing = new();

    /// <summary>How many wait.</summary>
    public int Count
    {
        get
        {
            lock (_gate)
                return _waits.Count;
        }
    }

    public bool HasRoom => Count < home.Broker.MaxHeld && !_closing.IsCancellationRequested;

    public void Add(ServiceBusLease lease, TimeSpan delay)
    {
        var until = home.Time.GetUtcNow() + delay;
        lock (_gate)
        {
            var wait = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            _waits.Add(wait.Task);
            _ = EndAsync(wait, HoldAsync(lease, until));
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _closing.CancelAsync();
        Task[] waits;
        lock (_gate)
            waits = [.. _waits];
        await Task.WhenAll(waits);
        _closing.Dispose();
    }

    private async Task EndAsync(TaskCompletionSource wait, Task hold)
    {
        await hold.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        lock (_gate)
            _waits.Remove(wait.Task);
        wait.SetResult();
    }

    private async Task HoldAsync(ServiceBusLease lease, DateTimeOffset until)
    {
        try
        {
            while (!_closing.IsCancellationRequested)
            {
                var now = home.Time.GetUtcNow();
                var left = until - now;
                if (left <= TimeSpan.Zero)
                    break;
                var half = (lease.LockedUntil - now) / 2;
                var step = left < half ? left : half > TimeSpan.FromSeconds(1) ? half : TimeSpan.FromSeconds(1);
                await Task.Delay(step, home.Time, _closing.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
                if (step < left && !_closing.IsCancellationRequested)
                    await lease.RenewAsync(_closing.Token);
            }

            await lease.EndHoldAsync(CancellationToken.None);
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            // The broker has it back when the lock ends, or has it already.
            Log.HoldEnded(home.Logger, home.Entity.Queue, lease.Job.Id, e.GetType().Name);
        }
    }

    private static partial class Log
    {
        [LoggerMessage(5033, LogLevel.Warning, "{Queue}: job {JobId} could not be held back for its delay ({Error}); it comes back when its lock ends")]
        public static partial void HoldEnded(ILogger logger, string queue, string jobId, string error);
    }
}
