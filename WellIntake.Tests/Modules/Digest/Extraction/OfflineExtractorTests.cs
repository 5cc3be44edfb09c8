using WellIntake.Modules.Digest.Extraction;
using static WellIntake.Tests.Modules.Digest.CandidateBuilder;

namespace WellIntake.Tests.Modules.Digest.Extraction;

[TestClass]
[TestCategory("DIG-2")]
public sealed class OfflineExtractorTests : ExtractorBehaviour
{
    private protected override async Task<CandidateInsight> ExtractAsync(CandidateEvidence evidence, CancellationToken ct = default) =>
        await new OfflineExtractor().ExtractAsync(evidence, Now, ct);
}

[TestClass]
[TestCategory("DIG-2")]
public sealed class OfflineMoodTests : MoodBehaviour
{
    private protected override async Task<CandidateInsight> ExtractAsync(CandidateEvidence evidence, CancellationToken ct = default) =>
        await new OfflineExtractor().ExtractAsync(evidence, Now, ct);
}
