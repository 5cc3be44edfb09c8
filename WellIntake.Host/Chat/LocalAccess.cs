using System.Net;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Primitives;

namespace WellIntake.Host.Chat;

/// <summary>
/// Lets in only who sits at this machine: the page is off elsewhere (404), a caller from another machine, through a
/// proxy, or under a foreign host name (DNS rebinding) is refused, and so is a request that another site's page makes.
/// </summary>
internal sealed class LocalAccess(IOptions<ChatOptions> options, IConfiguration configuration, IServer server)
{
    private readonly bool _hasAppId =
        !string.IsNullOrWhiteSpace(configuration["TEAMS_BOT_APP_ID"]) || !string.IsNullOrWhiteSpace(configuration["WellIntake:Teams:AppId"]);

    /// <summary>Whether the page is there at all.</summary>
    public bool IsOn => options.Value.Enabled ?? (!_hasAppId && Addresses.All(IsLoopback));

    /// <summary>This server's own address on loopback; null while it does not listen.</summary>
    public Uri? OwnAddress
    {
        get
        {
            // An address such as http://*:8080 listens on loopback too.
            var address = Addresses.FirstOrDefault(a => a.StartsWith("http://", StringComparison.OrdinalIgnoreCase)) ?? Addresses.FirstOrDefault();
            if (address is null)
                return null;
            var parsed = BindingAddress.Parse(address);
            var host = IsLoopback(address) && parsed.Host != "localhost" ? parsed.Host : "127.0.0.1";
            return new UriBuilder(parsed.Scheme, host.Trim('[', ']'), parsed.Port).Uri;
        }
    }

    /// <summary>Null when the request may pass; else the status to refuse it with.</summary>
    public int? Refuse(HttpRequest request, bool fromPage)
    {
        var caller = request.HttpContext.Connection.RemoteIpAddress;
        if (!IsOn || caller is null || !IPAddress.IsLoopback(caller)
            || request.Headers.ContainsKey("X-Forwarded-For") || request.Headers.ContainsKey("Forwarded"))
        {
            return StatusCodes.Status404NotFound;
        }

        if (!IsLoopbackName(request.Host.Host))
            return StatusCodes.Status403Forbidden;

        // A browser tells where a request comes from. The connector is called by servers: no browser has any business there.
        var origin = request.Headers.Origin;
        var site = request.Headers["Sec-Fetch-Site"];
        if (!fromPage)
            return StringValues.IsNullOrEmpty(origin) && StringValues.IsNullOrEmpty(site) ? null : StatusCodes.Status403Forbidden;
        var sameOrigin = StringValues.IsNullOrEmpty(origin) || origin == $"{request.Scheme}://{request.Host}";
        return sameOrigin && IsOwnSite(request, site) ? null : StatusCodes.Status403Forbidden;
    }

    private IEnumerable<string> Addresses => server.Features.Get<IServerAddressesFeature>()?.Addresses ?? [];

    // A link on another site may open the page; it may not post to it or listen to it.
    private static bool IsOwnSite(HttpRequest request, StringValues site) =>
        StringValues.IsNullOrEmpty(site) || site == "same-origin" || site == "none"
        || (HttpMethods.IsGet(request.Method) && request.Headers["Sec-Fetch-Mode"] == "navigate");

    private static bool IsLoopback(string address) => IsLoopbackName(BindingAddress.Parse(address).Host);

    private static bool IsLoopbackName(string host) =>
        string.Equals(host, "localhost", StringComparison.OrdinalIgnoreCase)
        || (IPAddress.TryParse(host.Trim('[', ']'), out var ip) && IPAddress.IsLoopback(ip));
}

/// <summary>Applies <see cref="LocalAccess"/> to an endpoint.</summary>
internal sealed class LocalOnlyFilter(bool fromPage) : IEndpointFilter
{
    public async ValueTask<object?> InvokeAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        var access = context.HttpContext.RequestServices.GetRequiredService<LocalAccess>();
        return access.Refuse(context.HttpContext.Request, fromPage) is { } status
            ? Results.StatusCode(status)
            : await next(context);
    }
}
