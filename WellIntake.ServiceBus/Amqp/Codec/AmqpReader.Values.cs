using System.Buffers.Binary;
using System.Text;

namespace WellIntake.ServiceBus.Amqp;

/// <content>Values whose type only the bytes say.</content>
internal ref partial struct AmqpReader
{
    private static readonly object True = true;

    private static readonly object False = false;

    /// <summary>
    /// The next value: bool, byte, ushort, uint, ulong, sbyte, short, int, long, float, double, <see cref="AmqpDecimal"/>, char (a <see cref="Rune"/> where one char does not
    /// hold it), DateTime (UTC), Guid, byte[], string, <see cref="AmqpSymbol"/>, a list of values, <see cref="AmqpMap"/>, <see cref="AmqpArray"/>, <see cref="AmqpDescribed"/> or null.
    /// </summary>
    /// <exception cref="AmqpDecodeException">It is no value.</exception>
    public object? ReadValue() => ReadValue(TakeCode());

    /// <summary>A map, or null.</summary>
    public AmqpMap? ReadMap()
    {
        var code = TakeCode();
        return code switch
        {
            FormatCode.Null => null,
            FormatCode.Map8 or FormatCode.Map32 => Map(code),
            _ => throw Unexpected("a map", code),
        };
    }

    /// <summary>A symbol or an array of symbols, or null.</summary>
    public IReadOnlyList<AmqpSymbol>? ReadSymbols()
    {
        if (Peek() is FormatCode.Symbol8 or FormatCode.Symbol32)
            return [ReadSymbol()!.Value];
        return ReadValue() switch
        {
            null => null,
            AmqpArray array when array.ElementCode == FormatCode.Symbol32 && array.Descriptor is null => array.ToArray<AmqpSymbol>(),
            AmqpArray { Items.Count: 0 } => [],
            _ => throw Error("expected one or more symbols"),
        };
    }

    /// <summary>The items of a list.</summary>
    public IReadOnlyList<object?> ReadList()
    {
        var code = TakeCode();
        return code switch
        {
            FormatCode.List0 => [],
            FormatCode.List8 or FormatCode.List32 => List(code),
            _ => throw Unexpected("a list", code),
        };
    }

    private object? ReadValue(byte code) => code switch
    {
        FormatCode.Described => Described(),
        FormatCode.Null => null,
        FormatCode.BooleanTrue => True,
        FormatCode.BooleanFalse => False,
        FormatCode.UInt0 => 0u,
        FormatCode.ULong0 => 0ul,
        FormatCode.List0 => Array.Empty<object?>(),
        FormatCode.Boolean => BooleanByte() ? True : False,
        FormatCode.UByte => Take(1)[0],
        FormatCode.Byte => unchecked((sbyte)Take(1)[0]),
        FormatCode.SmallUInt => (uint)Take(1)[0],
        FormatCode.SmallULong => (ulong)Take(1)[0],
        FormatCode.SmallInt => (int)unchecked((sbyte)Take(1)[0]),
        FormatCode.SmallLong => (long)unchecked((sbyte)Take(1)[0]),
        FormatCode.UShort => BinaryPrimitives.ReadUInt16BigEndian(Take(2)),
        FormatCode.Short => BinaryPrimitives.ReadInt16BigEndian(Take(2)),
        FormatCode.UInt => BinaryPrimitives.ReadUInt32BigEndian(Take(4)),
        FormatCode.Int => BinaryPrimitives.ReadInt32BigEndian(Take(4)),
        FormatCode.Float => BinaryPrimitives.ReadSingleBigEndian(Take(4)),
        FormatCode.Char => Char(),
        FormatCode.Decimal32 => new AmqpDecimal(BinaryPrimitives.ReadUInt32BigEndian(Take(4)), 4),
        FormatCode.ULong => BinaryPrimitives.ReadUInt64BigEndian(Take(8)),
        FormatCode.Long => BinaryPrimitives.ReadInt64BigEndian(Take(8)),
        FormatCode.Double => BinaryPrimitives.ReadDoubleBigEndian(Take(8)),
        FormatCode.Timestamp => AmqpTime.FromMilliseconds(BinaryPrimitives.ReadInt64BigEndian(Take(8))),
        FormatCode.Decimal64 => new AmqpDecimal(BinaryPrimitives.ReadUInt64BigEndian(Take(8)), 8),
        FormatCode.Decimal128 => new AmqpDecimal(BinaryPrimitives.ReadUInt128BigEndian(Take(16)), 16),
        FormatCode.Uuid => new Guid(Take(16), bigEndian: true),
        FormatCode.Binary8 or FormatCode.Binary32 => TakeVariable(code).ToArray(),
        FormatCode.String8 or FormatCode.String32 => Text(TakeVariable(code)),
        FormatCode.Symbol8 or FormatCode.Symbol32 => Symbol(TakeVariable(code)),
        FormatCode.List8 or FormatCode.List32 => List(code),
        FormatCode.Map8 or FormatCode.Map32 => Map(code),
        FormatCode.Array8 or FormatCode.Array32 => ArrayOfOneType(code),
        _ => throw Error($"0x{code:x2} is no constructor"),
    };

    private object Char()
    {
        var scalar = BinaryPrimitives.ReadUInt32BigEndian(Take(4));
        if (!Rune.IsValid(scalar))
            throw Error("a char is no Unicode scalar");
        return scalar <= char.MaxValue ? (char)scalar : new Rune(scalar);
    }

    private AmqpDescribed Described()
    {
        Descend();
        var descriptor = ReadValue();
        var value = ReadValue();
        _depth--;
        return new AmqpDescribed(descriptor, value);
    }

    private IReadOnlyList<object?> List(byte code)
    {
        var outerEnd = _end;
        Descend();
        var (count, end) = TakeCompound(code);
        _end = end;
        var items = new object?[count];
        for (var i = 0; i < count; i++)
            items[i] = ReadValue();
        Leave(outerEnd);
        return items;
    }

    private AmqpMap Map(byte code)
    {
        var pairs = BeginPairs(code, out var outerEnd);
        var map = new AmqpMap();
        for (var i = 0; i < pairs; i++)
        {
            var key = ReadValue() ?? throw Error("a key of a map is null");
            if (!map.TryAdd(key, ReadValue()))
                throw Error("a map has a key twice");
        }

        Leave(outerEnd);
        return map;
    }

    private int BeginPairs(byte code, out int outerEnd)
    {
        outerEnd = _end;
        Descend();
        var (count, end) = TakeCompound(code);
        if (count % 2 != 0)
            throw Error($"a map of {count} items has a key without a value");
        _end = end;
        return count / 2;
    }

    private AmqpArray ArrayOfOneType(byte code)
    {
        var outerEnd = _end;
        Descend();
        var (count, end) = TakeCompound(code);
        _end = end;
        var itemCode = TakeCode();
        object? descriptor = null;
        if (itemCode == FormatCode.Described)
        {
            descriptor = ReadValue();
            itemCode = TakeCode();
            if (itemCode == FormatCode.Described)
                throw Error("an array's items are described twice");
        }

        if ((itemCode & 0xf0) == 0x40)
        {
            _zeroWidthItems += Math.Min(count, MaxZeroWidthItems + 1);
            if (_zeroWidthItems > MaxZeroWidthItems)
                throw Error($"more than {MaxZeroWidthItems} array items that take no bytes");
        }
        else if (count > _end - _position)
        {
            throw Error($"a count of {count} items in {_end - _position} bytes");
        }

        var items = new object?[count];
        for (var i = 0; i < count; i++)
            items[i] = ReadValue(itemCode);
        Leave(outerEnd);
        return new AmqpArray(items, itemCode, descriptor);
    }

    private void Descend()
    {
        if (++_depth > MaxDepth)
            throw Error($"values are nested deeper than {MaxDepth}");
    }

    private void Leave(int outerEnd)
    {
        if (_position != _end)
            throw Error("the size of a list, map or array does not fit its items");
        _end = outerEnd;
        _depth--;
    }
}
