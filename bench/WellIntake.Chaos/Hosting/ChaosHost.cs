using System.Diagnostics;
using System.Globalization;

namespace WellIntake.Chaos.Hosting;

/// <summary>The built host as a process of its own. Dispose kills it.</summary>
internal sealed class ChaosHost : IAsyncDisposable
{
    private const int MaxLines = 200;
    private static readonly TimeSpan StartLimit = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan LookEvery = TimeSpan.FromMilliseconds(10);

    private readonly Process _process;
    private readonly Uri _address;
    private readonly Lock _lock = new();
    private readonly Queue<string> _lines = new();

    private ChaosHost(Process process, Uri address)
    {
        (_process, _address) = (process, address);
        DataReceivedEventHandler read = (_, received) => Keep(received.Data);
        process.OutputDataReceived += read;
        process.ErrorDataReceived += read;
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
    }

    public bool HasExited => _process.HasExited;

    public int ProcessId => _process.Id;

    /// <summary>The newest lines that it wrote.</summary>
    public IReadOnlyList<string> Output
    {
        get
        {
            lock (_lock)
                return [.. _lines];
        }
    }

    /// <summary>Starts the process and waits for nothing.</summary>
    public static ChaosHost Start(HostPlan plan) =>
        new(Process.Start(StartInfo(plan)) ?? throw new InvalidOperationException("dotnet could not be started"), plan.Address);

    private static ProcessStartInfo StartInfo(HostPlan plan)
    {
        var start = new ProcessStartInfo("dotnet", [Path.Combine(AppContext.BaseDirectory, "WellIntake.Host.dll")])
        {
            WorkingDirectory = plan.Folder,
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment["ASPNETCORE_URLS"] = plan.Address.ToString();
        start.Environment["ASPNETCORE_ENVIRONMENT"] = "Development";
        start.Environment["WELLINTAKE_DATA"] = plan.Folder;
        foreach (var (name, value) in plan.Settings)
            start.Environment[name] = value;
        return start;
    }

    /// <summary>Runs a command of the program with the same settings, to its end.</summary>
    /// <returns>Exit code and what it wrote.</returns>
    public static async Task<(int Code, string Output)> RunAsync(HostPlan plan, IReadOnlyList<string> arguments, CancellationToken ct)
    {
        var start = StartInfo(plan);
        foreach (var argument in arguments)
            start.ArgumentList.Add(argument);
        using var process = Process.Start(start) ?? throw new InvalidOperationException("dotnet could not be started");
        var (output, errors) = (process.StandardOutput.ReadToEndAsync(ct), process.StandardError.ReadToEndAsync(ct));
        await process.WaitForExitAsync(ct);
        return (process.ExitCode, await output + await errors);
    }

    /// <summary>What a health endpoint says; null when it does not answer.</summary>
    public async Task<string?> AskAsync(string path, CancellationToken ct)
    {
        using var http = new HttpClient { BaseAddress = _address, Timeout = TimeSpan.FromSeconds(5) };
        try
        {
            return await http.GetStringAsync(new Uri(path, UriKind.Relative), ct);
        }
        catch (Exception e) when (e is HttpRequestException or TaskCanceledException && !ct.IsCancellationRequested)
        {
            return null;
        }
    }

    /// <summary>True when it answers; false when it ended before, or does not within a minute.</summary>
    public async Task<bool> WaitUntilLiveAsync(CancellationToken ct)
    {
        using var http = new HttpClient { BaseAddress = _address, Timeout = TimeSpan.FromSeconds(5) };
        var watch = Stopwatch.StartNew();
        while (!_process.HasExited && watch.Elapsed < StartLimit)
        {
            try
            {
                using var answer = await http.GetAsync(new Uri("/health/live", UriKind.Relative), ct);
                return answer.IsSuccessStatusCode;
            }
            catch (Exception e) when (e is HttpRequestException or TaskCanceledException && !ct.IsCancellationRequested)
            {
                await Task.Delay(LookEvery, TimeProvider.System, ct);
            }
        }

        return false;
    }

    /// <summary>SIGKILL.</summary>
    public async Task KillAsync()
    {
        if (!_process.HasExited)
            _process.Kill();
        await _process.WaitForExitAsync();
    }

    /// <summary>SIGTERM.</summary>
    /// <returns>Its exit code, or null when it still runs at the limit.</returns>
    public async Task<int?> TerminateAsync(TimeSpan limit, CancellationToken ct)
    {
        using var kill = Process.Start("kill", ["-TERM", _process.Id.ToString(CultureInfo.InvariantCulture)]);
        await kill.WaitForExitAsync(ct);
        using var bounded = CancellationTokenSource.CreateLinkedTokenSource(ct);
        bounded.CancelAfter(limit);
        try
        {
            await _process.WaitForExitAsync(bounded.Token);
            return _process.ExitCode;
        }
        catch (OperationCanceledException) when (!ct.IsCancellationRequested)
        {
            return null;
        }
    }

    /// <summary>Waits until it has ended by itself; null when it has not at the limit.</summary>
    public async Task<int?> WaitForExitAsync(TimeSpan limit, CancellationToken ct)
    {
        using var bounded = CancellationTokenSource.CreateLinkedTokenSource(ct);
        bounded.CancelAfter(limit);
        try
        {
            await _process.WaitForExitAsync(bounded.Token);
            return _process.ExitCode;
        }
        catch (OperationCanceledException) when (!ct.IsCancellationRequested)
        {
            return null;
        }
    }

    public async ValueTask DisposeAsync()
    {
        await KillAsync();
        _process.Dispose();
    }

    private void Keep(string? line)
    {
        if (line is null)
            return;
        lock (_lock)
        {
            _lines.Enqueue(line);
            if (_lines.Count > MaxLines)
                _lines.Dequeue();
        }
    }
}
