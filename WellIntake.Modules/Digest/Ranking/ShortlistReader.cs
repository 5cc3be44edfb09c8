using WellIntake.Modules.Digest.Extraction;
using WellIntake.Modules.Digest.Extraction.ByModel;
using WellIntake.Modules.Platform.LanguageModel;

namespace WellIntake.Modules.Digest.Ranking;

/// <summary>
/// Has the language model read the best of an offline ranking again. Reading everybody in range would cost hundreds of
/// calls for the six who are shown.
/// </summary>
internal sealed class ShortlistReader(ModelExtractor extractor, ILanguageModel model)
{
    /// <summary>Candidates read again at most.</summary>
    public const int Most = 100;

    /// <summary>How many are read again for a digest of so many cards: twice as many, so that those below can move up.</summary>
    public static int Size(int maxCandidates) => Math.Min(Most, maxCandidates * 2);

    /// <summary>
    /// Their insights, in the order of <paramref name="evidence"/>, as many at once as the model allows. Whom the model
    /// fails for keeps the offline insight. Cancelled: throws, and the calls under way end.
    /// </summary>
    public async Task<CandidateInsight[]> ReadAsync(
        IReadOnlyList<CandidateEvidence> evidence, DateTimeOffset now, IProgress<DigestProgress>? progress, CancellationToken ct)
    {
        var (counting, read) = (new Lock(), 0);
        progress?.Report(new DigestProgress(0, evidence.Count) { Again = true });
        var insights = new CandidateInsight[evidence.Count];
        await Parallel.ForAsync(
            0, evidence.Count, new ParallelOptions { MaxDegreeOfParallelism = model.MaxConcurrency, CancellationToken = ct },
            async (i, cancelled) =>
            {
                insights[i] = await extractor.ExtractAsync(evidence[i], now, cancelled);
                // Several end at once: counted and reported in one, the count never goes back.
                lock (counting)
                    progress?.Report(new DigestProgress(++read, evidence.Count) { Again = true });
            });
        return insights;
    }
}
