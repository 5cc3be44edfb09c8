using System.Diagnostics;
using System.Globalization;
using System.Net.Http.Headers;
using WellIntake.Benchmarks.Webhook;

namespace WellIntake.Benchmarks.Start;

/// <summary>PERF-11: start to ready beside a bare host, the first webhook, and idle memory.</summary>
internal sealed class StartBenchmark : IBenchmark
{
    private const int Starts = 5;

    public string Name => "start";

    public async Task RunAsync(BenchmarkSettings settings)
    {
        var folder = Directory.CreateTempSubdirectory("wellintake-start-").FullName;
        try
        {
            // The database is there: samples are loaded by the first start, which is not counted.
            using (await Child.HostAsync(new Dictionary<string, string>(StringComparer.Ordinal), folder))
            {
            }

            var bare = new List<double>();
            var whole = new List<double>();
            var first = new List<double>();
            var memory = new List<double>();
            for (var i = 0; i < Starts; i++)
            {
                using (var child = await Child.BareAsync())
                    bare.Add(child.ToReady.TotalMilliseconds);
                using var host = await Child.HostAsync(new Dictionary<string, string>(StringComparer.Ordinal), folder);
                whole.Add(host.ToReady.TotalMilliseconds);
                first.Add(await FirstWebhookAsync(host.Port, i));
                await Task.Delay(TimeSpan.FromSeconds(3));
                memory.Add(host.WorkingSet / 1e6);
            }

            Console.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"PERF-11 median of {Starts}: bare host ready in {Median(bare):0} ms, this in {Median(whole):0} ms ({Median(whole) / Median(bare):0.00} x); first webhook {Median(first):0} ms; working set {Median(memory):0} MB"));
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static double Median(List<double> values) => values.Order().ElementAt(values.Count / 2);

    private static async Task<double> FirstWebhookAsync(int port, int number)
    {
        using var http = new HttpClient { BaseAddress = new Uri($"http://127.0.0.1:{port}") };
        using var content = new ByteArrayContent(WebhookBenchmark.Activity($"first-{number}", number));
        content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        var watch = Stopwatch.StartNew();
        using var answer = await http.PostAsync(new Uri("/api/teams/webhook", UriKind.Relative), content);
        await answer.Content.ReadAsByteArrayAsync();
        answer.EnsureSuccessStatusCode();
        return watch.Elapsed.TotalMilliseconds;
    }
}
