namespace WellIntake.Modules.Platform.Persistence.Entities;

/// <summary>
/// A candidate. Values that people write in many ways are kept as written (<c>…Text</c>) and, where they could be read,
/// as numbers beside it.
/// </summary>
public sealed class Candidate : IOwned, IPlaced, IModified
{
    /// <summary>The source's id; import is idempotent by it.</summary>
    public required string Id { get; set; }
    /// <summary>The reference shown to people, <c>TWAV…</c>; unique. Not the id.</summary>
    public required string Locator { get; set; }
    /// <summary>Full name.</summary>
    public required string Name { get; set; }
    /// <summary>Job title, such as "Senior Financial Advisor".</summary>
    public string? Title { get; set; }
    /// <summary>The firm they are at.</summary>
    public string? Firm { get; set; }
    /// <summary>E-mail address.</summary>
    public string? Email { get; set; }
    /// <summary>Phone as written.</summary>
    public string? Phone { get; set; }
    /// <summary>Link to a profile.</summary>
    public string? ProfileUrl { get; set; }
    /// <summary>City.</summary>
    public string? City { get; set; }
    /// <summary>State or region.</summary>
    public string? State { get; set; }
    /// <summary>Would they move, work remotely; as written.</summary>
    public string? Mobility { get; set; }
    /// <summary>Assets under management as written.</summary>
    public string? AumText { get; set; }
    /// <summary>In US dollars; the lower end of a range.</summary>
    public double? Aum { get; set; }
    /// <summary>Growth as written, such as "up 30% since 2021".</summary>
    public string? GrowthText { get; set; }
    /// <summary>Production (trailing twelve months' revenue) as written.</summary>
    public string? ProductionText { get; set; }
    /// <summary>In US dollars a year.</summary>
    public double? Production { get; set; }
    /// <summary>Rankings and awards as written.</summary>
    public string? RankingText { get; set; }
    /// <summary>Clients or households served.</summary>
    public int? ClientCount { get; set; }
    /// <summary>Licences and designations as written, such as "Series 7, 66; CFP".</summary>
    public string? LicencesText { get; set; }
    /// <summary>Team led or belonged to, as written.</summary>
    public string? TeamText { get; set; }
    /// <summary>Years of experience.</summary>
    public int? YearsExperience { get; set; }
    /// <summary>Education as written.</summary>
    public string? EducationText { get; set; }
    /// <summary>Specialties as written.</summary>
    public string? SpecialtyText { get; set; }
    /// <summary>Availability as written, such as "two weeks' notice".</summary>
    public string? AvailabilityText { get; set; }
    /// <summary>Compensation wanted, as written.</summary>
    public string? CompensationText { get; set; }
    /// <summary>Free text of the profile.</summary>
    public string? Summary { get; set; }
    /// <summary>Comma-separated audiences it is for: advisors, c_suite, global.</summary>
    public required string Audience { get; set; }
    /// <summary>The recruiter's e-mail address, lower-cased.</summary>
    public string? Owner { get; set; }
    /// <summary>Kept in the vault: ready, but not actively presented.</summary>
    public bool InVault { get; set; }
    /// <summary>Where the record came from: import, zoho, seed, sample.</summary>
    public string Source { get; set; } = "import";
    /// <summary>When it was published; digests ask by this.</summary>
    public DateTimeOffset PublishedAt { get; set; }
    /// <summary>When the source last changed it.</summary>
    public DateTimeOffset ModifiedAt { get; set; }
}

/// <summary>A deal. Stages: Lead, Engaged, Meeting Booked, Meetings Completed, Awaiting Offer, Offer Extended, Closed Won, Closed Lost.</summary>
public sealed class Deal : IOwned, IPlaced, IModified, IAboutCandidate
{
    /// <summary>The source's id.</summary>
    public required string Id { get; set; }
    /// <summary>The candidate's id, where known.</summary>
    public string? CandidateId { get; set; }
    /// <summary>Its name.</summary>
    public required string Name { get; set; }
    /// <summary>The firm that would hire.</summary>
    public string? Firm { get; set; }
    /// <summary>One of the stages above.</summary>
    public required string Stage { get; set; }
    /// <summary>In US dollars.</summary>
    public double? Amount { get; set; }
    /// <summary>City.</summary>
    public string? City { get; set; }
    /// <summary>State.</summary>
    public string? State { get; set; }
    /// <summary>The recruiter's e-mail address, lower-cased.</summary>
    public string? Owner { get; set; }
    /// <summary>Free text.</summary>
    public string? Description { get; set; }
    /// <summary>Where the record came from.</summary>
    public string Source { get; set; } = "import";
    /// <summary>When it was made.</summary>
    public DateTimeOffset CreatedAt { get; set; }
    /// <summary>When it was won or lost.</summary>
    public DateTimeOffset? ClosedAt { get; set; }
    /// <summary>When the source last changed it.</summary>
    public DateTimeOffset ModifiedAt { get; set; }
}

/// <summary>A meeting.</summary>
public sealed class Meeting : IOwned, IModified, IAboutCandidate
{
    /// <summary>The source's id.</summary>
    public required string Id { get; set; }
    /// <summary>The candidate's id, where known.</summary>
    public string? CandidateId { get; set; }
    /// <summary>The deal's id, where known.</summary>
    public string? DealId { get; set; }
    /// <summary>What it is about.</summary>
    public required string Title { get; set; }
    /// <summary>When it starts.</summary>
    public DateTimeOffset StartsAt { get; set; }
    /// <summary>Minutes.</summary>
    public int? DurationMinutes { get; set; }
    /// <summary>Who was or will be there, as written.</summary>
    public string? Participants { get; set; }
    /// <summary>What came of it.</summary>
    public string? Outcome { get; set; }
    /// <summary>The recruiter's e-mail address, lower-cased.</summary>
    public string? Owner { get; set; }
    /// <summary>Where the record came from.</summary>
    public string Source { get; set; } = "import";
    /// <summary>When the source last changed it.</summary>
    public DateTimeOffset ModifiedAt { get; set; }
}

/// <summary>A note, or the transcript of an interview.</summary>
public sealed class Note : IOwned, IAboutCandidate
{
    /// <summary>The source's id.</summary>
    public required string Id { get; set; }
    /// <summary>The candidate's id, where known.</summary>
    public string? CandidateId { get; set; }
    /// <summary>The meeting's id, where known.</summary>
    public string? MeetingId { get; set; }
    /// <summary>note or transcript.</summary>
    public string Kind { get; set; } = "note";
    /// <summary>The text.</summary>
    public required string Text { get; set; }
    /// <summary>Who wrote it.</summary>
    public string? Author { get; set; }
    /// <summary>The recruiter's e-mail address, lower-cased.</summary>
    public string? Owner { get; set; }
    /// <summary>Where the record came from.</summary>
    public string Source { get; set; } = "import";
    /// <summary>When it was written.</summary>
    public DateTimeOffset CreatedAt { get; set; }
}
