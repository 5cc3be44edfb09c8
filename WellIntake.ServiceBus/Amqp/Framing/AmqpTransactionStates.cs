namespace WellIntake.ServiceBus.Amqp;

/// <summary>A coordinator's outcome of a declare: the transaction's id (amqp-core 4.5.4).</summary>
internal sealed record AmqpDeclared(ReadOnlyMemory<byte> TransactionId) : AmqpDeliveryState
{
    public override void Encode(AmqpWriter writer)
    {
        var fields = new AmqpComposite(writer, Descriptor.Declared);
        fields.Binary(TransactionId);
        fields.End();
    }

    public static AmqpDeclared DecodeFields(AmqpFields fields)
    {
        var state = new AmqpDeclared(fields.Required(fields.Binary(), "txn-id"));
        fields.End();
        return state;
    }
}

/// <summary>A transfer or an outcome as part of a transaction (amqp-core 4.5.5).</summary>
internal sealed record AmqpTransactionalState(ReadOnlyMemory<byte> TransactionId, AmqpDeliveryState? Outcome = null) : AmqpDeliveryState
{
    public override bool IsOutcome => Outcome is { IsOutcome: true };

    public override void Encode(AmqpWriter writer)
    {
        var fields = new AmqpComposite(writer, Descriptor.TransactionalState);
        fields.Binary(TransactionId);
        fields.State(Outcome);
        fields.End();
    }

    public static AmqpTransactionalState DecodeFields(AmqpFields fields)
    {
        var state = new AmqpTransactionalState(fields.Required(fields.Binary(), "txn-id"), fields.State());
        fields.End();
        return state;
    }
}

/// <summary>The body of the message that begins a transaction (amqp-core 4.5.2).</summary>
internal static class AmqpTransactionRequests
{
    public static AmqpDescribed Declare() => new(Descriptor.Declare, Array.Empty<object?>());

    /// <summary>The body of the message that ends one (4.5.3).</summary>
    public static AmqpDescribed Discharge(ReadOnlyMemory<byte> transactionId, bool fail) => new(Descriptor.Discharge, new object?[] { transactionId, fail });
}
