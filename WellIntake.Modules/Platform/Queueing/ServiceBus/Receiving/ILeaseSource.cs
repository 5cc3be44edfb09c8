namespace WellIntake.Modules.Platform.Queueing.ServiceBus.Receiving;

/// <summary>Asks the broker for messages.</summary>
internal interface ILeaseSource : IAsyncDisposable
{
    /// <summary>How many may be asked for side by side.</summary>
    int Parallel { get; }

    /// <summary>
    /// Waits a while for the first message, and returns what is at hand; empty when none came.
    /// </summary>
    /// <param name="most">At most as many.</param>
    /// <param name="stillWanted">False when whoever wanted them has gone meanwhile.</param>
    /// <param name="ct">The queue is closing.</param>
    Task<IReadOnlyList<ServiceBusLease>> FetchAsync(int most, Func<bool> stillWanted, CancellationToken ct);
}
