using System.Globalization;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using WellIntake.Benchmarks.Queueing;
using WellIntake.Modules.Platform.Jobs;
using WellIntake.Modules.Platform.Jobs.Receiving;
using WellIntake.Modules.Platform.Queueing;
using WellIntake.Modules.Platform.Queueing.InMemory;

namespace WellIntake.Benchmarks.Jobs;

/// <summary>PERF-4: from a typed send to a handler that is wrapped as in the program, and settled.</summary>
internal sealed class TypedHandlerBenchmark : IBenchmark
{
    private const int Together = 10;

    public string Name => "jobs";

    public async Task RunAsync(BenchmarkSettings settings)
    {
        Console.WriteLine($"{settings.Jobs:N0} typed jobs, median of {settings.Rounds}, sent to settled");
        await InMemoryRounds.FloorAsync(Math.Min(settings.Jobs, 100_000), Together);
        await RoundAsync(Math.Min(settings.Jobs, 100_000));
        var floor = await Outstanding.MedianAsync(settings.Rounds, () => InMemoryRounds.FloorAsync(settings.Jobs, Together));
        floor.Print("raw channel + JSON, 10 outstanding");
        var typed = await Outstanding.MedianAsync(settings.Rounds, () => RoundAsync(settings.Jobs));
        typed.Print("typed handlers, no journal, 10 outstanding", floor);
    }

    private static async Task<Figure> RoundAsync(int jobs)
    {
        var options = new JobQueueOptions { MaxConcurrency = Together, MemoryLimit = 1_000_000 };
        await using var queue = new InMemoryJobQueue(BenchJob.Queue, options, TimeProvider.System);
        var handler = new CountingHandler(jobs);
        await using var services = new ServiceCollection().AddMetrics().BuildServiceProvider();
        using var telemetry = new JobTelemetry(services.GetRequiredService<System.Diagnostics.Metrics.IMeterFactory>());
        await using var handlers = new ServiceCollection()
            .AddSingleton<IJobHandler<BenchJob>>(new TracedJobHandler<BenchJob>(new MeasuredJobHandler<BenchJob>(handler, telemetry, TimeProvider.System)))
            .BuildServiceProvider();
        var types = new JobTypes([typeof(BenchJob)]);
        var jobOptions = new JobOptions();
        await using var loop = new ReceiveLoop(
            handlers, types, queue, options, jobOptions, new RetryPolicy(jobOptions, new Random(1)), TimeProvider.System, NullLogger.Instance);
        loop.Start();
        var sender = new QueuedJobs(types, new OneQueue(queue));
        var ids = Enumerable.Range(0, jobs).Select(i => string.Create(CultureInfo.InvariantCulture, $"{i:D12}-9f1c-4b7e-8a51-0242ac120002")).ToArray();
        var text = new string('x', 300);
        var now = TimeProvider.System.GetUtcNow();
        return await Outstanding.RunAsync(jobs, Together, (_, job) =>
        {
            var done = handler.Expect(job);
            var sent = sender.SendAsync(new BenchJob { MessageId = ids[job], Timestamp = now, Text = text }, CancellationToken.None);
            return sent.IsCompletedSuccessfully ? done : Task.WhenAll(sent, done);
        });
    }

    private sealed class CountingHandler(int jobs) : IJobHandler<BenchJob>
    {
        private readonly TaskCompletionSource[] _waiting = new TaskCompletionSource[jobs];

        public Task Expect(int job) => (_waiting[job] = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)).Task;

        public Task HandleAsync(BenchJob job, JobContext context, CancellationToken ct)
        {
            _waiting[int.Parse(job.MessageId.AsSpan(0, 12), CultureInfo.InvariantCulture)].SetResult();
            return Task.CompletedTask;
        }

        public Task FailedAsync(BenchJob job, JobContext context, JobFailure failure, CancellationToken ct) => Task.CompletedTask;
    }

    private sealed class OneQueue(IJobQueue queue) : IJobQueues
    {
        public IReadOnlyList<string> Names => [queue.Name];

        public IJobQueue Get(string name) => queue;

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }
}

[JobType("bench", Queue)]
internal sealed record BenchJob : JobMessage
{
    public const string Queue = "bench";

    public required string Text { get; init; }
}
