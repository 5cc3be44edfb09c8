namespace WellIntake.ServiceBus.Amqp;

/// <summary>A value with a descriptor that says what it means (amqp-core 1.2). The descriptor is mostly a ulong or a symbol.</summary>
internal sealed record AmqpDescribed(object? Descriptor, object? Value);
