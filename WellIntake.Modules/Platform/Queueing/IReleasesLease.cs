namespace WellIntake.Modules.Platform.Queueing;

/// <summary>A lease that can give its job back unharmed, as if it had never been delivered: a shutdown costs no delivery.</summary>
public interface IReleasesLease
{
    /// <summary>Gives the job back at once; its delivery count is as before the receive.</summary>
    /// <exception cref="JobLockLostException">The lock has expired; nothing was changed.</exception>
    Task ReleaseAsync(CancellationToken ct = default);
}
