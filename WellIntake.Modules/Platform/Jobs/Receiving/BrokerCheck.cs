using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using WellIntake.Modules.Platform.Queueing;

namespace WellIntake.Modules.Platform.Jobs.Receiving;

/// <summary>
/// Asks the broker at start for what this process needs of it: queues to send to, queues to receive from. What can never
/// work stops the start with its line; a broker that is away does not, as jobs wait in the outbox then. While it is away it
/// is asked again and again, so that a process that has nothing to send knows as well when it is back.
/// </summary>
internal sealed partial class BrokerCheck(
    IServiceProvider services, JobTypes types, IQueueEntities entities, IQueueMode mode, TimeProvider time, ILogger<BrokerCheck> logger)
    : BackgroundService
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan AskAgain = TimeSpan.FromSeconds(5);

    public override async Task StartAsync(CancellationToken cancellationToken)
    {
        if (await AskAsync(cancellationToken) is { } problem)
        {
            if (problem.CannotWork)
                throw new JobQueueUnavailableException(problem.Message);
            mode.Saw(problem.Message);
        }

        await base.StartAsync(cancellationToken);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(AskAgain, time);
        try
        {
            while (await timer.WaitForNextTickAsync(stoppingToken))
            {
                if (mode.BrokerIsAway && await AskAsync(stoppingToken) is null)
                    mode.Saw(problem: null);
            }
        }
        catch (OperationCanceledException)
        {
            // Stopped.
        }
    }

    private async Task<BrokerProblem?> AskAsync(CancellationToken ct)
    {
        using var patience = new CancellationTokenSource(Patience, time);
        using var bounded = CancellationTokenSource.CreateLinkedTokenSource(ct, patience.Token);
        try
        {
            foreach (var queue in types.All.GroupBy(t => t.Queue, StringComparer.Ordinal))
            {
                if (await entities.ProbeAsync(queue.Key, receives: queue.Any(t => t.HasHandler(services)), bounded.Token) is { } problem)
                    return problem;
            }

            return null;
        }
        catch (Exception e) when (!ct.IsCancellationRequested)
        {
            if (e is not OperationCanceledException)
                Log.AskingFailed(logger, e.GetType().Name);
            return new BrokerProblem("Service Bus does not answer.", CannotWork: false);
        }
    }

    private static partial class Log
    {
        [LoggerMessage(5050, LogLevel.Warning, "The broker could not be asked ({Error})")]
        public static partial void AskingFailed(ILogger logger, string error);
    }
}
