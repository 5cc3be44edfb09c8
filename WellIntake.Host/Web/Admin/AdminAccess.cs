using System.Net;

namespace WellIntake.Host.Web.Admin;

/// <summary>
/// Lets in only programs on this machine that have the key: from elsewhere or through a proxy there is nothing here (404), a
/// foreign host name or a browser is refused (403), and without the key it is 401.
/// </summary>
internal sealed class AdminAccess(AdminKey key)
{
    /// <summary>Null when the request may pass; else the status to refuse it with.</summary>
    public int? Refuse(HttpRequest request)
    {
        if (request.HttpContext.Connection.RemoteIpAddress is not { } caller || !IPAddress.IsLoopback(caller)
            || request.Headers.ContainsKey("X-Forwarded-For") || request.Headers.ContainsKey("Forwarded"))
            return StatusCodes.Status404NotFound;
        var host = request.Host.Host;
        var local = host.Equals("localhost", StringComparison.OrdinalIgnoreCase) || (IPAddress.TryParse(host.Trim('[', ']'), out var address) && IPAddress.IsLoopback(address));
        if (!local || request.Headers.ContainsKey("Origin") || request.Headers.ContainsKey("Sec-Fetch-Site"))
            return StatusCodes.Status403Forbidden;
        return key.IsBroughtBy(request) ? null : StatusCodes.Status401Unauthorized;
    }
}
