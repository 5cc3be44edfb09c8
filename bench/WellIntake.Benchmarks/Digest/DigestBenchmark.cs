using WellIntake.Modules.Digest;

namespace WellIntake.Benchmarks.Digest;

/// <summary>
/// PERF-8: a digest over tables of several sizes with the same number of candidates in range, each of them with an
/// interview of 1.9 KB; then the extraction alone.
/// </summary>
internal sealed class DigestBenchmark : IBenchmark
{
    private const int Rounds = 5;

    public string Name => "digest";

    public async Task RunAsync(BenchmarkSettings settings)
    {
        await ExtractionRounds.RunAsync(settings.InRange, Rounds);
        double? smallest = null;
        foreach (var rows in settings.Rows)
        {
            await using var table = await SeededTable.OpenAsync(rows, settings);
            var spec = await table.SpecAsync(settings.InRange);
            var extractor = new TimedExtractor();
            var engine = new DigestEngine(table.Contexts, extractor, TimeProvider.System);
            await engine.MakeAsync(spec);

            var figures = new List<(double Total, double Extraction, double Megabytes, int InRange)>();
            for (var i = 0; i < Rounds; i++)
            {
                extractor.Reset();
                var bytes = GC.GetTotalAllocatedBytes(precise: true);
                var result = await engine.MakeAsync(spec);
                bytes = GC.GetTotalAllocatedBytes(precise: true) - bytes;
                figures.Add((result.Elapsed.TotalMilliseconds, extractor.Elapsed.TotalMilliseconds, bytes / 1e6, result.Totals.InRange));
            }

            var median = figures.OrderBy(f => f.Total).ElementAt(Rounds / 2);
            smallest ??= median.Total;
            Console.WriteLine(
                $"{table.Kind}, {rows,9:N0} candidates, {median.InRange} in range: {median.Total,7:N1} ms ({median.Total / Math.Max(1, median.InRange):0.000} ms a candidate; extraction {median.Extraction:N1} ms), " +
                $"{median.Megabytes:N1} MB allocated, {median.Total / smallest:0.00} x, {Environment.WorkingSet / 1e6:N0} MB working set");
        }
    }
}
