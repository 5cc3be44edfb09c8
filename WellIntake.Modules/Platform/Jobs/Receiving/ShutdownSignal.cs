namespace WellIntake.Modules.Platform.Jobs.Receiving;

/// <summary>
/// The tokens of a shutdown, apart on purpose: "stop receiving" ends the waiting for new jobs, "cancel handlers" ends
/// those that run, when their grace period is over. Settling obeys neither; it is bounded by its own time-out.
/// </summary>
internal sealed class ShutdownSignal : IDisposable
{
    private readonly CancellationTokenSource _stopReceiving = new();

    public CancellationToken StopReceiving => _stopReceiving.Token;

    public bool HandlersCancelled { get; private set; }

    public void Stop() => _stopReceiving.Cancel();

    public void CancelHandlers() => HandlersCancelled = true;

    public void Dispose() => _stopReceiving.Dispose();
}
