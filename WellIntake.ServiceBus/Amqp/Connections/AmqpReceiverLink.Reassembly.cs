namespace WellIntake.ServiceBus.Amqp;

/// <content>Transfers into deliveries: one frame, or many that belong together (amqp-core 2.6.14).</content>
internal sealed partial class AmqpReceiverLink
{
    private AmqpWriter? _partial;
    private AmqpTransfer _first;

    /// <summary>A transfer of the peer's. What breaks the link's rules detaches it; the session goes on.</summary>
    internal void Take(in AmqpTransfer transfer, ReadOnlySpan<byte> payload)
    {
        if (!IsAttached)
            return;
        var isFirst = _partial is null;
        if (isFirst && !Begin(transfer))
            return;
        if (!isFirst && transfer.DeliveryId is { } id && id != _first.DeliveryId)
        {
            Refuse(AmqpConditions.NotAllowed, "The broker began a delivery within another");
            return;
        }

        if (transfer.Aborted == true)
        {
            DropPartial();
            return;
        }

        if ((ulong)(_partial?.Length ?? 0) + (ulong)payload.Length > _settings.MaxMessageSize)
        {
            DropPartial();
            Refuse(AmqpConditions.MessageSizeExceeded, $"A message is larger than {_settings.MaxMessageSize} bytes");
            return;
        }

        if (transfer.More == true)
        {
            _partial ??= new AmqpWriter(Math.Max(payload.Length * 2, 1024));
            _partial.WriteRaw(payload);
        }
        else if (isFirst)
        {
            Arrived(payload.ToArray(), transfer.Settled == true);
        }
        else
        {
            _partial!.WriteRaw(payload);
            var whole = _partial.WrittenSpan.ToArray();
            DropPartial();
            Arrived(whole, (transfer.Settled ?? _first.Settled) == true);
        }
    }

    private bool Begin(in AmqpTransfer transfer)
    {
        if (transfer.DeliveryId is null)
        {
            Refuse(AmqpConditions.InvalidField, "The broker began a delivery without a delivery-id");
            return false;
        }

        if (_credit == 0)
        {
            Refuse(AmqpConditions.TransferLimitExceeded, "The broker sent a message for which it had no credit");
            return false;
        }

        _credit--;
        _deliveryCount++;
        _first = transfer;
        return true;
    }

    private void Arrived(byte[] payload, bool settled)
    {
        _buffer.Enqueue(new AmqpDelivery(this, _first.DeliveryId!.Value, _first.DeliveryTag ?? default, _first.MessageFormat ?? 0, payload, settled));
        _first = default;
        if (_serveLater)
            return;
        _serveLater = true;
        Session.Connection.ServeLater(this);
    }

    private void DropPartial()
    {
        _partial?.Dispose();
        _partial = null;
    }

    private void Refuse(string condition, string description) =>
        Detach(new AmqpError(condition, description), new AmqpException(AmqpScope.Link, condition, description), byThisEnd: false);
}
