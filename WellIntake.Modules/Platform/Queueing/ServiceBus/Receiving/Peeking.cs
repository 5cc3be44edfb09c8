using Azure.Messaging.ServiceBus;

namespace WellIntake.Modules.Platform.Queueing.ServiceBus.Receiving;

/// <summary>Looks at messages without taking them, page by page.</summary>
internal static class Peeking
{
    private const int Page = 250;

    public static async Task<IReadOnlyList<JobEnvelope>> PeekAsync(QueueHome home, ServiceBusReceiver receiver, int most, bool dead, CancellationToken ct)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(most);
        try
        {
            var jobs = new List<JobEnvelope>();
            var messages = new List<ServiceBusReceivedMessage>();
            await foreach (var message in MessagesAsync(receiver, most, ct))
                messages.Add(message);
            // Dead letters come in the order in which they became it; what is looked at together is shown by age.
            foreach (var message in dead ? messages.OrderBy(m => m.EnqueuedSequenceNumber) : messages.AsEnumerable())
                jobs.Add(await home.ReadAsync(message, dead, leased: false, ct));
            return jobs;
        }
        catch (Exception e)
        {
            ServiceBusFailures.ThrowTranslated(e, home.Entity);
            throw;
        }
    }

    /// <summary>When the oldest job that is not scheduled was accepted.</summary>
    public static async Task<DateTimeOffset?> OldestActiveAsync(ServiceBusReceiver receiver, CancellationToken ct)
    {
        await foreach (var message in MessagesAsync(receiver, int.MaxValue, ct))
        {
            if (message.State != ServiceBusMessageState.Scheduled)
                return message.EnqueuedTime;
        }

        return null;
    }

    // The broker gives what a reply has room for; only an empty page is the end.
    public static async IAsyncEnumerable<ServiceBusReceivedMessage> MessagesAsync(
        ServiceBusReceiver receiver, int most, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken ct)
    {
        var from = 0L;
        while (most > 0)
        {
            var page = await receiver.PeekMessagesAsync(Math.Min(most, Page), from, ct);
            if (page.Count == 0)
                yield break;
            foreach (var message in page)
                yield return message;
            most -= page.Count;
            from = page[^1].SequenceNumber + 1;
        }
    }
}
