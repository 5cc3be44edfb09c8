using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using WellIntake.Modules.Platform.Jobs.Tracking;
using WellIntake.Modules.Platform.Queueing;

namespace WellIntake.Modules.Platform.Jobs.Receiving;

/// <summary>Runs a receive loop for every queue that this process has a handler for.</summary>
internal sealed partial class WorkerService(
    IServiceProvider services, JobTypes types, IJobQueues queues, IOptions<QueueingOptions> queueing, IOptions<JobOptions> options, TimeProvider time,
    ILoggerFactory loggers, Random random, IQueueMode mode) : IHostedService, IAsyncDisposable
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
            var settings = queueing.Value.Queues[queue];
            var loop = new ReceiveLoop(
                services, types, Source(queues.Get(queue), settings), settings, options.Value, retry, time,
                loggers.CreateLogger<ReceiveLoop>());
            _loops.Add(loop);
            loop.Start();
        }

        return Task.CompletedTask;
    }

    // Where the queues are on a broker, there is an outbox to work from while it is away.
    private IJobQueue Source(IJobQueue queue, JobQueueOptions settings)
    {
        if (services.GetService<OutboxWork>() is not { } work)
            return queue;
        mode.WorksLocally = true;
        return new LocalWhenAway(queue, settings, work, mode, time);
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
