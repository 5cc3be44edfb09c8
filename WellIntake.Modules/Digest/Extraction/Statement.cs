namespace WellIntake.Modules.Digest.Extraction;

/// <summary>A sentence that states something: no question, and not the interviewer's. Its words are split once for all who read them.</summary>
internal sealed record Statement(Sentence Sentence, Passage Passage, List<Word> Words)
{
    /// <summary>The statements of a passage, in its order.</summary>
    public static IEnumerable<Statement> Of(Passage passage)
    {
        foreach (var sentence in passage.Sentences)
        {
            if (sentence.IsStatement)
                yield return Of(sentence, passage);
        }
    }

    /// <summary>A sentence of which that is known already.</summary>
    public static Statement Of(Sentence sentence, Passage passage) => new(sentence, passage, Extraction.Words.Of(sentence.Text));
}
