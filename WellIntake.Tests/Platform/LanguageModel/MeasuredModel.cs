using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using System.Globalization;
using Microsoft.Extensions.DependencyInjection;

namespace WellIntake.Tests.Platform.LanguageModel;

/// <summary>Sums the counters of one process's language model, by name and tags.</summary>
internal sealed class MeasuredModel : IDisposable
{
    private readonly MeterListener _listener = new();
    private readonly ConcurrentDictionary<string, double> _sums = new(StringComparer.Ordinal);

    public MeasuredModel(IServiceProvider process)
    {
        var meters = process.GetRequiredService<IMeterFactory>();
        _listener.InstrumentPublished = (instrument, listener) =>
        {
            if (ReferenceEquals(instrument.Meter.Scope, meters) && instrument.Name.StartsWith("llm.", StringComparison.Ordinal))
                listener.EnableMeasurementEvents(instrument);
        };
        _listener.SetMeasurementEventCallback<long>((instrument, value, tags, _) => Add(instrument, value, tags));
        _listener.SetMeasurementEventCallback<double>((instrument, value, tags, _) => Add(instrument, value, tags));
        _listener.Start();
    }

    /// <summary>Such as <c>llm.tokens direction=input purpose=test</c>; 0 when nothing was counted.</summary>
    public double this[string nameAndTags] => Math.Round(_sums.GetValueOrDefault(nameAndTags), 9);

    /// <summary>Everything counted, for a failing test's message.</summary>
    public override string ToString() => string.Join('\n', _sums.Select(s => string.Create(CultureInfo.InvariantCulture, $"{s.Key} = {s.Value}")));

    public void Dispose() => _listener.Dispose();

    private void Add(Instrument instrument, double value, ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        var all = tags.ToArray().OrderBy(t => t.Key, StringComparer.Ordinal).Select(t => $" {t.Key}={t.Value}");
        _sums.AddOrUpdate(instrument.Name + string.Concat(all), value, (_, sum) => sum + value);
    }
}
