using Microsoft.Extensions.Logging;
using WellIntake.Modules.Platform.Queueing;

namespace WellIntake.Modules.Platform.Jobs.Receiving;

/// <summary>
/// Takes jobs from one queue, one at a time, until told to stop. A failed or empty receive never ends it: it waits a
/// little, longer each time, and goes on.
/// </summary>
internal sealed partial class Worker(IJobQueue queue, DeliverySlot slot, JobProcessor processor, TimeProvider time, ILogger logger)
{
    private static readonly TimeSpan MaxWait = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(30);

    public async Task RunAsync(CancellationToken stopReceiving)
    {
        var failures = 0;
        while (!stopReceiving.IsCancellationRequested)
        {
            try
            {
                var leases = await queue.ReceiveAsync(1, MaxWait, stopReceiving);
                failures = 0;
                for (var i = 0; i < leases.Count; i++)
                    await processor.ProcessAsync(leases[i], slot);
            }
            catch (OperationCanceledException) when (stopReceiving.IsCancellationRequested)
            {
                return;
            }
            catch (ObjectDisposedException)
            {
                return;
            }
            catch (Exception e)
            {
                Log.ReceiveFailed(logger, queue.Name, ++failures, e);
                if (!await PauseAsync(failures, stopReceiving))
                    return;
            }
        }
    }

    private async Task<bool> PauseAsync(int failures, CancellationToken stopReceiving)
    {
        var pause = TimeSpan.FromMilliseconds(Math.Min(100 * Math.Pow(2, failures), LongestPause.TotalMilliseconds));
        try
        {
            await Task.Delay(pause, time, stopReceiving);
            return true;
        }
        catch (OperationCanceledException)
        {
            return false;
        }
    }

    private static partial class Log
    {
        [LoggerMessage(2001, LogLevel.Warning, "Receiving from {Queue} failed ({Failures} in a row); going on")]
        public static partial void ReceiveFailed(ILogger logger, string queue, int failures, Exception e);
    }
}
