using System.Net;
using System.Text.Json;

namespace WellIntake.Modules.Platform.Teams.Connector;

/// <summary>One HTTP response, or the lack of one, as far as it matters.</summary>
/// <param name="Status">Null when none came.</param>
/// <param name="Body">At most what was allowed to be read.</param>
/// <param name="RetryAfter">What the service asked for.</param>
/// <param name="Failure">Why there is no response, without personal data.</param>
internal sealed record ConnectorReply(HttpStatusCode? Status, byte[] Body, TimeSpan? RetryAfter, string? Failure)
{
    /// <summary>No response came: the request may, or may not, have been worked on.</summary>
    public static ConnectorReply None(string failure) => new(null, [], null, failure);

    public bool IsSuccess => Status is { } status && (int)status is >= 200 and < 300;

    /// <summary>TEA-3.</summary>
    public bool IsTransient => Status is null
        or HttpStatusCode.TooManyRequests
        or HttpStatusCode.PreconditionFailed
        or HttpStatusCode.RequestTimeout
        or HttpStatusCode.InternalServerError
        or HttpStatusCode.BadGateway
        or HttpStatusCode.ServiceUnavailable
        or HttpStatusCode.GatewayTimeout;

    /// <summary>The channel is not well: silent, or failing by its own account. Not what it refuses, and not its limits.</summary>
    public bool IsFailure => Status is null || (int)Status >= 500;

    /// <summary>The id that the channel gave; null when the body has none.</summary>
    public string? ReadId() => TryRead(static (ref Utf8JsonReader json) =>
    {
        if (!json.Read() || json.TokenType != JsonTokenType.StartObject)
            return null;
        while (json.Read() && json.TokenType == JsonTokenType.PropertyName)
        {
            var isId = json.ValueTextEquals("id"u8);
            json.Read();
            if (isId)
                return json.TokenType == JsonTokenType.String ? json.GetString() : null;
            json.Skip();
        }

        return null;
    });

    /// <summary>
    /// The error codes of the body, wherever they stand in it (<c>error.code</c>, <c>error.innerError.code</c>,
    /// <c>subCode</c>), joined by a slash. Its messages are left out: they may name people.
    /// </summary>
    public string? ReadErrorCodes() => TryRead(static (ref Utf8JsonReader json) =>
    {
        List<string>? codes = null;
        while (json.Read())
        {
            if (json.TokenType != JsonTokenType.PropertyName || !(json.ValueTextEquals("code"u8) || json.ValueTextEquals("subCode"u8)))
                continue;
            json.Read();
            if (json.TokenType == JsonTokenType.String && json.GetString() is { Length: > 0 and <= 64 } code
                && code.All(c => char.IsAsciiLetterOrDigit(c) || c == '_') && (codes?.Count ?? 0) < 4)
            {
                (codes ??= []).Add(code);
            }
        }

        return codes is null ? null : string.Join('/', codes);
    });

    private delegate string? Reading(ref Utf8JsonReader json);

    private string? TryRead(Reading read)
    {
        try
        {
            var json = new Utf8JsonReader(Body);
            return read(ref json);
        }
        catch (Exception error) when (error is JsonException or InvalidOperationException)
        {
            // HTML from a proxy, or cut off: the status says enough.
            return null;
        }
    }
}
