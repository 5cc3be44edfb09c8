using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using WellIntake.Modules.Platform.Queueing;

namespace WellIntake.Modules.Platform.Jobs.Receiving;

/// <summary>Runs a receive loop for every queue that this process has a handler for.</summary>
internal sealed partial class WorkerService(
    IServiceProvider services, JobTypes types, IJobQueues queues, IOptions<QueueingOptions> queueing, IOptions<JobOptions> options, TimeProvider time,
    ILoggerFactory loggers, Random random) : IHostedService, IAsyncDisposable
{
    private readonly List<ReceiveLoop> _loops = [];

    public Task StartAsync(CancellationToken ct)
    {
        if (options.Value.Paused)
        {
            Log.Paused(loggers.CreateLogger<WorkerService>());
            return Task.CompletedTask;
        }

        var retry = new RetryPolicy(options.Value, random);
        foreach (var queue in types.All.Where(t => t.HasHandler(services)).Select(t => t.Queue).Distinct(StringComparer.Ordinal))
        {
            var loop = new ReceiveLoop(
                services, types, queues.Get(queue), queueing.Value.Queues[queue], options.Value, retry, time,
                loggers.CreateLogger<ReceiveLoop>());
            _loops.Add(loop);
            loop.Start();
        }

        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken ct) => Task.WhenAll(_loops.Select(l => l.StopAsync(ct)));

    public async ValueTask DisposeAsync()
    {
        foreach (var loop in _loops)
            await loop.DisposeAsync();
    }

    private static partial class Log
    {
        [LoggerMessage(2030, LogLevel.Warning, "Paused by WellIntake:Jobs:Paused: jobs are accepted and wait, none is worked on")]
        public static partial void Paused(ILogger logger);
    }
}
