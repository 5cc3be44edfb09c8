using Azure.Messaging.ServiceBus;
using Microsoft.Extensions.Logging;

namespace WellIntake.Modules.Platform.Queueing.ServiceBus.Receiving;

/// <summary>
/// Messages of a queue or subscription without sessions, or of its dead letters. Every lease has a link of its own, and a
/// link never has credit for more than the one message that somebody waits for: a link whose wait is over is closed, so
/// that nothing can arrive on it that nobody sees. Links of settled leases are used again.
/// </summary>
internal sealed partial class PlainSource(QueueHome home, SubQueue subQueue, DelayedLeases? delayed) : ILeaseSource
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);
    private readonly Lock _gate = new();
    private readonly Stack<ServiceBusReceiver> _idle = new();
    private bool _disposed;

    public int Parallel => 32;

    public bool CanBeCalledOff => true;

    public async Task<ServiceBusLease?> FetchAsync(Func<bool> stillWanted, CancellationToken ct)
    {
        var receiver = Rent();
        ServiceBusReceivedMessage? message = null;
        try
        {
            message = await receiver.ReceiveMessageAsync(Patience, ct);
        }
        catch (OperationCanceledException) when (ct.IsCancellationRequested)
        {
            // Nobody waits any more.
        }
        finally
        {
            if (message is null)
                await receiver.DisposeAsync();
        }

        return message is null ? null : await LeaseAsync(home, message, receiver, () => ReturnAsync(receiver), delayed);
    }

    public async ValueTask DisposeAsync()
    {
        ServiceBusReceiver[] idle;
        lock (_gate)
        {
            _disposed = true;
            idle = [.. _idle];
            _idle.Clear();
        }

        foreach (var receiver in idle)
            await receiver.DisposeAsync();
    }

    /// <summary>
    /// The lease on a message that was received. Null when it was delivered too often: it is a dead letter then, as
    /// whoever had it last may not have lived to say so.
    /// </summary>
    public static async Task<ServiceBusLease?> LeaseAsync(
        QueueHome home, ServiceBusReceivedMessage message, ServiceBusReceiver receiver, Func<ValueTask> leave, DelayedLeases? delayed)
    {
        JobEnvelope job;
        try
        {
            job = await home.ReadAsync(message, dead: delayed is null, leased: true, CancellationToken.None);
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            Log.BodyAway(home.Logger, home.Entity.Queue, e.GetType().Name);
            await receiver.AbandonMessageAsync(message, cancellationToken: CancellationToken.None);
            await leave();
            throw;
        }

        var lease = new ServiceBusLease(message, job, receiver, leave, home, delayed);
        if (delayed is null || job.DeliveryCount <= home.Options.BackstopDeliveries)
            return lease;
        await lease.DeadLetterAsync(DeadLetterReasons.MaxDeliveries, $"It was delivered {job.DeliveryCount - 1} times.");
        return null;
    }

    private ServiceBusReceiver Rent()
    {
        lock (_gate)
        {
            if (_idle.TryPop(out var receiver) && !receiver.IsClosed)
                return receiver;
        }

        return home.CreateReceiver(subQueue);
    }

    private ValueTask ReturnAsync(ServiceBusReceiver receiver)
    {
        lock (_gate)
        {
            if (!_disposed)
            {
                _idle.Push(receiver);
                return ValueTask.CompletedTask;
            }
        }

        return receiver.DisposeAsync();
    }

    private static partial class Log
    {
        [LoggerMessage(5034, LogLevel.Warning, "{Queue}: the stored body of a job cannot be read now ({Error}); the job is given back")]
        public static partial void BodyAway(ILogger logger, string queue, string error);
    }
}
