namespace WellIntake.Modules.Platform.Persistence.Entities;

/// <summary>A row of <c>candidate_alerts</c>: newly published candidates that somebody waits for (DIG-11).</summary>
public sealed class CandidateAlert
{
    /// <summary>Eight letters and digits that people can type.</summary>
    public required string Id { get; set; }
    /// <summary>The channel's id of the owner.</summary>
    public required string UserId { get; set; }
    /// <summary>The owner's address, lower-cased; the AAD id until it is known.</summary>
    public required string UserEmail { get; set; }
    /// <summary>The owner's name.</summary>
    public string? UserName { get; set; }
    /// <summary>Where the messages appear.</summary>
    public required string ConversationId { get; set; }
    /// <summary>The channel's endpoint.</summary>
    public required string ServiceUrl { get; set; }
    /// <summary>The tenant.</summary>
    public string? TenantId { get; set; }
    /// <summary>advisors, c_suite or global.</summary>
    public required string Audience { get; set; }
    /// <summary>JSON: places, any of which will do; empty: anywhere.</summary>
    public required string Places { get; set; }
    /// <summary>In US dollars; null: any.</summary>
    public double? MinAum { get; set; }
    /// <summary>JSON: names of licences; empty: any.</summary>
    public required string Licences { get; set; }
    /// <summary>One of the licences is enough.</summary>
    public bool AnyLicence { get; set; }
    /// <summary>Messages in 24 hours at most.</summary>
    public int MostPerDay { get; set; }
    /// <summary>Nothing is sent while it is.</summary>
    public bool Paused { get; set; }
    /// <summary>Candidates published after this moment count: when it was made, or resumed.</summary>
    public DateTimeOffset Since { get; set; }
    /// <summary>Messages accepted so far; whoever raises it sends the next.</summary>
    public int Messages { get; set; }
    /// <summary>When the last message was accepted.</summary>
    public DateTimeOffset? LastMessageAt { get; set; }
    /// <summary>When it was made.</summary>
    public DateTimeOffset CreatedAt { get; set; }
}

/// <summary>A row of <c>candidate_alert_matches</c>: a candidate who matched an alert, once for ever.</summary>
public sealed class CandidateAlertMatch
{
    /// <summary>The alert. Key, with <see cref="CandidateId"/>.</summary>
    public required string AlertId { get; set; }
    /// <summary>The record's id.</summary>
    public required string CandidateId { get; set; }
    /// <summary>When.</summary>
    public DateTimeOffset FoundAt { get; set; }
    /// <summary>The request that tells of it; null while it waits for one.</summary>
    public string? RequestId { get; set; }
    /// <summary>When that request was accepted.</summary>
    public DateTimeOffset? ClaimedAt { get; set; }
}

/// <summary>A row of <c>candidate_arrivals</c>: a candidate who is new or changed, and no alert has been asked about yet. Written by triggers.</summary>
public sealed class CandidateArrival
{
    /// <summary>Grows.</summary>
    public long Id { get; set; }
    /// <summary>The record's id.</summary>
    public required string CandidateId { get; set; }
}
