namespace WellIntake.ServiceBus.Amqp;

/// <summary>Values of one type (amqp-core 1.6.24). What an array of bytes is to .NET is binary to AMQP, so arrays have a class of their own.</summary>
internal sealed record AmqpArray
{
    public AmqpArray(IReadOnlyList<object?> items, byte elementCode, object? descriptor = null)
    {
        Items = items;
        ElementCode = Wide(elementCode);
        Descriptor = descriptor;
    }

    public IReadOnlyList<object?> Items { get; }

    /// <summary>The constructor that all items share, one of <see cref="FormatCode"/>, always of the widest form.</summary>
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

    // Items of every size must fit the one constructor.
    private static byte Wide(byte code) => code switch
    {
        FormatCode.BooleanTrue or FormatCode.BooleanFalse => FormatCode.Boolean,
        FormatCode.UInt0 or FormatCode.SmallUInt => FormatCode.UInt,
        FormatCode.ULong0 or FormatCode.SmallULong => FormatCode.ULong,
        FormatCode.SmallInt => FormatCode.Int,
        FormatCode.SmallLong => FormatCode.Long,
        FormatCode.Binary8 => FormatCode.Binary32,
        FormatCode.String8 => FormatCode.String32,
        FormatCode.Symbol8 => FormatCode.Symbol32,
        FormatCode.List0 or FormatCode.List8 => FormatCode.List32,
        FormatCode.Map8 => FormatCode.Map32,
        FormatCode.Array8 => FormatCode.Array32,
        _ => code,
    };
}
