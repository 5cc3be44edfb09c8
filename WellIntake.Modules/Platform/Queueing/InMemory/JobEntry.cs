namespace WellIntake.Modules.Platform.Queueing.InMemory;

/// <summary>Where a job stands within its lane.</summary>
internal enum JobState : byte
{
    /// <summary>In the lane's channel, or on its way from there to a receiver.</summary>
    Ready,

    /// <summary>Behind another job with its ordering key.</summary>
    Held,

    /// <summary>In somebody's hands.</summary>
    Leased,

    /// <summary>Not due yet.</summary>
    Delayed,

    /// <summary>Settled; in no lane any more.</summary>
    Gone,
}

/// <summary>Where a job waits.</summary>
internal enum JobPlace : byte
{
    /// <summary>In memory, and in the journal when there is one.</summary>
    Memory,

    /// <summary>On disk, to be read when there is room.</summary>
    Spilled,

    /// <summary>On disk until it is due; memory knows only its number.</summary>
    Parked,
}

/// <summary>One job in memory. Everything in it that changes is guarded by the queue's gate. Times are UTC ticks.</summary>
internal sealed class JobEntry(JobEnvelope sent, long sequence, long enqueuedAt, long expiresAt)
{
    public readonly JobEnvelope Sent = sent;
    public readonly long Sequence = sequence;
    public readonly long EnqueuedAt = enqueuedAt;
    public readonly long ExpiresAt = expiresAt;

    public JobLane? Lane;
    public JobEntry? Previous;
    public JobEntry? Next;
    public FairShare? Share;
    public OrderingLine? Line;
    public long DueAt;
    public double Rank;
    public int DeliveryCount;
    public JobState State;
    public JobPlace Place;
    public string? DeadLetterReason;
    public string? DeadLetterDescription;

    /// <summary>What the receiver sees: what was sent, and what the queue knows about it now.</summary>
    public JobEnvelope ToEnvelope() => ToEnvelope(DeliveryCount);

    /// <summary>What the receiver of an earlier delivery sees.</summary>
    public JobEnvelope ToEnvelope(int deliveryCount) => Sent with
    {
        SequenceNumber = Sequence,
        EnqueuedAt = new DateTimeOffset(EnqueuedAt, TimeSpan.Zero),
        DeliveryCount = deliveryCount,
        DeadLetterReason = DeadLetterReason,
        DeadLetterDescription = DeadLetterDescription,
    };
}

/// <summary>Lowest rank first; among equals the one sent first.</summary>
internal sealed class JobRankComparer : IComparer<JobEntry>
{
    public static readonly JobRankComparer Instance = new();

    public int Compare(JobEntry? x, JobEntry? y)
    {
        var byRank = x!.Rank.CompareTo(y!.Rank);
        return byRank != 0 ? byRank : x.Sequence.CompareTo(y.Sequence);
    }
}
