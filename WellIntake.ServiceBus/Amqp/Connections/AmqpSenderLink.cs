namespace WellIntake.ServiceBus.Amqp;

/// <summary>A link to send on. Sends run side by side: each waits for credit in the order of the calls, then for its own outcome.</summary>
internal sealed class AmqpSenderLink : AmqpLink
{
    private readonly AmqpSenderSettings _settings;
    private readonly LinkedList<PendingSend> _queue = [];
    private uint _credit;
    private uint _deliveryCount;

    internal AmqpSenderLink(AmqpSession session, AmqpSenderSettings settings)
        : base(session, settings.Name) => _settings = settings;

    /// <summary>The largest message the peer takes, in bytes; null: no limit said.</summary>
    public ulong? MaxMessageSize { get; private set; }

    internal override bool IsReceiver => false;

    /// <summary>
    /// Sends one message and waits for its outcome: accepted, rejected, released, modified, or declared. <paramref name="payload"/> must not change until then.
    /// </summary>
    /// <param name="payload">The encoded message.</param>
    /// <param name="messageFormat">Its format: <see cref="AmqpMessage.Format"/> or <see cref="AmqpBatch.Format"/>.</param>
    /// <param name="transactionId">The transaction it is part of; null: none.</param>
    /// <param name="cancellationToken">Cancelled before the transfer began: nothing was sent. After: whether the broker has it is not known.</param>
    /// <exception cref="AmqpException">The link, the session or the connection is over; or the message is larger than the peer takes (scope operation).</exception>
    /// <exception cref="TimeoutException">No credit or no outcome within the operation time-out.</exception>
    public Task<AmqpDeliveryState> SendAsync(
        ReadOnlyMemory<byte> payload, uint messageFormat = AmqpMessage.Format, ReadOnlyMemory<byte>? transactionId = null, CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        if (transactionId is { Length: > AmqpTransactionController.MaxIdLength })
            throw new ArgumentException($"A transaction id has at most {AmqpTransactionController.MaxIdLength} bytes.", nameof(transactionId));
        PendingSend send;
        lock (Gate)
        {
            ThrowIfNotAttached();
            if (payload.IsEmpty)
                throw new ArgumentException("A message has a byte at least.", nameof(payload));
            if ((ulong)payload.Length > MaxMessageSize)
            {
                throw new AmqpException(
                    AmqpScope.Operation, AmqpConditions.MessageSizeExceeded, $"The message of {payload.Length} bytes is larger than the {MaxMessageSize} bytes the broker takes");
            }

            send = new PendingSend(this, payload, messageFormat, transactionId is { } id ? new AmqpTransactionalState(id) : null, Options.TimeProvider.GetTimestamp());
            send.Place = _queue.AddLast(send);
            Pump();
        }

        return cancellationToken.CanBeCanceled ? WaitAsync(send, cancellationToken) : send.Task;
    }

    /// <summary>Writes what credit, window and room to write allow.</summary>
    internal void Pump()
    {
        if (!IsAttached)
            return;
        while (_queue.First is { Value: var send } && (send.DeliveryId is not null || _credit > 0))
        {
            if (!TryWrite(send))
                return;
            _queue.RemoveFirst();
            send.Place = null;
        }
    }

    internal override AmqpAttach Attach() => new()
    {
        Name = Name,
        Handle = Handle,
        IsReceiver = false,
        SenderSettleMode = 0,
        ReceiverSettleMode = 0,
        Source = new AmqpSource { Address = _settings.SourceAddress ?? Name },
        Target = _settings.Coordinator ?? (IAmqpNode)new AmqpTarget { Address = _settings.Address },
        InitialDeliveryCount = 0,
        Properties = _settings.Properties,
    };

    internal override void FlowFromPeer(AmqpFlow flow)
    {
        if (!IsAttached)
            return;

        // 2.6.7: the peer counts from its own delivery-count; before its first word that is the initial one.
        _credit = unchecked((flow.DeliveryCount ?? 0) + (flow.LinkCredit ?? 0) - _deliveryCount);
        if (_credit > int.MaxValue)
            _credit = 0;
        Pump();
        var drained = flow.Drain == true && _credit > 0 && _queue.Count == 0;
        if (drained)
        {
            _deliveryCount += _credit;
            _credit = 0;
        }

        if (drained || flow.Echo == true)
            Session.SendFlow(this, _deliveryCount, _credit, drain: flow.Drain == true);
    }

    internal override void Expire(long now)
    {
        var node = _queue.First;
        while (node is not null && Options.TimeProvider.GetElapsedTime(node.Value.Since, now) >= Options.OperationTimeout)
        {
            var next = node.Next;
            Withdraw(node.Value);
            node.Value.TrySetException(new TimeoutException($"The broker gave no credit to send within {Options.OperationTimeout}."));
            node = next;
        }
    }

    protected override bool Accepts(AmqpAttach attach) => attach.Target is not (null or AmqpTarget { Address: null });

    protected override void OnAttached(AmqpAttach attach) => MaxMessageSize = attach.MaxMessageSize is > 0 ? attach.MaxMessageSize : null;

    protected override void OnOver(AmqpException reason)
    {
        foreach (var send in _queue)
            send.TrySetException(reason);
        _queue.Clear();
        Session.FailSends(this, reason);
    }

    private async Task<AmqpDeliveryState> WaitAsync(PendingSend send, CancellationToken cancellationToken)
    {
        await using var registration = cancellationToken.UnsafeRegister(
            static (state, token) =>
            {
                var (link, send) = ((AmqpSenderLink, PendingSend))state!;
                lock (link.Gate)
                    link.Withdraw(send);
                send.TrySetCanceled(token);
            },
            (this, send));
        return await send.Task;
    }

    /// <summary>Takes a message back that is not written in full; one that is begun is aborted (2.7.5), so that the peer drops its pieces.</summary>
    private void Withdraw(PendingSend send)
    {
        if (send.Place is not { List: not null } place || send.IsAborted)
            return;
        _queue.Remove(place);
        send.Place = null;
        send.Rest = default;
        if (send.DeliveryId is not { } id)
            return;
        Session.ForgetOutcome(id);
        if (!IsAttached)
            return;
        send.IsAborted = true;
        send.Place = _queue.AddFirst(send);
        Pump();
    }

    /// <summary>Writes the rest of a message, in as many frames as it takes; false where the window or the room to write ends first.</summary>
    private bool TryWrite(PendingSend send)
    {
        while (true)
        {
            if (!Session.MayTransfer || !Session.Connection.HasRoom())
                return false;
            if (send.IsAborted)
            {
                Session.Connection.Send(Session.Channel, new AmqpTransfer { Handle = Handle, More = false, Aborted = true });
                Session.CountTransfer();
                return true;
            }

            if (send.DeliveryId is null)
            {
                send.DeliveryId = Session.TakeDeliveryId();
                Session.AwaitOutcome(send.DeliveryId.Value, send);
                _credit--;
                _deliveryCount++;
                WriteFrame(send, First(send));
            }
            else
            {
                WriteFrame(send, new AmqpTransfer { Handle = Handle });
            }

            if (send.Rest.IsEmpty)
            {
                send.Rest = default;
                return true;
            }
        }
    }

    private AmqpTransfer First(PendingSend send) => new()
    {
        Handle = Handle,
        DeliveryId = send.DeliveryId,
        DeliveryTag = BitConverter.GetBytes(_deliveryCount),
        MessageFormat = send.MessageFormat,
        State = send.State,
    };

    private void WriteFrame(PendingSend send, in AmqpTransfer transfer)
    {
        var connection = Session.Connection;
        var output = connection.Output;
        var start = AmqpFrame.Begin(output, AmqpFrame.Amqp, Session.Channel);
        transfer.Encode(output);
        var room = connection.RemoteMaxFrameSize - (output.Length - start);
        if (send.Rest.Length > room)
        {
            output.Truncate(start + AmqpFrame.HeaderSize);
            (transfer with { More = true }).Encode(output);
            room = connection.RemoteMaxFrameSize - (output.Length - start);
        }

        var length = Math.Min(send.Rest.Length, room);
        output.WriteRaw(send.Rest.Span[..length]);
        AmqpFrame.End(output, start);
        send.Rest = send.Rest[length..];
        Session.CountTransfer();
        connection.Wake();
    }
}
