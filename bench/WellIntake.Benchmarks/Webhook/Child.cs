using System.Diagnostics;
using System.Net;
using System.Net.Sockets;

namespace WellIntake.Benchmarks.Webhook;

/// <summary>A server in a process of its own: this program as the bare one, or the host.</summary>
internal sealed class Child : IDisposable
{
    private readonly Process _process;
    private readonly string? _folder;

    private Child(Process process, int port, string? folder) => (_process, Port, _folder) = (process, port, folder);

    public int Port { get; }

    /// <summary>From starting the process to its first answer.</summary>
    public TimeSpan ToReady { get; private set; }

    public long WorkingSet
    {
        get
        {
            _process.Refresh();
            return _process.WorkingSet64;
        }
    }

    public static Task<Child> BareAsync() => StartAsync(
        port => Start(["exec", typeof(Child).Assembly.Location, "bare-server", port.ToString(System.Globalization.CultureInfo.InvariantCulture)], new Dictionary<string, string>(StringComparer.Ordinal)), null);

    public static Task<Child> HostAsync(IReadOnlyDictionary<string, string> settings, string? folder = null)
    {
        var own = folder is null ? Directory.CreateTempSubdirectory("wellintake-bench-").FullName : null;
        return StartAsync(
            port => Start(
                ["exec", Path.Combine(AppContext.BaseDirectory, "WellIntake.Host.dll")],
                new Dictionary<string, string>(settings, StringComparer.Ordinal)
                {
                    ["ASPNETCORE_URLS"] = $"http://127.0.0.1:{port}",
                    ["WELLINTAKE_DATA"] = folder ?? own!,
                    ["LOG_LEVEL"] = "ERROR",
                }),
            own);
    }

    public void Kill()
    {
        _process.Kill();
        _process.WaitForExit();
    }

    public void Dispose()
    {
        if (!_process.HasExited)
            Kill();
        _process.Dispose();
        if (_folder is not null)
            Directory.Delete(_folder, recursive: true);
    }

    private static async Task<Child> StartAsync(Func<int, Process> start, string? folder)
    {
        var port = FreePort();
        var watch = Stopwatch.StartNew();
        var child = new Child(start(port), port, folder);
        using var http = new HttpClient { BaseAddress = new Uri($"http://127.0.0.1:{port}") };
        while (true)
        {
            try
            {
                using var answer = await http.GetAsync(new Uri("/health/live", UriKind.Relative));
                child.ToReady = watch.Elapsed;
                return child;
            }
            catch (HttpRequestException) when (!child._process.HasExited && watch.Elapsed < TimeSpan.FromMinutes(1))
            {
                await Task.Delay(5);
            }
        }
    }

    private static Process Start(IEnumerable<string> arguments, IReadOnlyDictionary<string, string> environment)
    {
        var start = new ProcessStartInfo("dotnet", arguments) { RedirectStandardOutput = true, UseShellExecute = false };
        foreach (var (name, value) in environment)
            start.Environment[name] = value;
        var process = Process.Start(start)!;
        process.OutputDataReceived += static (_, _) => { };
        process.BeginOutputReadLine();
        return process;
    }

    private static int FreePort()
    {
        using var probe = new TcpListener(IPAddress.Loopback, 0);
        probe.Start();
        return ((IPEndPoint)probe.LocalEndpoint).Port;
    }
}
