using System.Net;
using System.Net.Sockets;

namespace WellIntake.Chaos.Hosting;

/// <summary>What a host is started with, again and again: the same port, folder and settings.</summary>
/// <param name="Port">On loopback.</param>
/// <param name="Folder">Its data folder.</param>
/// <param name="Settings">Environment variables.</param>
internal sealed record HostPlan(int Port, string Folder, IReadOnlyDictionary<string, string> Settings)
{
    public Uri Address { get; } = new($"http://127.0.0.1:{Port}");

    /// <summary>A free port, and settings under which the throttle is not what is measured.</summary>
    public static HostPlan Create(string folder, string? databaseUrl, IReadOnlyDictionary<string, string>? more = null)
    {
        var settings = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["WellIntake__Teams__BotRequestsPerSecond"] = "10000",
            ["LOG_LEVEL"] = "Warning",
        };
        if (databaseUrl is not null)
            settings["DATABASE_URL"] = databaseUrl;
        foreach (var (name, value) in more ?? new Dictionary<string, string>(StringComparer.Ordinal))
            settings[name] = value;
        return new HostPlan(FreePort(), folder, settings);
    }

    private static int FreePort()
    {
        using var probe = new TcpListener(IPAddress.Loopback, 0);
        probe.Start();
        return ((IPEndPoint)probe.LocalEndpoint).Port;
    }
}
