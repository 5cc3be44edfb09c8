using Azure.Messaging.ServiceBus;

namespace WellIntake.Modules.Platform.Queueing.ServiceBus.Receiving;

/// <summary>The dead letters of one queue. They have no sessions, whatever the queue has.</summary>
internal sealed class DeadLetterReceiver : IJobReceiver, IAsyncDisposable
{
    private readonly QueueHome _home;
    private readonly Lazy<ServiceBusReceiver> _receiver;
    private readonly Lazy<ReceivePump> _pump;
    private bool _disposed;

    public DeadLetterReceiver(QueueHome home)
    {
        _home = home;
        _receiver = new(() => home.CreateReceiver(SubQueue.DeadLetter));
        _pump = new(() => new ReceivePump(new PlainSource(home, SubQueue.DeadLetter, delayed: null), home));
    }

    public Task<IReadOnlyList<IJobLease>> ReceiveAsync(int maxJobs, TimeSpan maxWait, CancellationToken ct = default)
    {
        ObjectDisposedException.ThrowIf(_disposed, typeof(IJobQueue));
        return _pump.Value.ReceiveAsync(maxJobs, maxWait, ct);
    }

    public Task<IReadOnlyList<JobEnvelope>> PeekAsync(int maxJobs, CancellationToken ct = default)
    {
        ObjectDisposedException.ThrowIf(_disposed, typeof(IJobQueue));
        return Peeking.PeekAsync(_home, _receiver.Value, maxJobs, dead: true, ct);
    }

    public async ValueTask DisposeAsync()
    {
        _disposed = true;
        if (_pump.IsValueCreated)
            await _pump.Value.DisposeAsync();
        if (_receiver.IsValueCreated)
            await _receiver.Value.DisposeAsync();
    }
}
