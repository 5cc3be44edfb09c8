using System.Buffers.Binary;
using System.Diagnostics.CodeAnalysis;
using System.Text;

namespace WellIntake.ServiceBus.Amqp;

/// <summary>
/// Reads AMQP values from bytes that nobody vouches for (amqp-core 1). Every length and count is held against the bytes that are there before anything is
/// allocated, nesting ends at <see cref="MaxDepth"/>, and items that take no bytes are limited to <see cref="MaxZeroWidthItems"/> in all.
/// </summary>
internal ref partial struct AmqpReader
{
    /// <summary>Lists, maps, arrays and descriptions in one another.</summary>
    public const int MaxDepth = 32;

    /// <summary>Items of arrays whose type takes no bytes (null, true, 0 …): their count is nothing but a claim.</summary>
    public const int MaxZeroWidthItems = 1024;

    private static readonly UTF8Encoding StrictUtf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    private readonly ReadOnlySpan<byte> _buffer;
    private int _position;
    private int _end;
    private int _depth;
    private int _zeroWidthItems;
    private string? _within;
    private int _field;

    public AmqpReader(ReadOnlySpan<byte> buffer)
    {
        _buffer = buffer;
        _end = buffer.Length;
    }

    /// <summary>The next byte's place.</summary>
    public readonly int Position => _position;

    public readonly bool AtEnd => _position >= _end;

    public readonly int Remaining => _end - _position;

    /// <summary>The next value's constructor, without moving.</summary>
    public readonly byte Peek() => _position < _end ? _buffer[_position] : throw Error("the bytes end where a value should begin");

    public bool? ReadBoolean()
    {
        var code = TakeCode();
        return code switch
        {
            FormatCode.Null => null,
            FormatCode.BooleanTrue => true,
            FormatCode.BooleanFalse => false,
            FormatCode.Boolean => BooleanByte(),
            _ => throw Unexpected("a boolean", code),
        };
    }

    public byte? ReadUByte()
    {
        var code = TakeCode();
        return code switch
        {
            FormatCode.Null => null,
            FormatCode.UByte => Take(1)[0],
            _ => throw Unexpected("a ubyte", code),
        };
    }

    public ushort? ReadUShort()
    {
        var code = TakeCode();
        return code switch
        {
            FormatCode.Null => null,
            FormatCode.UShort => BinaryPrimitives.ReadUInt16BigEndian(Take(2)),
            _ => throw Unexpected("a ushort", code),
        };
    }

    public uint? ReadUInt()
    {
        var code = TakeCode();
        return code switch
        {
            FormatCode.Null => null,
            FormatCode.UInt0 => 0,
            FormatCode.SmallUInt => Take(1)[0],
            FormatCode.UInt => BinaryPrimitives.ReadUInt32BigEndian(Take(4)),
            _ => throw Unexpected("a uint", code),
        };
    }

    public ulong? ReadULong()
    {
        var code = TakeCode();
        return code switch
        {
            FormatCode.Null => null,
            FormatCode.ULong0 => 0,
            FormatCode.SmallULong => Take(1)[0],
            FormatCode.ULong => BinaryPrimitives.ReadUInt64BigEndian(Take(8)),
            _ => throw Unexpected("a ulong", code),
        };
    }

    public DateTime? ReadTimestamp()
    {
        var code = TakeCode();
        return code switch
        {
            FormatCode.Null => null,
            FormatCode.Timestamp => AmqpTime.FromMilliseconds(BinaryPrimitives.ReadInt64BigEndian(Take(8))),
            _ => throw Unexpected("a timestamp", code),
        };
    }

    public string? ReadString()
    {
        var code = TakeCode();
        return code switch
        {
            FormatCode.Null => null,
            FormatCode.String8 or FormatCode.String32 => Text(TakeVariable(code)),
            _ => throw Unexpected("a string", code),
        };
    }

    public AmqpSymbol? ReadSymbol()
    {
        var code = TakeCode();
        return code switch
        {
            FormatCode.Null => default(AmqpSymbol?),
            FormatCode.Symbol8 or FormatCode.Symbol32 => Symbol(TakeVariable(code)),
            _ => throw Unexpected("a symbol", code),
        };
    }

    /// <summary>A piece of the bytes read from; false for null.</summary>
    public bool TryReadBinary(out ReadOnlySpan<byte> value)
    {
        var code = TakeCode();
        value = code switch
        {
            FormatCode.Null => default,
            FormatCode.Binary8 or FormatCode.Binary32 => TakeVariable(code),
            _ => throw Unexpected("binary", code),
        };
        return code != FormatCode.Null;
    }

    /// <summary>Moves past null if that is next.</summary>
    public bool TryReadNull()
    {
        if (Peek() != FormatCode.Null)
            return false;
        _position++;
        return true;
    }

    /// <summary>The numeric descriptor of the described value that is next; the value itself follows. Symbolic descriptors of the specification count as their numbers.</summary>
    public ulong ReadDescriptor()
    {
        var code = TakeCode();
        if (code != FormatCode.Described)
            throw Unexpected("a described value", code);
        if (Peek() is not (FormatCode.Symbol8 or FormatCode.Symbol32))
            return ReadULong() ?? throw Error("a descriptor is null");
        var symbol = ReadSymbol()!.Value.Value;
        return Descriptor.ByName.TryGetValue(symbol, out var number) ? number : throw Error("a symbolic descriptor is not of the specification");
    }

    /// <summary>As <see cref="ReadDescriptor"/>, but false where the next value has no descriptor of the specification's kind.</summary>
    public bool TryReadKnownDescriptor(out ulong descriptor)
    {
        descriptor = 0;
        if (TakeCode() != FormatCode.Described)
            return false;
        switch (ReadValue())
        {
            case ulong number:
                descriptor = number;
                return true;
            case AmqpSymbol symbol:
                return Descriptor.ByName.TryGetValue(symbol.Value, out descriptor);
            default:
                return false;
        }
    }

    /// <summary>The fields of the list that is next, and moves past it.</summary>
    /// <param name="name">What the list is, for errors.</param>
    public AmqpFields ReadFields(string name)
    {
        var code = TakeCode();
        if (code is not (FormatCode.List0 or FormatCode.List8 or FormatCode.List32))
            throw Unexpected($"the list of {name}", code);
        if (_depth >= MaxDepth)
            throw Error($"values are nested deeper than {MaxDepth}");
        var (count, end) = code == FormatCode.List0 ? (0, _position) : TakeCompound(code);
        var inner = this;
        inner._end = end;
        inner._within = name;
        inner._field = 0;
        inner._depth++;
        _position = end;
        return new AmqpFields(inner, count);
    }

    /// <summary>Opens the map that is next for reading its pairs in place; -1 for null. After the last pair call <see cref="EndMap"/> with what <paramref name="outerEnd"/> got.</summary>
    public int BeginMap(out int outerEnd)
    {
        outerEnd = _end;
        var code = TakeCode();
        if (code == FormatCode.Null)
            return -1;
        if (code is not (FormatCode.Map8 or FormatCode.Map32))
            throw Unexpected("a map", code);
        return BeginPairs(code, out outerEnd);
    }

    public void EndMap(int outerEnd) => Leave(outerEnd);

    internal readonly AmqpDecodeException Error(string what) =>
        new(_within is null ? what : $"{what} (field {_field} of {_within})", _position);

    internal void NextField() => _field++;

    internal readonly void RequireEnd()
    {
        if (_position != _end)
            throw new AmqpDecodeException($"the size of {_within} does not fit its fields", _position);
    }

    private readonly AmqpDecodeException Unexpected(string expected, byte code) => Error($"expected {expected}, found constructor 0x{code:x2}");

    private readonly string Text(ReadOnlySpan<byte> bytes)
    {
        try
        {
            return StrictUtf8.GetString(bytes);
        }
        catch (DecoderFallbackException)
        {
            throw Error("a string is not UTF-8");
        }
    }

    private readonly AmqpSymbol Symbol(ReadOnlySpan<byte> bytes) =>
        Ascii.IsValid(bytes) ? new AmqpSymbol(KnownSymbols.Get(bytes)) : throw Error("a symbol is not ASCII");

    private bool BooleanByte() => Take(1)[0] switch
    {
        0 => false,
        1 => true,
        _ => throw Error("a boolean is neither 0 nor 1"),
    };

    private byte TakeCode() => _position < _end ? _buffer[_position++] : throw Error("the bytes end where a value should begin");

    private ReadOnlySpan<byte> Take(int count)
    {
        if (count > _end - _position)
            ThrowShort(count);
        var span = _buffer.Slice(_position, count);
        _position += count;
        return span;
    }

    [DoesNotReturn]
    private readonly void ThrowShort(int count) => throw Error($"a value of {count} bytes has {_end - _position}");

    private ReadOnlySpan<byte> TakeVariable(byte code)
    {
        var length = (code & 0xf0) is 0xa0 ? Take(1)[0] : TakeLength();
        return Take(length);
    }

    private int TakeLength()
    {
        var length = BinaryPrimitives.ReadUInt32BigEndian(Take(4));
        return length <= (uint)(_end - _position) ? (int)length : throw Error($"a length of {length} with {_end - _position} bytes left");
    }

    /// <summary>Size and count of a list, map or array: the count, and where it ends.</summary>
    private (int Count, int End) TakeCompound(byte code)
    {
        var narrow = (code & 0xf0) is 0xc0 or 0xe0;
        var size = narrow ? Take(1)[0] : TakeLength();
        var width = narrow ? 1 : 4;
        if (size > _end - _position)
            throw Error($"a size of {size} with {_end - _position} bytes left");
        if (size < width)
            throw Error("a size that does not hold its own count");
        var end = _position + size;
        var count = narrow ? Take(1)[0] : BinaryPrimitives.ReadUInt32BigEndian(Take(4));

        // In lists and maps every item takes a byte at least.
        var isArray = (code & 0xf0) is 0xe0 or 0xf0;
        if (!isArray && count > (uint)(end - _position))
            throw Error($"a count of {count} items in {end - _position} bytes");
        return ((int)Math.Min(count, int.MaxValue), end);
    }
}
