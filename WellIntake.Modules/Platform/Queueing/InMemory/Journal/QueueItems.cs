namespace WellIntake.Modules.Platform.Queueing.InMemory.Journal;

/// <summary>Jobs on their way into the journal, and from there into the queue.</summary>
internal sealed class SendItem(
    QueueState queue, JournalTable table, List<JobEntry> entries, Func<ICommitSession, bool>? alongside) : CommitItem
{
    private readonly TaskCompletionSource<bool> _done = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private bool _accepted;

    public List<JobEntry> Entries => entries;

    /// <summary>The ids that it holds in the duplicate window.</summary>
    public ReadOnlyMemory<UInt128> Ids { get; set; }

    public Task<bool> Done => _done.Task;

    public override void Write(SqliteCommitSession session)
    {
        _accepted = alongside?.Invoke(session) ?? true;
        if (!_accepted)
            return;
        foreach (var entry in entries)
            table.Insert(session, entry);
    }

    public override void Committed()
    {
        queue.Sent(this, _accepted);
        _done.TrySetResult(_accepted);
    }

    public override void Failed(Exception e)
    {
        queue.Sent(this, accepted: false);
        if (e is OperationCanceledException)
            _done.TrySetCanceled(Cancelled);
        else
            _done.TrySetException(e);
    }
}

/// <summary>A completion that shares its commit with the caller's writes.</summary>
internal sealed class CompleteItem(QueueState queue, JournalTable table, JobLease lease, Action<ICommitSession> alongside) : CommitItem
{
    private readonly TaskCompletionSource _done = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public Task Done => _done.Task;

    public override void Write(SqliteCommitSession session)
    {
        alongside(session);
        table.Delete(session, lease.Entry.Sequence);
    }

    public override void Committed()
    {
        queue.Settled(lease);
        _done.TrySetResult();
    }

    public override void Failed(Exception e)
    {
        queue.NotSettled(lease);
        if (e is OperationCanceledException)
            _done.TrySetCanceled(Cancelled);
        else
            _done.TrySetException(e);
    }
}

/// <summary>Something the queue reads from its table, in step with what it writes there. Tried until it succeeds.</summary>
internal sealed class ReadItem<T>(Func<SqliteCommitSession, T> read, Action<T> then, Action<Exception> otherwise) : CommitItem
{
    private T _result = default!;

    public override bool FailsFast => false;

    public override void Write(SqliteCommitSession session) => _result = read(session);

    public override void Committed() => then(_result);

    public override void Failed(Exception e) => otherwise(e);
}
