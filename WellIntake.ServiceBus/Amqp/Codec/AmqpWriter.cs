using System.Buffers;
using System.Buffers.Binary;
using System.Text;

namespace WellIntake.ServiceBus.Amqp;

/// <summary>Writes AMQP values one after the other into a pooled buffer that grows. Not for two threads at once.</summary>
internal sealed partial class AmqpWriter(int capacity = 512) : IBufferWriter<byte>, IDisposable
{
    private byte[] _buffer = ArrayPool<byte>.Shared.Rent(capacity);
    private int _length;

    public int Length => _length;

    /// <summary>What is written; valid until the next write, reset or dispose.</summary>
    public ReadOnlyMemory<byte> WrittenMemory => _buffer.AsMemory(0, _length);

    /// <summary>What is written; valid until the next write, reset or dispose.</summary>
    public ReadOnlySpan<byte> WrittenSpan => _buffer.AsSpan(0, _length);

    /// <summary>Begins anew with the same buffer.</summary>
    public void Reset() => _length = 0;

    /// <summary>Takes back what was written after <paramref name="length"/>.</summary>
    public void Truncate(int length)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(length, _length);
        _length = length;
    }

    public void Advance(int count)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(count, _buffer.Length - _length);
        _length += count;
    }

    public Memory<byte> GetMemory(int sizeHint = 0)
    {
        EnsureRoom(Math.Max(sizeHint, 1));
        return _buffer.AsMemory(_length);
    }

    public Span<byte> GetSpan(int sizeHint = 0) => GetMemory(sizeHint).Span;

    /// <summary>Bytes as they are.</summary>
    public void WriteRaw(ReadOnlySpan<byte> bytes) => bytes.CopyTo(Take(bytes.Length));

    /// <summary>Writes over four bytes that are written already.</summary>
    public void PatchUInt32(int position, uint value) => BinaryPrimitives.WriteUInt32BigEndian(_buffer.AsSpan(position, 4), value);

    public void WriteNull() => WriteCode(FormatCode.Null);

    public void WriteBoolean(bool value) => WriteCode(value ? FormatCode.BooleanTrue : FormatCode.BooleanFalse);

    public void WriteUByte(byte value)
    {
        var span = Take(2);
        span[0] = FormatCode.UByte;
        span[1] = value;
    }

    public void WriteUShort(ushort value)
    {
        var span = Take(3);
        span[0] = FormatCode.UShort;
        BinaryPrimitives.WriteUInt16BigEndian(span[1..], value);
    }

    public void WriteUInt(uint value)
    {
        if (value == 0)
        {
            WriteCode(FormatCode.UInt0);
        }
        else if (value <= byte.MaxValue)
        {
            var span = Take(2);
            span[0] = FormatCode.SmallUInt;
            span[1] = (byte)value;
        }
        else
        {
            var span = Take(5);
            span[0] = FormatCode.UInt;
            BinaryPrimitives.WriteUInt32BigEndian(span[1..], value);
        }
    }

    public void WriteULong(ulong value)
    {
        if (value == 0)
        {
            WriteCode(FormatCode.ULong0);
        }
        else if (value <= byte.MaxValue)
        {
            var span = Take(2);
            span[0] = FormatCode.SmallULong;
            span[1] = (byte)value;
        }
        else
        {
            var span = Take(9);
            span[0] = FormatCode.ULong;
            BinaryPrimitives.WriteUInt64BigEndian(span[1..], value);
        }
    }

    public void WriteInt(int value)
    {
        if (value is >= sbyte.MinValue and <= sbyte.MaxValue)
        {
            var span = Take(2);
            span[0] = FormatCode.SmallInt;
            span[1] = unchecked((byte)value);
        }
        else
        {
            var span = Take(5);
            span[0] = FormatCode.Int;
            BinaryPrimitives.WriteInt32BigEndian(span[1..], value);
        }
    }

    public void WriteLong(long value)
    {
        if (value is >= sbyte.MinValue and <= sbyte.MaxValue)
        {
            var span = Take(2);
            span[0] = FormatCode.SmallLong;
            span[1] = unchecked((byte)value);
        }
        else
        {
            var span = Take(9);
            span[0] = FormatCode.Long;
            BinaryPrimitives.WriteInt64BigEndian(span[1..], value);
        }
    }

    /// <summary>Milliseconds since 1970; what is finer is cut off.</summary>
    public void WriteTimestamp(DateTime value)
    {
        var span = Take(9);
        span[0] = FormatCode.Timestamp;
        BinaryPrimitives.WriteInt64BigEndian(span[1..], AmqpTime.ToMilliseconds(value));
    }

    public void WriteUuid(Guid value)
    {
        var span = Take(17);
        span[0] = FormatCode.Uuid;
        value.TryWriteBytes(span[1..], bigEndian: true, out _);
    }

    public void WriteBinary(ReadOnlySpan<byte> value)
    {
        WriteVariableHeader(FormatCode.Binary8, FormatCode.Binary32, value.Length);
        WriteRaw(value);
    }

    public void WriteString(string value) => WriteText(value, Encoding.UTF8, FormatCode.String8, FormatCode.String32);

    public void WriteSymbol(AmqpSymbol value)
    {
        RequireAscii(value);
        WriteText(value.Value, Encoding.ASCII, FormatCode.Symbol8, FormatCode.Symbol32);
    }

    /// <summary>The descriptor of a described value; the value must follow.</summary>
    public void WriteDescriptor(ulong code)
    {
        WriteCode(FormatCode.Described);
        WriteULong(code);
    }

    public void Dispose()
    {
        var buffer = _buffer;
        _buffer = [];
        _length = 0;
        if (buffer.Length > 0)
            ArrayPool<byte>.Shared.Return(buffer);
    }

    private static void RequireAscii(AmqpSymbol value)
    {
        if (!Ascii.IsValid(value.Value ?? ""))
            throw new ArgumentException("A symbol has ASCII characters only.", nameof(value));
    }

    private void WriteText(string value, Encoding encoding, byte small, byte large)
    {
        var length = encoding.GetByteCount(value ?? "");
        WriteVariableHeader(small, large, length);
        encoding.GetBytes(value ?? "", Take(length));
    }

    private void WriteVariableHeader(byte small, byte large, int length)
    {
        if (length <= byte.MaxValue)
        {
            var span = Take(2);
            span[0] = small;
            span[1] = (byte)length;
        }
        else
        {
            var span = Take(5);
            span[0] = large;
            BinaryPrimitives.WriteInt32BigEndian(span[1..], length);
        }
    }

    private void WriteCode(byte code) => Take(1)[0] = code;

    private Span<byte> Take(int count)
    {
        EnsureRoom(count);
        var span = _buffer.AsSpan(_length, count);
        _length += count;
        return span;
    }

    private void EnsureRoom(int count)
    {
        if (_buffer.Length - _length >= count)
            return;
        var larger = ArrayPool<byte>.Shared.Rent(Math.Max(checked(_length + count), Math.Min(_buffer.Length, Array.MaxLength / 2) * 2));
        _buffer.AsSpan(0, _length).CopyTo(larger);
        if (_buffer.Length > 0)
            ArrayPool<byte>.Shared.Return(_buffer);
        _buffer = larger;
    }
}
