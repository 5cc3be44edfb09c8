using Microsoft.Extensions.Options;
using WellIntake.Modules.Platform.Teams.Security;

namespace WellIntake.Modules.Platform.Teams.Connector;

/// <summary>
/// Decides where requests may go (SEC-1). With an app id: https to a known service host, matched exactly, because a
/// token goes along. Without one: this machine, or private networks when those are trusted.
/// </summary>
internal sealed class ServiceUrlGuard(IOptions<TeamsOptions> options)
{
    // Teams for everyone and for the clouds of the US government, then the hosts of other channels.
    private static readonly string[] Known =
    [
        "smba.trafficmanager.net",
        "smba.infra.gcc.teams.microsoft.com",
        "smba.infra.gov.teams.microsoft.us",
        "smba.infra.dod.teams.microsoft.us",
        "*.botframework.com",
        "*.botframework.us",
        "*.botframework.azure.us",
    ];

    private readonly string[] _hosts = [.. Known, .. options.Value.AllowedServiceHosts];

    /// <summary>Null when requests may go there; else why not.</summary>
    public string? Refuse(string serviceUrl)
    {
        if (serviceUrl.Length > 2000 || !Uri.TryCreate(serviceUrl, UriKind.Absolute, out var url))
            return "the service URL is no absolute URL";
        if (url.UserInfo.Length > 0 || url.Query.Length > 0 || url.Fragment.Length > 0)
            return "the service URL carries credentials, a query or a fragment";

        var settings = options.Value;
        if (string.IsNullOrWhiteSpace(settings.AppId))
        {
            return (url.Scheme == Uri.UriSchemeHttp || url.Scheme == Uri.UriSchemeHttps) && LocalNetworks.IsLocal(url, settings.TrustPrivateNetworks)
                ? null
                : "without an app id the service URL must be on this machine";
        }

        return url.Scheme == Uri.UriSchemeHttps && url.IsDefaultPort && Array.Exists(_hosts, rule => Matches(rule, url.IdnHost))
            ? null
            : "the service URL is not among the allowed hosts";
    }

    private static bool Matches(string rule, string host) =>
        rule.StartsWith("*.", StringComparison.Ordinal)
            ? host.Length > rule.Length - 1 && host.EndsWith(rule[1..], StringComparison.OrdinalIgnoreCase)
            : host.Equals(rule, StringComparison.OrdinalIgnoreCase);
}
