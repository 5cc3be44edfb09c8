using System.Diagnostics;
using Microsoft.Extensions.Logging.Abstractions;
using WellIntake.Modules.Platform.Queueing;
using WellIntake.Modules.Platform.Queueing.InMemory;
using WellIntake.Modules.Platform.Queueing.InMemory.Journal;

namespace WellIntake.Benchmarks.Queueing;

/// <summary>Memory and the time to accept the next job, when nothing waits and when very many do; then how soon a restart serves.</summary>
internal static class WaitingRound
{
    private const int Probes = 500;
    private const int Chunk = 500;

    public static async Task RunAsync(int jobs)
    {
        using var file = new ScratchFile();
        var options = new JournalOptions { ConnectionString = file.ConnectionString };
        var settings = new JobQueueOptions { DefaultTimeToLive = TimeSpan.FromDays(1) };
        var before = GC.GetTotalMemory(forceFullCollection: true);
        await using (var commit = new SqliteGroupCommit(options, TimeProvider.System, NullLogger<SqliteGroupCommit>.Instance))
        await using (var queue = new JournaledJobQueue("bench", settings, commit, TimeProvider.System))
        {
            await ProbeAsync(queue);
            var empty = await ProbeAsync(queue);
            for (var sent = 0; sent < jobs; sent += Chunk)
                await queue.SendAsync([.. Enumerable.Range(0, Math.Min(Chunk, jobs - sent)).Select(_ => NewJob())]);
            var bytes = GC.GetTotalMemory(forceFullCollection: true) - before;
            using var process = Process.GetCurrentProcess();
            var full = await ProbeAsync(queue);
            Console.WriteLine(
                $"{jobs:N0} waiting: {bytes / 1e6:N0} MB managed, {process.WorkingSet64 / 1e6:N0} MB working set; " +
                $"next accepted in {full:N0} us, empty {empty:N0} us: {full / empty:0.00} x");
        }

        var watch = Stopwatch.StartNew();
        await using var again = new SqliteGroupCommit(options, TimeProvider.System, NullLogger<SqliteGroupCommit>.Instance);
        await using var reopened = new JournaledJobQueue("bench", settings, again, TimeProvider.System);
        await reopened.ReceiveAsync(1, TimeSpan.FromMinutes(1));
        Console.WriteLine($"first job after opening again: {watch.Elapsed.TotalMilliseconds:N0} ms");
    }

    private static async Task<double> ProbeAsync(JournaledJobQueue queue)
    {
        var times = new double[Probes];
        for (var i = 0; i < Probes; i++)
        {
            JobEnvelope[] job = [NewJob()];
            var from = Stopwatch.GetTimestamp();
            await queue.SendAsync(job);
            times[i] = Stopwatch.GetElapsedTime(from).TotalMicroseconds;
        }

        Array.Sort(times);
        return times[Probes / 2];
    }

    private static JobEnvelope NewJob()
    {
        var job = SampleJob.Create(0);
        return new JobEnvelope { Id = job.Id, Type = "sample", Body = job.ToJson() };
    }
}
