namespace WellIntake.Modules.Platform.Persistence.Entities;

/// <summary>A row of <c>user_preferences</c>: what a person wants in a digest when they do not say.</summary>
public sealed class UserPreference
{
    /// <summary>The channel's id of the person.</summary>
    public required string UserId { get; set; }
    /// <summary>advisors, c_suite, global or personal.</summary>
    public required string Audience { get; set; }
    /// <summary>1–365.</summary>
    public int DateRangeDays { get; set; }
    /// <summary>1–50.</summary>
    public int MaxCandidates { get; set; }
    /// <summary>With candidates from the vault.</summary>
    public bool IncludeVault { get; set; }
    /// <summary>With evidence from deals.</summary>
    public bool IncludeDeals { get; set; }
    /// <summary>With evidence from meetings.</summary>
    public bool IncludeMeetings { get; set; }
    /// <summary>To them by e-mail too.</summary>
    public bool SendMail { get; set; }
    /// <summary>When they were saved last.</summary>
    public DateTimeOffset UpdatedAt { get; set; }
}

/// <summary>A row of <c>digest_feedback</c>: what a person said of a result; once for each, the last word counts.</summary>
public sealed class DigestFeedback
{
    /// <summary>The request.</summary>
    public required string RequestId { get; set; }
    /// <summary>The channel's id of the person.</summary>
    public required string UserId { get; set; }
    /// <summary>Useful, or not.</summary>
    public bool Useful { get; set; }
    /// <summary>In their own words; null when they said none.</summary>
    public string? Comment { get; set; }
    /// <summary>When it was said first.</summary>
    public DateTimeOffset CreatedAt { get; set; }
    /// <summary>When it was said last.</summary>
    public DateTimeOffset UpdatedAt { get; set; }
}
