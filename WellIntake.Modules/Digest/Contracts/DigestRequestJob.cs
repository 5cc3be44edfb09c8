using WellIntake.Modules.Platform.Jobs;
using WellIntake.Modules.Platform.Queueing;

namespace WellIntake.Modules.Digest.Contracts;

/// <summary>Asks for a digest. Wire name <c>digest_request</c>.</summary>
[JobType("digest_request", QueueNames.Digest, RequestTable = "teams_digest_requests")]
public sealed record DigestRequestJob : JobMessage
{
    /// <summary>Where the result goes.</summary>
    public required string ConversationId { get; init; }
    /// <summary>The channel's endpoint; http or https.</summary>
    public required string ServiceUrl { get; init; }
    /// <summary>The tenant.</summary>
    public string? TenantId { get; init; }
    /// <summary>The asker, lower-cased; their AAD id until the address is known.</summary>
    public required string UserEmail { get; init; }
    /// <summary>The asker's name.</summary>
    public string? UserName { get; init; }
    /// <summary>advisors, c_suite, global or personal.</summary>
    public required string Audience { get; init; }
    /// <summary>1–365.</summary>
    public int DateRangeDays { get; init; } = 7;
    /// <summary>The first day, UTC, where days were named; <see cref="DateRangeDays"/> is how many they are then.</summary>
    public DateOnly? DateFrom { get; init; }
    /// <summary>The last day, UTC; with <see cref="DateFrom"/>, or none.</summary>
    public DateOnly? DateTo { get; init; }
    /// <summary>Only this recruiter's candidates.</summary>
    public string? Owner { get; init; }
    /// <summary>1–50.</summary>
    public int MaxCandidates { get; init; } = 6;
    /// <summary>With candidates from the vault.</summary>
    public bool IncludeVault { get; init; } = true;
    /// <summary>With evidence from deals.</summary>
    public bool IncludeDeals { get; init; } = true;
    /// <summary>With evidence from meetings.</summary>
    public bool IncludeMeetings { get; init; } = true;
    /// <summary>html, markdown or text.</summary>
    public string FormatType { get; init; } = "html";
    /// <summary>Sends the result to this address by e-mail too.</summary>
    public string? TestRecipientEmail { get; init; }
    /// <summary>Sends the result to this address by e-mail too, for good: no test.</summary>
    public string? RecipientEmail { get; init; }
    /// <summary>The subscription that it is a run of.</summary>
    public string? SubscriptionId { get; init; }
    /// <summary>The alert whose matches it shows, and nobody else; the rows that name this request say which (DIG-11).</summary>
    public string? AlertId { get; init; }
    /// <summary>Makes the result and shows it to nobody but the asker.</summary>
    public bool DryRun { get; init; }
    /// <summary>Shows the best three, and buttons for the rest.</summary>
    public bool Preview { get; init; }
    /// <summary>Shows candidates that went out within the cooldown too.</summary>
    public bool IgnoreCooldown { get; init; }

    /// <inheritdoc />
    public override string? FairnessKey => UserEmail;

    /// <inheritdoc />
    public override IEnumerable<FieldError> Validate()
    {
        foreach (var error in base.Validate())
            yield return error;
        if (string.IsNullOrWhiteSpace(ConversationId))
            yield return new("conversation_id", "must not be empty");
        if (!Uri.TryCreate(ServiceUrl, UriKind.Absolute, out var url) || url.Scheme is not ("http" or "https"))
            yield return new("service_url", "must be an http or https address");
        if (string.IsNullOrWhiteSpace(UserEmail))
            yield return new("user_email", "must not be empty");
        if (Audience is not ("advisors" or "c_suite" or "global" or "personal"))
            yield return new("audience", "must be advisors, c_suite, global or personal");
        if (DateRangeDays is < 1 or > 365)
            yield return new("date_range_days", "must be 1–365");
        if (DateFrom is null != DateTo is null || DateFrom > DateTo)
            yield return new("date_from", "must be given with date_to and not be after it");
        if (MaxCandidates is < 1 or > 50)
            yield return new("max_candidates", "must be 1–50");
        if (FormatType is not ("html" or "markdown" or "text"))
            yield return new("format_type", "must be html, markdown or text");
        if (TestRecipientEmail is not null && !System.Net.Mail.MailAddress.TryCreate(TestRecipientEmail, out _))
            yield return new("test_recipient_email", "must be an e-mail address");
        if (RecipientEmail is not null && !System.Net.Mail.MailAddress.TryCreate(RecipientEmail, out _))
            yield return new("recipient_email", "must be an e-mail address");
    }
}
