namespace WellIntake.ServiceBus.Amqp;

/// <summary>What has become of a delivery at one end (amqp-core 3.4, 4.5.6 to 4.5.8).</summary>
internal abstract record AmqpDeliveryState
{
    public static AmqpAccepted Accepted { get; } = new();

    public static AmqpReleased Released { get; } = new();
}

/// <summary>Worked on; for a receiver of Service Bus: complete.</summary>
internal sealed record AmqpAccepted : AmqpDeliveryState;

/// <summary>Invalid and unprocessable; for a receiver of Service Bus: dead-letter.</summary>
internal sealed record AmqpRejected(AmqpError? Error = null) : AmqpDeliveryState;

/// <summary>Not and never worked on: given back as it came.</summary>
internal sealed record AmqpReleased : AmqpDeliveryState;

/// <summary>Given back changed; for a receiver of Service Bus: abandon, and undeliverable here: defer.</summary>
internal sealed record AmqpModified(bool? DeliveryFailed = null, bool? UndeliverableHere = null, AmqpMap? MessageAnnotations = null) : AmqpDeliveryState;

/// <summary>Not an outcome: how far a delivery has come.</summary>
internal sealed record AmqpReceived(uint SectionNumber, ulong SectionOffset) : AmqpDeliveryState;

/// <summary>A coordinator's outcome of a declare: the transaction's id.</summary>
internal sealed record AmqpDeclared(ReadOnlyMemory<byte> TransactionId) : AmqpDeliveryState;

/// <summary>A transfer or an outcome as part of a transaction.</summary>
internal sealed record AmqpTransactionalState(ReadOnlyMemory<byte> TransactionId, AmqpDeliveryState? Outcome = null) : AmqpDeliveryState;

/// <summary>A state that this client does not know, as it came.</summary>
internal sealed record AmqpUnknownState(AmqpDescribed Value) : AmqpDeliveryState;
