namespace WellIntake.Modules.Platform.Queueing;

/// <summary>
/// A lease that can show its job as it was sent. <see cref="IJobLease.Job"/> is a copy that also says what the queue knows
/// of the job; whoever has no use for that saves the copy. Backends that make one anyway do not have this interface.
/// </summary>
public interface IShowsSentJob
{
    /// <summary>The job as the sender gave it: what is set by the queue is not in it.</summary>
    JobEnvelope Sent { get; }

    /// <summary>When the queue accepted it.</summary>
    DateTimeOffset EnqueuedAt { get; }
}
