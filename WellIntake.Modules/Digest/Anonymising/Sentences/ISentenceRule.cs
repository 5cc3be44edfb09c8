using WellIntake.Modules.Digest.Anonymising.Words;

namespace WellIntake.Modules.Digest.Anonymising.Sentences;

/// <summary>Finds one sort of thing that identifies people in running text, and says what to put in its place.</summary>
internal interface ISentenceRule
{
    /// <summary>May overlap; of two that do, the one that begins first counts, then the longer.</summary>
    IEnumerable<Found> Find(FoldedText text, OwnWords own);
}
