using System.Text.Json;
using Microsoft.AspNetCore.Http.Features;
using WellIntake.Modules.Platform.DeadLetters;
using WellIntake.Modules.Platform.Queueing;

namespace WellIntake.Host.Web.Admin;

/// <summary>
/// <c>/admin/api/dead-letters</c>: what <see cref="IDeadLetters"/> does, for the <c>dlq</c> command, which cannot open the
/// queues of a running host itself. Answers 400 with <c>{"error": …}</c> to what cannot be done, 503 to what cannot be done now.
/// </summary>
internal static class DeadLetterEndpoints
{
    public const string Root = "/admin/api/dead-letters";
    private const long MaxBytes = 8 * 1024 * 1024;

    /// <summary>The form of requests and answers.</summary>
    public static JsonSerializerOptions Json { get; } = new(JsonSerializerDefaults.Web);

    /// <summary>Registers the key and the guard.</summary>
    public static IServiceCollection AddAdminApi(this IServiceCollection services)
    {
        services.AddSingleton<AdminKey>();
        services.AddSingleton<AdminAccess>();
        services.AddHostedService(p => p.GetRequiredService<AdminKey>());
        return services;
    }

    public static void MapDeadLetters(this IEndpointRouteBuilder endpoints)
    {
        var dead = endpoints.ServiceProvider.GetRequiredService<IDeadLetters>();
        // A change that has begun is finished though its caller hangs up.
        var stopping = endpoints.ServiceProvider.GetRequiredService<IHostApplicationLifetime>().ApplicationStopping;
        var access = endpoints.ServiceProvider.GetRequiredService<AdminAccess>();
        void Map<TAsked, TAnswer>(string path, Func<TAsked, CancellationToken, Task<TAnswer>> work)
            where TAsked : class => endpoints.MapPost($"{Root}/{path}", context => HandleAsync(context, access, work));

        Map<DeadLetterFilter, DeadLetterList>("find", dead.FindAsync);
        Map<OutcomesAsked, IReadOnlyList<JobOutcome>>("outcomes", (asked, ct) => dead.OutcomesAsync(asked.Queue, asked.JobIds, ct));
        Map<NothingAsked, IReadOnlyList<ArchivedOperation>>("archives", (_, ct) => dead.ArchivesAsync(ct));
        Map<RequeueOrder, RequeueReport>("requeue", (order, _) => dead.RequeueAsync(order, stopping));
        Map<MoveOrder, MoveReport>("purge", (order, _) => dead.PurgeAsync(order, stopping));
        Map<EditOrder, MoveReport>("edit", (order, _) => dead.EditAsync(order, stopping));
        Map<UndoAsked, MoveReport>("undo", (asked, _) => dead.UndoAsync(asked.Operation, stopping));
    }

    private static async Task HandleAsync<TAsked, TAnswer>(
        HttpContext context, AdminAccess access, Func<TAsked, CancellationToken, Task<TAnswer>> work)
        where TAsked : class
    {
        if (access.Refuse(context.Request) is { } status)
        {
            context.Response.StatusCode = status;
            return;
        }

        if (context.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } limit)
            limit.MaxRequestBodySize = MaxBytes;
        var ct = context.RequestAborted;
        try
        {
            var asked = await JsonSerializer.DeserializeAsync<TAsked>(context.Request.Body, Json, ct) ?? throw new DeadLetterException("The request has no body.");
            var answer = await work(asked, ct);
            await context.Response.WriteAsJsonAsync(answer, Json, ct);
        }
        catch (Exception e) when (e is DeadLetterException or JobQueueUnavailableException && !context.Response.HasStarted)
        {
            context.Response.StatusCode = e is DeadLetterException ? StatusCodes.Status400BadRequest : StatusCodes.Status503ServiceUnavailable;
            await context.Response.WriteAsJsonAsync(new Refusal(e.Message), RefusalJson.Default.Refusal, cancellationToken: ct);
        }
        catch (Exception e) when (e is JsonException or BadHttpRequestException && !context.Response.HasStarted)
        {
            context.Response.StatusCode = StatusCodes.Status400BadRequest;
            await context.Response.WriteAsJsonAsync(new Refusal("The request cannot be read."), RefusalJson.Default.Refusal, cancellationToken: ct);
        }
    }
}

/// <summary>Jobs asked after.</summary>
internal sealed record OutcomesAsked(string Queue, IReadOnlyList<string> JobIds);

/// <summary>An operation to be undone.</summary>
internal sealed record UndoAsked(string Operation);

/// <summary>A question without parameters.</summary>
internal sealed record NothingAsked;
