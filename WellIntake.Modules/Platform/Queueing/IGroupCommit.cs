using System.Data.Common;

namespace WellIntake.Modules.Platform.Queueing;

/// <summary>
/// Small writes that share commits: what waits while one commit runs is gathered into the next, so that many writers
/// pay for one fsync. Backed by the database that request rows are in.
/// </summary>
public interface IGroupCommit
{
    /// <summary>
    /// Runs <paramref name="write"/> inside a transaction shared with others, and returns its result when that is on
    /// disk. The delegate must be quick and synchronous, use only the session's commands, and may run more than once:
    /// when another's write breaks the shared transaction, each is tried again on its own.
    /// </summary>
    /// <exception cref="DbException">The write failed; nothing of it was kept.</exception>
    /// <exception cref="JobQueueUnavailableException">The database could not be written within the time allowed; nothing was kept.</exception>
    /// <exception cref="OperationCanceledException">Cancelled while waiting; the write may still be made.</exception>
    Task<T> CommitAsync<T>(Func<ICommitSession, T> write, CancellationToken ct = default);
}

/// <summary>The commit that is being gathered. Valid only inside the delegate it is given to.</summary>
public interface ICommitSession
{
    /// <summary>
    /// Runs a statement with parameters <c>@p0, @p1 …</c>, prepared once for each text and connection. Null,
    /// <see cref="string"/>, <see cref="int"/>, <see cref="long"/>, <see cref="double"/>, <see cref="bool"/>, <c>byte[]</c>
    /// and <see cref="DateTimeOffset"/> are taken; the last is stored as the database's entities store it.
    /// </summary>
    /// <returns>How many rows it changed.</returns>
    int Execute(string sql, params ReadOnlySpan<object?> values);

    /// <summary>The first column of the first row; null when there is none.</summary>
    object? Scalar(string sql, params ReadOnlySpan<object?> values);
}

/// <summary>
/// A queue whose journal is in the database that request rows are in, so that a caller's rows and its job become
/// durable in one commit. Backends that cannot do this do not have this interface; callers use the outbox then.
/// </summary>
public interface ICommitsWithSender
{
    /// <summary>
    /// Runs <paramref name="alongside"/> in the commit that accepts <paramref name="job"/>. When it returns false
    /// nothing is sent and what it wrote is kept.
    /// </summary>
    /// <returns>What <paramref name="alongside"/> returned.</returns>
    Task<bool> SendAsync(JobEnvelope job, Func<ICommitSession, bool> alongside, CancellationToken ct = default);
}

/// <summary>A lease whose completion can be made in the same commit as the caller's rows.</summary>
public interface ICommitsWithLease
{
    /// <summary>Completes the job in the commit that <paramref name="alongside"/> runs in.</summary>
    /// <exception cref="JobLockLostException">The lock has expired; nothing was written.</exception>
    Task CompleteAsync(Action<ICommitSession> alongside, CancellationToken ct = default);
}
