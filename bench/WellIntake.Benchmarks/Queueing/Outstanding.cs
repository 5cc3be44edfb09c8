using System.Diagnostics;

namespace WellIntake.Benchmarks.Queueing;

/// <summary>
/// Runs jobs from publish to settled with a fixed number of them under way: each producer publishes its next when its
/// last is settled.
/// </summary>
internal static class Outstanding
{
    /// <summary>Publishes <paramref name="jobs"/> through <paramref name="producers"/> producers; each call returns when its job is settled.</summary>
    public static async Task<Figure> RunAsync(int jobs, int producers, Func<int, int, Task> publishAndSettle)
    {
        var latencies = new long[jobs];
        var next = -1;
        GC.Collect();
        GC.WaitForPendingFinalizers();
        var bytes = GC.GetTotalAllocatedBytes(precise: true);
        var watch = Stopwatch.StartNew();
        await Task.WhenAll(Enumerable.Range(0, producers).Select(producer => Task.Run(async () =>
        {
            int job;
            while ((job = Interlocked.Increment(ref next)) < jobs)
            {
                var from = Stopwatch.GetTimestamp();
                await publishAndSettle(producer, job);
                latencies[job] = Stopwatch.GetTimestamp() - from;
            }
        })));
        watch.Stop();
        bytes = GC.GetTotalAllocatedBytes(precise: true) - bytes;
        return Figure.Of(jobs / watch.Elapsed.TotalSeconds, latencies, bytes);
    }

    /// <summary>The median round by throughput.</summary>
    public static async Task<Figure> MedianAsync(int rounds, Func<Task<Figure>> round)
    {
        var figures = new List<Figure>();
        for (var i = 0; i < rounds; i++)
            figures.Add(await round());
        return Median(figures);
    }

    /// <summary>The same for two that take turns.</summary>
    public static async Task<(Figure First, Figure Second)> MediansAsync(int rounds, Func<Task<Figure>> first, Func<Task<Figure>> second)
    {
        var (one, two) = (new List<Figure>(), new List<Figure>());
        for (var i = 0; i < rounds; i++)
        {
            one.Add(await first());
            two.Add(await second());
        }

        return (Median(one), Median(two));
    }

    private static Figure Median(List<Figure> figures) => figures.OrderBy(f => f.PerSecond).ElementAt(figures.Count / 2);
}

/// <summary>What one round came to.</summary>
internal sealed record Figure(double PerSecond, double P50Microseconds, double P99Microseconds, double BytesPerJob)
{
    /// <summary>From the time that each job took, in ticks of the stopwatch; sorts them.</summary>
    public static Figure Of(double perSecond, long[] times, long bytes)
    {
        Array.Sort(times);
        return new Figure(
            perSecond,
            times[times.Length / 2] * 1e6 / Stopwatch.Frequency,
            times[(int)(times.Length * 0.99)] * 1e6 / Stopwatch.Frequency,
            bytes / (double)times.Length);
    }

    public void Print(string name, Figure? yardstick = null)
    {
        var ratio = yardstick is null ? "" : $"  {PerSecond / yardstick.PerSecond,5:0.00} x, p50 {P50Microseconds / yardstick.P50Microseconds:0.00} x";
        Console.WriteLine($"{name,-44} {PerSecond,10:N0}/s  p50 {P50Microseconds,7:N0} us  p99 {P99Microseconds,8:N0} us  {BytesPerJob,6:N0} bytes/job{ratio}");
    }
}
