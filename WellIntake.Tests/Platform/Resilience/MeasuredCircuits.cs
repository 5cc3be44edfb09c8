using System.Diagnostics.Metrics;
using Microsoft.Extensions.DependencyInjection;
using WellIntake.Modules.Platform.Resilience;

namespace WellIntake.Tests.Platform.Resilience;

/// <summary>The metrics of breakers, and what they said.</summary>
internal sealed class MeasuredCircuits : IDisposable
{
    private readonly ServiceProvider _services = new ServiceCollection().AddMetrics().BuildServiceProvider();
    private readonly MeterListener _listener = new();
    private readonly Dictionary<string, double> _counted = new(StringComparer.Ordinal);

    public MeasuredCircuits()
    {
        var meters = _services.GetRequiredService<IMeterFactory>();
        _listener.InstrumentPublished = (instrument, listener) =>
        {
            if (instrument.Meter.Scope == meters)
                listener.EnableMeasurementEvents(instrument);
        };
        _listener.SetMeasurementEventCallback<long>((instrument, value, _, _) => Add(instrument.Name, value));
        _listener.SetMeasurementEventCallback<int>((instrument, value, _, _) => _counted[instrument.Name] = value);
        _listener.Start();
        Metrics = new CircuitMetrics(meters, () => Watched);
    }

    public CircuitMetrics Metrics { get; }

    public List<ICircuitBreaker> Watched { get; } = [];

    public double Sum(string instrument)
    {
        _listener.RecordObservableInstruments();
        return _counted.GetValueOrDefault(instrument);
    }

    public void Dispose()
    {
        _listener.Dispose();
        Metrics.Dispose();
        _services.Dispose();
    }

    private void Add(string name, double value) => _counted[name] = _counted.GetValueOrDefault(name) + value;
}
