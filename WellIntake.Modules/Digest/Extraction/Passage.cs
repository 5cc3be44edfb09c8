using WellIntake.Modules.Digest.Parsing;

namespace WellIntake.Modules.Digest.Extraction;

/// <summary>A free text of the evidence: a note, a transcript, a profile's summary, a meeting's outcome, a deal's description.</summary>
internal sealed record Passage(string Entity, string Id, string Field, DateTimeOffset WrittenAt, IReadOnlyList<Sentence> Sentences)
{
    /// <summary>The sentence as a source.</summary>
    public BulletSource SourceOf(Sentence sentence) => new(Entity, Id, Field, sentence.Text, sentence.Start, sentence.Text.Length);

    /// <summary>All free texts, the newest first; what is newer wins.</summary>
    public static List<Passage> Of(CandidateEvidence evidence)
    {
        var candidate = evidence.Candidate;
        var passages = new List<Passage>();
        void Add(string entity, string id, string field, DateTimeOffset at, string? text, string? author, bool isTranscript)
        {
            if (string.IsNullOrWhiteSpace(text))
                return;
            if (text.Length > Patterns.MaxLength)
                text = text[..Patterns.MaxLength];
            passages.Add(new Passage(entity, id, field, at, TranscriptReader.Read(text, candidate.Name, author, isTranscript)));
        }

        Add("candidate", candidate.Id, "summary", candidate.ModifiedAt, candidate.Summary, null, false);
        foreach (var note in evidence.Notes)
            Add("note", note.Id, "text", note.CreatedAt, note.Text, note.Author, note.Kind == "transcript");
        foreach (var meeting in evidence.Meetings)
            Add("meeting", meeting.Id, "outcome", meeting.StartsAt, meeting.Outcome, null, false);
        foreach (var deal in evidence.Deals)
            Add("deal", deal.Id, "description", deal.ModifiedAt, deal.Description, null, false);

        passages.Sort((a, b) => b.WrittenAt.CompareTo(a.WrittenAt) is var order and not 0 ? order
            : string.CompareOrdinal(a.Entity, b.Entity) is var entity and not 0 ? entity
            : string.CompareOrdinal(a.Id, b.Id));
        return passages;
    }
}
