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
        // The first is nearly always the one.
        await foreach (var message in PagesAsync(receiver, int.MaxValue, 1, ct))
        {
            if (message.State != ServiceBusMessageState.Scheduled)
                return message.EnqueuedTime;
        }

        return null;
    }

    /// <summary>All of them in their order, at most <paramref name="most"/>.</summary>
    public static IAsyncEnumerable<ServiceBusReceivedMessage> MessagesAsync(ServiceBusReceiver receiver, int most, CancellationToken ct) =>
        PagesAsync(receiver, most, Page, ct);

    // The broker gives what a reply has room for; only an empty page is the end.
    private static async IAsyncEnumerable<ServiceBusReceivedMessage> PagesAsync(
        ServiceBusReceiver receiver, int most, int firstPage, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken ct)
    {
        var from = 0L;
        for (var size = firstPage; most > 0; size = Page)
        {
            var page = await receiver.PeekMessagesAsync(Math.Min(most, size), from, ct);
            if (page.Count == 0)
                yield break;
            foreach (var message in page)
                yield return message;
            most -= page.Count;
            from = page[^1].SequenceNumber + 1;
        }
    }
}
