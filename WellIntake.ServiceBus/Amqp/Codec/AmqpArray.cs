namespace WellIntake.ServiceBus.Amqp;

/// <summary>Values of one type (amqp-core 1.6.24). What an array of bytes is to .NET is binary to AMQP, so arrays have a class of their own.</summary>
internal sealed record AmqpArray
{
    public AmqpArray(IReadOnlyList<object?> items, byte elementCode, object? descriptor = null)
    {
        Items = items;
        ElementCode = elementCode;
        Descriptor = descriptor;
    }

    public IReadOnlyList<object?> Items { get; }

    /// <summary>The constructor that all items share on the wire, one of <see cref="FormatCode"/>.</summary>
    public byte ElementCode { get; }

    /// <summary>The descriptor that all items share; null where they have none.</summary>
    public object? Descriptor { get; }

    public static AmqpArray Of(IEnumerable<Guid> items) => new([.. items.Select(item => (object)item)], FormatCode.Uuid);

    public static AmqpArray Of(IEnumerable<long> items) => new([.. items.Select(item => (object)item)], FormatCode.Long);

    public static AmqpArray Of(IEnumerable<AmqpSymbol> items) => new([.. items.Select(item => (object)item)], FormatCode.Symbol32);

    public static AmqpArray Of(IEnumerable<string> items) => new([.. items], FormatCode.String32);

    /// <summary>The items as <typeparamref name="T"/>.</summary>
    /// <exception cref="AmqpDecodeException">An item is something else.</exception>
    public T[] ToArray<T>()
    {
        var result = new T[Items.Count];
        for (var i = 0; i < result.Length; i++)
        {
            result[i] = Items[i] is T item
                ? item
                : throw new AmqpDecodeException($"item {i} of an array is not of type {typeof(T).Name}", 0);
        }

        return result;
    }
}
