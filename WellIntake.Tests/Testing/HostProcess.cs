using System.Diagnostics;
using System.Net;
using System.Net.Sockets;

namespace WellIntake.Tests.Testing;

/// <summary>
/// The built WellIntake.Host as a process of its own, on a free loopback port, with a data folder of its own that goes
/// with it. Dispose kills it: a test that wants an orderly end asks for one first.
/// </summary>
internal sealed class HostProcess : IAsyncDisposable
{
    private static readonly TimeSpan StartLimit = TimeSpan.FromSeconds(60);

    private readonly Process _process;
    private readonly ProcessOutput _output;
    private readonly string? _ownFolder;

    private HostProcess(Process process, ProcessOutput output, Uri address, string? ownFolder) =>
        (_process, _output, Address, _ownFolder) = (process, output, address, ownFolder);

    /// <summary>Where it listens, such as <c>http://127.0.0.1:40123/</c>.</summary>
    public Uri Address { get; }

    /// <summary>What it has written so far, the newest lines last.</summary>
    public string Output => _output.ToString();

    /// <summary>
    /// Starts it and waits until it says that it listens. Fails with its output when it ends before, or does not within a
    /// minute.
    /// </summary>
    /// <param name="settings">Environment variables beside those set here.</param>
    /// <param name="dataFolder">A folder to keep from one process to the next; null: a new one, deleted with the process.</param>
    /// <param name="ct">Kills it.</param>
    public static async Task<HostProcess> StartAsync(
        IReadOnlyDictionary<string, string>? settings = null, string? dataFolder = null, CancellationToken ct = default)
    {
        var ownFolder = dataFolder is null ? Directory.CreateTempSubdirectory("wellintake-host-").FullName : null;
        var address = new Uri($"http://127.0.0.1:{FreePort()}");
        var start = new ProcessStartInfo("dotnet", [Path.Combine(AppContext.BaseDirectory, "WellIntake.Host.dll")])
        {
            WorkingDirectory = dataFolder ?? ownFolder!,
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment["ASPNETCORE_URLS"] = address.ToString();
        start.Environment["ASPNETCORE_ENVIRONMENT"] = "Development";
        // The framework's own line says when it listens; settings keep it quiet otherwise.
        start.Environment["Logging__LogLevel__Microsoft.Hosting.Lifetime"] = "Information";
        start.Environment["WELLINTAKE_DATA"] = dataFolder ?? ownFolder!;
        foreach (var (name, value) in settings ?? new Dictionary<string, string>(StringComparer.Ordinal))
            start.Environment[name] = value;

        var process = Process.Start(start) ?? throw new InvalidOperationException("dotnet could not be started");
        var host = new HostProcess(process, new ProcessOutput(process, "listens on"), address, ownFolder);
        try
        {
            await host.WaitUntilLiveAsync(ct);
            return host;
        }
        catch
        {
            await host.DisposeAsync();
            throw;
        }
    }

    /// <summary>Kills it and its children, as power loss would.</summary>
    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
            _process.Kill(entireProcessTree: true);
        await _process.WaitForExitAsync();
        _process.Dispose();
        if (_ownFolder is not null)
            Directory.Delete(_ownFolder, recursive: true);
    }

    private async Task WaitUntilLiveAsync(CancellationToken ct)
    {
        if (!await _output.SignalOrEnd.WaitAsync(StartLimit, ct))
            Assert.Fail($"The host ended before it listened:{Environment.NewLine}{Output}");

        using var client = new HttpClient { BaseAddress = Address };
        using var answer = await client.GetAsync(new Uri("/health/live", UriKind.Relative), ct);
        Assert.AreEqual(HttpStatusCode.OK, answer.StatusCode, $"The host listens but is not live:{Environment.NewLine}{Output}");
    }

    private static int FreePort()
    {
        using var probe = new TcpListener(IPAddress.Loopback, 0);
        probe.Start();
        return ((IPEndPoint)probe.LocalEndpoint).Port;
    }
}
