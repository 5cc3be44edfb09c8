namespace WellIntake.ServiceBus.Amqp;

/// <summary>A receive that waits. Cancelled, it stays in its place until the credit given for it is used or drained, so that what arrives for it is given back.</summary>
internal sealed class PendingReceive(AmqpReceiverLink link, int max)
    : TaskCompletionSource<IReadOnlyList<AmqpDelivery>>(TaskCreationOptions.RunContinuationsAsynchronously)
{
    public AmqpReceiverLink Link => link;

    public int Max => max;

    /// <summary>What has arrived for it.</summary>
    public List<AmqpDelivery> Taken { get; } = [];

    /// <summary>Its place among those that wait; null once it is done.</summary>
    public LinkedListNode<PendingReceive>? Place { get; set; }

    /// <summary>It takes what there is and waits for no more.</summary>
    public bool IsStopping { get; set; }

    public void StopWaiting()
    {
        lock (link.Session.Gate)
            link.Stop(this);
    }

    public void Cancel(CancellationToken cancellationToken)
    {
        lock (link.Session.Gate)
        {
            if (Place is null || !TrySetCanceled(cancellationToken))
                return;
            link.Stop(this);
        }
    }
}
