namespace WellIntake.ServiceBus.Amqp;

/// <content>Frames that arrive, and the windows that count transfers both ways (amqp-core 2.5.6).</content>
internal sealed partial class AmqpSession
{
    private const uint MaxIncomingWindow = 4096;
    private const uint OutgoingWindow = int.MaxValue;

    private uint _nextOutgoingId;
    private uint _nextDeliveryId;
    private uint _remoteIncomingWindow;
    private uint _nextIncomingId;
    private uint _incomingWindow = MaxIncomingWindow;

    /// <summary>Whether the peer's window takes one more transfer.</summary>
    internal bool MayTransfer => _remoteIncomingWindow > 0;

    internal uint TakeDeliveryId() => _nextDeliveryId++;

    /// <summary>Counts a transfer that was put into the output.</summary>
    internal void CountTransfer()
    {
        _nextOutgoingId++;
        if (_remoteIncomingWindow > 0)
            _remoteIncomingWindow--;
    }

    /// <summary>Says credit, and the windows with it.</summary>
    internal void SendFlow(AmqpLink? link, uint? deliveryCount = null, uint? credit = null, bool drain = false)
    {
        _incomingWindow = MaxIncomingWindow;
        Connection.Send(Channel, new AmqpFlow
        {
            NextIncomingId = RemoteChannel is null ? null : _nextIncomingId,
            IncomingWindow = _incomingWindow,
            NextOutgoingId = _nextOutgoingId,
            OutgoingWindow = OutgoingWindow,
            Handle = link?.Handle,
            DeliveryCount = deliveryCount,
            LinkCredit = credit,
            Drain = drain ? true : null,
        });
    }

    /// <summary>Works a frame off. What is wrong with the frame ends the session (the peer learns why); what is wrong with its bytes, the connection.</summary>
    internal void Take(ulong descriptor, ref AmqpReader reader, ReadOnlySpan<byte> body)
    {
        try
        {
            switch (descriptor)
            {
                case Descriptor.Transfer:
                    TransferredByPeer(AmqpTransfer.Decode(ref reader), body[reader.Position..]);
                    break;
                case Descriptor.Disposition:
                    DisposedByPeer(AmqpDisposition.Decode(ref reader));
                    break;
                case Descriptor.Flow:
                    FlowFromPeer(AmqpFlow.Decode(ref reader));
                    break;
                case Descriptor.Attach:
                    AttachedByPeer(AmqpAttach.Decode(ref reader));
                    break;
                case Descriptor.Detach:
                    var detach = AmqpDetach.Decode(ref reader);
                    FindLink(detach.Handle)?.DetachedByPeer(detach);
                    break;
                case Descriptor.End:
                    EndedByPeer(AmqpEnd.Decode(ref reader));
                    break;
                default:
                    throw reader.Error($"0x{descriptor:x} is no frame of a session");
            }
        }
        catch (AmqpException e) when (e.Scope is AmqpScope.Session)
        {
            if (_state is State.Open)
                BeginEnd(e, new AmqpError(e.Condition, e.Description), byThisEnd: false);
        }
    }

    private void TransferredByPeer(AmqpTransfer transfer, ReadOnlySpan<byte> payload)
    {
        if (_incomingWindow == 0)
            throw new AmqpException(AmqpScope.Session, AmqpConditions.WindowViolation, "The broker sent more transfers than the window takes");
        _incomingWindow--;
        _nextIncomingId++;
        var link = FindLink(transfer.Handle);
        if (link is AmqpReceiverLink receiver)
            receiver.Take(transfer, payload);
        else if (link is not null)
            throw new AmqpException(AmqpScope.Session, AmqpConditions.ErrantLink, "The broker sent a transfer on a link that it receives on");
        if (_incomingWindow < MaxIncomingWindow / 2 && _state == State.Open)
            SendFlow(null);
    }

    private void FlowFromPeer(AmqpFlow flow)
    {
        // 2.5.6: what the peer's window leaves once the transfers are counted that it has not seen yet. Before it has seen any, it says no next-incoming-id.
        _remoteIncomingWindow = unchecked((flow.NextIncomingId ?? 0) + flow.IncomingWindow - _nextOutgoingId);
        if (_remoteIncomingWindow > int.MaxValue)
            _remoteIncomingWindow = flow.IncomingWindow > int.MaxValue ? (uint)int.MaxValue : 0;

        if (flow.Handle is { } handle)
            FindLink(handle)?.FlowFromPeer(flow);
        else if (flow.Echo == true && _state == State.Open)
            SendFlow(null);
        Pump();
    }
}
