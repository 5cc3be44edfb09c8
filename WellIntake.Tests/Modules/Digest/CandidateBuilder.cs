using WellIntake.Modules.Digest.Extraction;
using WellIntake.Modules.Platform.Persistence.Entities;

namespace WellIntake.Tests.Modules.Digest;

/// <summary>Made-up candidates with as little as a test needs.</summary>
internal static class CandidateBuilder
{
    /// <summary>A Sunday; the moment of all digest tests.</summary>
    public static readonly DateTimeOffset Now = new(2026, 11, 22, 12, 0, 0, TimeSpan.Zero);

    public static Candidate Candidate(string id = "c1", Action<Candidate>? with = null)
    {
        var candidate = new Candidate
        {
            Id = id,
            Locator = "TWAV-" + id,
            Name = "Jane Doe",
            Audience = "advisors",
            Owner = "rita@example.com",
            PublishedAt = Now.AddDays(-2),
            ModifiedAt = Now.AddDays(-1),
        };
        with?.Invoke(candidate);
        return candidate;
    }

    public static CandidateEvidence Evidence(Candidate candidate, params NoteEvidence[] notes) => new(candidate, notes, [], []);

    public static NoteEvidence Transcript(string text, string id = "n1", int daysAgo = 1) =>
        new(id, "transcript", text, null, Now.AddDays(-daysAgo));

    public static NoteEvidence Note(string text, string id = "n1", int daysAgo = 1) =>
        new(id, "note", text, null, Now.AddDays(-daysAgo));

    public static async Task<CandidateInsight> ExtractAsync(Candidate candidate, params NoteEvidence[] notes) =>
        await new OfflineExtractor().ExtractAsync(Evidence(candidate, notes), Now);
}
