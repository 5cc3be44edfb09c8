using System.Buffers.Binary;
using System.Collections;
using System.Text;

namespace WellIntake.ServiceBus.Amqp;

/// <content>Lists, maps, arrays, and values whose type is known only at run time.</content>
internal sealed partial class AmqpWriter
{
    private const int WideHeader = 9;
    private const int NarrowHeader = 3;

    /// <summary>Begins a list; its items follow, then <see cref="EndList"/> with what this returned.</summary>
    public int BeginList() => BeginCompound(FormatCode.List32);

    /// <summary>Ends a list, in the shortest form that fits.</summary>
    public void EndList(int start, int count)
    {
        if (count == 0)
        {
            Truncate(start);
            WriteCode(FormatCode.List0);
            return;
        }

        EndCompound(start, count, FormatCode.List8);
    }

    /// <summary>Begins a map; keys and values follow in turn, then <see cref="EndMap"/> with what this returned.</summary>
    public int BeginMap() => BeginCompound(FormatCode.Map32);

    /// <summary>Ends a map of so many pairs, in the shortest form that fits.</summary>
    public void EndMap(int start, int pairs) => EndCompound(start, checked(pairs * 2), FormatCode.Map8);

    /// <summary>
    /// Any value of the model: null, bool, the integers, float, double, <see cref="AmqpDecimal"/>, char, <see cref="Rune"/>, DateTime, Guid, byte[], ReadOnlyMemory of bytes,
    /// string, <see cref="AmqpSymbol"/>, lists of values, <see cref="AmqpMap"/>, dictionaries with string keys, <see cref="AmqpArray"/>, <see cref="AmqpDescribed"/>.
    /// </summary>
    /// <exception cref="ArgumentException">It is of another type.</exception>
    public void WriteValue(object? value)
    {
        switch (value)
        {
            case null: WriteNull(); break;
            case string text: WriteString(text); break;
            case AmqpSymbol symbol: WriteSymbol(symbol); break;
            case bool boolean: WriteBoolean(boolean); break;
            case byte number: WriteUByte(number); break;
            case ushort number: WriteUShort(number); break;
            case uint number: WriteUInt(number); break;
            case ulong number: WriteULong(number); break;
            case int number: WriteInt(number); break;
            case long number: WriteLong(number); break;
            case DateTime time: WriteTimestamp(time); break;
            case Guid uuid: WriteUuid(uuid); break;
            case byte[] binary: WriteBinary(binary); break;
            case ReadOnlyMemory<byte> binary: WriteBinary(binary.Span); break;
            case AmqpMap map: WriteMap(map); break;
            case AmqpArray array: WriteArray(array); break;
            case AmqpDescribed described: WriteDescribed(described); break;
            case sbyte or short or float or double or char or Rune or AmqpDecimal: WriteFixed(value); break;
            case IReadOnlyDictionary<string, object?> dictionary: WriteDictionary(dictionary); break;
            case IEnumerable list: WriteList(list); break;
            default: throw new ArgumentException($"AMQP has no type for {value.GetType()}.", nameof(value));
        }
    }

    public void WriteMap(AmqpMap map)
    {
        var start = BeginMap();
        foreach (var (key, value) in map)
        {
            WriteValue(key);
            WriteValue(value);
        }

        EndMap(start, map.Count);
    }

    /// <summary>A map with strings for keys.</summary>
    public void WriteDictionary(IReadOnlyDictionary<string, object?> dictionary)
    {
        var start = BeginMap();
        foreach (var (key, value) in dictionary)
        {
            WriteString(key);
            WriteValue(value);
        }

        EndMap(start, dictionary.Count);
    }

    public void WriteDescribed(AmqpDescribed described)
    {
        WriteCode(FormatCode.Described);
        WriteValue(described.Descriptor);
        WriteValue(described.Value);
    }

    public void WriteArray(AmqpArray array)
    {
        var start = BeginCompound(FormatCode.Array32);
        WriteArrayItems(array);
        PatchWide(start, array.Items.Count);
    }

    private static ArgumentException NotOfType(byte code) => new($"An item of an array is not of the array's type 0x{code:x2}.", nameof(code));

    private void WriteList(IEnumerable list)
    {
        var start = BeginList();
        var count = 0;
        foreach (var item in list)
        {
            WriteValue(item);
            count++;
        }

        EndList(start, count);
    }

    private void WriteArrayItems(AmqpArray array)
    {
        if (array.Descriptor is not null)
        {
            WriteCode(FormatCode.Described);
            WriteValue(array.Descriptor);
        }

        WriteCode(array.ElementCode);
        foreach (var item in array.Items)
            WriteItem(array.ElementCode, item);
    }

    private void WriteFixed(object value)
    {
        var code = value switch
        {
            sbyte => FormatCode.Byte,
            short => FormatCode.Short,
            float => FormatCode.Float,
            double => FormatCode.Double,
            AmqpDecimal number => number.Width switch { 4 => FormatCode.Decimal32, 8 => FormatCode.Decimal64, _ => FormatCode.Decimal128 },
            _ => FormatCode.Char,
        };
        WriteCode(code);
        WriteItem(code, value);
    }

    /// <summary>A value without its constructor, in the wide form that arrays have here.</summary>
    private void WriteItem(byte code, object? item)
    {
        switch (code, item)
        {
            case (FormatCode.Null, null): break;
            case (FormatCode.Boolean, bool value): Take(1)[0] = value ? (byte)1 : (byte)0; break;
            case (FormatCode.UByte, byte value): Take(1)[0] = value; break;
            case (FormatCode.Byte, sbyte value): Take(1)[0] = unchecked((byte)value); break;
            case (FormatCode.UShort, ushort value): BinaryPrimitives.WriteUInt16BigEndian(Take(2), value); break;
            case (FormatCode.Short, short value): BinaryPrimitives.WriteInt16BigEndian(Take(2), value); break;
            case (FormatCode.UInt, uint value): BinaryPrimitives.WriteUInt32BigEndian(Take(4), value); break;
            case (FormatCode.Int, int value): BinaryPrimitives.WriteInt32BigEndian(Take(4), value); break;
            case (FormatCode.Float, float value): BinaryPrimitives.WriteSingleBigEndian(Take(4), value); break;
            case (FormatCode.Char, char value): BinaryPrimitives.WriteInt32BigEndian(Take(4), new Rune(value).Value); break;
            case (FormatCode.Char, Rune value): BinaryPrimitives.WriteInt32BigEndian(Take(4), value.Value); break;
            case (FormatCode.ULong, ulong value): BinaryPrimitives.WriteUInt64BigEndian(Take(8), value); break;
            case (FormatCode.Long, long value): BinaryPrimitives.WriteInt64BigEndian(Take(8), value); break;
            case (FormatCode.Double, double value): BinaryPrimitives.WriteDoubleBigEndian(Take(8), value); break;
            case (FormatCode.Timestamp, DateTime value): BinaryPrimitives.WriteInt64BigEndian(Take(8), AmqpTime.ToMilliseconds(value)); break;
            case (FormatCode.Decimal32, AmqpDecimal value): BinaryPrimitives.WriteUInt32BigEndian(Take(4), (uint)value.Bits); break;
            case (FormatCode.Decimal64, AmqpDecimal value): BinaryPrimitives.WriteUInt64BigEndian(Take(8), (ulong)value.Bits); break;
            case (FormatCode.Decimal128, AmqpDecimal value): BinaryPrimitives.WriteUInt128BigEndian(Take(16), value.Bits); break;
            case (FormatCode.Uuid, Guid value): value.TryWriteBytes(Take(16), bigEndian: true, out _); break;
            default: WriteVariableItem(code, item); break;
        }
    }

    private void WriteVariableItem(byte code, object? item)
    {
        var start = _length;
        Take(4);
        switch (code, item)
        {
            case (FormatCode.Binary32, byte[] value): WriteRaw(value); break;
            case (FormatCode.String32, string value): Encoding.UTF8.GetBytes(value, Take(Encoding.UTF8.GetByteCount(value))); break;
            case (FormatCode.Symbol32, AmqpSymbol value):
                RequireAscii(value);
                Encoding.ASCII.GetBytes(value.Value ?? "", Take(value.Value?.Length ?? 0));
                break;
            case (FormatCode.List32, IReadOnlyList<object?> value):
                BinaryPrimitives.WriteInt32BigEndian(Take(4), value.Count);
                foreach (var element in value)
                    WriteValue(element);
                break;
            case (FormatCode.Map32, AmqpMap value):
                BinaryPrimitives.WriteInt32BigEndian(Take(4), value.Count * 2);
                foreach (var (key, element) in value)
                {
                    WriteValue(key);
                    WriteValue(element);
                }

                break;
            case (FormatCode.Array32, AmqpArray value):
                BinaryPrimitives.WriteInt32BigEndian(Take(4), value.Items.Count);
                WriteArrayItems(value);
                break;
            default: throw NotOfType(code);
        }

        BinaryPrimitives.WriteInt32BigEndian(_buffer.AsSpan(start), _length - start - 4);
    }

    private int BeginCompound(byte code)
    {
        var start = _length;
        Take(WideHeader)[0] = code;
        return start;
    }

    private void EndCompound(int start, int count, byte narrow)
    {
        var content = _length - start - WideHeader;
        if (content + 1 > byte.MaxValue || count > byte.MaxValue)
        {
            PatchWide(start, count);
            return;
        }

        _buffer.AsSpan(start + WideHeader, content).CopyTo(_buffer.AsSpan(start + NarrowHeader));
        _buffer[start] = narrow;
        _buffer[start + 1] = (byte)(content + 1);
        _buffer[start + 2] = (byte)count;
        _length = start + NarrowHeader + content;
    }

    private void PatchWide(int start, int count)
    {
        BinaryPrimitives.WriteInt32BigEndian(_buffer.AsSpan(start + 1), _length - start - 5);
        BinaryPrimitives.WriteInt32BigEndian(_buffer.AsSpan(start + 5), count);
    }
}
