namespace WellIntake.Benchmarks.Queueing;

/// <summary>The in-memory queue beside its yardsticks: PERF-4 without the typed handlers, PERF-5 and PERF-6.</summary>
internal sealed class QueueBenchmark : IBenchmark
{
    private const int Together = 10;
    private const int Crowd = 200;
    private const int Calm = 100;
    private const int CalmSeconds = 10;

    public string Name => "queue";

    public async Task RunAsync(BenchmarkSettings settings)
    {
        Console.WriteLine($"{settings.Jobs:N0} jobs of 462 bytes, median of {settings.Rounds}, published to settled");
        var jobs = settings.Jobs;
        await InMemoryRounds.FloorAsync(Math.Min(jobs, 100_000), Together);
        await InMemoryRounds.QueueAsync(Math.Min(jobs, 100_000), Together);
        var floor = await Outstanding.MedianAsync(settings.Rounds, () => InMemoryRounds.FloorAsync(jobs, Together));
        floor.Print("raw channel + JSON, 10 outstanding");
        var queue = await Outstanding.MedianAsync(settings.Rounds, () => InMemoryRounds.QueueAsync(jobs, Together));
        queue.Print("in-memory queue + JSON, 10 outstanding", floor);

        var durable = Math.Max(1_000, jobs / 10);
        foreach (var producers in new[] { Together, Crowd })
        {
            // Both are compiled by a round that does not count, and take turns, because disks drift.
            await DurableRounds.BaselineAsync(durable, producers);
            await DurableRounds.JournalAsync(durable, producers);
            var (plain, journal) = await Outstanding.MediansAsync(
                settings.Rounds, () => DurableRounds.BaselineAsync(durable, producers), () => DurableRounds.JournalAsync(durable, producers));
            plain.Print($"SQLite FULL group commit, {producers} producers");
            journal.Print($"queue with journal, {producers} producers", plain);
        }

        var paced = await Outstanding.MedianAsync(settings.Rounds, () => DurableRounds.PacedAsync(Calm, Calm * CalmSeconds));
        paced.Print($"queue with journal, {Calm}/s, send to handler");

        await WaitingRound.RunAsync(jobs);
    }
}
