using Azure.Messaging.ServiceBus;

namespace WellIntake.Modules.Platform.Queueing.ServiceBus.Receiving;

/// <summary>
/// Messages of an entity with sessions. Every lease holds its session, so that no other job of its ordering key is
/// delivered; a settled lease lets go, and the broker chooses the session that comes next. There are never more sessions
/// held than jobs in hand.
/// </summary>
internal sealed class SessionSource(QueueHome home, DelayedLeases delayed) : ILeaseSource
{
    // Whoever gets a session gets it because it has a message.
    private static readonly TimeSpan FirstMessage = TimeSpan.FromSeconds(2);

    public int Parallel => 8;

    public async Task<IReadOnlyList<ServiceBusLease>> FetchAsync(int most, Func<bool> stillWanted, CancellationToken ct)
    {
        ServiceBusSessionReceiver session;
        try
        {
            session = await home.AcceptNextSessionAsync(ct);
        }
        catch (ServiceBusException e) when (e.Reason is ServiceBusFailureReason.ServiceTimeout or ServiceBusFailureReason.SessionCannotBeLocked)
        {
            return [];
        }

        var kept = false;
        try
        {
            if (!stillWanted())
                return [];
            var messages = await session.ReceiveMessagesAsync(1, FirstMessage, CancellationToken.None);
            if (messages.Count == 0 || await PlainSource.LeaseAsync(home, messages[0], session, delayed) is not { } lease)
                return [];
            kept = true;
            return [lease];
        }
        finally
        {
            if (!kept)
                await session.DisposeAsync();
        }
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
