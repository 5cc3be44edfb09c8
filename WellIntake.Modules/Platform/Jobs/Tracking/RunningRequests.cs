using System.Collections.Concurrent;

namespace WellIntake.Modules.Platform.Jobs.Tracking;

/// <summary>The requests that this process works on now, so that a person's "cancel" reaches the work itself.</summary>
internal sealed class RunningRequests
{
    private readonly ConcurrentDictionary<string, CancellationTokenSource> _running = new(StringComparer.Ordinal);

    /// <summary>Puts a request in; dispose takes it out. The token ends with <paramref name="ct"/> or with <see cref="Cancel"/>.</summary>
    public Running Enter(string requestId, CancellationToken ct)
    {
        var source = CancellationTokenSource.CreateLinkedTokenSource(ct);
        _running[requestId] = source;
        return new Running(this, requestId, source);
    }

    /// <summary>Cancels the work on a request, if it is done here.</summary>
    public void Cancel(string requestId)
    {
        if (!_running.TryGetValue(requestId, out var source))
            return;
        try
        {
            source.Cancel();
        }
        catch (ObjectDisposedException)
        {
            // It ended in the meantime.
        }
    }

    internal sealed class Running(RunningRequests all, string requestId, CancellationTokenSource source) : IDisposable
    {
        public CancellationToken Token => source.Token;

        public void Dispose()
        {
            all._running.TryRemove(new KeyValuePair<string, CancellationTokenSource>(requestId, source));
            source.Dispose();
        }
    }
}
