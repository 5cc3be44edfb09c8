using System.Collections.Frozen;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace WellIntake.Modules.Platform.Resilience;

internal sealed class CircuitBreakers : ICircuitBreakers, IDisposable
{
    private readonly FrozenDictionary<string, ICircuitBreaker> _byName;
    private readonly CircuitMetrics _metrics;

    public CircuitBreakers(
        IOptions<ResilienceOptions> options, System.Diagnostics.Metrics.IMeterFactory meters, TimeProvider time, ILogger<CircuitBreaker> logger)
    {
        _metrics = new CircuitMetrics(meters, () => All!);
        All =
        [
            .. options.Value.Breakers
                .Select(b => new CircuitBreaker(b.Key.ToLowerInvariant(), b.Value, _metrics, time, logger))
                .OrderBy(b => b.Name, StringComparer.Ordinal),
        ];
        _byName = All.ToFrozenDictionary(b => b.Name, StringComparer.Ordinal);
    }

    public IReadOnlyList<ICircuitBreaker> All { get; }

    public ICircuitBreaker Get(string name) =>
        _byName.GetValueOrDefault(name) ?? throw new ArgumentException($"There is no breaker '{name}'.", nameof(name));

    public void Dispose() => _metrics.Dispose();
}
