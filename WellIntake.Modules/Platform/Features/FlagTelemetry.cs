using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace WellIntake.Modules.Platform.Features;

/// <summary>Which path answered, and what comparing the two came to. Free while nobody listens.</summary>
internal sealed class FlagTelemetry : IDisposable
{
    /// <summary>The meter's name.</summary>
    public const string Name = "WellIntake.Flags";

    private readonly Meter _meter;
    private readonly Counter<long> _answers;
    private readonly Counter<long> _comparisons;

    public FlagTelemetry(IMeterFactory meters)
    {
        _meter = meters.Create(Name);
        _answers = _meter.CreateCounter<long>(
            "flag.answers", "{request}", "Requests by flag, by the path that answers (request or queue) and why (flag, busy, late, failed, fallback).");
        _comparisons = _meter.CreateCounter<long>(
            "flag.comparisons", "{request}", "Shadowed requests by flag and outcome (equal, different, failed, dropped).");
    }

    /// <param name="flag">The flag that chose.</param>
    /// <param name="path">request or queue.</param>
    /// <param name="why">flag; busy, late or failed when the request's own path was chosen and the queue answers; fallback when it is the other way round.</param>
    public void Answered(string flag, string path, string why)
    {
        Activity.Current?.SetTag("app.answer_path", path);
        _answers.Add(1, new("flag", flag), new("path", path), new KeyValuePair<string, object?>("why", why));
    }

    public void Compared(string flag, string outcome) => _comparisons.Add(1, new("flag", flag), new KeyValuePair<string, object?>("outcome", outcome));

    public void Dispose() => _meter.Dispose();
}
