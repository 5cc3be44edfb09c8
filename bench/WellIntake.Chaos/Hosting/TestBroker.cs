using System.Diagnostics;
using System.Globalization;
using System.Net.Http.Json;
using System.Text.Json;

namespace WellIntake.Chaos.Hosting;

/// <summary>The Service Bus broker that the tests use too (eng/servicebus), a Node process. It ends with this process.</summary>
internal sealed class TestBroker : IAsyncDisposable
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(30);

    private readonly string _folder;
    private readonly HttpClient _http = new() { Timeout = Limit };
    private Process? _process;

    private TestBroker(string folder) => _folder = folder;

    public int Port { get; private set; }

    public string ConnectionString => string.Create(
        CultureInfo.InvariantCulture,
        $"Endpoint=sb://localhost:{Port};SharedAccessKeyName=RootManageSharedAccessKey;SharedAccessKey=SAS_KEY_VALUE;UseDevelopmentEmulator=true");

    /// <summary>Starts one without entities.</summary>
    /// <exception cref="InvalidOperationException">Node or its packages are missing, or it does not start.</exception>
    public static async Task<TestBroker> StartAsync()
    {
        var broker = new TestBroker(Directory.CreateTempSubdirectory("wellintake-chaos-broker-").FullName);
        await File.WriteAllTextAsync(broker.Entities, """{"UserConfig":{"Namespaces":[{"Name":"chaos"}]}}""");
        await broker.StartAgainAsync();
        return broker;
    }

    /// <summary>Has it do one command of eng/servicebus/README.md.</summary>
    public async Task ControlAsync(object command, CancellationToken ct)
    {
        using var response = await _http.PostAsJsonAsync(Control, command, ct);
        response.EnsureSuccessStatusCode();
    }

    /// <summary>Messages that wait in its entities, dead letters not among them.</summary>
    public async Task<int> CountWaitingAsync(CancellationToken ct)
    {
        var state = await _http.GetFromJsonAsync<JsonElement>(Control, ct);
        return state.GetProperty("entities").EnumerateObject()
            .Where(static e => !e.Name.EndsWith("$DeadLetterQueue", StringComparison.OrdinalIgnoreCase))
            .Sum(static e => Count(e.Value, "active") + Count(e.Value, "scheduled") + Count(e.Value, "locked") + Count(e.Value, "deferred"));
    }

    /// <summary>Ends it in good order; nothing listens then, and what it held is kept.</summary>
    public async Task StopAsync()
    {
        if (_process is null)
            return;
        _process.StandardInput.Close();
        await _process.WaitForExitAsync();
        _process.Dispose();
        _process = null;
    }

    /// <summary>On the same port, with what it held.</summary>
    public async Task StartAgainAsync()
    {
        try
        {
            _process = Process.Start(new ProcessStartInfo(
                "node",
                [
                    "broker.mjs", "--with-stdin", "--entities", Entities, "--state", Path.Combine(_folder, "state.json"),
                    "--port", Port.ToString(CultureInfo.InvariantCulture),
                ])
            {
                WorkingDirectory = SourceTree.FullPath("eng", "servicebus"),
                UseShellExecute = false,
                RedirectStandardInput = true,
                RedirectStandardOutput = true,
            })!;
        }
        catch (System.ComponentModel.Win32Exception e)
        {
            throw new InvalidOperationException("Node.js is not installed.", e);
        }

        using var limit = new CancellationTokenSource(Limit, TimeProvider.System);
        var line = await _process.StandardOutput.ReadLineAsync(limit.Token)
            ?? throw new InvalidOperationException("The test broker did not start; does eng/servicebus/node_modules exist (npm ci --ignore-scripts)?");
        Port = JsonSerializer.Deserialize<JsonElement>(line).GetProperty("port").GetInt32();
    }

    public async ValueTask DisposeAsync()
    {
        if (_process is { } process)
        {
            process.Kill(entireProcessTree: true);
            await process.WaitForExitAsync();
            process.Dispose();
        }

        _http.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    private string Entities => Path.Combine(_folder, "entities.json");

    private Uri Control => new(string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{Port}/$control"));

    private static int Count(JsonElement entity, string name) => entity.GetProperty(name).GetInt32();
}
