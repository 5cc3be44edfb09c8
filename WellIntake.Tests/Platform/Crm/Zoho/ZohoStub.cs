using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace WellIntake.Tests.Platform.Crm.Zoho;

/// <summary>
/// Zoho's accounts server and its CRM API v8 in this process, as their documentation describes them: tokens that end,
/// paging with its limits, If-Modified-Since, deleted records, error bodies. It is strict: what Zoho would refuse, it
/// refuses. Beyond that it fails on demand.
/// </summary>
internal sealed class ZohoStub : IAsyncDisposable
{
    public const string ClientId = "1000.CLIENT";
    public const string ClientSecret = "top-secret-of-the-client";
    public const string RefreshToken = "1000.refresh-token-of-the-client";
    private const int MaxPageSize = 200;
    private const int MaxFields = 50;
    private const int MaxWithoutToken = 2_000;

    private readonly WebApplication _app;
    private readonly TimeProvider _time;
    private readonly Lock _gate = new();
    private readonly List<ZohoFault> _faults = [];
    private readonly Dictionary<string, DateTimeOffset> _tokens = new(StringComparer.Ordinal);
    private readonly Dictionary<string, (string Query, int Offset)> _pageTokens = new(StringComparer.Ordinal);
    private readonly List<DateTimeOffset> _refreshes = [];
    private readonly ConcurrentQueue<ZohoRequest> _requests = new();
    private readonly CancellationTokenSource _stopping = new();
    private int _drawn;

    private ZohoStub(WebApplication app, TimeProvider time) => (_app, _time) = (app, time);

    public string Url { get; private set; } = "";

    /// <summary>Every request to the API, in the order it came; not those for tokens.</summary>
    public IReadOnlyList<ZohoRequest> Requests => [.. _requests];

    public ZohoModule Contacts { get; } = new();
    public ZohoModule Deals { get; } = new();
    public ZohoModule Events { get; } = new();

    /// <summary>The documentation of notes names no If-Modified-Since, so here it is not heeded; nor is there a list of deleted ones.</summary>
    public ZohoModule Notes { get; } = new() { HeedsModifiedSince = false, ListsDeleted = false };

    public TimeSpan TokenLife { get; set; } = TimeSpan.FromHours(1);

    /// <summary>What the accounts server says instead of a token, with status 200.</summary>
    public string? TokenError { get; set; }

    /// <summary>False: a page has a token only where the next cannot be had without.</summary>
    public bool TokensFromFirstPage { get; set; } = true;

    public int Refreshes
    {
        get
        {
            lock (_gate)
                return _refreshes.Count;
        }
    }

    /// <summary>Called after a page was made and before it is sent.</summary>
    public Action<ZohoRequest>? Answering { get; set; }

    public static async Task<ZohoStub> StartAsync(TimeProvider time)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0));
        var app = builder.Build();
        var stub = new ZohoStub(app, time);
        app.MapPost("/oauth/v2/token", stub.TokenAsync);
        app.MapGet("/crm/v8/{module}", (HttpContext context, string module) => stub.ServeAsync(context, module, deleted: false));
        app.MapGet("/crm/v8/{module}/deleted", (HttpContext context, string module) => stub.ServeAsync(context, module, deleted: true));
        app.MapFallback(() => Results.Json(Error("INVALID_URL_PATTERN", "Please check if the URL trying to access is a correct one"), statusCode: 404));
        await app.StartAsync();
        stub.Url = app.Urls.First();
        return stub;
    }

    /// <summary>The next request that it matches meets this fault, as often as it says.</summary>
    public void Fail(ZohoFault fault)
    {
        lock (_gate)
            _faults.Add(fault);
    }

    public void Heal()
    {
        lock (_gate)
            _faults.Clear();
    }

    /// <summary>All access tokens end now.</summary>
    public void ForgetTokens()
    {
        lock (_gate)
            _tokens.Clear();
    }

    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync();
        await _app.DisposeAsync();
        _stopping.Dispose();
    }

    private async Task TokenAsync(HttpContext context)
    {
        var form = await context.Request.ReadFormAsync();
        if (await FailAsync(context, "token"))
            return;
        var now = _time.GetUtcNow();
        JsonObject answer;
        lock (_gate)
        {
            _refreshes.Add(now);
            var wrong = TokenError
                ?? (form["client_id"] != ClientId ? "invalid_client"
                    : form["client_secret"] != ClientSecret ? "invalid_client_secret"
                    : form["grant_type"] != "refresh_token" || form["refresh_token"] != RefreshToken ? "invalid_code"
                    : _refreshes.Count(r => now - r < TimeSpan.FromMinutes(10)) > 10 ? "Access Denied" : null);
            if (wrong is not null)
            {
                answer = new JsonObject { ["error"] = wrong };
            }
            else
            {
                var token = string.Create(CultureInfo.InvariantCulture, $"1000.access-{++_drawn}");
                _tokens[token] = now + TokenLife;
                answer = new JsonObject { ["access_token"] = token, ["api_domain"] = Url, ["token_type"] = "Bearer", ["expires_in"] = (int)TokenLife.TotalSeconds };
            }
        }

        await WriteAsync(context, 200, answer.ToJsonString());
    }

    private async Task ServeAsync(HttpContext context, string module, bool deleted)
    {
        var request = new ZohoRequest(
            module, deleted, context.Request.Query.ToDictionary(q => q.Key, q => q.Value.ToString(), StringComparer.Ordinal),
            context.Request.Headers.IfModifiedSince.ToString());
        _requests.Enqueue(request);
        if (await FailAsync(context, deleted ? $"{module}/deleted" : module))
            return;
        if (!IsAuthorised(context.Request.Headers.Authorization.ToString()))
        {
            await WriteAsync(context, 401, Error("INVALID_TOKEN", "invalid oauth token").ToJsonString());
            return;
        }

        (int Status, JsonObject? Body) answer;
        lock (_gate)
            answer = Module(module) is { } known ? Page(known, request) : (400, Error("INVALID_MODULE", "the module name given seems to be invalid"));
        Answering?.Invoke(request);
        await WriteAsync(context, answer.Status, answer.Body?.ToJsonString());
    }

    private ZohoModule? Module(string name) => name switch
    {
        "Contacts" => Contacts,
        "Deals" => Deals,
        "Events" => Events,
        "Notes" => Notes,
        _ => null,
    };

    private bool IsAuthorised(string header)
    {
        const string Scheme = "Zoho-oauthtoken ";
        lock (_gate)
            return header.StartsWith(Scheme, StringComparison.Ordinal) && _tokens.TryGetValue(header[Scheme.Length..], out var end) && _time.GetUtcNow() < end;
    }

    private (int Status, JsonObject? Body) Page(ZohoModule module, ZohoRequest request)
    {
        var query = request.Query;
        if (request.Deleted && !module.ListsDeleted)
            return (400, Error("INVALID_MODULE", "the module name given seems to be invalid"));
        if (!request.Deleted && !query.ContainsKey("fields"))
            return (400, Error("REQUIRED_PARAM_MISSING", "One of the expected parameter is missing", "param_name", "fields"));
        var fields = query.GetValueOrDefault("fields", "").Split(',');
        if (fields.Length > MaxFields)
            return (400, Error("LIMIT_EXCEEDED", "Fields limit exceeded", "limit", "50"));
        var size = int.Parse(query.GetValueOrDefault("per_page", "200"), CultureInfo.InvariantCulture);
        if (size is < 1 or > MaxPageSize)
            return (400, Error("INVALID_DATA", "invalid data", "param_name", "per_page"));
        if (query.ContainsKey("page") && query.ContainsKey("page_token"))
            return (400, Error("AMBIGUITY_DURING_PROCESSING", "You cannot use both page and page_token"));
        DateTimeOffset? since = request.ModifiedSince.Length == 0 ? null
            : DateTimeOffset.ParseExact(request.ModifiedSince, "yyyy-MM-dd'T'HH:mm:sszzz", CultureInfo.InvariantCulture);

        var signature = $"{request.Module}|{request.Deleted}|{string.Join('|', query.Where(q => q.Key is not ("page" or "page_token")).Select(q => q.ToString()))}";
        int offset;
        if (query.TryGetValue("page_token", out var token))
        {
            if (!_pageTokens.TryGetValue(token, out var place) || place.Query != signature)
                return (400, Error("EXPIRED_VALUE", "the value has expired", "param_name", "page_token"));
            offset = place.Offset;
        }
        else
        {
            offset = (int.Parse(query.GetValueOrDefault("page", "1"), CultureInfo.InvariantCulture) - 1) * size;
            if (!request.Deleted && offset + size > MaxWithoutToken)
                return (400, Error("DISCRETE_PAGINATION_LIMIT_EXCEEDED", "You can only get the first 2000 records without using page_token param.", "limit", "2000"));
        }

        var all = request.Deleted ? module.DeletedSince(since) : module.ModifiedSince(since);
        if (all.Count == 0)
            return (since is not null && module.HeedsModifiedSince && !request.Deleted ? 304 : 204, null);
        var data = all.Skip(offset).Take(size).Select(r => request.Deleted ? r.DeepClone() : Pick(r, fields)).ToArray();
        var more = offset + size < all.Count;
        var info = new JsonObject { ["per_page"] = size, ["count"] = data.Length, ["page"] = (offset / size) + 1, ["more_records"] = more, ["next_page_token"] = null };
        if (more && !request.Deleted && (TokensFromFirstPage || offset + (2 * size) > MaxWithoutToken))
        {
            var next = string.Create(CultureInfo.InvariantCulture, $"page/token+{++_drawn}");
            _pageTokens[next] = (signature, offset + size);
            info["next_page_token"] = next;
        }

        return (200, new JsonObject { ["data"] = new JsonArray(data), ["info"] = info });
    }

    private static JsonObject Pick(JsonObject record, string[] fields)
    {
        var picked = new JsonObject { ["id"] = record["id"]?.DeepClone() };
        foreach (var field in fields.Where(f => f != "id" && record.ContainsKey(f)))
            picked[field] = record[field]?.DeepClone();
        return picked;
    }

    private async Task<bool> FailAsync(HttpContext context, string target)
    {
        ZohoFault? fault;
        lock (_gate)
        {
            fault = _faults.Find(f => f.Target is null || f.Target == target);
            if (fault is { Skip: > 0 })
            {
                fault.Skip--;
                return false;
            }

            if (fault is not null && --fault.Times == 0)
                _faults.Remove(fault);
        }

        if (fault is null)
            return false;
        fault.Met.TrySetResult();
        if (fault.Hangs)
        {
            using var end = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted, _stopping.Token);
            await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, end.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            return true;
        }

        if (fault.RetryAfter is { } wait)
            context.Response.Headers.RetryAfter = wait.ToString(CultureInfo.InvariantCulture);
        if (fault.Cut)
        {
            if (fault.Body is not null)
            {
                context.Response.ContentLength = fault.Body.Length + 100;
                await context.Response.WriteAsync(fault.Body);
                await context.Response.Body.FlushAsync();
            }

            context.Abort();
            return true;
        }

        await WriteAsync(context, fault.Status, fault.Body, fault.ContentType);
        return true;
    }

    private async Task WriteAsync(HttpContext context, int status, string? body, string contentType = "application/json;charset=utf-8")
    {
        context.Response.StatusCode = status;
        context.Response.Headers.Date = _time.GetUtcNow().ToString("R", CultureInfo.InvariantCulture);
        if (body is null)
            return;
        context.Response.ContentType = contentType;
        await context.Response.Body.WriteAsync(Encoding.UTF8.GetBytes(body));
    }

    public static JsonObject Error(string code, string message, string? detail = null, string? value = null) => new()
    {
        ["code"] = code,
        ["details"] = detail is null ? [] : new JsonObject { [detail] = value },
        ["message"] = message,
        ["status"] = "error",
    };
}
