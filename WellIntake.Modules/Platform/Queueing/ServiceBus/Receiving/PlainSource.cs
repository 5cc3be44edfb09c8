using Azure.Messaging.ServiceBus;
using Microsoft.Extensions.Logging;

namespace WellIntake.Modules.Platform.Queueing.ServiceBus.Receiving;

/// <summary>Messages of a queue or subscription without sessions, or of its dead letters.</summary>
internal sealed partial class PlainSource(QueueHome home, ServiceBusReceiver receiver, DelayedLeases? delayed) : ILeaseSource
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    public int Parallel => 1;

    public async Task<IReadOnlyList<ServiceBusLease>> FetchAsync(int most, Func<bool> stillWanted, CancellationToken ct)
    {
        var messages = await receiver.ReceiveMessagesAsync(most, Patience, ct);
        var leases = new List<ServiceBusLease>(messages.Count);
        foreach (var message in messages)
        {
            if (await LeaseAsync(home, message, receiver, delayed) is { } lease)
                leases.Add(lease);
        }

        return leases;
    }

    public ValueTask DisposeAsync() => receiver.DisposeAsync();

    /// <summary>
    /// The lease on a message that was received. Null when it was delivered too often: it is a dead letter then, as
    /// whoever had it last may not have lived to say so.
    /// </summary>
    public static async Task<ServiceBusLease?> LeaseAsync(QueueHome home, ServiceBusReceivedMessage message, ServiceBusReceiver receiver, DelayedLeases? delayed)
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
            throw;
        }

        var lease = new ServiceBusLease(message, job, receiver, home, delayed);
        if (delayed is null || job.DeliveryCount <= home.Options.BackstopDeliveries)
            return lease;
        await lease.DeadLetterAsync(DeadLetterReasons.MaxDeliveries, $"It was delivered {job.DeliveryCount - 1} times.");
        return null;
    }

    private static partial class Log
    {
        [LoggerMessage(5034, LogLevel.Warning, "{Queue}: the stored body of a job cannot be read now ({Error}); the job is given back")]
        public static partial void BodyAway(ILogger logger, string queue, string error);
    }
}
