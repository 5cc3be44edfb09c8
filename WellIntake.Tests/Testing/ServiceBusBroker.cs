using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Http.Json;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace WellIntake.Tests.Testing;

/// <summary>
/// A Service Bus broker of the test's own (eng/servicebus), a Node process on loopback. It ends with the fixture, or with
/// the test process. A machine without Node or its packages skips those tests, unless WELLINTAKE_TESTS_STRICT=1.
/// </summary>
internal sealed class ServiceBusBroker : IAsyncDisposable
{
    /// <summary>Where its program is, from the root of the repository.</summary>
    public const string Folder = "eng/servicebus";

    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(30);

    private readonly string _node;
    private readonly string _files;
    private readonly string[] _arguments;
    private readonly HttpClient _http = new();
    private Process? _process;
    private Task<string> _errors = Task.FromResult("");

    private ServiceBusBroker(string node, string files, string[] arguments) => (_node, _files, _arguments) = (node, files, arguments);

    /// <summary>Where it takes AMQP, AMQP over WebSockets and HTTP, without TLS.</summary>
    public int Port { get; private set; }

    /// <summary>The same with TLS; null when it was started without.</summary>
    public int? TlsPort { get; private set; }

    /// <summary>The authority that its TLS certificate (for localhost, loopback and *.servicebus.windows.net) comes from; made anew at each start.</summary>
    public X509Certificate2? CaCertificate { get; private set; }

    /// <summary>With the key that may do everything, over plain TCP as to the Service Bus emulator.</summary>
    public string ConnectionString => ConnectionStringFor("RootManageSharedAccessKey", "SAS_KEY_VALUE");

    /// <summary>Its process, for a test that kills it.</summary>
    public Process Process => _process ?? throw new InvalidOperationException("The broker is stopped.");

    /// <summary>Where Node is. Skips the test when it, or the package of it, is missing.</summary>
    public static string RequireNode(string package)
    {
        var node = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator)
            .Select(folder => Path.Combine(folder, OperatingSystem.IsWindows() ? "node.exe" : "node")).FirstOrDefault(File.Exists);
        if (node is null)
            Skip.Because("Node.js is not installed.");
        if (!Directory.Exists(Repository.FullPath($"{Folder}/node_modules/{package}")))
            Skip.Because($"{Folder}/node_modules is missing: run npm ci --ignore-scripts in {Folder}.");
        return node;
    }

    /// <summary>Starts one with queues of the service's own settings.</summary>
    public static Task<ServiceBusBroker> StartAsync(IEnumerable<string> queues, bool tls = false) =>
        StartAsync(EntitiesOf(queues), tls);

    /// <summary>Starts one and waits until it listens.</summary>
    /// <param name="entitiesJson">
    /// As the Service Bus emulator's Config.json has them: <c>UserConfig.Namespaces[].Queues[]</c> and <c>Topics[]</c>. A namespace
    /// may also have <c>AuthorizationRules[]</c> of <c>KeyName</c>, <c>Key</c>, <c>Rights[]</c>.
    /// </param>
    /// <param name="tls">Whether it takes TLS on a second port too.</param>
    /// <param name="arguments">More arguments of broker.mjs, such as <c>--idle-time-out</c>.</param>
    public static async Task<ServiceBusBroker> StartAsync(string entitiesJson, bool tls = false, params string[] arguments)
    {
        var node = RequireNode("rhea");
        var files = Directory.CreateTempSubdirectory("wellintake-broker-").FullName;
        var entities = Path.Combine(files, "entities.json");
        await File.WriteAllTextAsync(entities, entitiesJson);
        var broker = new ServiceBusBroker(
            node, files, ["--entities", entities, "--state", Path.Combine(files, "state.json"), .. tls ? ["--tls"] : Array.Empty<string>(), .. arguments]);
        try
        {
            await broker.StartProcessAsync();
            return broker;
        }
        catch
        {
            await broker.DisposeAsync();
            throw;
        }
    }

    /// <summary>The connection string of another key of the namespace's <c>AuthorizationRules</c>.</summary>
    public string ConnectionStringFor(string keyName, string key) => string.Create(
        CultureInfo.InvariantCulture,
        $"Endpoint=sb://localhost:{Port};SharedAccessKeyName={keyName};SharedAccessKey={key};UseDevelopmentEmulator=true");

    /// <summary>A connection string that holds a signature made with the key instead of the key.</summary>
    public string ConnectionStringSignedUntil(DateTimeOffset expires)
    {
        var resource = WebUtility.UrlEncode("amqp://localhost/");
        var seconds = expires.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);
        var signature = HMACSHA256.HashData("SAS_KEY_VALUE"u8, Encoding.UTF8.GetBytes($"{resource}\n{seconds}"));
        var signed = $"SharedAccessSignature sr={resource}&sig={WebUtility.UrlEncode(Convert.ToBase64String(signature))}&se={seconds}&skn=RootManageSharedAccessKey";
        return string.Create(CultureInfo.InvariantCulture, $"Endpoint=sb://localhost:{Port};SharedAccessSignature={signed};UseDevelopmentEmulator=true");
    }

    /// <summary>
    /// Has it do one command of eng/servicebus/README.md, such as <c>new { @do = "cut" }</c>. Fails when it does not know it.
    /// </summary>
    /// <returns>Its state afterwards.</returns>
    public async Task<JsonElement> ControlAsync(object command)
    {
        using var response = await _http.PostAsJsonAsync(ControlAddress, command);
        var answer = await response.Content.ReadFromJsonAsync<JsonElement>();
        Assert.AreEqual(HttpStatusCode.OK, response.StatusCode, answer.GetRawText());
        return answer;
    }

    /// <summary>What it holds and has done: <c>connections</c>, <c>faults</c>, <c>entities</c> by path with counts.</summary>
    public async Task<JsonElement> StateAsync() => await _http.GetFromJsonAsync<JsonElement>(ControlAddress);

    /// <summary>A count of one queue or subscription, such as <c>active</c>, <c>deadLetter</c>, <c>deliveries</c>.</summary>
    public async Task<int> CountAsync(string entity, string count) =>
        (await StateAsync()).GetProperty("entities").GetProperty(entity).GetProperty(count).GetInt32();

    /// <summary>Ends it in good order. Nothing listens on its ports then; messages, locks and scheduled ones are kept for <see cref="StartAgainAsync"/>.</summary>
    public async Task StopAsync()
    {
        if (_process is null)
            return;
        // Its end of the pipe closes: it ends as on SIGTERM, on every system.
        _process.StandardInput.Close();
        await WaitForEndAsync(_process);
        _process.Dispose();
        _process = null;
    }

    /// <summary>Starts it again after <see cref="StopAsync"/>, on the same ports, with what it held.</summary>
    public async Task StartAgainAsync()
    {
        Assert.IsNull(_process, "The broker was not stopped.");
        await StartProcessAsync();
    }

    public async ValueTask DisposeAsync()
    {
        if (_process is not null)
        {
            if (!_process.HasExited)
                _process.Kill(entireProcessTree: true);
            await _process.WaitForExitAsync();
            _process.Dispose();
        }

        CaCertificate?.Dispose();
        _http.Dispose();
        Directory.Delete(_files, recursive: true);
    }

    private Uri ControlAddress => new(string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{Port}/$control"));

    private async Task StartProcessAsync()
    {
        string[] ports =
        [
            "--port", Port.ToString(CultureInfo.InvariantCulture), "--tls-port", (TlsPort ?? 0).ToString(CultureInfo.InvariantCulture),
        ];
        _process = Process.Start(new ProcessStartInfo(_node, ["broker.mjs", "--with-stdin", .. _arguments, .. ports])
        {
            WorkingDirectory = Repository.FullPath(Folder),
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        _errors = _process.StandardError.ReadToEndAsync();
        using var limit = new CancellationTokenSource(Limit, TimeProvider.System);
        var line = await _process.StandardOutput.ReadLineAsync(limit.Token);
        if (line is null)
            Assert.Fail($"The broker ended before it listened: {await _errors}");
        var ready = JsonSerializer.Deserialize<JsonElement>(line);
        Port = ready.GetProperty("port").GetInt32();
        if (ready.GetProperty("tlsPort").ValueKind == JsonValueKind.Number)
        {
            TlsPort = ready.GetProperty("tlsPort").GetInt32();
            CaCertificate?.Dispose();
            CaCertificate = X509Certificate2.CreateFromPem(ready.GetProperty("ca").GetString());
        }
    }

    private async Task WaitForEndAsync(Process process)
    {
        using var limit = new CancellationTokenSource(Limit, TimeProvider.System);
        try
        {
            await process.WaitForExitAsync(limit.Token);
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            Assert.Fail("The broker did not end when told to.");
        }

        Assert.AreEqual(0, process.ExitCode, await _errors);
    }

    private static string EntitiesOf(IEnumerable<string> queues) => new JsonObject
    {
        ["UserConfig"] = new JsonObject
        {
            ["Namespaces"] = new JsonArray(new JsonObject
            {
                ["Name"] = "tests",
                ["Queues"] = new JsonArray([.. queues.Select(queue => new JsonObject { ["Name"] = queue })]),
            }),
        },
    }.ToJsonString();
}
