using WellIntake.Modules.Platform.Teams.Activities;
using WellIntake.Modules.Platform.Teams.Bot;
using WellIntake.Modules.Platform.Teams.Security;

namespace WellIntake.Host.Web;

/// <summary>
/// <c>POST /api/teams/webhook</c>, and <c>/api/messages</c>, its alias: reads the activity, checks who sent it, and hands
/// it to the bot.
/// </summary>
internal static partial class WebhookEndpoint
{
    /// <summary>Maps both paths.</summary>
    public static void MapWebhook(this IEndpointRouteBuilder endpoints)
    {
        var bot = endpoints.ServiceProvider.GetRequiredService<ITeamsBot>();
        var authenticator = endpoints.ServiceProvider.GetRequiredService<IActivityAuthenticator>();
        var logger = endpoints.ServiceProvider.GetRequiredService<ILoggerFactory>().CreateLogger(typeof(WebhookEndpoint));
        RequestDelegate handle = context => HandleAsync(context, bot, authenticator, logger);
        endpoints.MapPost("/api/teams/webhook", handle);
        endpoints.MapPost("/api/messages", handle);
    }

    private static async Task HandleAsync(HttpContext context, ITeamsBot bot, IActivityAuthenticator authenticator, ILogger logger)
    {
        var ct = context.RequestAborted;
        if (await ReadAsync(context.Request, ct) is not { } read)
        {
            await RefuseAsync(context, StatusCodes.Status413PayloadTooLarge, $"The activity is over {ActivityReader.MaxBytes / 1024} KB.");
            return;
        }

        // Before the sender is known: who sends what cannot be read cannot be known either, and nothing is done with it.
        if (read.Activity is not { } activity)
        {
            await RefuseAsync(context, StatusCodes.Status400BadRequest, read.Error ?? "The activity cannot be read.");
            return;
        }

        var who = await authenticator.AuthenticateAsync(
            context.Request.Headers.Authorization, activity.ChannelId, activity.ServiceUrl, context.Connection.RemoteIpAddress, ct);
        if (!who.IsAuthenticated)
        {
            Log.Refused(logger, who.Reason ?? "unknown");
            await RefuseAsync(context, StatusCodes.Status401Unauthorized, who.Reason ?? "The activity's sender could not be verified.");
            return;
        }

        var response = await bot.HandleAsync(activity, ct);
        context.Response.StatusCode = response.StatusCode;
        if (response.Body.IsEmpty)
            return;
        context.Response.ContentType = "application/json; charset=utf-8";
        context.Response.ContentLength = response.Body.Length;
        await context.Response.BodyWriter.WriteAsync(response.Body, ct);
        if (response.WhenWritten is not { } whenWritten)
            return;
        await context.Response.CompleteAsync();
        // Whoever hung up has not seen it: the queue brings it then. Once it is out, no shutdown may lose that it is.
        if (!ct.IsCancellationRequested)
            await whenWritten(CancellationToken.None);
    }

    /// <returns>Null when the body is too large.</returns>
    private static async ValueTask<ActivityReadResult?> ReadAsync(HttpRequest request, CancellationToken ct)
    {
        if (request.ContentLength > ActivityReader.MaxBytes)
            return null;
        var reader = request.BodyReader;
        while (true)
        {
            var result = await reader.ReadAsync(ct);
            if (result.Buffer.Length > ActivityReader.MaxBytes)
            {
                // Handed back, so that the server can skip the rest and keep the connection.
                reader.AdvanceTo(result.Buffer.End);
                return null;
            }

            if (result.IsCompleted)
            {
                var read = ActivityReader.Read(result.Buffer);
                reader.AdvanceTo(result.Buffer.End);
                return read;
            }

            reader.AdvanceTo(result.Buffer.Start, result.Buffer.End);
        }
    }

    private static async Task RefuseAsync(HttpContext context, int status, string problem)
    {
        context.Response.StatusCode = status;
        await context.Response.WriteAsJsonAsync(new Refusal(problem), RefusalJson.Default.Refusal, cancellationToken: context.RequestAborted);
    }

    private static partial class Log
    {
        [LoggerMessage(1001, LogLevel.Warning, "An activity was refused: {Reason}")]
        public static partial void Refused(ILogger logger, string reason);
    }
}

/// <summary>Why a request was refused.</summary>
internal sealed record Refusal(string Error);

[System.Text.Json.Serialization.JsonSourceGenerationOptions(System.Text.Json.JsonSerializerDefaults.Web)]
[System.Text.Json.Serialization.JsonSerializable(typeof(Refusal))]
internal sealed partial class RefusalJson : System.Text.Json.Serialization.JsonSerializerContext;
