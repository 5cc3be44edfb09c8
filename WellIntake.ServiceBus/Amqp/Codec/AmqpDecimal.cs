namespace WellIntake.ServiceBus.Amqp;

/// <summary>An IEEE 754 decimal of 4, 8 or 16 bytes (amqp-core 1.6.13 to 1.6.15), kept as its bits: nobody here reckons with it, but it must survive.</summary>
internal readonly record struct AmqpDecimal(UInt128 Bits, int Width);
