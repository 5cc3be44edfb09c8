namespace WellIntake.ServiceBus.Amqp;

/// <content>
/// Credit, and who gets what arrives (amqp-core 2.6.7). With prefetch, credit is kept up and receives take from the buffer. Without, credit is what the waiting
/// receives ask for; as one of them stops before all of it is used, the rest is drained, so that nothing arrives for nobody.
/// </content>
internal sealed partial class AmqpReceiverLink
{
    // Longer than this is forever, and more than timers take.
    private static readonly TimeSpan LongestWait = TimeSpan.FromDays(40);

    private readonly LinkedList<PendingReceive> _receives = [];
    private readonly Queue<AmqpDelivery> _buffer = [];
    private readonly List<Task> _releases = [];
    private TaskCompletionSource? _drained;
    private uint _deliveryCount;
    private int _credit;
    private bool _draining;
    private bool _stopped;
    private bool _serveLater;
    private long _drainingSince;

    private int Prefetch => _settings.Prefetch;

    /// <summary>
    /// Up to <paramref name="max"/> deliveries: as soon as there is one, with those that are there too; none once <paramref name="wait"/> is over.
    /// Nothing stays behind on this end: credit that is left is drained before it returns. Cancelled, what has arrived is released (settled ones stay for the next receive).
    /// </summary>
    /// <exception cref="AmqpException">The link, the session or the connection is over.</exception>
    public Task<IReadOnlyList<AmqpDelivery>> ReceiveAsync(int max, TimeSpan wait, CancellationToken cancellationToken = default)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(max, 1);
        var now = wait <= TimeSpan.Zero && wait != Timeout.InfiniteTimeSpan;
        cancellationToken.ThrowIfCancellationRequested();
        PendingReceive receive;
        lock (Gate)
        {
            ThrowIfNotAttached();
            if (_buffer.Count > 0 && _receives.Count == 0)
            {
                var taken = new List<AmqpDelivery>(Math.Min(max, _buffer.Count));
                while (taken.Count < max && _buffer.TryDequeue(out var delivery))
                    taken.Add(delivery);
                IssueCredit();
                return Task.FromResult<IReadOnlyList<AmqpDelivery>>(taken);
            }

            if (_stopped)
                throw new AmqpException(AmqpScope.Link, AmqpConditions.DetachForced, "The link is being closed by this end");
            if (now && Prefetch > 0)
                return Task.FromResult<IReadOnlyList<AmqpDelivery>>([]);

            receive = new PendingReceive(this, max);
            receive.Place = _receives.AddLast(receive);
            receive.IsStopping = now;
            IssueCredit();
            if (now)
                StartDrain();
        }

        return WaitAsync(receive, wait, cancellationToken);
    }

    /// <summary>Hands out what arrived.</summary>
    internal void Serve()
    {
        _serveLater = false;
        if (!IsAttached)
            return;
        for (var node = _receives.First; node is not null && _buffer.Count > 0;)
        {
            var (receive, next) = (node.Value, node.Next);
            while (receive.Taken.Count < receive.Max && _buffer.TryDequeue(out var delivery))
                receive.Taken.Add(delivery);
            if (receive.Taken.Count == receive.Max || (Prefetch > 0 && receive.Taken.Count > 0))
                Complete(receive);
            node = next;
        }

        if (_draining && _credit == 0)
            Drained();
        else if (HasPartlyServed())
            StartDrain();
        IssueCredit();
    }

    internal void Stop(PendingReceive receive)
    {
        if (receive.Place is null)
            return;
        receive.IsStopping = true;
        if (Prefetch > 0)
            Complete(receive);
        else
            StartDrain();
    }

    internal override void FlowFromPeer(AmqpFlow flow)
    {
        if (!IsAttached)
            return;
        if (flow.DeliveryCount is { } count)
        {
            // 2.6.7: the sender may only have moved on within the credit it has, as it does to drain.
            var moved = unchecked(count - _deliveryCount);
            if (moved <= (uint)_credit)
            {
                _deliveryCount = count;
                _credit -= (int)moved;
            }
        }

        if (_draining && _credit == 0)
            Drained();
        if (flow.Echo == true)
            Session.SendFlow(this, _deliveryCount, (uint)_credit, drain: _draining);
        IssueCredit();
    }

    internal override void Expire(long now)
    {
        if (!_draining || !IsAttached || Options.TimeProvider.GetElapsedTime(_drainingSince, now) < Options.CloseTimeout)
            return;

        // Credit that the broker does not give back could make it lock messages for nobody: the link goes, and with it the credit.
        _draining = false;
        _credit = 0;
        foreach (var receive in _receives.ToArray())
            Complete(receive);
        var error = new AmqpError(AmqpConditions.DetachForced, "The broker did not answer a drain");
        Detach(error, new AmqpException(AmqpScope.Link, error), byThisEnd: false);
    }

    protected override void OnOver(AmqpException reason)
    {
        foreach (var receive in _receives)
        {
            receive.Place = null;
            receive.TrySetException(reason);
        }

        _receives.Clear();
        _buffer.Clear();
        _partial?.Dispose();
        _partial = null;
        _drained?.TrySetResult();
        Session.FailSettles(this, reason);
    }

    private static async Task<IReadOnlyList<AmqpDelivery>> WaitAsync(PendingReceive receive, TimeSpan wait, CancellationToken cancellationToken)
    {
        await using var timer = wait > TimeSpan.Zero && wait < LongestWait
            ? receive.Link.Options.TimeProvider.CreateTimer(static state => ((PendingReceive)state!).StopWaiting(), receive, wait, Timeout.InfiniteTimeSpan)
            : null;
        await using var registration = cancellationToken.UnsafeRegister(static (state, token) => ((PendingReceive)state!).Cancel(token), receive);
        return await receive.Task;
    }

    /// <summary>Tops the credit up to what is wanted: never while a drain is under way, which would take it back.</summary>
    private void IssueCredit()
    {
        if (_draining || _stopped || !IsAttached)
            return;
        int wanted;
        if (Prefetch > 0)
        {
            wanted = Prefetch - _buffer.Count;
            if (wanted - _credit < Math.Max(1, Prefetch / 4))
                return;
        }
        else
        {
            wanted = 0;
            foreach (var receive in _receives)
                wanted = Math.Min(wanted + receive.Max - receive.Taken.Count, int.MaxValue / 2);
            if (wanted <= _credit)
                return;
        }

        _credit = wanted;
        Session.SendFlow(this, _deliveryCount, (uint)_credit);
    }

    private void StartDrain()
    {
        if (_draining)
            return;
        if (_credit == 0)
        {
            Drained();
            return;
        }

        _draining = true;
        _drainingSince = Options.TimeProvider.GetTimestamp();
        Session.SendFlow(this, _deliveryCount, (uint)_credit, drain: true);
    }

    /// <summary>No credit is out: whoever stops or has something is done, whoever still waits for the first gets credit anew.</summary>
    private void Drained()
    {
        _draining = false;
        for (var node = _receives.First; node is not null;)
        {
            var (receive, next) = (node.Value, node.Next);
            while (receive.Taken.Count < receive.Max && _buffer.TryDequeue(out var delivery))
                receive.Taken.Add(delivery);
            if (receive.IsStopping || _stopped || receive.Taken.Count > 0)
                Complete(receive);
            node = next;
        }

        _drained?.TrySetResult();
        if (_buffer.Count > 0 && _receives.Count > 0)
            Serve();
        else
            IssueCredit();
    }

    private bool HasPartlyServed()
    {
        foreach (var receive in _receives)
        {
            if (receive.Taken.Count > 0 || receive.IsStopping)
                return true;
        }

        return false;
    }

    /// <summary>Gives a receive what it has; one that was cancelled gets nothing, and what it had goes back.</summary>
    private void Complete(PendingReceive receive)
    {
        if (receive.Place is not { } place)
            return;
        _receives.Remove(place);
        receive.Place = null;
        if (receive.TrySetResult(receive.Taken))
            return;

        foreach (var delivery in receive.Taken)
        {
            if (delivery.IsSettled)
                _buffer.Enqueue(delivery);
            else
                Release(delivery);
        }
    }

    private void Release(AmqpDelivery delivery)
    {
        delivery.IsSettled = true;
        var release = new PendingSettle(this, delivery, AmqpDeliveryState.Released, Options.TimeProvider.GetTimestamp()) { IsRelease = true };
        Session.QueueDisposition(AmqpDeliveryState.Released, release);
        _releases.RemoveAll(static task => task.IsCompleted);
        _releases.Add(release.Task);
    }

    private Task StopReceiving()
    {
        _stopped = true;
        if (!IsAttached || !_settings.DrainOnClose)
            return Task.CompletedTask;
        _drained ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        StartDrain();
        return _drained.Task;
    }

    private Task ReleaseBuffer()
    {
        if (!IsAttached)
            return Task.CompletedTask;
        while (_buffer.TryDequeue(out var delivery))
        {
            if (!delivery.IsSettled)
                Release(delivery);
        }

        return Task.WhenAll(_releases);
    }
}
