using System.Buffers;

namespace WellIntake.ServiceBus.Amqp;

/// <summary>Writes AMQP values one after the other into a pooled buffer that grows. Not for two threads at once.</summary>
internal sealed class AmqpWriter(int capacity = 512) : IBufferWriter<byte>, IDisposable
{
    private byte[] _buffer = ArrayPool<byte>.Shared.Rent(capacity);
    private int _length;

    public int Length => _length;

    /// <summary>What is written; valid until the next write, reset or dispose.</summary>
    public ReadOnlyMemory<byte> WrittenMemory => _buffer.AsMemory(0, _length);

    /// <summary>Begins anew with the same buffer.</summary>
    public void Reset() => _length = 0;

    /// <summary>Any value of the model: null, bool, the integers, float, double, <see cref="AmqpDecimal"/>, char, DateTime, Guid, byte[], ReadOnlyMemory of bytes,
    /// string, <see cref="AmqpSymbol"/>, lists of values, <see cref="AmqpMap"/>, <see cref="AmqpArray"/>, <see cref="AmqpDescribed"/>.</summary>
    /// <exception cref="ArgumentException">It is of another type.</exception>
    public void WriteValue(object? value) => throw new NotImplementedException();

    public void Advance(int count) => throw new NotImplementedException();

    public Memory<byte> GetMemory(int sizeHint = 0) => throw new NotImplementedException();

    public Span<byte> GetSpan(int sizeHint = 0) => throw new NotImplementedException();

    public void Dispose()
    {
        var buffer = _buffer;
        _buffer = [];
        _length = 0;
        if (buffer.Length > 0)
            ArrayPool<byte>.Shared.Return(buffer);
    }
}
