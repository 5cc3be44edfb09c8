using System.Globalization;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Antiforgery;
using Microsoft.Extensions.Options;
using WellIntake.Host.Chat.Connector;
using WellIntake.Host.Chat.Page;

namespace WellIntake.Host.Chat;

/// <summary>The local chat page's endpoints (TEA-7).</summary>
public static partial class ChatEndpoints
{
    private const string ContentPolicy =
        "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

    /// <summary>
    /// Maps <c>/chat</c> and its connector under <c>/chat/connector</c>. Where the page is off, every one of them answers 404.
    /// Needs <see cref="ChatRegistration.AddLocalChat"/>; call it once.
    /// </summary>
    public static IEndpointRouteBuilder MapLocalChat(this IEndpointRouteBuilder endpoints)
    {
        var page = endpoints.MapGroup("/chat")
            .AddEndpointFilter(new LocalOnlyFilter(fromPage: true))
            .AddEndpointFilter(AddHeadersAsync)
            .ExcludeFromDescription();
        page.MapGet("", ShowAsync);
        page.MapGet("events", Events);
        page.MapPost("send", SendAsync);
        page.MapPost("action", PressAsync);
        page.MapGet("chat.css", () => ChatAssets.Style);
        page.MapGet("chat.js", () => ChatAssets.Script);
        page.MapGet("icon.svg", () => ChatAssets.Icon);
        ConnectorEndpoints.Map(endpoints);
        return endpoints;
    }

    private static async ValueTask<object?> AddHeadersAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        var headers = context.HttpContext.Response.Headers;
        headers.ContentSecurityPolicy = ContentPolicy;
        headers.XContentTypeOptions = "nosniff";
        headers.CacheControl = "no-store";
        headers["Referrer-Policy"] = "same-origin";
        headers["Cross-Origin-Opener-Policy"] = "same-origin";
        headers["Cross-Origin-Resource-Policy"] = "same-origin";
        return await next(context);
    }

    private static Task<IResult> ShowAsync(HttpContext context, [AsParameters] Parts parts, CancellationToken ct) =>
        PageAsync(context, parts, StatusCodes.Status200OK, null, null, null, ct);

    private static IResult Events(HttpContext context, [AsParameters] Parts parts, ChatChanges changes, ChatStream stream, IHostApplicationLifetime lifetime, long? since)
    {
        var state = PageState.From(context.Request);
        // After a cut the browser says how far it came; that is newer than what the page was loaded with.
        var last = long.TryParse(context.Request.Headers["Last-Event-ID"], NumberStyles.None, CultureInfo.InvariantCulture, out var seen) ? seen : since ?? 0;
        if (changes.Listen(state.Conversation.Id) is not { } listener)
            return Results.StatusCode(StatusCodes.Status503ServiceUnavailable);

        var token = parts.Antiforgery.GetTokens(context).RequestToken ?? "";
        // An open page must not hold up the server when it stops.
        var stop = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted, lifetime.ApplicationStopping);
        context.Response.RegisterForDispose(stop);
        context.Response.RegisterForDispose(listener);
        return TypedResults.ServerSentEvents(stream.RunAsync(listener, state, token, Math.Max(0, last), stop.Token));
    }

    private static async Task<IResult> SendAsync(HttpContext context, [AsParameters] Parts parts, ChatSender sender, ChatStore store, IHostApplicationLifetime lifetime)
    {
        var (form, refused) = await PageForm.ReadAsync(context, parts.Antiforgery);
        if (form is null)
            return await RefuseAsync(context, parts, refused);
        var state = PageState.From(context.Request);
        // The page may be left or loaded anew while this runs: what was begun is finished.
        var ct = lifetime.ApplicationStopping;
        var id = form["messageId"].ToString() is var given && MessageId().IsMatch(given) ? given : ChatPage.NewMessageId(parts.Time);
        var thread = form["thread"].ToString() is { Length: > 0 and <= 64 } t ? t : null;
        var outcome = thread is not null && !await IsThreadAsync(store, state, thread, ct)
            ? new ChatOutcome(false, "This thread is gone.")
            : await sender.SendAsync(state, id, form["text"].ToString(), thread, PageState.LocaleOf(context.Request), ct);
        return await AnswerAsync(context, parts, outcome, form["text"], id, ct);
    }

    private static async Task<IResult> PressAsync(HttpContext context, [AsParameters] Parts parts, CardPresser presser, IHostApplicationLifetime lifetime)
    {
        var (form, refused) = await PageForm.ReadAsync(context, parts.Antiforgery);
        if (form is null)
            return await RefuseAsync(context, parts, refused);
        var ct = lifetime.ApplicationStopping;
        var outcome = await presser.PressAsync(
            PageState.From(context.Request), form["message"].ToString(), form["action"].ToString(), form, PageState.LocaleOf(context.Request), ct);
        return await AnswerAsync(context, parts, outcome, null, null, ct);
    }

    private static async Task<bool> IsThreadAsync(ChatStore store, PageState state, string thread, CancellationToken ct) =>
        state.Kind == ConversationKind.Channel && await store.FindAsync(state.Conversation.Id, thread, ct) is not null;

    // The script asks for JSON. Without it, what went well leads back to the page, and a notice comes with the page itself.
    private static Task<IResult> AnswerAsync(HttpContext context, Parts parts, ChatOutcome outcome, string? draft, string? draftId, CancellationToken ct)
    {
        var status = outcome.Ok ? StatusCodes.Status200OK : StatusCodes.Status422UnprocessableEntity;
        if (WantsJson(context))
            return Task.FromResult(Results.Json(outcome, statusCode: status));
        if (outcome is { Ok: true, Notice: null })
            return Task.FromResult(SeeOther(context));
        return PageAsync(context, parts, status, outcome.Notice, outcome.Ok ? null : draft, outcome.Ok ? null : draftId, ct);
    }

    private static Task<IResult> RefuseAsync(HttpContext context, Parts parts, int status)
    {
        const string notice = "The page was open for too long, or the form was too big. Please load the page again.";
        return WantsJson(context)
            ? Task.FromResult(Results.Json(new ChatOutcome(false, notice), statusCode: status))
            : PageAsync(context, parts, status, notice, null, null, context.RequestAborted);
    }

    private static IResult SeeOther(HttpContext context)
    {
        context.Response.Headers.Location = $"/chat{PageState.From(context.Request).Query}";
        return Results.StatusCode(StatusCodes.Status303SeeOther);
    }

    private static async Task<IResult> PageAsync(
        HttpContext context, Parts parts, int status, string? notice, string? draft, string? draftId, CancellationToken ct)
    {
        var state = PageState.From(context.Request);
        var (messages, version) = await parts.Store.NewestAsync(state.Conversation.Id, parts.Options.Value.MessagesShown, ct);
        // It sets a header of its own, and would warn on every page that ours is overridden.
        context.Response.Headers.CacheControl = default;
        var token = parts.Antiforgery.GetAndStoreTokens(context).RequestToken ?? "";
        context.Response.Headers.CacheControl = "no-store";
        var html = ChatPage.Render(new ChatPageContent(state, messages, version, token, notice, draft, draftId), parts.Time);
        return Results.Content(html, "text/html; charset=utf-8", statusCode: status);
    }

    private static bool WantsJson(HttpContext context) =>
        context.Request.Headers.Accept.ToString().StartsWith("application/json", StringComparison.OrdinalIgnoreCase);

    [GeneratedRegex("^[0-9a-f]{32}$", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 100)]
    private static partial Regex MessageId();

    /// <summary>What drawing the page needs.</summary>
    internal sealed record Parts(ChatStore Store, IAntiforgery Antiforgery, IOptions<ChatOptions> Options, TimeProvider Time);
}
