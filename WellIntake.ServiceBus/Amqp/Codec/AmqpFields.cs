namespace WellIntake.ServiceBus.Amqp;

/// <summary>Reads a described list field by field (amqp-core 1.4): a field that is not there is null, and fields of a later version are passed over.</summary>
internal ref struct AmqpFields(AmqpReader reader, int count)
{
    private AmqpReader _reader = reader;
    private int _left = count;

    public bool? Boolean() => Has() ? _reader.ReadBoolean() : null;

    public byte? UByte() => Has() ? _reader.ReadUByte() : null;

    public ushort? UShort() => Has() ? _reader.ReadUShort() : null;

    public uint? UInt() => Has() ? _reader.ReadUInt() : null;

    public ulong? ULong() => Has() ? _reader.ReadULong() : null;

    public DateTime? Timestamp() => Has() ? _reader.ReadTimestamp() : null;

    public string? String() => Has() ? _reader.ReadString() : null;

    public AmqpSymbol? Symbol() => Has() ? _reader.ReadSymbol() : null;

    /// <summary>A symbol for which some senders write a string.</summary>
    public string? SymbolOrString() =>
        !Has() ? null : _reader.Peek() is FormatCode.String8 or FormatCode.String32 ? _reader.ReadString() : _reader.ReadSymbol()?.Value;

    public IReadOnlyList<AmqpSymbol>? Symbols() => Has() ? _reader.ReadSymbols() : null;

    public ReadOnlyMemory<byte>? Binary() => Has() && _reader.TryReadBinary(out var value) ? (ReadOnlyMemory<byte>)value.ToArray() : default(ReadOnlyMemory<byte>?);

    public AmqpMap? Map() => Has() ? _reader.ReadMap() : null;

    public object? Value() => Has() ? _reader.ReadValue() : null;

    public AmqpDeliveryState? State() => Has() && !_reader.TryReadNull() ? AmqpDeliveryState.Decode(ref _reader) : null;

    public AmqpError? Error() => Has() && !_reader.TryReadNull() ? AmqpError.Decode(ref _reader) : null;

    public IAmqpNode? Node() => Has() && !_reader.TryReadNull() ? AmqpNode.Decode(ref _reader) : null;

    /// <summary>What a field must have.</summary>
    public readonly T Required<T>(T? value, string field)
        where T : struct => value ?? throw _reader.Error($"{field} is missing");

    /// <summary>What a field must have.</summary>
    public readonly T Required<T>(T? value, string field)
        where T : class => value ?? throw _reader.Error($"{field} is missing");

    /// <summary>Passes over what is left and sees that the list's size was right.</summary>
    public void End()
    {
        while (Has())
            _reader.ReadValue();
        _reader.RequireEnd();
    }

    private bool Has()
    {
        if (_left == 0)
            return false;
        _left--;
        _reader.NextField();
        return true;
    }
}
