namespace WellIntake.Modules.Platform.Queueing;

/// <summary>
/// What stands between a backend and its broker: refuses calls for a while when the broker keeps failing (RES-1). The
/// composition gives one; without it every call goes through.
/// </summary>
public interface IBrokerCircuit
{
    /// <summary>
    /// Runs <paramref name="work"/>, and counts a <see cref="JobQueueUnavailableException"/> as the broker's failure.
    /// </summary>
    /// <exception cref="JobQueueUnavailableException">Of the work; or the broker is left alone now and nothing was called.</exception>
    Task ExecuteAsync(Func<CancellationToken, Task> work, CancellationToken ct);
}
