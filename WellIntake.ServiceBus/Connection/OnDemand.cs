using System.Diagnostics.CodeAnalysis;

namespace Azure.Messaging.ServiceBus;

/// <summary>Something with a connection behind it: opened when first asked for, once for all who ask, and again when it has gone.</summary>
[SuppressMessage("Design", "CA1001", Justification = "A semaphore whose wait handle nobody asks for holds nothing to be freed.")]
internal sealed class OnDemand<T>(string owner, Func<CancellationToken, Task<T>> open, Func<T, bool> isOpen, Func<T, CancellationToken, Task> close)
    where T : class
{
    private readonly SemaphoreSlim _gate = new(1, 1);
    private volatile T? _current;
    private volatile bool _closed;

    /// <summary>What is open now; null when nothing is.</summary>
    public T? Current => _current is { } current && isOpen(current) ? current : null;

    /// <exception cref="ObjectDisposedException">Closed for good.</exception>
    public ValueTask<T> GetAsync(CancellationToken cancellationToken)
    {
        Check.NotClosed(_closed, owner);
        return Current is { } current ? ValueTask.FromResult(current) : OpenAsync(cancellationToken);
    }

    /// <summary>Closes what is open. Nothing is opened any more.</summary>
    public async Task CloseAsync(CancellationToken cancellationToken)
    {
        _closed = true;
        // An opening under way ends first, so that nothing is left open behind it.
        await _gate.WaitAsync(cancellationToken);
        try
        {
            if (Interlocked.Exchange(ref _current, null) is { } current)
                await close(current, cancellationToken);
        }
        finally
        {
            _gate.Release();
        }
    }

    private async ValueTask<T> OpenAsync(CancellationToken cancellationToken)
    {
        await _gate.WaitAsync(cancellationToken);
        try
        {
            Check.NotClosed(_closed, owner);
            if (Current is { } current)
                return current;
            if (Interlocked.Exchange(ref _current, null) is { } gone)
                await close(gone, cancellationToken);
            var opened = await open(cancellationToken);
            _current = opened;
            return opened;
        }
        finally
        {
            _gate.Release();
        }
    }
}
