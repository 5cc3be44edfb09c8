using System.Net;
using System.Net.Sockets;

namespace WellIntake.Modules.Platform.Teams.Security;

/// <summary>What counts as this machine, and as a private network, in anonymous mode.</summary>
internal static class LocalNetworks
{
    public static bool IsLoopback(IPAddress address) => IPAddress.IsLoopback(Plain(address));

    /// <summary>
    /// 10/8, 172.16/12, 192.168/16 and fc00::/7. Not link-local: in clouds 169.254.169.254 hands out credentials.
    /// </summary>
    public static bool IsPrivate(IPAddress address)
    {
        address = Plain(address);
        Span<byte> b = stackalloc byte[16];
        if (!address.TryWriteBytes(b, out _))
            return false;
        return address.AddressFamily == AddressFamily.InterNetwork
            ? b[0] == 10 || (b[0] == 172 && (b[1] & 0xF0) == 16) || (b[0] == 192 && b[1] == 168)
            : (b[0] & 0xFE) == 0xFC;
    }

    /// <summary>
    /// Whether the host is this machine or, when those are trusted, in a private network. Names are not resolved: only
    /// <c>localhost</c>, and with trust names that no public DNS serves, such as those of containers.
    /// </summary>
    public static bool IsLocal(Uri url, bool trustPrivate)
    {
        var host = url.IdnHost;
        if (IPAddress.TryParse(host, out var address))
            return IsLoopback(address) || (trustPrivate && IsPrivate(address));
        return host.Equals("localhost", StringComparison.OrdinalIgnoreCase)
            || (trustPrivate && (!host.Contains('.', StringComparison.Ordinal)
                || host.EndsWith(".internal", StringComparison.OrdinalIgnoreCase) && !IsMetadata(host)
                || host.EndsWith(".local", StringComparison.OrdinalIgnoreCase)));
    }

    // The name of a cloud's credential service.
    private static bool IsMetadata(string host) => host.Equals("metadata.google.internal", StringComparison.OrdinalIgnoreCase);

    private static IPAddress Plain(IPAddress address) => address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address;
}
