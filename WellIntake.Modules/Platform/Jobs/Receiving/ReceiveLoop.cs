using Microsoft.Extensions.Logging;
using WellIntake.Modules.Platform.Queueing;

namespace WellIntake.Modules.Platform.Jobs.Receiving;

/// <summary>
/// Works on one queue with as many workers as it allows, keeps their locks, and ends them in good order: stop
/// receiving, let handlers finish within the grace period, cancel them, give back what is left unharmed (QUE-7).
/// </summary>
internal sealed partial class ReceiveLoop : IAsyncDisposable
{
    private readonly IJobQueue _queue;
    private readonly JobOptions _options;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly ShutdownSignal _shutdown = new();
    private readonly CancellationTokenSource _stopRenewing = new();
    private readonly DeliverySlot[] _slots;
    private readonly TimeSpan _renewalPeriod;
    private bool _disposed;
    private Task _workers = Task.CompletedTask;
    private Task _renewals = Task.CompletedTask;

    public ReceiveLoop(
        IServiceProvider services, JobTypes types, IJobQueue queue, JobQueueOptions queueOptions, JobOptions options, RetryPolicy retry,
        TimeProvider time, ILogger logger)
    {
        _queue = queue;
        _options = options;
        _time = time;
        _logger = logger;
        var workers = options.MaxConcurrency > 0 ? Math.Min(options.MaxConcurrency, queueOptions.MaxConcurrency) : queueOptions.MaxConcurrency;
        _slots = [.. Enumerable.Range(0, workers).Select(_ => new DeliverySlot())];
        // A lock is renewed at half of what remains, so looking eight times in a lock's life leaves three tries.
        _renewalPeriod = queueOptions.LockDuration / 8;
        Processor = new JobProcessor(services, types, queue.Name, queueOptions, options, retry, _shutdown, time, logger);
    }

    private JobProcessor Processor { get; }

    /// <summary>Starts the workers. Returns at once.</summary>
    public void Start()
    {
        _renewals = Task.Run(() => RenewLocksAsync(_stopRenewing.Token));
        _workers = Task.WhenAll(_slots.Select(slot =>
            Task.Run(() => new Worker(_queue, slot, Processor, _time, _logger).RunAsync(_shutdown.StopReceiving))));
        Log.Started(_logger, _queue.Name, _slots.Length);
    }

    /// <summary>Ends the workers. Returns when none runs; later than the grace period only by what a handler takes to obey.</summary>
    public async Task StopAsync(CancellationToken hurry)
    {
        _shutdown.Stop();
        try
        {
            await _workers.WaitAsync(_options.GracePeriod, _time, hurry);
        }
        catch (Exception e) when (e is TimeoutException or OperationCanceledException)
        {
            Log.GraceOver(_logger, _queue.Name);
            _shutdown.CancelHandlers();
            foreach (var slot in _slots)
                slot.Cancel();
            await Task.WhenAny(_workers, Task.Delay(_options.SettleTimeout, _time, CancellationToken.None));
        }

        await _stopRenewing.CancelAsync();
        await _renewals;
    }

    public async ValueTask DisposeAsync()
    {
        // The container holds the worker service under two names and disposes it under both.
        if (_disposed)
            return;
        _disposed = true;
        if (!_shutdown.StopReceiving.IsCancellationRequested)
            await StopAsync(new CancellationToken(canceled: true));
        _shutdown.Dispose();
        _stopRenewing.Dispose();
        foreach (var slot in _slots)
            slot.Dispose();
    }

    private async Task RenewLocksAsync(CancellationToken ct)
    {
        using var timer = new PeriodicTimer(_renewalPeriod, _time);
        try
        {
            while (await timer.WaitForNextTickAsync(ct))
            {
                var now = _time.GetUtcNow();
                foreach (var slot in _slots)
                {
                    try
                    {
                        await slot.RenewAsync(now, ct);
                    }
                    catch (Exception e) when (e is not OperationCanceledException)
                    {
                        // The next tick tries again; if it stays so, the lock ends and another delivery follows.
                        Log.RenewFailed(_logger, _queue.Name, e);
                    }
                }
            }
        }
        catch (OperationCanceledException)
        {
            // Stopped.
        }
    }

    private static partial class Log
    {
        [LoggerMessage(2020, LogLevel.Information, "{Queue}: {Workers} workers wait for jobs")]
        public static partial void Started(ILogger logger, string queue, int workers);

        [LoggerMessage(2021, LogLevel.Warning, "{Queue}: the grace period is over; running handlers are cancelled and their jobs given back")]
        public static partial void GraceOver(ILogger logger, string queue);

        [LoggerMessage(2022, LogLevel.Warning, "{Queue}: a lock could not be renewed")]
        public static partial void RenewFailed(ILogger logger, string queue, Exception e);
    }
}
