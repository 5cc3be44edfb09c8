using System.Collections.Concurrent;
using System.Collections.Frozen;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace WellIntake.Modules.Platform.Resilience;

internal sealed class CircuitBreakers : ICircuitBreakers, IDisposable
{
    private const int MaxParts = 64;

    private readonly FrozenDictionary<string, CircuitBreaker> _byName;
    private readonly ConcurrentDictionary<(string Name, string Part), CircuitBreaker> _parts = new();
    private readonly CircuitMetrics _metrics;
    private readonly ResilienceOptions _options;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;

    public CircuitBreakers(
        IOptions<ResilienceOptions> options, System.Diagnostics.Metrics.IMeterFactory meters, TimeProvider time, ILogger<CircuitBreaker> logger)
    {
        (_options, _time, _logger) = (options.Value, time, logger);
        _metrics = new CircuitMetrics(meters, () => All);
        _byName = _options.Breakers.Keys.Select(name => Make(name, null)).ToFrozenDictionary(b => b.Name, StringComparer.Ordinal);
    }

    public IReadOnlyList<ICircuitBreaker> All =>
        [.. _byName.Values.Concat(_parts.Values).OrderBy(b => b.Name, StringComparer.Ordinal).ThenBy(b => b.Part, StringComparer.Ordinal)];

    public ICircuitBreaker Get(string name) => Whole(name);

    public ICircuitBreaker Get(string name, string? part)
    {
        var whole = Whole(name);
        if (part is null)
            return whole;
        if (_parts.TryGetValue((name, part), out var known))
            return known;
        return _parts.Count < MaxParts ? _parts.GetOrAdd((name, part), static (key, self) => self.Make(key.Name, key.Part), this) : whole;
    }

    public void Dispose() => _metrics.Dispose();

    private CircuitBreaker Whole(string name) =>
        _byName.GetValueOrDefault(name) ?? throw new ArgumentException($"There is no breaker '{name}'.", nameof(name));

    private CircuitBreaker Make(string name, string? part) => new(name.ToLowerInvariant(), part, _options.Breakers[name], _metrics, _time, _logger);
}
