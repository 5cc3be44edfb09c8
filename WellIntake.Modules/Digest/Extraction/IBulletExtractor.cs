namespace WellIntake.Modules.Digest.Extraction;

/// <summary>
/// Makes five bullets, a mood and red flags of a candidate's evidence. The offline extractor always can; others may
/// decorate it and fall back to it.
/// </summary>
internal interface IBulletExtractor
{
    /// <summary>
    /// Never fewer or more than <see cref="BulletSelector.Count"/> bullets, however thin the record. The same evidence
    /// and moment give the same insight. Cancelled: throws.
    /// </summary>
    ValueTask<CandidateInsight> ExtractAsync(CandidateEvidence evidence, DateTimeOffset now, CancellationToken ct = default);
}
