namespace WellIntake.Modules.Platform.Queueing.ServiceBus.Receiving;

/// <summary>Somebody who waits for jobs, with what has come so far. What comes is added by one at a time.</summary>
internal sealed class WaitingReceiver(int max)
{
    private readonly Lock _gate = new();
    private TaskCompletionSource _next = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public int Max => max;

    /// <summary>How many have come.</summary>
    public int Count
    {
        get
        {
            lock (_gate)
                return Leases.Count;
        }
    }

    /// <summary>Why nothing more comes.</summary>
    public Exception? Failure { get; private set; }

    /// <summary>To be read when nobody adds any more.</summary>
    public List<ServiceBusLease> Leases { get; } = [];

    /// <summary>Ends when more than <paramref name="count"/> have come, or nothing more will.</summary>
    public Task NextAsync(int count)
    {
        lock (_gate)
            return Leases.Count > count || Failure is not null ? Task.CompletedTask : _next.Task;
    }

    public void Add(ServiceBusLease lease)
    {
        lock (_gate)
        {
            Leases.Add(lease);
            Tell();
        }
    }

    public void Fail(Exception failure)
    {
        lock (_gate)
        {
            Failure = failure;
            Tell();
        }
    }

    private void Tell()
    {
        _next.TrySetResult();
        _next = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}
