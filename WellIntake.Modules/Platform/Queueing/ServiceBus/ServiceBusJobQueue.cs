using Azure.Messaging.ServiceBus;
using WellIntake.Modules.Platform.Queueing.ServiceBus.Receiving;
using WellIntake.Modules.Platform.Queueing.ServiceBus.Sending;

namespace WellIntake.Modules.Platform.Queueing.ServiceBus;

/// <summary>A queue of Azure Service Bus, or a topic with a subscription.</summary>
internal sealed class ServiceBusJobQueue : IJobQueue
{
    private readonly QueueHome _home;
    private readonly JobBatches _batches;
    private readonly DelayedLeases _delayed;
    private readonly ReceivePump _pump;
    private readonly DeadLetterReceiver _dead;
    private readonly Lazy<ServiceBusReceiver> _peeking;
    private bool _disposed;

    public ServiceBusJobQueue(QueueHome home, IBrokerCircuit? circuit)
    {
        _home = home;
        _batches = new JobBatches(home, circuit);
        _delayed = new DelayedLeases(home);
        // Peeking needs no lock and no session, and must not disturb those who receive.
        _peeking = new(() => home.CreateReceiver());
        _pump = new ReceivePump(home.Options.Ordered ? new SessionSource(home, _delayed) : new PlainSource(home, SubQueue.None, _delayed), home);
        _dead = new DeadLetterReceiver(home);
    }

    public string Name => _home.Entity.Queue;

    public IJobReceiver DeadLetters => _dead;

    public Task SendAsync(IReadOnlyList<JobEnvelope> jobs, CancellationToken ct = default)
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        return _batches.SendAsync(jobs, ct);
    }

    public Task<IReadOnlyList<IJobLease>> ReceiveAsync(int maxJobs, TimeSpan maxWait, CancellationToken ct = default) =>
        _pump.ReceiveAsync(maxJobs, maxWait, ct);

    public Task<IReadOnlyList<JobEnvelope>> PeekAsync(int maxJobs, CancellationToken ct = default)
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        return Peeking.PeekAsync(_home, _peeking.Value, maxJobs, dead: false, ct);
    }

    /// <summary>
    /// Counts are the namespace's own and need the right Manage. Which jobs are in hand it does not say: that count is of
    /// this process. Jobs that are held back here for their delay count as scheduled.
    /// </summary>
    public async Task<JobQueueStatistics> GetStatisticsAsync(CancellationToken ct = default)
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        try
        {
            var (active, scheduled, dead) = await CountAsync(ct);
            var held = Math.Min(_delayed.Count, active);
            var oldest = active > 0 ? await Peeking.OldestActiveAsync(_peeking.Value, ct) : null;
            return new JobQueueStatistics(active - held, scheduled + held, dead, Volatile.Read(ref _home.Leased), active > held ? oldest : null);
        }
        catch (Exception e)
        {
            ServiceBusFailures.ThrowTranslated(e, _home.Entity);
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (_disposed)
            return;
        _disposed = true;
        await _pump.DisposeAsync();
        await _dead.DisposeAsync();
        await _delayed.DisposeAsync();
        if (_peeking.IsValueCreated)
            await _peeking.Value.DisposeAsync();
        await _home.DisposeAsync();
    }

    private async Task<(long Active, long Scheduled, long Dead)> CountAsync(CancellationToken ct)
    {
        var administration = _home.Connection.Administration();
        if (_home.Entity.Subscription is not { } subscription)
        {
            var queue = (await administration.GetQueueRuntimePropertiesAsync(_home.Entity.Name, ct)).Value;
            return (queue.ActiveMessageCount, queue.ScheduledMessageCount, queue.DeadLetterMessageCount);
        }

        var topic = (await administration.GetTopicRuntimePropertiesAsync(_home.Entity.Name, ct)).Value;
        var of = (await administration.GetSubscriptionRuntimePropertiesAsync(_home.Entity.Name, subscription, ct)).Value;
        return (of.ActiveMessageCount, topic.ScheduledMessageCount, of.DeadLetterMessageCount);
    }
}
