using WellIntake.ServiceBus.Amqp;

namespace Azure.Messaging.ServiceBus;

/// <summary>Messages that are sent in one transfer, as many as the entity's limit has room for. Made by <see cref="ServiceBusSender.CreateMessageBatchAsync(CancellationToken)"/>.</summary>
public sealed class ServiceBusMessageBatch : IDisposable
{
    private readonly Func<ServiceBusMessage, bool> _tryAdd;
    private readonly IList<ServiceBusMessage>? _store;
    private readonly TimeProvider? _time;
    private readonly List<byte[]> _encoded = [];
    private readonly Lock _lock = new();
    private AmqpMessage? _first;
    private long _size;
    private bool _sending;
    private bool _disposed;

    internal ServiceBusMessageBatch(long maxSizeInBytes, TimeProvider time)
    {
        MaxSizeInBytes = maxSizeInBytes;
        _time = time;
        _tryAdd = TryAddEncoded;
    }

    internal ServiceBusMessageBatch(long maxSizeInBytes, long size, IList<ServiceBusMessage> store, Func<ServiceBusMessage, bool> tryAdd)
    {
        MaxSizeInBytes = maxSizeInBytes;
        _size = size;
        _store = store;
        _tryAdd = message =>
        {
            if (!tryAdd(message))
                return false;
            store.Add(message);
            return true;
        };
    }

    /// <summary>Bytes the batch may have.</summary>
    public long MaxSizeInBytes { get; }

    /// <summary>Bytes it has, envelope included; 0 when empty.</summary>
    public long SizeInBytes
    {
        get
        {
            lock (_lock)
                return _size;
        }
    }

    /// <summary>Messages in it.</summary>
    public int Count => _store?.Count ?? _encoded.Count;

    internal AmqpMessage? First => _first;

    internal IReadOnlyList<byte[]> Encoded => _encoded;

    /// <summary>Adds a message if there is room. What is changed on the message afterwards is not sent.</summary>
    /// <param name="message">The message.</param>
    /// <returns>False: it does not fit; the batch is as it was.</returns>
    /// <exception cref="ObjectDisposedException">The batch is disposed.</exception>
    /// <exception cref="InvalidOperationException">The batch is being sent.</exception>
    /// <exception cref="NotSupportedException">A property's value cannot travel.</exception>
    public bool TryAddMessage(ServiceBusMessage message)
    {
        Check.NotNull(message, nameof(message));
        lock (_lock)
        {
            Check.NotClosed(_disposed, nameof(ServiceBusMessageBatch));
            if (_sending)
                throw new InvalidOperationException("The batch is being sent; nothing can be added to it.");
            return _tryAdd(message);
        }
    }

    /// <summary>Lets go of the messages.</summary>
    public void Dispose()
    {
        lock (_lock)
        {
            if (_sending)
                throw new InvalidOperationException("The batch is being sent; it cannot be disposed.");
            _disposed = true;
            _encoded.Clear();
            _store?.Clear();
            _size = 0;
        }
    }

    internal void BeginSending()
    {
        lock (_lock)
        {
            Check.NotClosed(_disposed, nameof(ServiceBusMessageBatch));
            _sending = true;
        }
    }

    internal void EndSending()
    {
        lock (_lock)
            _sending = false;
    }

    private bool TryAddEncoded(ServiceBusMessage message)
    {
        var amqp = OutgoingMessages.ToAmqp(message, _time!);
        var encoded = amqp.ToArray();
        var size = (_encoded.Count == 0 ? EnvelopeSize(amqp) : _size) + AmqpBatch.SizeOfEntry(encoded.Length);
        if (size > MaxSizeInBytes)
            return false;
        _first ??= amqp;
        _encoded.Add(encoded);
        _size = size;
        return true;
    }

    private static int EnvelopeSize(AmqpMessage first)
    {
        using var writer = new AmqpWriter();
        AmqpBatch.Encode(writer, first, []);
        return writer.Length;
    }
}
