namespace WellIntake.Modules.Platform.Queueing.InMemory;

/// <summary>One call that waits for jobs. Its place in line is guarded by the queue's gate.</summary>
internal sealed class WaitingReceiver(QueueState queue, JobLane lane, int max, long until, CancellationToken ct)
    : TaskCompletionSource<IReadOnlyList<IJobLease>>(TaskCreationOptions.RunContinuationsAsynchronously)
{
    public readonly JobLane Lane = lane;
    public readonly int Max = max;
    public readonly long Until = until;
    public WaitingReceiver? Previous;
    public WaitingReceiver? Next;
    public bool InLine;
    public bool IsCancelled;

    private CancellationTokenRegistration _registration;

    /// <summary>Listens to its token; before it stands in line, so that no cancellation is missed.</summary>
    public void Listen() => _registration = ct.UnsafeRegister(static state => ((WaitingReceiver)state!).Cancel(), this);

    /// <summary>Its wait is over.</summary>
    public void StopListening() => _registration.Unregister();

    private void Cancel()
    {
        if (queue.StopWaiting(this))
            TrySetCanceled(ct);
    }
}

/// <summary>Those who wait at one lane, first come, first served. Guarded by the queue's gate.</summary>
internal sealed class WaitingLine
{
    private WaitingReceiver? _last;

    public WaitingReceiver? First { get; private set; }

    public void Add(WaitingReceiver receiver)
    {
        receiver.InLine = true;
        receiver.Previous = _last;
        if (_last is null)
            First = receiver;
        else
            _last.Next = receiver;
        _last = receiver;
    }

    public void Remove(WaitingReceiver receiver)
    {
        receiver.InLine = false;
        if (receiver.Previous is null)
            First = receiver.Next;
        else
            receiver.Previous.Next = receiver.Next;
        if (receiver.Next is null)
            _last = receiver.Previous;
        else
            receiver.Next.Previous = receiver.Previous;
        receiver.Previous = receiver.Next = null;
    }
}
