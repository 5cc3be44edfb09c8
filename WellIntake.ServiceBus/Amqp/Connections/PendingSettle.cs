namespace WellIntake.ServiceBus.Amqp;

/// <summary>A settlement that waits for the peer's answer.</summary>
internal sealed class PendingSettle(AmqpReceiverLink link, AmqpDelivery delivery, AmqpDeliveryState outcome, long since)
    : TaskCompletionSource<AmqpDeliveryState?>(TaskCreationOptions.RunContinuationsAsynchronously)
{
    public AmqpReceiverLink Link => link;

    public uint DeliveryId => delivery.Id;

    /// <summary>When it was asked for.</summary>
    public long Since => since;

    /// <summary>Nobody waits for the answer but the link's close: it is no matter how it goes.</summary>
    public bool IsRelease { get; init; }

    /// <summary>The peer's word. It refuses by rejecting with an error that is not this end's own (a dead letter is a rejection too).</summary>
    /// <param name="answer">The peer's state, out of its transaction.</param>
    /// <param name="settled">Whether the peer has forgotten the delivery. In a transaction it may keep it, so that it can be settled again after a rollback.</param>
    public void Answer(AmqpDeliveryState? answer, bool settled)
    {
        if (answer is AmqpRejected { Error: { } error } && !(outcome is AmqpRejected { Error: { } own } && own.Condition == error.Condition))
        {
            Fail(new AmqpException(AmqpScope.Operation, error));
        }
        else
        {
            delivery.IsSettled = settled;
            TrySetResult(answer);
        }
    }

    public void Fail(Exception reason)
    {
        if (IsRelease)
            TrySetResult(null);
        else
            TrySetException(reason);
    }

    public void Cancel(CancellationToken cancellationToken)
    {
        lock (link.Session.Gate)
            link.Session.ForgetSettle(this);
        TrySetCanceled(cancellationToken);
    }
}
