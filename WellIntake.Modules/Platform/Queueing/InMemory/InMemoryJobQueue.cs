namespace WellIntake.Modules.Platform.Queueing.InMemory;

/// <summary>
/// A queue in this process's memory, without a journal: a restart empties it. Sends and settles are done when they
/// return. Past <see cref="JobQueueOptions.MemoryLimit"/> jobs, dead letters among them, sends are refused.
/// </summary>
internal sealed class InMemoryJobQueue : IJobQueue
{
    private readonly QueueState _state;
    private readonly LaneReceiver _live;

    /// <summary>An empty queue.</summary>
    public InMemoryJobQueue(string name, JobQueueOptions options, TimeProvider time)
    {
        Name = name;
        _state = new QueueState(name, options, time);
        _live = new LaneReceiver(_state, _state.Live);
        DeadLetters = new LaneReceiver(_state, _state.Dead);
    }

    /// <inheritdoc />
    public string Name { get; }

    /// <inheritdoc />
    public IJobReceiver DeadLetters { get; }

    /// <inheritdoc />
    public Task SendAsync(IReadOnlyList<JobEnvelope> jobs, CancellationToken ct = default)
    {
        if (ct.IsCancellationRequested)
            return Task.FromCanceled(ct);
        try
        {
            JobChecks.ThrowIfInvalid(jobs);
            if (jobs.Count > 0)
                _state.Send(jobs);
            return Task.CompletedTask;
        }
        catch (Exception e)
        {
            return Task.FromException(e);
        }
    }

    /// <inheritdoc />
    public Task<IReadOnlyList<IJobLease>> ReceiveAsync(int maxJobs, TimeSpan maxWait, CancellationToken ct = default) =>
        _live.ReceiveAsync(maxJobs, maxWait, ct);

    /// <inheritdoc />
    public Task<IReadOnlyList<JobEnvelope>> PeekAsync(int maxJobs, CancellationToken ct = default) =>
        _live.PeekAsync(maxJobs, ct);

    /// <inheritdoc />
    public Task<JobQueueStatistics> GetStatisticsAsync(CancellationToken ct = default) =>
        ct.IsCancellationRequested ? Task.FromCanceled<JobQueueStatistics>(ct) : Task.FromResult(_state.Statistics());

    /// <summary>Lets waiting receivers go with <see cref="ObjectDisposedException"/>. Twice does nothing.</summary>
    public ValueTask DisposeAsync()
    {
        _state.Close();
        return ValueTask.CompletedTask;
    }
}
