using System.Diagnostics.Metrics;
using WellIntake.Modules.Digest.Anonymising.Leaks;

namespace WellIntake.Modules.Digest.Anonymising;

/// <summary>Counts candidates that the privacy check held back, by the kind of what was found.</summary>
internal sealed class PrivacyTelemetry : IDisposable
{
    /// <summary>The meter's name.</summary>
    public const string Name = "WellIntake.Digest.Privacy";

    private readonly Meter _meter;
    private readonly Counter<long> _heldBack;

    public PrivacyTelemetry(IMeterFactory meters)
    {
        _meter = meters.Create(Name);
        _heldBack = _meter.CreateCounter<long>("digest.candidates.held_back", "{candidate}", "Candidates held back by the privacy check, by the kind of identifier found.");
    }

    public void HeldBack(IdentifierKind kind) => _heldBack.Add(1, new KeyValuePair<string, object?>("identifier", kind.ToString()));

    public void Dispose() => _meter.Dispose();
}
