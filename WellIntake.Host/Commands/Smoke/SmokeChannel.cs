using System.Text.Json;
using System.Threading.Channels;

namespace WellIntake.Host.Commands.Smoke;

/// <summary>
/// A channel for one try: takes what the bot sends as the Bot Connector would, and passes it on with its time. Loopback,
/// on a free port.
/// </summary>
internal sealed class SmokeChannel : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly Channel<SmokeMessage> _messages = Channel.CreateUnbounded<SmokeMessage>();
    private readonly TimeProvider _time;
    private int _lastId;

    private SmokeChannel(WebApplication app, TimeProvider time) => (_app, _time) = (app, time);

    public string ServiceUrl => _app.Urls.First() + "/smoke";

    public static async Task<SmokeChannel> StartAsync(TimeProvider time, CancellationToken ct)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().UseUrls("http://127.0.0.1:0");
        builder.Services.AddRoutingCore();
        var app = builder.Build();
        var channel = new SmokeChannel(app, time);
        // Any path: the protocol's own are the connector's business, and here only new and changed messages matter.
        app.UseRouting();
        app.MapPost("/smoke/{**path}", channel.NewAsync);
        app.MapPut("/smoke/{**path}", channel.ChangedAsync);
        app.MapGet("/smoke/{**path}", static context => context.Response.WriteAsync("""{"id":"smoke","email":"smoke@example.com"}"""));
        await app.StartAsync(ct);
        return channel;
    }

    public ValueTask<SmokeMessage> NextAsync(CancellationToken ct) => _messages.Reader.ReadAsync(ct);

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    private async Task NewAsync(HttpContext context)
    {
        var id = Interlocked.Increment(ref _lastId).ToString(System.Globalization.CultureInfo.InvariantCulture);
        await TakeAsync(context, id, updated: false);
        context.Response.StatusCode = StatusCodes.Status201Created;
        await context.Response.WriteAsync($$"""{"id":"{{id}}"}""");
    }

    private async Task ChangedAsync(HttpContext context)
    {
        var id = context.Request.Path.Value!.Split('/')[^1];
        await TakeAsync(context, id, updated: true);
        await context.Response.WriteAsync($$"""{"id":"{{id}}"}""");
    }

    private async Task TakeAsync(HttpContext context, string id, bool updated)
    {
        using var body = await JsonDocument.ParseAsync(context.Request.Body, cancellationToken: context.RequestAborted);
        if (body.RootElement.TryGetProperty("type", out var type) && type.GetString() == "message")
            _messages.Writer.TryWrite(new SmokeMessage(id, updated, body.RootElement.GetRawText(), _time.GetTimestamp()));
    }
}

/// <summary>A message as it reached the channel.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Updated">It replaced the message with that id.</param>
/// <param name="Json">The activity.</param>
/// <param name="At">A timestamp of the clock.</param>
internal sealed record SmokeMessage(string Id, bool Updated, string Json, long At);
