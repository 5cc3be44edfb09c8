namespace WellIntake.Modules.Platform.Queueing.InMemory;

/// <summary>
/// Every lease of a queue by the end of its lock. All locks last equally long, so a new or renewed one goes to the end
/// and nothing is ever sorted. Guarded by the queue's gate.
/// </summary>
internal sealed class LeaseList
{
    private JobLease? _tail;

    /// <summary>The one that expires first.</summary>
    public JobLease? Head { get; private set; }

    public void Add(JobLease lease)
    {
        // One that was taken out during a commit may come back earlier than the end; nearly always the end is right.
        var before = _tail;
        while (before is not null && before.LockedUntilTicks > lease.LockedUntilTicks)
            before = before.Previous;
        lease.Previous = before;
        lease.Next = before is null ? Head : before.Next;
        if (lease.Next is null)
            _tail = lease;
        else
            lease.Next.Previous = lease;
        if (before is null)
            Head = lease;
        else
            before.Next = lease;
    }

    public void Remove(JobLease lease)
    {
        if (lease.Previous is null)
            Head = lease.Next;
        else
            lease.Previous.Next = lease.Next;
        if (lease.Next is null)
            _tail = lease.Previous;
        else
            lease.Next.Previous = lease.Previous;
        lease.Previous = lease.Next = null;
    }
}
