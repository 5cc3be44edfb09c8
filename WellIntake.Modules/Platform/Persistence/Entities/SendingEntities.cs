namespace WellIntake.Modules.Platform.Persistence.Entities;

/// <summary>A row of <c>request_mails</c>: the message that goes out with a request's result, written with it, so that every try sends the same.</summary>
public sealed class RequestMailRow
{
    /// <summary>The request.</summary>
    public required string RequestId { get; set; }
    /// <summary>One address.</summary>
    public required string Recipient { get; set; }
    /// <summary>One line.</summary>
    public required string Subject { get; set; }
    /// <summary>A whole page.</summary>
    public required string Html { get; set; }
    /// <summary>The same as plain text.</summary>
    public required string PlainText { get; set; }
    /// <summary>What it is, for filters of mail programs.</summary>
    public required string Kind { get; set; }
    /// <summary>When the result was made.</summary>
    public DateTimeOffset CreatedAt { get; set; }
}

/// <summary>A row of <c>digest_sends</c>: a candidate who went out to a reader of an audience (DIG-5).</summary>
public sealed class DigestSend
{
    /// <summary>The request whose result it was. Key, with <see cref="CandidateId"/> and <see cref="Reader"/>.</summary>
    public required string RequestId { get; set; }
    /// <summary>The record's id.</summary>
    public required string CandidateId { get; set; }
    /// <summary>advisors, c_suite, global, or <c>personal:</c> and whose.</summary>
    public required string Audience { get; set; }
    /// <summary>Who got it: an address, lower-cased; the AAD id of a subscriber whose address is not known.</summary>
    public required string Reader { get; set; }
    /// <summary>Such as 2026-W05, always two digits.</summary>
    public required string IsoWeek { get; set; }
    /// <summary>When.</summary>
    public DateTimeOffset SentAt { get; set; }
}

/// <summary>A row of <c>digest_subscriptions</c> (DIG-9).</summary>
public sealed class DigestSubscription
{
    /// <summary>Eight letters and digits that people can type.</summary>
    public required string Id { get; set; }
    /// <summary>The channel's id of the owner.</summary>
    public required string UserId { get; set; }
    /// <summary>The owner's address, lower-cased; the AAD id until it is known.</summary>
    public required string UserEmail { get; set; }
    /// <summary>The owner's name.</summary>
    public string? UserName { get; set; }
    /// <summary>Where the digest appears.</summary>
    public required string ConversationId { get; set; }
    /// <summary>The channel's endpoint.</summary>
    public required string ServiceUrl { get; set; }
    /// <summary>The tenant.</summary>
    public string? TenantId { get; set; }
    /// <summary>advisors, c_suite, global or personal.</summary>
    public required string Audience { get; set; }
    /// <summary>daily, weekly or monthly.</summary>
    public required string Frequency { get; set; }
    /// <summary>Weekly: 1 (Monday) to 7. Monthly: 1–31, the last day where a month is shorter. Daily: 0.</summary>
    public int Day { get; set; }
    /// <summary>IANA name.</summary>
    public required string TimeZone { get; set; }
    /// <summary>The address that gets it by mail too; null for none.</summary>
    public string? Recipient { get; set; }
    /// <summary>Nothing is sent while it is.</summary>
    public bool Paused { get; set; }
    /// <summary>The next run.</summary>
    public DateTimeOffset NextDueAt { get; set; }
    /// <summary>When it was made.</summary>
    public DateTimeOffset CreatedAt { get; set; }
}

/// <summary>A row of <c>teams_user_roles</c>; who has none is a recruiter.</summary>
public sealed class TeamsUserRole
{
    /// <summary>Address or AAD id, lower-case.</summary>
    public required string UserKey { get; set; }
    /// <summary>recruiter, executive or admin.</summary>
    public required string Role { get; set; }
    /// <summary>When it was set.</summary>
    public DateTimeOffset UpdatedAt { get; set; }
}
