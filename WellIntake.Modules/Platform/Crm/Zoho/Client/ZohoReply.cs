using System.Net;
using System.Text.Json;

namespace WellIntake.Modules.Platform.Crm.Zoho.Client;

/// <summary>What came of one request.</summary>
internal enum ZohoOutcome
{
    /// <summary>Records, or the news that there are none.</summary>
    Ok,

    /// <summary>No connection, no answer in time, an answer that was cut, or an error of the service.</summary>
    Unreachable,

    /// <summary>Something answered that is not Zoho's API.</summary>
    BadAnswer,

    /// <summary>Too many requests.</summary>
    RateLimited,

    /// <summary>The client, its token or its rights are refused.</summary>
    Refused,

    /// <summary>The request itself is refused: module, field or page.</summary>
    Rejected,
}

/// <summary>One answer, read.</summary>
/// <param name="Outcome">What came of it.</param>
/// <param name="Detail">Status and error code, for an administrator; nothing that people typed.</param>
internal sealed record ZohoReply(ZohoOutcome Outcome, string Detail)
{
    /// <summary>The JSON; undefined where none belongs (204, 304).</summary>
    public JsonElement Body { get; init; }

    /// <summary>Null when nothing answered.</summary>
    public HttpStatusCode? Status { get; init; }

    /// <summary>Zoho's error code, such as <c>INVALID_TOKEN</c>.</summary>
    public string? Code { get; init; }

    /// <summary>How long Zoho wants to be left alone.</summary>
    public TimeSpan? RetryAfter { get; init; }

    /// <summary>Zoho's own time, from the header Date.</summary>
    public DateTimeOffset? ServerTime { get; init; }

    /// <summary>A failure of the dependency: counted by its breaker.</summary>
    public bool IsFailure => Outcome is ZohoOutcome.Unreachable or ZohoOutcome.BadAnswer;

    /// <summary>The same request may succeed later.</summary>
    public bool IsTransient => IsFailure || Outcome == ZohoOutcome.RateLimited;
}

/// <summary>Zoho could not be read.</summary>
internal sealed class ZohoException(ZohoOutcome outcome, string message, TimeSpan? retryAfter = null) : Exception(message)
{
    /// <summary>Never <see cref="ZohoOutcome.Ok"/>.</summary>
    public ZohoOutcome Outcome { get; } = outcome;

    /// <summary>How long Zoho wants to be left alone; null when it did not say.</summary>
    public TimeSpan? RetryAfter { get; } = retryAfter;

    /// <summary>It concerns this request alone; others may succeed.</summary>
    public bool IsOfTheRequest => Outcome == ZohoOutcome.Rejected;
}
