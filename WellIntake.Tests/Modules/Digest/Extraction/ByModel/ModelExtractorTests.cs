using WellIntake.Modules.Digest.Extraction;

namespace WellIntake.Tests.Modules.Digest.Extraction.ByModel;

/// <summary>The same behaviour, with everything that is in texts read by the model.</summary>
[TestClass]
[TestCategory("DIG-4")]
public sealed class ModelExtractorTests : ExtractorBehaviour, IAsyncDisposable
{
    private ModelReader _reader = null!;

    [TestInitialize]
    public async Task StartAsync() => _reader = await ModelReader.StartAsync();

    public async ValueTask DisposeAsync() => await _reader.DisposeAsync();

    private protected override Task<CandidateInsight> ExtractAsync(CandidateEvidence evidence, CancellationToken ct = default) => _reader.ReadAsync(evidence, ct);
}

/// <summary>The same for mood and red flags.</summary>
[TestClass]
[TestCategory("DIG-4")]
public sealed class ModelMoodTests : MoodBehaviour, IAsyncDisposable
{
    private ModelReader _reader = null!;

    [TestInitialize]
    public async Task StartAsync() => _reader = await ModelReader.StartAsync();

    public async ValueTask DisposeAsync() => await _reader.DisposeAsync();

    private protected override Task<CandidateInsight> ExtractAsync(CandidateEvidence evidence, CancellationToken ct = default) => _reader.ReadAsync(evidence, ct);
}
