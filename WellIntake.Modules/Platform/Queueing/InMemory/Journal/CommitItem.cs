namespace WellIntake.Modules.Platform.Queueing.InMemory.Journal;

/// <summary>One write that waits for a shared commit. All but the constructor runs on the committing thread.</summary>
internal abstract class CommitItem
{
    /// <summary>When it began to wait, as a timestamp of the queue's clock.</summary>
    public long WaitingSince { get; set; }

    /// <summary>Whether it holds a place in the bounded line, to be given up when it is taken out.</summary>
    public bool HasPlace { get; set; }

    /// <summary>Cancelled before it is written: it is not written.</summary>
    public CancellationToken Cancelled { get; init; }

    /// <summary>False for what must reach the disk however long that takes.</summary>
    public virtual bool FailsFast => true;

    /// <summary>May run more than once: each time from the beginning.</summary>
    public abstract void Write(SqliteCommitSession session);

    /// <summary>It is on disk.</summary>
    public abstract void Committed();

    /// <summary>Nothing of it was kept.</summary>
    public abstract void Failed(Exception e);
}

/// <summary>A caller's own write, with its result.</summary>
internal sealed class CommitItem<T>(Func<ICommitSession, T> write) : CommitItem
{
    private readonly TaskCompletionSource<T> _done = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private T _result = default!;

    public Task<T> Done => _done.Task;

    public override void Write(SqliteCommitSession session) => _result = write(session);

    public override void Committed() => _done.TrySetResult(_result);

    public override void Failed(Exception e)
    {
        if (e is OperationCanceledException)
            _done.TrySetCanceled(Cancelled);
        else
            _done.TrySetException(e);
    }
}

/// <summary>
/// Writes that must reach the disk but hurry nobody: they ride with the next commit. Kept by their owner until they
/// are there.
/// </summary>
internal interface ILazyWriter
{
    /// <summary>Whether there is anything to write.</summary>
    bool HasPending { get; }

    /// <summary>Writes all that is pending, what an earlier try did not get to disk first.</summary>
    void Write(SqliteCommitSession session);

    /// <summary>What was written is on disk.</summary>
    void Committed();

    /// <summary>What was to be written is wrong and never will be: dropped.</summary>
    void Dropped(Exception e);
}
