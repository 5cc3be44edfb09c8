namespace WellIntake.Modules.Platform.Queueing.InMemory;

/// <summary>A lease on a job that the journal holds, so that its completion can share a commit.</summary>
internal sealed class JournaledJobLease(QueueState queue, JobLane lane, JobEntry entry, long lockedUntil)
    : JobLease(queue, lane, entry, lockedUntil);
