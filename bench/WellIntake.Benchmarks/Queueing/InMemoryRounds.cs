using System.Globalization;
using System.Threading.Channels;
using WellIntake.Modules.Platform.Queueing;
using WellIntake.Modules.Platform.Queueing.InMemory;

namespace WellIntake.Benchmarks.Queueing;

/// <summary>A raw channel and the queue without journal, both with JSON each way and as many workers as producers.</summary>
internal static class InMemoryRounds
{
    private const int Variants = 1_000;
    private static readonly SampleJob[] Jobs = [.. Enumerable.Range(0, Variants).Select(SampleJob.Create)];

    public static async Task<Figure> FloorAsync(int jobs, int outstanding)
    {
        var channel = Channel.CreateUnbounded<(byte[] Body, TaskCompletionSource Done)>();
        var workers = Enumerable.Range(0, outstanding).Select(_ => Task.Run(async () =>
        {
            while (await channel.Reader.WaitToReadAsync())
            {
                while (channel.Reader.TryRead(out var item))
                {
                    GC.KeepAlive(SampleJob.FromJson(item.Body));
                    item.Done.SetResult();
                }
            }
        })).ToList();
        var figure = await Outstanding.RunAsync(jobs, outstanding, (_, job) =>
        {
            var done = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            channel.Writer.TryWrite((Jobs[job % Variants].ToJson(), done));
            return done.Task;
        });
        channel.Writer.Complete();
        await Task.WhenAll(workers);
        return figure;
    }

    /// <summary>The channel at a steady rate: from publish to the handler.</summary>
    public static async Task<Figure> PacedFloorAsync(int perSecond, int jobs, int workers)
    {
        var paced = new Paced(perSecond, jobs);
        var channel = Channel.CreateUnbounded<(byte[] Body, int Job)>();
        var readers = Enumerable.Range(0, workers).Select(_ => Task.Run(async () =>
        {
            while (await channel.Reader.WaitToReadAsync())
            {
                while (channel.Reader.TryRead(out var item))
                {
                    GC.KeepAlive(SampleJob.FromJson(item.Body));
                    paced.Handled(item.Job);
                }
            }
        })).ToList();
        var figure = await paced.RunAsync(job =>
        {
            channel.Writer.TryWrite((Jobs[job % Variants].ToJson(), job));
            return Task.CompletedTask;
        });
        channel.Writer.Complete();
        await Task.WhenAll(readers);
        return figure;
    }

    public static async Task<Figure> QueueAsync(int jobs, int outstanding)
    {
        await using var queue = new InMemoryJobQueue("bench", new JobQueueOptions { MemoryLimit = 1_000_000 }, TimeProvider.System);
        return await ThroughAsync(queue, jobs, outstanding);
    }

    /// <summary>The same round through any queue. Ids are made before, so that only the queue's own cost is seen.</summary>
    public static async Task<Figure> ThroughAsync(IJobQueue queue, int jobs, int outstanding)
    {
        var ids = Enumerable.Range(0, jobs).Select(i => $"{i:D12}-9f1c-4b7e-8a51-0242ac120002").ToArray();
        var waiting = new TaskCompletionSource?[jobs];
        using var stop = new CancellationTokenSource();
        var workers = Enumerable.Range(0, Math.Min(outstanding, 10)).Select(_ => Task.Run(async () =>
        {
            try
            {
                while (true)
                {
                    foreach (var lease in await queue.ReceiveAsync(1, TimeSpan.FromSeconds(5), stop.Token))
                    {
                        GC.KeepAlive(SampleJob.FromJson(lease.Job.Body.Span));
                        await lease.CompleteAsync(CancellationToken.None);
                        Interlocked.Exchange(ref waiting[int.Parse(lease.Job.Id.AsSpan(0, 12), CultureInfo.InvariantCulture)], null)!.SetResult();
                    }
                }
            }
            catch (OperationCanceledException)
            {
                // The round is over.
            }
        })).ToList();
        var figure = await Outstanding.RunAsync(jobs, outstanding, (_, job) =>
        {
            var done = waiting[job] = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            var sent = queue.SendAsync([new JobEnvelope { Id = ids[job], Type = "sample", Body = Jobs[job % Variants].ToJson(), FairnessKey = "user" }]);
            return sent.IsCompletedSuccessfully ? done.Task : Task.WhenAll(sent, done.Task);
        });
        await stop.CancelAsync();
        await Task.WhenAll(workers);
        return figure;
    }
}
