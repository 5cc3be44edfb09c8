using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using Microsoft.Extensions.Options;
using Polly;
using Polly.Timeout;
using WellIntake.Modules.Platform.Resilience;

namespace WellIntake.Modules.Platform.Crm.Zoho.Client;

/// <summary>
/// The typed client of Zoho CRM's REST API v8. A call is a few bounded tries, each through the breaker <c>zoho</c>; between
/// them a wait as Zoho asks for with Retry-After, else an exponential one with jitter. A refused token is refreshed once.
/// </summary>
internal sealed class ZohoClient
{
    private static readonly CircuitFailures<ZohoReply> Failures = new(Result: static reply => reply.IsFailure);

    private readonly ZohoHttp _http;
    private readonly ZohoTokens _tokens;
    private readonly ICircuitBreaker _breaker;
    private readonly ResiliencePipeline<Try> _tries;
    private readonly ResiliencePipeline _timeout;
    private readonly int _pageSize;

    public ZohoClient(ZohoHttp http, ZohoTokens tokens, ICircuitBreakers breakers, IOptions<ZohoOptions> options, TimeProvider time, RetryJitter jitter)
    {
        (_http, _tokens, _breaker) = (http, tokens, breakers.Get(CircuitNames.Zoho));
        var settings = options.Value;
        _pageSize = settings.PageSize;
        _tries = PatientRetry.Build<Try>(settings.MaxTries, settings.RetryDelay, settings.MaxRetryWait, time, jitter);
        _timeout = new ResiliencePipelineBuilder { TimeProvider = time }.AddTimeout(settings.RequestTimeout).Build();
    }

    /// <summary>
    /// A page of a module's records, those modified last first: "Get Records",
    /// https://www.zoho.com/crm/developer/docs/api/v8/get-records.html, and "Get Notes" beside it.
    /// </summary>
    /// <param name="module">Its API name.</param>
    /// <param name="fields">API names, 50 at most.</param>
    /// <param name="since">Only what was modified after; null: everything. Sent as the header If-Modified-Since in ISO 8601; 304 says that there is nothing.</param>
    /// <param name="at">Which page.</param>
    /// <param name="ct">Ends it.</param>
    /// <exception cref="ZohoException">It could not be read.</exception>
    /// <exception cref="CircuitOpenException">Zoho kept failing and is left alone.</exception>
    public async Task<ZohoPage> GetRecordsAsync(string module, IReadOnlyList<string> fields, DateTimeOffset? since, ZohoCursor at, CancellationToken ct)
    {
        // Page and page_token exclude each other.
        var place = at.Token is { } token ? $"page_token={Uri.EscapeDataString(token)}" : string.Create(CultureInfo.InvariantCulture, $"page={at.Page}");
        var path = string.Create(CultureInfo.InvariantCulture,
            $"/crm/v8/{Uri.EscapeDataString(module)}?fields={Uri.EscapeDataString(string.Join(',', fields))}&per_page={_pageSize}&sort_by=Modified_Time&sort_order=desc&{place}");
        return ZohoPage.Read(await SendAsync(path, since, ct), at);
    }

    /// <summary>
    /// A page of what was deleted from a module, into the recycle bin or for good: "Get Deleted Records",
    /// https://www.zoho.com/crm/developer/docs/api/v8/get-deleted-records.html. Notes are not among its modules.
    /// </summary>
    /// <inheritdoc cref="GetRecordsAsync"/>
    public async Task<ZohoPage> GetDeletedAsync(string module, DateTimeOffset? since, ZohoCursor at, CancellationToken ct)
    {
        var path = string.Create(CultureInfo.InvariantCulture, $"/crm/v8/{Uri.EscapeDataString(module)}/deleted?type=all&per_page={_pageSize}&page={at.Page}");
        return ZohoPage.Read(await SendAsync(path, since, ct), at);
    }

    private async Task<ZohoReply> SendAsync(string path, DateTimeOffset? since, CancellationToken ct)
    {
        var call = new Call(path, since);
        var last = await _tries.ExecuteAsync(static async (state, ct) => await state.Client.TryAsync(state.Call, ct), (Client: this, Call: call), ct);
        return last.Reply.Outcome == ZohoOutcome.Ok ? last.Reply : throw new ZohoException(last.Reply.Outcome, Sentence(last.Reply), last.Reply.RetryAfter);
    }

    private async Task<Try> TryAsync(Call call, CancellationToken ct)
    {
        var reply = await _breaker.ExecuteAsync(token => RequestAsync(call, token), Failures, ct);
        // INVALID_TOKEN: it ran out early, or was pushed out by newer ones.
        if (reply is { Status: HttpStatusCode.Unauthorized, Outcome: ZohoOutcome.Refused } && call.Token is { } refused && !call.Renewed)
        {
            call.Renewed = true;
            _tokens.Invalidate(refused);
            reply = await _breaker.ExecuteAsync(token => RequestAsync(call, token), Failures, ct);
        }

        return new Try(call, reply);
    }

    private async Task<ZohoReply> RequestAsync(Call call, CancellationToken ct)
    {
        try
        {
            return await _timeout.ExecuteAsync(static async (state, ct) => await state.Client.RequestOnceAsync(state.Call, ct), (Client: this, Call: call), ct);
        }
        catch (TimeoutRejectedException)
        {
            return new ZohoReply(ZohoOutcome.Unreachable, "no answer in time");
        }
    }

    private async Task<ZohoReply> RequestOnceAsync(Call call, CancellationToken ct)
    {
        call.Token = null;
        var (token, failure) = await _tokens.GetAsync(ct);
        if (token is null)
            return failure!;
        call.Token = token;
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(token.ApiDomain, call.Path));
        request.Headers.Authorization = new AuthenticationHeaderValue("Zoho-oauthtoken", token.Text);
        // In ISO 8601, where HTTP has a form of its own.
        if (call.Since is { } since)
            request.Headers.TryAddWithoutValidation("If-Modified-Since", since.ToUniversalTime().ToString("yyyy-MM-dd'T'HH:mm:ss'+00:00'", CultureInfo.InvariantCulture));
        return await _http.SendAsync(request, ct);
    }

    private static string Sentence(ZohoReply reply) => reply.Outcome switch
    {
        ZohoOutcome.RateLimited => $"Zoho CRM has had too many requests ({reply.Detail})",
        ZohoOutcome.Refused => $"Zoho CRM refuses the client ({reply.Detail})",
        ZohoOutcome.Rejected => $"Zoho CRM refuses the request ({reply.Detail})",
        ZohoOutcome.BadAnswer => $"what answers is not Zoho CRM ({reply.Detail})",
        _ => $"Zoho CRM cannot be reached ({reply.Detail})",
    };

    private sealed class Call(string path, DateTimeOffset? since)
    {
        public string Path { get; } = path;
        public DateTimeOffset? Since { get; } = since;
        public TimeSpan Waited { get; set; }
        public ZohoToken? Token { get; set; }
        public bool Renewed { get; set; }
    }

    private sealed record Try(Call Call, ZohoReply Reply) : IPatientTry
    {
        public bool IsWorthRepeating => Reply.IsTransient;

        public TimeSpan? RetryAfter => Reply.RetryAfter;

        public TimeSpan Waited { get => Call.Waited; set => Call.Waited = value; }
    }
}
