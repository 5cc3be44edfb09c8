using System.Diagnostics;
using WellIntake.Modules.Digest.Extraction;

namespace WellIntake.Benchmarks.Digest;

/// <summary>Counts the time that extraction takes of a digest.</summary>
internal sealed class TimedExtractor : IBulletExtractor
{
    private readonly OfflineExtractor _inner = new();

    public TimeSpan Elapsed { get; private set; }

    public void Reset() => Elapsed = TimeSpan.Zero;

    public async ValueTask<CandidateInsight> ExtractAsync(CandidateEvidence evidence, DateTimeOffset now, CancellationToken ct = default)
    {
        var from = Stopwatch.GetTimestamp();
        var insight = await _inner.ExtractAsync(evidence, now, ct);
        Elapsed += Stopwatch.GetElapsedTime(from);
        return insight;
    }
}
