namespace WellIntake.ServiceBus.Amqp;

/// <summary>Why a peer refuses or closes (amqp-core 2.8.14).</summary>
internal sealed record AmqpError(AmqpSymbol Condition, string? Description = null, AmqpMap? Info = null);
