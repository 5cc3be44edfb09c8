using WellIntake.Modules.Platform.LanguageModel;

namespace WellIntake.Modules.Digest.Extraction.ByModel;

/// <summary>
/// Has a language model read what was said and written, on top of the offline extractor, whose insight stands alone
/// whenever the model cannot be used (DIG-4).
/// </summary>
internal sealed class ModelExtractor(IBulletExtractor offline, ILanguageModel model) : IBulletExtractor
{
    /// <inheritdoc />
    public async ValueTask<CandidateInsight> ExtractAsync(CandidateEvidence evidence, DateTimeOffset now, CancellationToken ct = default)
    {
        var insight = await offline.ExtractAsync(evidence, now, ct);
        var lines = EvidenceLines.Of(evidence);
        // A record without texts has been read to the end already.
        if (!model.IsConfigured || !lines.HasStatements)
            return insight;
        var answer = await model.AskAsync(ReadingPrompt.Ask(lines, DateOnly.FromDateTime(now.UtcDateTime)), ct);
        return answer.Value is { } reading ? InsightMerge.Of(insight, reading, evidence, now) : insight;
    }
}
