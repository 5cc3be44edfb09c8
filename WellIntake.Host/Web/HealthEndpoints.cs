using Microsoft.EntityFrameworkCore;
using WellIntake.Modules.Platform.Persistence;
using WellIntake.Modules.Platform.Queueing;

namespace WellIntake.Host.Web;

/// <summary>Whether the process lives, and whether it can work.</summary>
internal static class HealthEndpoints
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(3);

    public static void MapHealth(this IEndpointRouteBuilder endpoints)
    {
        endpoints.MapGet("/health/live", static context => context.Response.WriteAsync("live"));
        endpoints.MapGet("/health/ready", ReadyAsync);
    }

    private static async Task ReadyAsync(HttpContext context)
    {
        var contexts = context.RequestServices.GetRequiredService<IDbContextFactory<WellIntakeDbContext>>();
        using var bounded = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted);
        bounded.CancelAfter(Patience);
        var database = "ready";
        try
        {
            await using var db = await contexts.CreateDbContextAsync(bounded.Token);
            if (!await db.Database.CanConnectAsync(bounded.Token))
                database = "away";
        }
        catch (Exception e) when (!context.RequestAborted.IsCancellationRequested && e is not OutOfMemoryException)
        {
            database = "away";
        }

        // A broker that is away is no reason to turn people away: their jobs are accepted all the same.
        var mode = context.RequestServices.GetRequiredService<IQueueMode>().Current;
        context.Response.StatusCode = database == "ready" ? StatusCodes.Status200OK : StatusCodes.Status503ServiceUnavailable;
        context.Response.ContentType = "application/json";
        await context.Response.WriteAsync($$"""{"status":"{{database}}","database":"{{database}}","queue_mode":"{{mode}}"}""", context.RequestAborted);
    }
}
