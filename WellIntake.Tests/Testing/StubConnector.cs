using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Logging;

namespace WellIntake.Tests.Testing;

/// <summary>
/// A channel that speaks the Bot Connector protocol, in this process: it keeps what people would see in each
/// conversation, and fails on demand. Needs ASP.NET Core only, so that a program beside the tests can run it too.
/// </summary>
public sealed class StubConnector : IAsyncDisposable
{
    private const string Root = "/v3/conversations/";

    private readonly WebApplication _app;
    private readonly ConcurrentDictionary<string, StubConversation> _conversations = new(StringComparer.Ordinal);
    private readonly ConcurrentQueue<StubRequest> _requests = new();
    private readonly List<StubFault> _faults = [];
    private readonly CancellationTokenSource _stopping = new();
    private long _lastId = 1_000_000;

    private StubConnector(WebApplication app) => _app = app;

    /// <summary>What an activity's serviceUrl would be, without a slash at the end.</summary>
    public string ServiceUrl { get; private set; } = string.Empty;

    /// <summary>Every request, in the order it came.</summary>
    public IReadOnlyList<StubRequest> Requests => [.. _requests];

    /// <summary>Conversations by id, threads as their own.</summary>
    public IReadOnlyDictionary<string, StubConversation> Conversations => _conversations;

    /// <summary>Members that it knows: user id → body.</summary>
    public ConcurrentDictionary<string, string> Members { get; } = new(StringComparer.Ordinal);

    /// <summary>Conversations that it answers with 404.</summary>
    public ConcurrentDictionary<string, bool> UnknownConversations { get; } = new(StringComparer.Ordinal);

    /// <summary>Asked for every request that no queued fault takes; for random trouble.</summary>
    public Func<StubRequest, StubFault?>? Trouble { get; set; }

    /// <summary>Keeps every request in <see cref="Requests"/>. A long run turns it off. Default true.</summary>
    public bool KeepsRequests { get; set; } = true;

    /// <summary>Larger bodies get 413, as HTML. Default 100 KB.</summary>
    public int MaxBodyBytes { get; set; } = 100 * 1024;

    /// <summary>Deleting answers 501, as Agents Playground does.</summary>
    public bool CannotDelete { get; set; }

    /// <summary>Starts one on loopback; port 0 takes a free one.</summary>
    public static async Task<StubConnector> StartAsync(int port = 0)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, port));
        var app = builder.Build();
        var stub = new StubConnector(app);
        app.Run(stub.ServeAsync);
        await app.StartAsync();
        stub.ServiceUrl = app.Urls.First() + "/_connector";
        return stub;
    }

    /// <summary>The next request that it matches meets this fault. Several wait in line.</summary>
    public void Fail(StubFault fault)
    {
        lock (_faults)
            _faults.Add(fault);
    }

    /// <summary>All that people see, over all conversations.</summary>
    public IReadOnlyList<StubMessage> Visible() => [.. _conversations.Values.SelectMany(c => c.Visible())];

    /// <summary>What people see in one conversation.</summary>
    public IReadOnlyList<StubMessage> Visible(string conversationId) =>
        _conversations.TryGetValue(conversationId, out var conversation) ? conversation.Visible() : [];

    public async ValueTask DisposeAsync()
    {
        // Requests that hang would hold up the stop.
        await _stopping.CancelAsync();
        await _app.DisposeAsync();
        _stopping.Dispose();
    }

    private async Task ServeAsync(HttpContext context)
    {
        using var reader = new StreamReader(context.Request.Body, Encoding.UTF8);
        var body = await reader.ReadToEndAsync(context.RequestAborted);
        var target = context.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget;
        var segments = Segments(target);
        var request = new StubRequest(context.Request.Method, target, segments, body, context.Request.Headers.Authorization.ToString(), context.Request.Headers["traceparent"].ToString());
        if (KeepsRequests)
            _requests.Enqueue(request);

        var fault = Take(request);
        if (fault is { Hangs: true })
        {
            using var end = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted, _stopping.Token);
            await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, end.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            return;
        }

        if (fault?.Delay > TimeSpan.Zero)
            await Task.Delay(fault.Delay, TimeProvider.System, context.RequestAborted);
        if (fault is { Status: { } status, AfterDelivery: false })
        {
            await AnswerAsync(context, status, fault);
            return;
        }

        if (fault is { Cut: true, AfterDelivery: false })
        {
            context.Abort();
            return;
        }

        var (code, answer) = Work(request);
        if (fault?.AnswerAfter is { } signal)
            await signal.WaitAsync(context.RequestAborted);
        if (fault is { AfterDelivery: true, Status: { } late })
            await AnswerAsync(context, late, fault);
        else if (fault is { Cut: true })
            context.Abort();
        else
            await WriteAsync(context, code, answer);
    }

    private static async Task AnswerAsync(HttpContext context, int status, StubFault fault)
    {
        if (fault.RetryAfter is not null)
            context.Response.Headers.RetryAfter = fault.RetryAfter;
        await WriteAsync(context, status, fault.Body ?? (fault.Code is null ? null : $$$"""{"error":{"code":"{{{fault.Code}}}","message":"Told Alex Wilber no."}}"""));
    }

    private static async Task WriteAsync(HttpContext context, int status, string? body)
    {
        context.Response.StatusCode = status;
        if (body is null)
            return;
        context.Response.ContentType = body.StartsWith('<') ? "text/html" : "application/json";
        await context.Response.WriteAsync(body, context.RequestAborted);
    }

    private (int Status, string? Body) Work(StubRequest request)
    {
        if (Encoding.UTF8.GetByteCount(request.Body) > MaxBodyBytes)
            return (413, "<html><body>Request Entity Too Large</body></html>");
        if (request.Segments is not [var conversationId, var kind, ..] || UnknownConversations.ContainsKey(conversationId))
            return (404, Error("ConversationNotFound"));

        var id = request.Segments.Count == 3 ? request.Segments[2] : null;
        var conversation = _conversations.GetOrAdd(conversationId, static _ => new StubConversation());
        return (request.Method, kind) switch
        {
            ("GET", "members") when id is not null => Members.TryGetValue(id, out var member) ? (200, member) : (404, Error("MemberNotFoundInConversation")),
            ("POST", "activities") => Post(conversation, id, request.Body),
            ("PUT", "activities") when id is not null => conversation.Update(id, request.Body) ? (200, Id(id)) : (404, Error("ActivityNotFoundInConversation")),
            ("DELETE", "activities") when CannotDelete => (501, null),
            ("DELETE", "activities") when id is not null => conversation.Delete(id) ? (200, null) : (404, Error("ActivityNotFoundInConversation")),
            _ => (405, null),
        };
    }

    private (int Status, string? Body) Post(StubConversation conversation, string? replyTo, string body)
    {
        JsonNode? activity;
        try
        {
            activity = JsonNode.Parse(body);
        }
        catch (JsonException)
        {
            return (400, Error("BadSyntax"));
        }

        if ((string?)activity?["type"] == "typing")
        {
            conversation.CountTyping();
            return (202, null);
        }

        var id = Interlocked.Increment(ref _lastId).ToString(CultureInfo.InvariantCulture);
        conversation.Add(new StubMessage(id, body, replyTo, 0));
        return (201, Id(id));
    }

    private StubFault? Take(StubRequest request)
    {
        lock (_faults)
        {
            var at = _faults.FindIndex(f => f.When?.Invoke(request) ?? true);
            if (at >= 0)
            {
                var fault = _faults[at];
                _faults.RemoveAt(at);
                return fault;
            }
        }

        return Trouble?.Invoke(request);
    }

    private static List<string> Segments(string target)
    {
        var at = target.IndexOf(Root, StringComparison.Ordinal);
        return at < 0 ? [] : [.. target[(at + Root.Length)..].Split('/').Select(Uri.UnescapeDataString)];
    }

    private static string Id(string id) => $$"""{"id":"{{id}}"}""";

    private static string Error(string code) => $$$"""{"error":{"code":"{{{code}}}","message":"No."}}""";
}

/// <summary>A request as it came.</summary>
/// <param name="Method">GET, POST …</param>
/// <param name="Target">The path as sent, still escaped.</param>
/// <param name="Segments">What follows <c>/v3/conversations/</c>, unescaped.</param>
/// <param name="Body">The body.</param>
/// <param name="Authorization">The header; empty when there was none.</param>
/// <param name="TraceParent">The W3C header; empty when there was none.</param>
public sealed record StubRequest(string Method, string Target, IReadOnlyList<string> Segments, string Body, string Authorization, string TraceParent);

/// <summary>What goes wrong with one request.</summary>
public sealed record StubFault
{
    /// <summary>Answer this instead.</summary>
    public int? Status { get; init; }
    /// <summary>An error code for the body.</summary>
    public string? Code { get; init; }
    /// <summary>A whole body instead of one around the code.</summary>
    public string? Body { get; init; }
    /// <summary>The header as it stands: seconds or a date.</summary>
    public string? RetryAfter { get; init; }
    /// <summary>Cut the connection.</summary>
    public bool Cut { get; init; }
    /// <summary>Do the work first, then answer wrongly or cut.</summary>
    public bool AfterDelivery { get; init; }
    /// <summary>Answer late.</summary>
    public TimeSpan Delay { get; init; }
    /// <summary>Do the work, and answer only when this has ended.</summary>
    public Task? AnswerAfter { get; init; }
    /// <summary>Never answer.</summary>
    public bool Hangs { get; init; }
    /// <summary>Which request; null: the next one.</summary>
    public Func<StubRequest, bool>? When { get; init; }
}

/// <summary>A message as people see it.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Body">The newest activity.</param>
/// <param name="ReplyTo">The message that it was posted as a reply to.</param>
/// <param name="Updates">How often it was replaced.</param>
public sealed record StubMessage(string Id, string Body, string? ReplyTo, int Updates);

/// <summary>A conversation's messages.</summary>
public sealed class StubConversation
{
    private readonly Lock _lock = new();
    private readonly List<StubMessage> _messages = [];
    private int _typing;

    /// <summary>How often the bot was seen typing.</summary>
    public int Typing => Volatile.Read(ref _typing);

    /// <summary>In the order they were posted, without those deleted.</summary>
    public IReadOnlyList<StubMessage> Visible()
    {
        lock (_lock)
            return [.. _messages];
    }

    internal void CountTyping() => Interlocked.Increment(ref _typing);

    internal void Add(StubMessage message)
    {
        lock (_lock)
            _messages.Add(message);
    }

    internal bool Update(string id, string body)
    {
        lock (_lock)
        {
            var at = _messages.FindIndex(m => m.Id == id);
            if (at >= 0)
                _messages[at] = _messages[at] with { Body = body, Updates = _messages[at].Updates + 1 };
            return at >= 0;
        }
    }

    internal bool Delete(string id)
    {
        lock (_lock)
            return _messages.RemoveAll(m => m.Id == id) > 0;
    }
}
