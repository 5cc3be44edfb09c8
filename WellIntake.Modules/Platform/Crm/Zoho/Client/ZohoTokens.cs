using System.Text.Json;
using Microsoft.Extensions.Options;

namespace WellIntake.Modules.Platform.Crm.Zoho.Client;

/// <summary>An access token and where it is good.</summary>
internal sealed record ZohoToken(string Text, Uri ApiDomain);

/// <summary>
/// Keeps the access token, and has it refreshed before it ends. The protocol is "Refreshing your Access Tokens"
/// (https://www.zoho.com/crm/developer/docs/api/v8/refresh.html): a POST to <c>{accounts-url}/oauth/v2/token</c>, answered
/// with <c>access_token</c>, <c>expires_in</c> (3600) and <c>api_domain</c>; an error may come with status 200 as
/// <c>{"error":"invalid_code"}</c>. A refresh token gives 10 access tokens in 10 minutes at most ("Token Validity", same
/// place), so that asking stops before.
/// </summary>
internal sealed class ZohoTokens(ZohoHttp http, IOptions<ZohoOptions> options, TimeProvider time) : IDisposable
{
    private const int MaxRefreshes = 8;
    private static readonly TimeSpan Window = TimeSpan.FromMinutes(10);
    private static readonly TimeSpan Early = TimeSpan.FromMinutes(5);

    private readonly SemaphoreSlim _refreshing = new(1, 1);
    private readonly Queue<DateTimeOffset> _refreshes = new();
    private volatile Held? _held;

    /// <summary>A token, or why there is none.</summary>
    public async Task<(ZohoToken? Token, ZohoReply? Failure)> GetAsync(CancellationToken ct)
    {
        if (_held is { } held && time.GetUtcNow() < held.RefreshAt)
            return (held.Token, null);
        await _refreshing.WaitAsync(ct);
        try
        {
            if (_held is { } other && time.GetUtcNow() < other.RefreshAt)
                return (other.Token, null);
            return await RefreshAsync(ct);
        }
        finally
        {
            _refreshing.Release();
        }
    }

    /// <summary>The token was refused: the next call gets another one.</summary>
    public void Invalidate(ZohoToken token)
    {
        var held = _held;
        if (held?.Token == token)
            Interlocked.CompareExchange(ref _held, null, held);
    }

    public void Dispose() => _refreshing.Dispose();

    private async Task<(ZohoToken?, ZohoReply?)> RefreshAsync(CancellationToken ct)
    {
        var now = time.GetUtcNow();
        while (_refreshes.TryPeek(out var oldest) && now - oldest >= Window)
            _refreshes.Dequeue();
        if (_refreshes.Count >= MaxRefreshes)
        {
            return (null, new ZohoReply(ZohoOutcome.RateLimited, $"{MaxRefreshes} access tokens within 10 minutes; Zoho gives 10")
            {
                RetryAfter = _refreshes.Peek() + Window - now,
            });
        }

        var settings = options.Value;
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri($"{settings.AccountsUrl.TrimEnd('/')}/oauth/v2/token"))
        {
            // In the body: addresses end up in the logs of whatever stands between.
            Content = new FormUrlEncodedContent(
            [
                new("grant_type", "refresh_token"),
                new("client_id", settings.ClientId!.Trim()),
                new("client_secret", settings.ClientSecret!.Trim()),
                new("refresh_token", settings.RefreshToken!.Trim()),
            ]),
        };
        var reply = await http.SendAsync(request, ct);
        // A server that is down gives none, and must be seen as down.
        if (!reply.IsFailure)
            _refreshes.Enqueue(now);
        if (reply.Body.ValueKind == JsonValueKind.Object && Text(reply.Body, "error") is { } error)
            return (null, Refused(reply, error));
        if (reply.Outcome != ZohoOutcome.Ok)
            return (null, reply with { Detail = $"accounts server, {reply.Detail}" });
        return Read(reply, now) is { } token ? (token, null) : (null, new ZohoReply(ZohoOutcome.BadAnswer, "the accounts server's answer has no usable token"));
    }

    private ZohoToken? Read(ZohoReply reply, DateTimeOffset now)
    {
        if (reply.Body.ValueKind != JsonValueKind.Object || Text(reply.Body, "access_token") is not { Length: > 0 } text || !text.All(IsTokenCharacter))
            return null;
        if (Text(reply.Body, "api_domain") is not { } domain || !ZohoOptionsCheck.IsSafe(domain))
            return null;
        var seconds = reply.Body.TryGetProperty("expires_in", out var value) && value.ValueKind == JsonValueKind.Number && value.TryGetInt32(out var given) && given > 0 ? given : 3600;
        var life = TimeSpan.FromSeconds(seconds);
        var token = new ZohoToken(text, new Uri(domain));
        _held = new Held(token, now + (life > 2 * Early ? life - Early : life / 2));
        return token;
    }

    private static ZohoReply Refused(ZohoReply reply, string error)
    {
        var setting = error switch
        {
            "invalid_code" => "set RefreshToken to one of this client and data centre",
            "invalid_client" => "check ClientId and the data centre in AccountsUrl",
            "invalid_client_secret" => "check ClientSecret",
            _ => null,
        };
        if (setting is not null)
            return reply with { Outcome = ZohoOutcome.Refused, Code = error, Detail = $"{error}: {setting}" };
        // What it says after too many refreshes; not in the documentation, but in many a question to Zoho.
        return error == "Access Denied"
            ? reply with { Outcome = ZohoOutcome.RateLimited, Code = null, Detail = "the accounts server denies access for now", RetryAfter = reply.RetryAfter ?? Window }
            : reply with { Outcome = ZohoOutcome.Refused, Code = null, Detail = "the accounts server refuses the refresh token" };
    }

    private static bool IsTokenCharacter(char c) => char.IsAsciiLetterOrDigit(c) || c is '.' or '-' or '_' or '~' or '+' or '/' or '=';

    private static string? Text(JsonElement body, string name) =>
        body.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    private sealed record Held(ZohoToken Token, DateTimeOffset RefreshAt);
}
