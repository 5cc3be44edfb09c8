namespace WellIntake.ServiceBus.Amqp;

/// <summary>Writes a described list field by field (amqp-core 1.4); nulls at the end are left out.</summary>
internal ref struct AmqpComposite
{
    private readonly AmqpWriter _writer;
    private readonly int _start;
    private int _count;
    private int _nulls;

    public AmqpComposite(AmqpWriter writer, ulong descriptor)
    {
        _writer = writer;
        writer.WriteDescriptor(descriptor);
        _start = writer.BeginList();
    }

    public void Null() => _nulls++;

    public void Boolean(bool? value)
    {
        if (Field(value is null))
            _writer.WriteBoolean(value!.Value);
    }

    public void UByte(byte? value)
    {
        if (Field(value is null))
            _writer.WriteUByte(value!.Value);
    }

    public void UShort(ushort? value)
    {
        if (Field(value is null))
            _writer.WriteUShort(value!.Value);
    }

    public void UInt(uint? value)
    {
        if (Field(value is null))
            _writer.WriteUInt(value!.Value);
    }

    public void ULong(ulong? value)
    {
        if (Field(value is null))
            _writer.WriteULong(value!.Value);
    }

    public void String(string? value)
    {
        if (Field(value is null))
            _writer.WriteString(value!);
    }

    public void Symbol(AmqpSymbol? value)
    {
        if (Field(value is null))
            _writer.WriteSymbol(value!.Value);
    }

    /// <summary>A field that may have several symbols.</summary>
    public void Symbols(IReadOnlyList<AmqpSymbol>? values)
    {
        if (Field(values is null))
            _writer.WriteArray(AmqpArray.Of(values!));
    }

    public void Binary(ReadOnlyMemory<byte>? value)
    {
        if (Field(value is null))
            _writer.WriteBinary(value!.Value.Span);
    }

    public void Timestamp(DateTime? value)
    {
        if (Field(value is null))
            _writer.WriteTimestamp(value!.Value);
    }

    public void Map(AmqpMap? value)
    {
        if (Field(value is null))
            _writer.WriteMap(value!);
    }

    public void Value(object? value)
    {
        if (Field(value is null))
            _writer.WriteValue(value);
    }

    public void State(AmqpDeliveryState? value)
    {
        if (Field(value is null))
            value!.Encode(_writer);
    }

    public void Error(AmqpError? value)
    {
        if (Field(value is null))
            value!.Encode(_writer);
    }

    public void Node(IAmqpNode? value)
    {
        if (Field(value is null))
            value!.Encode(_writer);
    }

    public readonly void End() => _writer.EndList(_start, _count);

    private bool Field(bool isNull)
    {
        if (isNull)
        {
            _nulls++;
            return false;
        }

        for (; _nulls > 0; _nulls--, _count++)
            _writer.WriteNull();
        _count++;
        return true;
    }
}
