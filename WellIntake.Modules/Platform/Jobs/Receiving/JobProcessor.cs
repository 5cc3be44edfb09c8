using System.Data.Common;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using WellIntake.Modules.Platform.Queueing;
using WellIntake.Modules.Platform.Resilience;
using WellIntake.Modules.Platform.Telemetry;

namespace WellIntake.Modules.Platform.Jobs.Receiving;

/// <summary>
/// One delivery from lease to settle: parse once, handle, and decide. Every backend's jobs pass through here, so that
/// retries, dead letters and shutdown mean the same everywhere.
/// </summary>
internal sealed partial class JobProcessor(
    IServiceProvider services, JobTypes types, string queue, JobQueueOptions queueOptions, JobOptions options, RetryPolicy retry,
    ShutdownSignal shutdown, TimeProvider time, ILogger logger)
{
    private static readonly TimeSpan LookAgain = TimeSpan.FromSeconds(1);

    /// <summary>Never throws: what goes wrong is settled, or left to the lock's end.</summary>
    public async Task ProcessAsync(IJobLease lease, DeliverySlot slot)
    {
        var (job, enqueuedAt) = lease is IShowsSentJob shows ? (shows.Sent, shows.EnqueuedAt) : (lease.Job, lease.Job.EnqueuedAt);
        var ct = slot.Enter(lease, time.GetUtcNow());
        try
        {
            var type = types.Find(job.Type);
            var message = type is null ? throw new InvalidJobException($"The {Shown(job.Type)} is unknown.") : type.Parse(job);
            var context = new JobContext(WorkId(job), queue, lease.DeliveryCount, queueOptions.MaxDeliveries, job.CorrelationId, enqueuedAt)
            {
                TraceParent = job.TraceParent,
                Lease = lease,
            };
            if (shutdown.HandlersCancelled)
            {
                await GiveBackAsync(lease);
                return;
            }

            await HandleAsync(lease, slot, type, message, context, ct);
        }
        catch (InvalidJobException e)
        {
            slot.Leave();
            var problem = SensitiveText.Redact(e.Message);
            Log.Unreadable(logger, queue, job.Id, problem);
            await SettleAsync(lease, (l, t) => l.DeadLetterAsync(DeadLetterReasons.InvalidFormat, problem, t));
        }
        catch (Exception e)
        {
            slot.Leave();
            Log.ProcessingBroke(logger, queue, job.Id, e);
        }
        finally
        {
            slot.Leave();
            await lease.DisposeAsync();
        }
    }

    private async Task HandleAsync(IJobLease lease, DeliverySlot slot, JobType type, JobMessage message, JobContext context, CancellationToken ct)
    {
        try
        {
            await type.HandleAsync(services, message, context, ct);
            slot.Leave();
            if (!context.Settled)
                await SettleAsync(lease, static (l, t) => l.CompleteAsync(t));
        }
        catch (JobLockLostException)
        {
            Log.LockLost(logger, queue, context.Id, context.DeliveryCount);
        }
        catch (OperationCanceledException) when (slot.LockLost)
        {
            Log.LockLost(logger, queue, context.Id, context.DeliveryCount);
        }
        catch (OperationCanceledException) when (shutdown.HandlersCancelled)
        {
            slot.Leave();
            await GiveBackAsync(lease);
        }
        catch (JobQueueUnavailableException e)
        {
            await PauseAndGiveBackAsync(lease, slot, e);
        }
        catch (Exception e) when (LeftAlone(e) is { } breaker)
        {
            await WaitAndGiveBackAsync(lease, slot, breaker);
        }
        catch (PermanentJobException e)
        {
            Log.FailedForGood(logger, queue, context.Id, context.DeliveryCount, e.Reason, e);
            await GiveUpAsync(lease, slot, type, message, context, new JobFailure(e.Reason, SensitiveText.Redact(e.Message)), ct);
        }
        catch (Exception e) when (context.IsLastDelivery)
        {
            Log.FailedForGood(logger, queue, context.Id, context.DeliveryCount, DeadLetterReasons.MaxDeliveries, e);
            await GiveUpAsync(lease, slot, type, message, context, new JobFailure(DeadLetterReasons.MaxDeliveries, e.GetType().Name), ct);
        }
        catch (Exception e)
        {
            slot.Leave();
            var delay = retry.DelayAfter(context.DeliveryCount);
            Log.WillRetry(logger, queue, context.Id, context.DeliveryCount, delay, e);
            await SettleAsync(lease, (l, t) => l.AbandonAsync(delay, t));
        }
    }

    // The person is told before the job becomes a dead letter, while the lock is still renewed. If telling fails the job
    // is a dead letter all the same: whoever looks after those finds it there.
    private async Task GiveUpAsync(
        IJobLease lease, DeliverySlot slot, JobType type, JobMessage message, JobContext context, JobFailure failure, CancellationToken ct)
    {
        try
        {
            await type.FailedAsync(services, message, context, failure, ct);
        }
        catch (OperationCanceledException) when (shutdown.HandlersCancelled || slot.LockLost)
        {
            slot.Leave();
            await GiveBackAsync(lease);
            return;
        }
        catch (JobQueueUnavailableException e)
        {
            // As a dead letter it would leave a row that says for ever that it is worked on.
            await PauseAndGiveBackAsync(lease, slot, e);
            return;
        }
        catch (Exception e) when (LeftAlone(e) is { } breaker)
        {
            await WaitAndGiveBackAsync(lease, slot, breaker);
            return;
        }
        catch (Exception e)
        {
            Log.TellingFailed(logger, queue, context.Id, e);
        }

        slot.Leave();
        await SettleAsync(lease, (l, t) => l.DeadLetterAsync(failure.Reason, failure.Description, t));
    }

    // Whoever keeps rows and jobs is away, which is no fault of the job: it costs no delivery, however long it takes. The
    // worker waits with the lease in hand, or it would take the next job only to see it fail as well.
    private async Task PauseAndGiveBackAsync(IJobLease lease, DeliverySlot slot, JobQueueUnavailableException e)
    {
        var pause = retry.DelayAfter(1);
        Log.Away(logger, queue, lease.Job.Id, lease.DeliveryCount, pause, e);
        await Task.Delay(pause, time, shutdown.StopReceiving).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        slot.Leave();
        await GiveBackAsync(lease);
    }

    /// <summary>The breaker that the failure is due to: it refused, or the database's error was the one that opened it.</summary>
    private ICircuitBreaker? LeftAlone(Exception error)
    {
        if (services.GetService<ICircuitBreakers>() is not { } breakers)
            return null;
        if (CircuitOpenException.In(error) is { } refused)
            return breakers.Get(refused.Name, refused.Part);
        for (var e = error; e is not null; e = e.InnerException)
        {
            if (e is DbException && breakers.Get(CircuitNames.Postgres) is { State: CircuitState.Open } database)
                return database;
        }

        return null;
    }

    // The worker waits, with the lease in hand, as long as the breaker is open (QUE-10): it may close before its time.
    private async Task WaitAndGiveBackAsync(IJobLease lease, DeliverySlot slot, ICircuitBreaker breaker)
    {
        Log.Left(logger, queue, lease.Job.Id, breaker.Name, lease.DeliveryCount);
        do
        {
            await Task.Delay(LookAgain, time, shutdown.StopReceiving).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
        while (breaker.State == CircuitState.Open && !shutdown.StopReceiving.IsCancellationRequested && !slot.LockLost);

        slot.Leave();
        await GiveBackAsync(lease);
    }

    private Task GiveBackAsync(IJobLease lease) => SettleAsync(
        lease, static (l, t) => l is IReleasesLease unharmed ? unharmed.ReleaseAsync(t) : l.AbandonAsync(TimeSpan.Zero, t));

    // Settling has a token of its own that outlives "stop receiving"; what cannot be settled comes back when its lock ends.
    private async Task SettleAsync(IJobLease lease, Func<IJobLease, CancellationToken, Task> settle)
    {
        Task settling;
        try
        {
            settling = settle(lease, CancellationToken.None);
            if (settling.IsCompletedSuccessfully)
                return;
            await settling.WaitAsync(options.SettleTimeout, time, CancellationToken.None);
        }
        catch (Exception e)
        {
            Log.SettleFailed(logger, queue, lease.Job.Id, e);
        }
    }

    // A dead letter sent again under a new id is the same work still.
    private static string WorkId(JobEnvelope job) =>
        job.Properties.Count > 0 && job.Properties.TryGetValue(JobPropertyNames.OriginalId, out var original) ? original : job.Id;

    // A wire name is short and plain; anything else came from who knows where.
    private static string Shown(string type) =>
        type.Length is > 0 and <= 40 && type.All(c => char.IsAsciiLetterOrDigit(c) || c is '_' or '-' or '.') ? $"type '{type}'" : "given type";

    private static partial class Log
    {
        [LoggerMessage(2010, LogLevel.Error, "{Queue}: job {JobId} cannot be read and goes to the dead letters: {Problem}")]
        public static partial void Unreadable(ILogger logger, string queue, string jobId, string problem);

        [LoggerMessage(2011, LogLevel.Error, "{Queue}: job {JobId} could not be worked on; it comes back when its lock ends")]
        public static partial void ProcessingBroke(ILogger logger, string queue, string jobId, Exception e);

        [LoggerMessage(2012, LogLevel.Warning, "{Queue}: job {JobId} lost its lock in delivery {DeliveryCount}; another delivery follows")]
        public static partial void LockLost(ILogger logger, string queue, string jobId, int deliveryCount);

        [LoggerMessage(2013, LogLevel.Error, "{Queue}: job {JobId} failed for good in delivery {DeliveryCount} ({Reason})")]
        public static partial void FailedForGood(ILogger logger, string queue, string jobId, int deliveryCount, string reason, Exception e);

        [LoggerMessage(2014, LogLevel.Warning, "{Queue}: job {JobId} failed in delivery {DeliveryCount}; the next comes in {Delay}")]
        public static partial void WillRetry(ILogger logger, string queue, string jobId, int deliveryCount, TimeSpan delay, Exception e);

        [LoggerMessage(2015, LogLevel.Error, "{Queue}: whoever waits for job {JobId} could not be told that it failed")]
        public static partial void TellingFailed(ILogger logger, string queue, string jobId, Exception e);

        [LoggerMessage(2016, LogLevel.Warning, "{Queue}: job {JobId} could not be settled; it comes back when its lock ends")]
        public static partial void SettleFailed(ILogger logger, string queue, string jobId, Exception e);

        [LoggerMessage(2018, LogLevel.Warning, "{Queue}: job {JobId} needs '{Name}', which kept failing and is left alone; delivery {DeliveryCount} does not count, and it waits")]
        public static partial void Left(ILogger logger, string queue, string jobId, string name, int deliveryCount);

        [LoggerMessage(2017, LogLevel.Warning, "{Queue}: job {JobId} needs what is away; delivery {DeliveryCount} does not count, and it is given back in {Pause}")]
        public static partial void Away(ILogger logger, string queue, string jobId, int deliveryCount, TimeSpan pause, Exception e);
    }
}
