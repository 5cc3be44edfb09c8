namespace WellIntake.ServiceBus.Amqp;

/// <summary>A name from a constrained domain, ASCII only (amqp-core 1.6.21). A symbol is never equal to a string.</summary>
internal readonly record struct AmqpSymbol(string Value)
{
    public static implicit operator AmqpSymbol(string value) => new(value);

    public override string ToString() => Value ?? "";
}
