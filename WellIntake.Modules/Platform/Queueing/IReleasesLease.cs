namespace WellIntake.Modules.Platform.Queueing;

/// <summary>
/// A lease that can be given back unharmed. Backends that cannot take a delivery back do not have this interface;
/// callers abandon then, which costs a delivery.
/// </summary>
public interface IReleasesLease
{
    /// <summary>
    /// Gives the job back as if it had never been delivered: at once, with the delivery count it had before. For
    /// shutdown, where nobody is at fault. Settles the lease like any other call.
    /// </summary>
    /// <exception cref="InvalidOperationException">The lease is settled already.</exception>
    /// <exception cref="JobLockLostException">The lock has expired; nothing was changed.</exception>
    Task ReleaseAsync(CancellationToken ct = default);
}
