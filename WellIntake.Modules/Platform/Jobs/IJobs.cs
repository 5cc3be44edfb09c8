using WellIntake.Modules.Platform.Jobs.Tracking;
using WellIntake.Modules.Platform.Queueing;

namespace WellIntake.Modules.Platform.Jobs;

/// <summary>Sends typed jobs. The queue each goes to stands on its type (<see cref="JobTypeAttribute"/>).</summary>
public interface IJobs
{
    /// <summary>Accepts the job as durably as the queue makes it; where the queue is on a broker, in the outbox first. The same <see cref="JobMessage.MessageId"/> again, within the duplicate window, does nothing.</summary>
    /// <exception cref="ArgumentException">A field is out of bounds; the message names it.</exception>
    /// <exception cref="JobQueueUnavailableException">The queue cannot take it now.</exception>
    Task SendAsync<TJob>(TJob job, CancellationToken ct)
        where TJob : JobMessage;
}

internal sealed class QueuedJobs(JobTypes types, IJobQueues queues, JobAcceptor acceptor) : IJobs
{
    public Task SendAsync<TJob>(TJob job, CancellationToken ct)
        where TJob : JobMessage
    {
        foreach (var error in job.Validate())
            throw new ArgumentException($"Field '{error.Field}' {error.Problem}.", nameof(job));
        var type = types.Of(typeof(TJob));
        return acceptor.BrokerIsShared
            ? acceptor.AcceptByOutboxAsync(type.Queue, type.Wrap(job), static _ => true, ct)
            : queues.Get(type.Queue).SendAsync([type.Wrap(job)], ct);
    }
}
