using System.Text.Json;

namespace WellIntake.Host.Commands.Trial;

/// <summary>
/// A channel for commands that try the program: takes what the bot sends as the Bot Connector would, and passes it on.
/// Loopback, on a free port.
/// </summary>
internal sealed class TrialChannel : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly Action<TrialMessage> _take;
    private int _lastId;

    private TrialChannel(WebApplication app, Action<TrialMessage> take) => (_app, _take) = (app, take);

    public string ServiceUrl => _app.Urls.First() + "/trial";

    /// <summary>Starts one. <paramref name="take"/> gets every new and every changed message, several at once.</summary>
    public static async Task<TrialChannel> StartAsync(Action<TrialMessage> take, CancellationToken ct)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().UseUrls("http://127.0.0.1:0");
        builder.Services.AddRoutingCore();
        var app = builder.Build();
        var channel = new TrialChannel(app, take);
        // Any path with a conversation: the rest of the protocol is the connector's business, and here only new and changed messages matter.
        app.UseRouting();
        app.MapPost("/trial/{**path}", channel.NewAsync);
        app.MapPut("/trial/{**path}", channel.ChangedAsync);
        app.MapGet("/trial/{**path}", static context => context.Response.WriteAsJsonAsync(new { id = Last(context), email = $"{Last(context)}@example.com" }));
        await app.StartAsync(ct);
        return channel;
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    private async Task NewAsync(HttpContext context)
    {
        var id = Interlocked.Increment(ref _lastId).ToString(System.Globalization.CultureInfo.InvariantCulture);
        await TakeAsync(context, id, isNew: true);
        context.Response.StatusCode = StatusCodes.Status201Created;
        await context.Response.WriteAsync($$"""{"id":"{{id}}"}""");
    }

    private async Task ChangedAsync(HttpContext context)
    {
        var id = Last(context);
        await TakeAsync(context, id, isNew: false);
        await context.Response.WriteAsJsonAsync(new { id });
    }

    private async Task TakeAsync(HttpContext context, string id, bool isNew)
    {
        using var body = await JsonDocument.ParseAsync(context.Request.Body, cancellationToken: context.RequestAborted);
        var activity = body.RootElement;
        if (!activity.TryGetProperty("type", out var type) || type.GetString() != "message")
            return;
        var segments = Segments(context);
        var conversation = segments[(Array.IndexOf(segments, "conversations") + 1)..].FirstOrDefault();
        _take(new TrialMessage(conversation ?? string.Empty, id, isNew, CardKinds.Of(activity.GetRawText())));
    }

    private static string Last(HttpContext context) => Segments(context)[^1];

    private static string[] Segments(HttpContext context) => context.Request.Path.Value!.Split('/');
}

/// <summary>A message as it reached the channel.</summary>
/// <param name="Conversation">Where.</param>
/// <param name="Id">Its id.</param>
/// <param name="IsNew">False: it replaced the message with that id.</param>
/// <param name="Kind">What it says of its request.</param>
internal sealed record TrialMessage(string Conversation, string Id, bool IsNew, CardKind Kind);
