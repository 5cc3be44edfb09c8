using WellIntake.Modules.Platform.Persistence.Entities;

namespace WellIntake.Modules.Digest.Extraction;

/// <summary>A note or transcript, cut to what is read.</summary>
internal sealed record NoteEvidence(string Id, string Kind, string Text, string? Author, DateTimeOffset CreatedAt);

/// <summary>A deal that concerns a candidate.</summary>
internal sealed record DealEvidence(string Id, string Stage, string? Description, DateTimeOffset ModifiedAt, string? Name = null, string? Firm = null);

/// <summary>A meeting with a candidate.</summary>
internal sealed record MeetingEvidence(string Id, DateTimeOffset StartsAt, string? Outcome, string? Title = null, string? Participants = null);

/// <summary>All that is known of a candidate; lists may be empty, never null.</summary>
internal sealed record CandidateEvidence(
    Candidate Candidate,
    IReadOnlyList<NoteEvidence> Notes,
    IReadOnlyList<DealEvidence> Deals,
    IReadOnlyList<MeetingEvidence> Meetings);
