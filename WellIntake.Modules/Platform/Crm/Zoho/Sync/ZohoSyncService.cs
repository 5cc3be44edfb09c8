using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using WellIntake.Modules.Platform.Crm.Zoho.Mapping;
using WellIntake.Modules.Platform.Resilience;

namespace WellIntake.Modules.Platform.Crm.Zoho.Sync;

/// <summary>
/// Synchronises again and again while the process serves. Several processes share the work: whoever finds a run due and the
/// lease free does it. While the breaker is open it waits; when the process stops, the run ends at its next await.
/// </summary>
internal sealed partial class ZohoSyncService(
    ICrmSync sync, SyncStates states, ZohoPlans plans, ICircuitBreakers breakers, IOptions<ZohoOptions> options, TimeProvider time,
    ILogger<ZohoSyncService> logger) : BackgroundService
{
    /// <summary>After a failure that may pass; one that needs a person waits the interval.</summary>
    private static readonly TimeSpan RetryDelay = TimeSpan.FromMinutes(2);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        // The start does not wait for a run, nor for the first await in it.
        await Task.Yield();
        try
        {
            var wait = await UntilDueAsync(stoppingToken);
            while (true)
            {
                if (wait > TimeSpan.Zero)
                    await Task.Delay(wait, time, stoppingToken);
                wait = await RunAsync(stoppingToken);
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The program stops.
        }
    }

    private async Task<TimeSpan> RunAsync(CancellationToken ct)
    {
        if (breakers.Get(CircuitNames.Zoho).State == CircuitState.Open)
            return Shorter(RetryDelay);
        var due = await UntilDueAsync(ct);
        if (due > TimeSpan.Zero)
            return due;
        try
        {
            var report = await sync.SyncAsync(full: false, progress: null, ct);
            return report.Outcome switch
            {
                CrmSyncOutcome.Busy => Shorter(RetryDelay),
                CrmSyncOutcome.Failed when report.Kinds.Any(k => k.Error is not (null or "refused" or "rejected")) =>
                    report.RetryAfter is { } asked && asked > RetryDelay ? asked : Shorter(RetryDelay),
                _ => options.Value.Interval,
            };
        }
        catch (Exception e) when (!ct.IsCancellationRequested)
        {
            Log.Failed(logger, e);
            return Shorter(RetryDelay);
        }
    }

    /// <summary>Zero when a run is due: another process, or this one before a restart, may have done it a moment ago.</summary>
    private async Task<TimeSpan> UntilDueAsync(CancellationToken ct)
    {
        try
        {
            var last = await states.LastFinishedAsync(plans.All, ct);
            var wait = last is { } at ? at + options.Value.Interval - time.GetUtcNow() : TimeSpan.Zero;
            return wait < TimeSpan.Zero ? TimeSpan.Zero : Shorter(wait);
        }
        catch (Exception e) when (!ct.IsCancellationRequested)
        {
            Log.Failed(logger, e);
            return Shorter(RetryDelay);
        }
    }

    private TimeSpan Shorter(TimeSpan wait) => wait < options.Value.Interval ? wait : options.Value.Interval;

    private static partial class Log
    {
        [LoggerMessage(4124, LogLevel.Error, "The synchronisation with Zoho CRM failed; it is tried again")]
        public static partial void Failed(ILogger logger, Exception e);
    }
}
