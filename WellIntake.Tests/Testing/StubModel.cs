using System.Collections.Concurrent;
using System.Net;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace WellIntake.Tests.Testing;

/// <summary>
/// A language model over HTTP on loopback: OpenAI's chat completions protocol, as its public reference gives it. What it
/// answers, a test says.
/// </summary>
internal sealed class StubModel : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly ConcurrentQueue<StubModelRequest> _requests = new();
    private readonly CancellationTokenSource _stopping = new();
    private int _now;
    private int _most;

    private StubModel(WebApplication app) => _app = app;

    /// <summary>For the setting <c>WellIntake:LanguageModel:Endpoint</c>.</summary>
    public string Endpoint { get; private set; } = string.Empty;

    /// <summary>Every call, in the order it came.</summary>
    public IReadOnlyList<StubModelRequest> Requests => [.. _requests];

    /// <summary>The most calls that were under way at once.</summary>
    public int MostAtOnce => Volatile.Read(ref _most);

    /// <summary>What it answers.</summary>
    public Func<StubModelRequest, StubModelReply> Answer { get; set; } = _ => new StubModelReply { Content = "{}" };

    /// <summary>Released once for each call that came.</summary>
    public SemaphoreSlim Came { get; } = new(0);

    /// <summary>Released once for each call that the client gave up.</summary>
    public SemaphoreSlim GivenUp { get; } = new(0);

    /// <summary>Calls with <see cref="StubModelReply.Waits"/> wait for it.</summary>
    public SemaphoreSlim Gate { get; } = new(0);

    public static async Task<StubModel> StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0));
        var app = builder.Build();
        var stub = new StubModel(app);
        app.MapPost("/v1/chat/completions", stub.ServeAsync);
        await app.StartAsync();
        stub.Endpoint = app.Urls.First() + "/v1";
        return stub;
    }

    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync();
        await _app.DisposeAsync();
        _stopping.Dispose();
        Came.Dispose();
        GivenUp.Dispose();
        Gate.Dispose();
    }

    private async Task ServeAsync(HttpContext context)
    {
        using var reader = new StreamReader(context.Request.Body, Encoding.UTF8);
        var request = new StubModelRequest(JsonNode.Parse(await reader.ReadToEndAsync(context.RequestAborted))!, context.Request.Headers.Authorization.ToString());
        _requests.Enqueue(request);
        InterlockedMax(ref _most, Interlocked.Increment(ref _now));
        Came.Release();
        try
        {
            await ReplyAsync(context, Answer(request));
        }
        finally
        {
            Interlocked.Decrement(ref _now);
        }
    }

    private async Task ReplyAsync(HttpContext context, StubModelReply reply)
    {
        using var end = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted, _stopping.Token);
        if (reply.Waits)
            await Gate.WaitAsync(end.Token);
        if (reply.Hangs)
        {
            await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, end.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            if (context.RequestAborted.IsCancellationRequested)
                GivenUp.Release();
            return;
        }

        context.Response.StatusCode = reply.Status;
        context.Response.ContentType = "application/json";
        var body = Encoding.UTF8.GetBytes(reply.Body ?? reply.Completion());
        if (reply.Cut)
        {
            context.Response.ContentLength = body.Length;
            await context.Response.Body.WriteAsync(body.AsMemory(0, body.Length / 2), end.Token);
            await context.Response.Body.FlushAsync(end.Token);
            context.Abort();
            return;
        }

        await context.Response.Body.WriteAsync(body, end.Token);
    }

    private static void InterlockedMax(ref int most, int now)
    {
        for (var seen = Volatile.Read(ref most); now > seen;)
        {
            var was = Interlocked.CompareExchange(ref most, now, seen);
            if (was == seen)
                return;
            seen = was;
        }
    }
}

/// <summary>A call as it came.</summary>
/// <param name="Body">The request's JSON.</param>
/// <param name="Authorization">The header.</param>
internal sealed record StubModelRequest(JsonNode Body, string Authorization)
{
    /// <summary>The system's message.</summary>
    public string System => Message("system");

    /// <summary>The user's message.</summary>
    public string User => Message("user");

    /// <summary>The JSON between the evidence marks.</summary>
    public JsonNode Evidence => JsonNode.Parse(User["<evidence>".Length..^"</evidence>".Length])!;

    private string Message(string role)
    {
        var content = Body["messages"]!.AsArray().Single(m => (string?)m!["role"] == role)!["content"]!;
        return content is JsonArray parts ? string.Concat(parts.Select(p => (string?)p!["text"])) : (string)content!;
    }
}

/// <summary>What the model answers.</summary>
internal sealed record StubModelReply
{
    /// <summary>The assistant's message.</summary>
    public string Content { get; init; } = string.Empty;
    /// <summary>stop, length or content_filter.</summary>
    public string FinishReason { get; init; } = "stop";
    /// <summary>Tokens of the prompt, as told.</summary>
    public int InputTokens { get; init; } = 100;
    /// <summary>Tokens of the reply, as told.</summary>
    public int OutputTokens { get; init; } = 20;
    /// <summary>The HTTP status.</summary>
    public int Status { get; init; } = 200;
    /// <summary>The whole body, instead of a completion.</summary>
    public string? Body { get; init; }
    /// <summary>Never answers.</summary>
    public bool Hangs { get; init; }
    /// <summary>Waits for the gate first.</summary>
    public bool Waits { get; init; }
    /// <summary>Cuts the connection within the body.</summary>
    public bool Cut { get; init; }

    /// <summary>A chat completion with the content.</summary>
    public string Completion() => JsonSerializer.Serialize(new
    {
        id = "chatcmpl-1",
        @object = "chat.completion",
        created = 1_790_000_000,
        model = "stub",
        choices = new[] { new { index = 0, message = new { role = "assistant", content = Content }, finish_reason = FinishReason } },
        usage = new { prompt_tokens = InputTokens, completion_tokens = OutputTokens, total_tokens = InputTokens + OutputTokens },
    });
}
