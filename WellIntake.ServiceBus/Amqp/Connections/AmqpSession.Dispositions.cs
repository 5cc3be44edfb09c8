namespace WellIntake.ServiceBus.Amqp;

/// <content>Dispositions: the outcomes of what was sent, and the answers to what is being settled (amqp-core 2.6.12, 2.7.6).</content>
internal sealed partial class AmqpSession
{
    private readonly Dictionary<uint, PendingSend> _unsettledSends = [];
    private readonly Dictionary<uint, PendingSettle> _settling = [];
    private readonly List<Disposal> _disposals = [];

    internal void AwaitOutcome(uint deliveryId, PendingSend send) => _unsettledSends[deliveryId] = send;

    internal void ForgetOutcome(uint deliveryId) => _unsettledSends.Remove(deliveryId);

    /// <summary>Has the outcome written with others of its kind before the next write; the peer's answer completes <paramref name="settle"/>.</summary>
    internal void QueueDisposition(AmqpDeliveryState state, PendingSettle settle)
    {
        _settling[settle.DeliveryId] = settle;
        _disposals.Add(new Disposal(settle.DeliveryId, state, settle));
        if (_disposals.Count == 1)
            Connection.FlushLater(this);
    }

    internal bool IsSettling(uint deliveryId) => _settling.ContainsKey(deliveryId);

    /// <summary>Takes back the outcomes that are not written yet, and what waits for answers, of a link that is over.</summary>
    internal void FailSettles(AmqpLink link, AmqpException reason)
    {
        List<uint>? failed = null;
        foreach (var (id, settle) in _settling)
        {
            if (settle.Link == link)
                (failed ??= []).Add(id);
        }

        foreach (var id in failed ?? [])
        {
            if (_settling.Remove(id, out var settle))
                settle.Fail(reason);
        }
    }

    /// <summary>Fails what waits for outcomes on a link that is over.</summary>
    internal void FailSends(AmqpSenderLink link, AmqpException reason)
    {
        List<uint>? failed = null;
        foreach (var (id, send) in _unsettledSends)
        {
            if (send.Link == link)
                (failed ??= []).Add(id);
        }

        foreach (var id in failed ?? [])
        {
            if (_unsettledSends.Remove(id, out var send))
                send.TrySetException(reason);
        }
    }

    internal void ForgetSettle(PendingSettle settle)
    {
        if (_settling.TryGetValue(settle.DeliveryId, out var current) && current == settle)
            _settling.Remove(settle.DeliveryId);
    }

    /// <summary>Writes the gathered outcomes: neighbours with one outcome share a frame.</summary>
    internal void FlushDispositions()
    {
        if (_disposals.Count == 0)
            return;
        if (_disposals.Count > 1)
            _disposals.Sort(static (x, y) => unchecked((int)(x.DeliveryId - y.DeliveryId)));

        for (var i = 0; i < _disposals.Count;)
        {
            var first = _disposals[i];
            var last = i;
            while (last + 1 < _disposals.Count && first.MayShareWith(_disposals[last + 1]) && _disposals[last + 1].DeliveryId == unchecked(_disposals[last].DeliveryId + 1))
                last++;
            Write(first, _disposals[last]);
            i = last + 1;
        }

        _disposals.Clear();
    }

    private void Write(Disposal first, Disposal last)
    {
        try
        {
            Connection.Send(Channel, new AmqpDisposition
            {
                IsReceiver = true,
                First = first.DeliveryId,
                Last = last.DeliveryId == first.DeliveryId ? null : last.DeliveryId,
                Settled = false,
                State = first.State,
            });
        }
        catch (AmqpException e)
        {
            // Only an outcome with much to say is too large for a frame, and it shares with none.
            first.Settle.Fail(e);
            ForgetSettle(first.Settle);
        }
    }

    private void DisposedByPeer(AmqpDisposition disposition)
    {
        var last = disposition.Last ?? disposition.First;
        var span = unchecked(last - disposition.First);
        if (span > int.MaxValue)
            throw new AmqpException(AmqpScope.Session, AmqpConditions.InvalidField, "The broker disposed of deliveries whose last comes before their first");
        if (disposition.IsReceiver)
            OutcomesOfSends(disposition, span);
        else
            AnswersToSettles(disposition, span);
    }

    private void OutcomesOfSends(AmqpDisposition disposition, uint span)
    {
        foreach (var id in InRange(_unsettledSends, disposition.First, span))
        {
            // What says neither that it is over nor how is progress.
            if (disposition.Settled != true && disposition.State is not { IsOutcome: true })
                continue;
            if (_unsettledSends.Remove(id, out var send))
                send.TrySetResult(OutcomeOf(disposition.State));
        }

        // 2.6.12: a receiver that settles second waits for the sender's word.
        if (disposition.Settled != true && disposition.State is { IsOutcome: true } && _state == State.Open)
            Connection.Send(Channel, new AmqpDisposition { IsReceiver = false, First = disposition.First, Last = disposition.Last, Settled = true, State = disposition.State });
    }

    private void AnswersToSettles(AmqpDisposition disposition, uint span)
    {
        // In a transaction the peer may give its outcome and settle only at the discharge (4.4.3).
        var transactional = disposition.State as AmqpTransactionalState;
        if (disposition.Settled != true && transactional is not { IsOutcome: true })
            return;
        foreach (var id in InRange(_settling, disposition.First, span))
        {
            if (_settling.Remove(id, out var settle))
                settle.Answer(transactional is null ? disposition.State : transactional.Outcome, disposition.Settled == true);
        }
    }

    /// <summary>The ids of what waits in a range that the peer claims, at the cost of the smaller of the two.</summary>
    private static List<uint> InRange<T>(Dictionary<uint, T> waiting, uint first, uint span)
    {
        var ids = new List<uint>(1);
        if (span <= (uint)waiting.Count)
        {
            for (uint i = 0; i <= span; i++)
            {
                if (waiting.ContainsKey(unchecked(first + i)))
                    ids.Add(unchecked(first + i));
            }
        }
        else
        {
            foreach (var id in waiting.Keys)
            {
                if (unchecked(id - first) <= span)
                    ids.Add(id);
            }
        }

        return ids;
    }

    // Settled without a word: the broker makes no promise, so neither does this end.
    private static AmqpDeliveryState OutcomeOf(AmqpDeliveryState? state) => state switch
    {
        AmqpTransactionalState transactional => transactional.Outcome ?? AmqpDeliveryState.Released,
        null => AmqpDeliveryState.Released,
        _ => state,
    };

    private void FailSettles(AmqpException reason)
    {
        foreach (var settle in _settling.Values)
            settle.Fail(reason);
        _settling.Clear();
        foreach (var send in _unsettledSends.Values)
            send.TrySetException(reason);
        _unsettledSends.Clear();
        _disposals.Clear();
    }

    private void ExpireSettles(long now)
    {
        List<PendingSettle>? late = null;
        foreach (var settle in _settling.Values)
        {
            if (Options.TimeProvider.GetElapsedTime(settle.Since, now) >= Options.OperationTimeout)
                (late ??= []).Add(settle);
        }

        foreach (var settle in late ?? [])
        {
            ForgetSettle(settle);
            settle.Fail(new TimeoutException($"The broker did not answer a settlement within {Options.OperationTimeout}."));
        }

        foreach (var send in _unsettledSends.Values)
        {
            if (!send.Task.IsCompleted && Options.TimeProvider.GetElapsedTime(send.Since, now) >= Options.OperationTimeout)
                send.TrySetException(new TimeoutException($"The broker did not say what became of a message within {Options.OperationTimeout}."));
        }
    }

    private readonly record struct Disposal(uint DeliveryId, AmqpDeliveryState State, PendingSettle Settle)
    {
        public bool MayShareWith(Disposal next) => ReferenceEquals(State, next.State);
    }
}
