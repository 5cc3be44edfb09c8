using System.Text.Json;
using WellIntake.Modules.Platform.Resilience;

namespace WellIntake.Modules.Platform.Crm.Zoho.Client;

/// <summary>Sends one request and reads the answer whole, whatever it is.</summary>
internal sealed class ZohoHttp(IHttpClientFactory http, TimeProvider time)
{
    /// <summary>The name of the <see cref="HttpClient"/>.</summary>
    public const string HttpClientName = "WellIntake.Zoho";

    /// <summary>200 records of 50 fields fit, were each as long as a note may be.</summary>
    public const int MaxAnswerBytes = 64 * 1024 * 1024;

    /// <summary>
    /// The answer. Errors have the form <c>{code, details, message, status}</c>; see
    /// https://www.zoho.com/crm/developer/docs/api/v8/status-codes.html. The message may quote values, so it is not kept.
    /// </summary>
    public async Task<ZohoReply> SendAsync(HttpRequestMessage request, CancellationToken ct)
    {
        try
        {
            using var client = http.CreateClient(HttpClientName);
            using var response = await client.SendAsync(request, HttpCompletionOption.ResponseContentRead, ct);
            return Read(response, await response.Content.ReadAsByteArrayAsync(ct));
        }
        catch (HttpRequestException e) when (e.HttpRequestError == HttpRequestError.ConfigurationLimitExceeded)
        {
            return new ZohoReply(ZohoOutcome.BadAnswer, "the answer is too large");
        }
        catch (HttpRequestException e)
        {
            return new ZohoReply(ZohoOutcome.Unreachable, $"no connection, {e.HttpRequestError}");
        }
        catch (IOException)
        {
            return new ZohoReply(ZohoOutcome.Unreachable, "the connection broke");
        }
    }

    private ZohoReply Read(HttpResponseMessage response, byte[] bytes)
    {
        var status = (int)response.StatusCode;
        var body = Parse(bytes);
        var code = body is { ValueKind: JsonValueKind.Object } && body.Value.TryGetProperty("code", out var value) && value.ValueKind == JsonValueKind.String
            ? Printable(value.GetString()!)
            : null;
        var outcome = (status, code) switch
        {
            (429, _) or (_, "TOO_MANY_REQUESTS") => ZohoOutcome.RateLimited,
            (204 or 304, _) => ZohoOutcome.Ok,
            (200, _) => body is null ? ZohoOutcome.BadAnswer : ZohoOutcome.Ok,
            // A scope or a right that this one module would need.
            (401, "OAUTH_SCOPE_MISMATCH") => ZohoOutcome.Rejected,
            (401, _) => ZohoOutcome.Refused,
            ( >= 400 and < 500, _) => ZohoOutcome.Rejected,
            ( >= 500, _) => ZohoOutcome.Unreachable,
            _ => ZohoOutcome.BadAnswer,
        };
        var detail = code is null ? $"HTTP {status}" : $"HTTP {status} {code}";
        return new ZohoReply(outcome, outcome == ZohoOutcome.BadAnswer ? $"{detail}, no JSON of Zoho's" : detail)
        {
            Body = body ?? default,
            Status = response.StatusCode,
            Code = code,
            RetryAfter = RetryAfterHeader.Read(response, time),
            ServerTime = response.Headers.Date,
        };
    }

    private static JsonElement? Parse(byte[] bytes)
    {
        try
        {
            return bytes.Length == 0 ? null : JsonElement.Parse(bytes);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static string Printable(string code) =>
        code.Length <= 60 && code.All(c => char.IsAsciiLetterOrDigit(c) || c is '_' or '-') ? code : "(an unknown code)";
}
