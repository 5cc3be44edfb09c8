using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using WellIntake.Modules.Platform.Queueing;

namespace WellIntake.Modules.Platform.Jobs.Receiving;

/// <summary>
/// Asks the broker at start for what this process needs of it: queues to send to, queues to receive from. What can never
/// work stops the start with its line; a broker that is away does not, as jobs wait in the outbox then.
/// </summary>
internal sealed partial class BrokerCheck(
    IServiceProvider services, JobTypes types, IQueueEntities entities, TimeProvider time, ILogger<BrokerCheck> logger) : IHostedService
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        using var patience = new CancellationTokenSource(Patience, time);
        using var bounded = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, patience.Token);
        foreach (var queue in types.All.GroupBy(t => t.Queue, StringComparer.Ordinal))
        {
            BrokerProblem? problem;
            try
            {
                problem = await entities.ProbeAsync(queue.Key, receives: queue.Any(t => t.HasHandler(services)), bounded.Token);
            }
            catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
            {
                problem = new BrokerProblem("Service Bus does not answer.", CannotWork: false);
            }

            if (problem is { CannotWork: true })
                throw new JobQueueUnavailableException(problem.Message);
            if (problem is null)
                continue;
            Log.Away(logger, problem.Message);
            return;
        }
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    private static partial class Log
    {
        [LoggerMessage(5050, LogLevel.Warning, "The broker is away at start; accepted jobs wait in the database until it is back. {Problem}")]
        public static partial void Away(ILogger logger, string problem);
    }
}
