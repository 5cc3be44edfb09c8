using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using WellIntake.Modules.Platform.DeadLetters.Moves;
using WellIntake.Modules.Platform.Queueing;

namespace WellIntake.Modules.Platform.DeadLetters;

/// <summary>When the process starts, and every hour: finishes what was half moved, and deletes what can no longer be undone.</summary>
internal sealed partial class DeadLetterUpkeep(
    KnownQueues queues, MoveFinisher finisher, IGroupCommit commits, IOptions<DeadLetterOptions> options, TimeProvider time, ILogger<DeadLetterUpkeep> logger)
    : BackgroundService
{
    // No queue remembers ids for longer.
    private static readonly TimeSpan IdsRemembered = TimeSpan.FromDays(7);
    private static readonly TimeSpan Margin = TimeSpan.FromDays(1);
    private static readonly TimeSpan Every = TimeSpan.FromHours(1);

    internal async Task RunOnceAsync(CancellationToken ct)
    {
        foreach (var queue in queues.Names)
            await finisher.FinishAsync(queue, ct);
        var now = time.GetUtcNow();
        var removed = await commits.CommitAsync(session => MoveSql.Forget(session, now - options.Value.UndoFor, now - IdsRemembered - Margin), ct);
        if (removed > 0)
            Log.Forgotten(logger, removed);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Every, time);
        try
        {
            do
            {
                try
                {
                    await RunOnceAsync(stoppingToken);
                }
                catch (Exception e) when (!stoppingToken.IsCancellationRequested)
                {
                    Log.Failed(logger, e);
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
        [LoggerMessage(5121, LogLevel.Information, "{Count} dead letters that were moved long ago are forgotten")]
        public static partial void Forgotten(ILogger logger, int count);

        [LoggerMessage(5122, LogLevel.Warning, "Dead letters that are half moved could not be looked after; it is tried again")]
        public static partial void Failed(ILogger logger, Exception e);
    }
}
