using System.Net;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace WellIntake.Modules.Platform.Teams.Security;

/// <summary>
/// Serving without tokens: no app id, Development or an explicit switch, and everything local: the addresses that the
/// server listens on, the caller, and the activity's service URL.
/// </summary>
internal sealed class AnonymousMode(IOptions<TeamsOptions> options, IHostEnvironment environment, IServer? server = null)
{
    private volatile string? _listening;

    public AuthenticationOutcome Check(string serviceUrl, IPAddress? caller)
    {
        if (WhyOff() is { } off)
            return AuthenticationOutcome.Refused(off);
        var trust = options.Value.TrustPrivateNetworks;
        if (caller is null || !(LocalNetworks.IsLoopback(caller) || (trust && LocalNetworks.IsPrivate(caller))))
            return AuthenticationOutcome.Refused("anonymous mode: the caller is not local");
        return Uri.TryCreate(serviceUrl, UriKind.Absolute, out var url)
            && (url.Scheme == Uri.UriSchemeHttp || url.Scheme == Uri.UriSchemeHttps)
            && LocalNetworks.IsLocal(url, trust)
            ? AuthenticationOutcome.Ok
            : AuthenticationOutcome.Refused("anonymous mode: the service URL is not local");
    }

    /// <summary>Null when the mode is on; else what keeps it off.</summary>
    public string? WhyOff()
    {
        var settings = options.Value;
        if (!string.IsNullOrWhiteSpace(settings.AppId))
            return "an app id is set";
        if (settings.TrustPrivateNetworks)
            return null;
        if (!environment.IsDevelopment() && !settings.AllowAnonymous)
            return $"no app id, and anonymous mode is off: set {TeamsOptions.SectionName}:AppId";
        return WhyNotLoopback();
    }

    /// <summary>The server knows its addresses only once it has started; until then there is no caller either.</summary>
    private string? WhyNotLoopback()
    {
        if (_listening is { } known)
            return known.Length == 0 ? null : known;
        if (server?.Features.Get<IServerAddressesFeature>()?.Addresses is not { Count: > 0 } addresses)
            return null;
        var all = addresses.All(IsLoopbackAddress);
        _listening = all ? string.Empty : "no app id, and the server listens on more than loopback";
        return all ? null : _listening;
    }

    // "http://+:80" and "http://*:80" are every address, and no URLs.
    private static bool IsLoopbackAddress(string address) =>
        address.StartsWith("http://unix:", StringComparison.OrdinalIgnoreCase)
        || (Uri.TryCreate(address, UriKind.Absolute, out var url) && LocalNetworks.IsLocal(url, trustPrivate: false));
}
