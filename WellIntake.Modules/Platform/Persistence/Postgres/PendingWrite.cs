using WellIntake.Modules.Platform.Queueing;

namespace WellIntake.Modules.Platform.Persistence.Postgres;

/// <summary>A write that waits for its commit. Run by one writer at a time, as often as it takes; settled once.</summary>
internal abstract class PendingWrite(long acceptedAt)
{
    /// <summary>A timestamp of the <see cref="TimeProvider"/>.</summary>
    public long AcceptedAt { get; } = acceptedAt;

    /// <summary>Its caller has stopped waiting: it need not be made.</summary>
    public abstract bool IsSettled { get; }

    public abstract void Run(ICommitSession session);

    /// <summary>What the last run returned is on disk.</summary>
    public abstract void Complete();

    public abstract void Fail(Exception error);
}

/// <inheritdoc cref="PendingWrite" />
internal sealed class PendingWrite<T>(Func<ICommitSession, T> write, long acceptedAt) : PendingWrite(acceptedAt)
{
    // Continuations must not run on the writer's thread: everybody else waits for it.
    private readonly TaskCompletionSource<T> _outcome = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private T _result = default!;

    public Task<T> Outcome => _outcome.Task;

    public override bool IsSettled => _outcome.Task.IsCompleted;

    public override void Run(ICommitSession session) => _result = write(session);

    public override void Complete() => _outcome.TrySetResult(_result);

    public override void Fail(Exception error) => _outcome.TrySetException(error);

    public void Cancel(CancellationToken ct) => _outcome.TrySetCanceled(ct);
}
