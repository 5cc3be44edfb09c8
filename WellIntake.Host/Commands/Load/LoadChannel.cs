using System.Text.Json;

namespace WellIntake.Host.Commands.Load;

/// <summary>A channel for a run: takes what the bot sends as the Bot Connector would, and counts it. Loopback, on a free port.</summary>
internal sealed class LoadChannel : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly LoadTally _tally;
    private int _lastId;

    private LoadChannel(WebApplication app, LoadTally tally) => (_app, _tally) = (app, tally);

    public string ServiceUrl => _app.Urls.First() + "/load";

    public static async Task<LoadChannel> StartAsync(LoadTally tally, CancellationToken ct)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().UseUrls("http://127.0.0.1:0");
        builder.Services.AddRoutingCore();
        var app = builder.Build();
        var channel = new LoadChannel(app, tally);
        app.UseRouting();
        // Any path: the protocol's own are the connector's business, and here a run's conversations tell themselves by name.
        app.MapPost("/load/{**path}", channel.NewAsync);
        app.MapPut("/load/{**path}", channel.ChangedAsync);
        app.MapGet("/load/{**path}", static context => context.Response.WriteAsJsonAsync(new { id = Last(context), email = $"{Last(context)}@example.com" }));
        await app.StartAsync(ct);
        return channel;
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    /// <summary>What an activity's card says of its request; null for what shows nothing.</summary>
    internal static CardKind? KindOf(JsonElement activity)
    {
        if (!activity.TryGetProperty("type", out var type) || type.GetString() != "message")
            return null;
        // What can still be cancelled is not done.
        var json = activity.GetRawText();
        if (json.Contains("\"request.cancel\"", StringComparison.Ordinal))
            return CardKind.Unfinished;
        return json.Contains("TWAV", StringComparison.Ordinal) || json.Contains("No candidates", StringComparison.OrdinalIgnoreCase) ? CardKind.Result : CardKind.Failure;
    }

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
        if (KindOf(body.RootElement) is not { } kind)
            return;
        foreach (var segment in Segments(context))
        {
            if (_tally.Came(segment, id, isNew, kind))
                return;
        }
    }

    private static string Last(HttpContext context) => Segments(context)[^1];

    private static string[] Segments(HttpContext context) => context.Request.Path.Value!.Split('/');
}
