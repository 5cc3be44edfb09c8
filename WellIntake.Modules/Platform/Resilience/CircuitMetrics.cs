using System.Diagnostics.Metrics;

namespace WellIntake.Modules.Platform.Resilience;

/// <summary>State, opens, fallbacks and latency of breakers as metrics (RES-1, OBS-2), each tagged with its name.</summary>
internal sealed class CircuitMetrics : IDisposable
{
    /// <summary>The meter's name.</summary>
    public const string MeterName = "WellIntake.Resilience";

    private readonly Meter _meter;
    private readonly Counter<long> _opens;
    private readonly Counter<long> _fallbacks;
    private readonly Histogram<double> _duration;

    public CircuitMetrics(IMeterFactory meters, Func<IEnumerable<ICircuitBreaker>> all)
    {
        _meter = meters.Create(MeterName);
        _opens = _meter.CreateCounter<long>("circuit.opens", description: "Times a breaker opened.");
        _fallbacks = _meter.CreateCounter<long>("circuit.fallbacks", description: "Times something else answered in the dependency's place.");
        _duration = _meter.CreateHistogram<double>("circuit.call.duration", "s", "Time of calls that went through, by outcome.");
        _meter.CreateObservableGauge(
            "circuit.state",
            () => all().Select(static b => b.Part is { } part ? new Measurement<int>((int)b.State, Tag(b.Name), new("part", part)) : new Measurement<int>((int)b.State, Tag(b.Name))),
            description: "0 closed, 1 half-open, 2 open.");
    }

    public void Opened(string name) => _opens.Add(1, Tag(name));

    public void Fallback(string name) => _fallbacks.Add(1, Tag(name));

    public void Called(string name, bool failed, TimeSpan elapsed) =>
        _duration.Record(elapsed.TotalSeconds, Tag(name), new KeyValuePair<string, object?>("outcome", failed ? "failed" : "ok"));

    public void Dispose() => _meter.Dispose();

    private static KeyValuePair<string, object?> Tag(string name) => new("circuit", name);
}
