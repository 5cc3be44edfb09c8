using System.Collections;
using System.Diagnostics.CodeAnalysis;

namespace WellIntake.ServiceBus.Amqp;

/// <summary>A map in the order of the wire (amqp-core 1.6.23). Keys are values such as <see cref="AmqpSymbol"/> and string, each at most once.</summary>
internal sealed class AmqpMap : IReadOnlyCollection<KeyValuePair<object, object?>>
{
    private readonly OrderedDictionary<object, object?> _entries = [];

    public int Count => _entries.Count;

    /// <summary>The value of exactly this key; null where there is none. Setting replaces.</summary>
    public object? this[object key]
    {
        get => _entries.TryGetValue(key, out var value) ? value : null;
        set => _entries[key] = value;
    }

    public void Add(object key, object? value) => _entries.Add(key, value);

    public bool TryAdd(object key, object? value) => _entries.TryAdd(key, value);

    public bool Remove(object key) => _entries.Remove(key);

    public bool TryGetValue(object key, [MaybeNullWhen(false)] out object? value) => _entries.TryGetValue(key, out value);

    /// <summary>The value of the symbol or string <paramref name="name"/>: brokers use either; null where there is none.</summary>
    public object? Find(string name) => _entries.TryGetValue(new AmqpSymbol(name), out var value) || _entries.TryGetValue(name, out value) ? value : null;

    public IEnumerator<KeyValuePair<object, object?>> GetEnumerator() => _entries.GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
