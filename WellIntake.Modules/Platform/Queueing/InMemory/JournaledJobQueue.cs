using WellIntake.Modules.Platform.Queueing.InMemory.Journal;

namespace WellIntake.Modules.Platform.Queueing.InMemory;

/// <summary>
/// A queue in this process's memory with a journal in the database that request rows are in. A send returns when the
/// job is on disk; a settle returns at once, and reaches the disk with the next commit unless
/// <see cref="JournalOptions.AwaitSettle"/> is set. Opening brings back everything that was not settled.
/// </summary>
internal sealed class JournaledJobQueue : IJobQueue, ICommitsWithSender
{
    private readonly QueueState _state;
    private readonly SqliteGroupCommit _commit;
    private readonly QueueJournal _journal;
    private readonly TimeProvider _time;
    private readonly JournaledReceiver _live;
    private readonly JournaledReceiver _dead;
    private readonly TaskCompletionSource _opened = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _disposed;

    /// <summary>Begins to read the journal at once; calls wait until that is done.</summary>
    public JournaledJobQueue(string name, JobQueueOptions options, SqliteGroupCommit commit, TimeProvider time)
    {
        (Name, _commit, _time) = (name, commit, time);
        var table = new JournalTable(name);
        _state = new QueueState(name, options, time);
        _journal = new QueueJournal(table, commit);
        _state.Attach(commit, table, _journal);
        _live = new JournaledReceiver(_state, _state.Live, commit, time, _opened.Task);
        _dead = new JournaledReceiver(_state, _state.Dead, commit, time, _opened.Task);
        commit.Join(_journal);
        commit.Add(new ReadItem<Recovery>(_state.Recover, Begin, e => _opened.TrySetException(e)), hasPlace: false);
    }

    public string Name { get; }

    public IJobReceiver DeadLetters => _dead;

    public Task SendAsync(IReadOnlyList<JobEnvelope> jobs, CancellationToken ct = default)
    {
        JobChecks.ThrowIfInvalid(jobs);
        return jobs.Count == 0 ? Task.CompletedTask : SendAsync(jobs, alongside: null, ct);
    }

    public Task<bool> SendAsync(JobEnvelope job, Func<ICommitSession, bool> alongside, CancellationToken ct = default)
    {
        JobEnvelope[] jobs = [job];
        JobChecks.ThrowIfInvalid(jobs);
        return SendAsync(jobs, alongside, ct);
    }

    public Task<IReadOnlyList<IJobLease>> ReceiveAsync(int maxJobs, TimeSpan maxWait, CancellationToken ct = default) =>
        _live.ReceiveAsync(maxJobs, maxWait, ct);

    public Task<IReadOnlyList<JobEnvelope>> PeekAsync(int maxJobs, CancellationToken ct = default) =>
        _live.PeekAsync(maxJobs, ct);

    public async Task<JobQueueStatistics> GetStatisticsAsync(CancellationToken ct = default)
    {
        await OpenedAsync(ct);
        return _state.Statistics();
    }

    /// <summary>Lets waiting receivers go and writes what was settled. Twice does nothing.</summary>
    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _disposed, 1) != 0)
            return;
        _state.Close();
        try
        {
            // What was settled rides with the next commit; one that was being written already is too late for it. When it
            // cannot be written now, the commit thread goes on trying.
            do
            {
                await _commit.CommitAsync(static _ => 0);
            }
            while (_journal.HasNotes);
        }
        catch (Exception e) when (e is JobQueueUnavailableException or ObjectDisposedException)
        {
            return;
        }

        _commit.Part(_journal);
    }

    private void Begin(Recovery recovery)
    {
        _state.Begin(recovery);
        _opened.TrySetResult();
    }

    private Task<bool> SendAsync(IReadOnlyList<JobEnvelope> jobs, Func<ICommitSession, bool>? alongside, CancellationToken ct)
    {
        if (!_opened.Task.IsCompletedSuccessfully)
            return OpenAndSendAsync(jobs, alongside, ct);

        // Nearly always there is a place in the line, and the commit's own task is all that is needed.
        var place = _commit.EnterAsync(ct);
        return place.IsCompletedSuccessfully ? Enqueue(jobs, alongside, ct) : WaitAndSendAsync(place, jobs, alongside, ct);
    }

    private async Task<bool> OpenAndSendAsync(IReadOnlyList<JobEnvelope> jobs, Func<ICommitSession, bool>? alongside, CancellationToken ct)
    {
        await OpenedAsync(ct);
        return await SendAsync(jobs, alongside, ct);
    }

    private async Task<bool> WaitAndSendAsync(Task place, IReadOnlyList<JobEnvelope> jobs, Func<ICommitSession, bool>? alongside, CancellationToken ct)
    {
        await place;
        return await Enqueue(jobs, alongside, ct);
    }

    /// <summary>Puts the jobs in line, in the place that the caller has there.</summary>
    private Task<bool> Enqueue(IReadOnlyList<JobEnvelope> jobs, Func<ICommitSession, bool>? alongside, CancellationToken ct)
    {
        SendItem? item = null;
        IReadOnlyList<Task> others;
        try
        {
            item = _state.Enqueue(jobs, alongside, out others, ct);
        }
        catch (Exception e)
        {
            return Task.FromException<bool>(e);
        }
        finally
        {
            if (item is null)
                _commit.GiveUpPlace();
        }

        if (others.Count > 0)
            return AfterOthersAsync(others, item, ct);
        if (item is null)
            return Task.FromResult(true);
        return ct.CanBeCanceled ? item.Done.WaitAsync(ct) : item.Done;
    }

    /// <summary>The same ids are on their way: dropped as duplicates only if those arrive.</summary>
    private static async Task<bool> AfterOthersAsync(IReadOnlyList<Task> others, SendItem? item, CancellationToken ct)
    {
        foreach (var other in others)
            await other.WaitAsync(ct);
        if (item is null)
            return true;
        return await (ct.CanBeCanceled ? item.Done.WaitAsync(ct) : item.Done);
    }

    private async Task OpenedAsync(CancellationToken ct)
    {
        try
        {
            await _opened.Task.WaitAsync(_commit.Options.FailAfter, _time, ct);
        }
        catch (TimeoutException e)
        {
            throw SqliteFailure.ToUnavailable(e);
        }
    }
}
