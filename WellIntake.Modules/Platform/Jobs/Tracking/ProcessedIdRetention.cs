using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using WellIntake.Modules.Platform.Queueing;

namespace WellIntake.Modules.Platform.Jobs.Tracking;

/// <summary>
/// Removes ids that were recorded as processed longer ago than <see cref="JobOptions.ProcessedIdMaxAge"/>: by then no
/// channel and no queue brings the same one again. In small commits, so that others get in between.
/// </summary>
internal sealed partial class ProcessedIdRetention(
    IGroupCommit commits, IOptions<JobOptions> options, TimeProvider time, ILogger<ProcessedIdRetention> logger) : BackgroundService
{
    internal const int Batch = 500;
    private static readonly TimeSpan SweepEvery = TimeSpan.FromHours(1);

    /// <summary>Removes what is too old. Returns how many that were.</summary>
    internal async Task<int> SweepAsync(CancellationToken ct)
    {
        var oldest = time.GetUtcNow() - options.Value.ProcessedIdMaxAge;
        var removed = 0;
        int last;
        do
        {
            last = await commits.CommitAsync(session => RequestSql.ForgetProcessed(session, oldest, Batch), ct);
            removed += last;
        }
        while (last == Batch);
        return removed;
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(SweepEvery, time);
        try
        {
            do
            {
                try
                {
                    if (await SweepAsync(stoppingToken) is > 0 and var removed)
                        Log.Removed(logger, removed);
                }
                catch (Exception e) when (!stoppingToken.IsCancellationRequested)
                {
                    Log.SweepFailed(logger, e);
                }
            }
            while (await timer.WaitForNextTickAsync(stoppingToken));
        }
        catch (OperationCanceledException)
        {
            // Stopping.
        }
    }

    private static partial class Log
    {
        [LoggerMessage(2120, LogLevel.Debug, "{Count} processed ids are past their age and were removed")]
        public static partial void Removed(ILogger logger, int count);

        [LoggerMessage(2121, LogLevel.Warning, "Old processed ids could not be removed; the next sweep tries again")]
        public static partial void SweepFailed(ILogger logger, Exception e);
    }
}
