namespace WellIntake.ServiceBus.Amqp;

/// <summary>A settlement that waits for the peer's answer.</summary>
internal sealed class PendingSettle(AmqpReceiverLink link, AmqpDelivery delivery, AmqpDeliveryState outcome, bool inTransaction, long since)
    : TaskCompletionSource<AmqpDeliveryState?>(TaskCreationOptions.RunContinuationsAsynchronously)
{
    public AmqpReceiverLink Link => link;

    public uint DeliveryId => delivery.Id;

    /// <summary>When it was asked for.</summary>
    public long Since => since;

    /// <summary>
    /// The peer's last word. It refuses by rejecting with an error that is not this end's own (a dead letter is a rejection too).
    /// What a transaction settles is open again if that is rolled back.
    /// </summary>
    public void Answer(AmqpDeliveryState? answer)
    {
        if (answer is AmqpRejected { Error: { } error } && !(outcome is AmqpRejected { Error: { } own } && own.Condition == error.Condition))
        {
            TrySetException(new AmqpException(AmqpScope.Operation, error));
        }
        else
        {
            delivery.IsSettled = !inTransaction;
            TrySetResult(answer);
        }
    }

    public void Cancel(CancellationToken cancellationToken)
    {
        lock (link.Session.Gate)
            link.Session.ForgetSettle(this);
        TrySetCanceled(cancellationToken);
    }
}
