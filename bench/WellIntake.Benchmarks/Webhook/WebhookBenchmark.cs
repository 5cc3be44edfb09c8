using System.Diagnostics;
using System.Globalization;
using System.Net.Http.Headers;
using System.Text;

namespace WellIntake.Benchmarks.Webhook;

/// <summary>
/// PERF-1 to PERF-3: the whole path of the webhook in a process of its own, workers paused, beside bare Kestrel. Each
/// answer means: not seen before, request row and job on disk, card in the response.
/// </summary>
internal sealed class WebhookBenchmark : IBenchmark
{
    private const int Connections = 64;
    private const int Seconds = 10;
    private const int SteadySeconds = 60;
    private const int SteadyRate = 1000;

    public string Name => "webhook";

    public async Task RunAsync(BenchmarkSettings settings)
    {
        var paused = new Dictionary<string, string>(StringComparer.Ordinal) { ["WellIntake__Jobs__Paused"] = "true" };
        var ratios = new List<(Wrk Bare, Wrk Whole)>();
        for (var round = 0; round < settings.Rounds; round++)
        {
            using var bare = await Child.BareAsync();
            await Wrk.RunAsync(bare.Port, Connections, 3, "warm");
            var yardstick = await Wrk.RunAsync(bare.Port, Connections, Seconds, "bare");
            bare.Kill();
            using var host = await Child.HostAsync(paused);
            // Long enough for the tiered compiler to have been through the whole path.
            await Wrk.RunAsync(host.Port, Connections, 15, $"warm{round}");
            var whole = await Wrk.RunAsync(host.Port, Connections, Seconds, $"run{round}");
            ratios.Add((yardstick, whole));
            Print("bare parse-and-answer", yardstick);
            Print("whole path", whole);
        }

        var median = ratios.OrderBy(r => r.Whole.PerSecond / r.Bare.PerSecond).ElementAt(ratios.Count / 2);
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"PERF-1 median: {median.Whole.PerSecond:N0}/s, {median.Whole.PerSecond / median.Bare.PerSecond:0.00} of bare"));
        using (var host = await Child.HostAsync(paused))
            await SteadyAsync("whole path", host.Port);
        using (var bare = await Child.BareAsync())
            await SteadyAsync("bare", bare.Port);
        await TokenCost.RunAsync(paused);
    }

    private static void Print(string name, Wrk run) => Console.WriteLine(string.Create(
        CultureInfo.InvariantCulture,
        $"{name,-24}{run.PerSecond,10:N0}/s  p50 {run.P50.TotalMilliseconds:0.00} ms  p99 {run.P99.TotalMilliseconds:0.00} ms{(run.NotOk > 0 ? $"  {run.NotOk} NOT OK" : string.Empty)}"));

    // Open loop: each request leaves when it is due whether or not the last has come back, so that waiting shows. The
    // first seconds, in which the tiered compiler is at work, are not counted.
    private static async Task SteadyAsync(string name, int port)
    {
        using var http = new HttpClient(new SocketsHttpHandler { MaxConnectionsPerServer = 256 }) { BaseAddress = new Uri($"http://127.0.0.1:{port}") };
        await Wrk.RunAsync(port, Connections, 15, "steady-warm");
        var total = SteadyRate * SteadySeconds;
        var latencies = new double[total];
        var pending = new List<Task>(total);
        using var beat = new PeriodicTimer(TimeSpan.FromMilliseconds(1));
        var watch = Stopwatch.StartNew();
        for (var sent = 0; sent < total; await beat.WaitForNextTickAsync())
        {
            for (var due = (int)(watch.Elapsed.TotalSeconds * SteadyRate); sent < Math.Min(due, total); sent++)
                pending.Add(SendAsync(http, sent, watch.Elapsed, watch, latencies));
        }

        await Task.WhenAll(pending);
        Array.Sort(latencies);
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture, $"PERF-2 {name}: {SteadyRate}/s for {SteadySeconds} s, p50 {latencies[total / 2]:0.00} ms, p99 {latencies[(int)(total * 0.99)]:0.00} ms"));
    }

    private static async Task SendAsync(HttpClient http, int number, TimeSpan due, Stopwatch watch, double[] latencies)
    {
        using var content = new ByteArrayContent(Activity($"steady-{number}", number % 500));
        content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        using var answer = await http.PostAsync(new Uri("/api/teams/webhook", UriKind.Relative), content);
        await answer.Content.ReadAsByteArrayAsync();
        answer.EnsureSuccessStatusCode();
        latencies[number] = (watch.Elapsed - due).TotalMilliseconds;
    }

    internal static byte[] Activity(string id, int user) => Encoding.UTF8.GetBytes(
        $$"""{"type":"message","id":"{{id}}","channelId":"msteams","serviceUrl":"http://127.0.0.1:9/none","from":{"id":"29:user-{{user}}","name":"Alex Wilber"},"conversation":{"conversationType":"personal","id":"a:conversation-{{user}}"},"recipient":{"id":"28:bot"},"deliveryMode":"expectReplies","channelData":{"note":"{{new string('p', 1300)}}"},"text":"digest advisors"}""");
}
