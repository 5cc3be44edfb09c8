namespace WellIntake.Modules.Platform.Queueing.InMemory;

/// <summary>
/// Where a queue writes what becomes of its jobs. Called under the queue's gate: notes what is to be written and
/// returns at once. The tasks are complete already unless callers wish to wait for the disk.
/// </summary>
internal interface IQueueJournal
{
    /// <summary>The job is in somebody's hands; its delivery count is worth keeping.</summary>
    void Leased(JobEntry entry);

    /// <summary>The job has left the queue.</summary>
    Task Removed(JobEntry entry);

    /// <summary>Its delivery count or the time it is due has changed.</summary>
    Task Changed(JobEntry entry);

    /// <summary>The job is a dead letter now.</summary>
    Task DeadLettered(JobEntry entry);
}
