namespace WellIntake.Modules.Platform.Queueing.ServiceBus.Receiving;

/// <summary>Asks the broker for messages, one with each request.</summary>
internal interface ILeaseSource : IAsyncDisposable
{
    /// <summary>How many requests may be made side by side.</summary>
    int Parallel { get; }

    /// <summary>A request may be called off when nobody waits any more; else it is left to end by itself.</summary>
    bool CanBeCalledOff { get; }

    /// <summary>Waits a while for a message. Null when none came, or it was called off.</summary>
    /// <param name="stillWanted">False when whoever wanted it has gone meanwhile.</param>
    /// <param name="ct">Calls it off.</param>
    Task<ServiceBusLease?> FetchAsync(Func<bool> stillWanted, CancellationToken ct);
}
