using WellIntake.Modules.Digest.Extraction;

namespace WellIntake.Modules.Digest.Anonymising;

/// <summary>Makes of internal facts what may leave (DIG-6). Says nothing of whether it succeeded: that is <see cref="Leaks.LeakCheck"/>'s.</summary>
internal interface IAnonymiser
{
    /// <summary>
    /// The card that may be shown. Exactly five bullets, each generalised from its fact; facts that cannot be generalised
    /// give way to the next. The same input gives the same card.
    /// </summary>
    ShownCard Anonymise(CandidateCard card, CandidateEvidence evidence, DateTimeOffset now);

    /// <summary>
    /// The sentence that a bullet came from, with everything that identifies the candidate or others generalised. Null
    /// when it cannot be shown: it is empty, or the leak check still finds something in it.
    /// </summary>
    string? Sentence(string sentence, CandidateEvidence evidence);
}
