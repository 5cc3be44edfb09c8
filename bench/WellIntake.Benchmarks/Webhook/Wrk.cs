using System.Diagnostics;
using System.Globalization;
using System.Text.RegularExpressions;

namespace WellIntake.Benchmarks.Webhook;

/// <summary>What one run of wrk came to. wrk is a Debian package of that name.</summary>
internal sealed partial record Wrk(double PerSecond, TimeSpan P50, TimeSpan P99, long NotOk)
{
    public static async Task<Wrk> RunAsync(int port, int connections, int seconds, string run, string? token = null)
    {
        var script = Path.Combine(AppContext.BaseDirectory, "Webhook", "webhook.lua");
        List<string> arguments =
        [
            "-t", connections == 1 ? "1" : "2", "-c", connections.ToString(CultureInfo.InvariantCulture), "-d", $"{seconds}s", "--latency",
            "-s", script, $"http://127.0.0.1:{port}", "--", run, "http://127.0.0.1:9/none",
        ];
        if (token is not null)
            arguments.Add(token);
        using var process = Process.Start(new ProcessStartInfo("wrk", arguments) { RedirectStandardOutput = true, UseShellExecute = false })
            ?? throw new InvalidOperationException("wrk could not be started; it is the Debian package of that name.");
        var output = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        var rate = double.Parse(Rate().Match(output).Groups[1].Value, CultureInfo.InvariantCulture);
        var notOk = NotOkLine().Match(output) is { Success: true } m ? long.Parse(m.Groups[1].Value, CultureInfo.InvariantCulture) : 0;
        return new Wrk(rate, Percentile(output, "50%"), Percentile(output, "99%"), notOk);
    }

    private static TimeSpan Percentile(string output, string name)
    {
        var match = Regex.Match(output, $@"{name}\s+([\d.]+)(us|ms|s)");
        var value = double.Parse(match.Groups[1].Value, CultureInfo.InvariantCulture);
        return match.Groups[2].Value switch
        {
            "us" => TimeSpan.FromMicroseconds(value),
            "ms" => TimeSpan.FromMilliseconds(value),
            _ => TimeSpan.FromSeconds(value),
        };
    }

    [GeneratedRegex(@"Requests/sec:\s+([\d.]+)")]
    private static partial Regex Rate();

    [GeneratedRegex(@"Non-2xx or 3xx responses: (\d+)")]
    private static partial Regex NotOkLine();
}
