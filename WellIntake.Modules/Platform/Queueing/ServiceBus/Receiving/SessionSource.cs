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

    // A session that is granted while the request is called off would stay held; one that nobody wants is let go instead.
    public bool CanBeCalledOff => false;

    public async Task<ServiceBusLease?> FetchAsync(Func<bool> stillWanted, CancellationToken ct)
    {
        ServiceBusSessionReceiver session;
        try
        {
            session = await home.AcceptNextSessionAsync(ct);
        }
        catch (ServiceBusException e) when (e.Reason is ServiceBusFailureReason.ServiceTimeout or ServiceBusFailureReason.SessionCannotBeLocked)
        {
            return null;
        }

        ServiceBusReceivedMessage? message = null;
        try
        {
            if (stillWanted())
                message = await session.ReceiveMessageAsync(FirstMessage, CancellationToken.None);
        }
        catch (ServiceBusException e) when (ServiceBusFailures.IsLockLost(e))
        {
            // It was granted too long ago; whatever is in it is for the next who asks.
        }
        finally
        {
            if (message is null)
                await session.DisposeAsync();
        }

        return message is null ? null : await PlainSource.LeaseAsync(home, message, session, session.DisposeAsync, delayed);
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
