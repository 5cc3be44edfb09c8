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
    private const int Steady = 1_000;
    private const int SteadySeconds = 5;

    public string Name => "jobs";

    public async Task RunAsync(BenchmarkSettings settings)
    {
        Console.WriteLine($"{settings.Jobs:N0} typed jobs, median of {settings.Rounds}, sent to settled");
        await InMemoryRounds.FloorAsync(Math.Min(settings.Jobs, 100_000), Together);
        await RoundAsync(Math.Min(settings.Jobs, 100_000));
        var (floor, typed) = await Outstanding.MediansAsync(
            settings.Rounds, () => InMemoryRounds.FloorAsync(settings.Jobs, Together), () => RoundAsync(settings.Jobs));
        floor.Print("raw channel + JSON, 10 outstanding");
        typed.Print("typed handlers, no journal, 10 outstanding", floor);

        const int Jobs = Steady * SteadySeconds;
        var (pacedFloor, paced) = await Outstanding.MediansAsync(
            settings.Rounds, () => InMemoryRounds.PacedFloorAsync(Steady, Jobs, Together), () => PacedAsync(Steady, Jobs));
        pacedFloor.Print($"raw channel + JSON, {Steady}/s, to handler");
        paced.Print($"typed handlers, no journal, {Steady}/s, to handler", pacedFloor);
    }

    private static async Task<Figure> RoundAsync(int jobs)
    {
        var handler = new CountingHandler(jobs);
        await using var fixture = new Fixture(handler);
        var ids = Ids(jobs);
        return await Outstanding.RunAsync(jobs, Together, (_, job) =>
        {
            var done = handler.Expect(job);
            var sent = fixture.SendAsync(ids[job]);
            return sent.IsCompletedSuccessfully ? done : Task.WhenAll(sent, done);
        });
    }

    private static async Task<Figure> PacedAsync(int perSecond, int jobs)
    {
        var paced = new Paced(perSecond, jobs);
        await using var fixture = new Fixture(new NotingHandler(paced));
        var ids = Ids(jobs);
        return await paced.RunAsync(job => fixture.SendAsync(ids[job]));
    }

    private static string[] Ids(int jobs) =>
        [.. Enumerable.Range(0, jobs).Select(i => string.Create(CultureInfo.InvariantCulture, $"{i:D12}-9f1c-4b7e-8a51-0242ac120002"))];

    private static int NumberOf(BenchJob job) => int.Parse(job.MessageId.AsSpan(0, 12), CultureInfo.InvariantCulture);

    private sealed class NotingHandler(Paced paced) : IJobHandler<BenchJob>
    {
        public Task HandleAsync(BenchJob job, JobContext context, CancellationToken ct)
        {
            paced.Handled(NumberOf(job));
            return Task.CompletedTask;
        }

        public Task FailedAsync(BenchJob job, JobContext context, JobFailure failure, CancellationToken ct) => Task.CompletedTask;
    }

    private sealed class CountingHandler(int jobs) : IJobHandler<BenchJob>
    {
        private readonly TaskCompletionSource?[] _waiting = new TaskCompletionSource[jobs];

        public Task Expect(int job)
        {
            var done = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            _waiting[job] = done;
            return done.Task;
        }

        public Task HandleAsync(BenchJob job, JobContext context, CancellationToken ct)
        {
            // Let go of: a million of them kept alive would have the collector copy what the floor drops at once.
            Interlocked.Exchange(ref _waiting[NumberOf(job)], null)!.SetResult();
            return Task.CompletedTask;
        }

        public Task FailedAsync(BenchJob job, JobContext context, JobFailure failure, CancellationToken ct) => Task.CompletedTask;
    }

    /// <summary>A sender and a receive loop on one queue, the handler wrapped as in the program.</summary>
    private sealed class Fixture : IAsyncDisposable
    {
        private readonly InMemoryJobQueue _queue;
        private readonly ServiceProvider _meters = new ServiceCollection().AddMetrics().BuildServiceProvider();
        private readonly JobTelemetry _telemetry;
        private readonly ServiceProvider _handlers;
        private readonly ReceiveLoop _loop;
        private readonly JobType _type;
        private readonly string _text = new('x', 300);
        private readonly DateTimeOffset _now = TimeProvider.System.GetUtcNow();

        public Fixture(IJobHandler<BenchJob> handler)
        {
            var options = new JobQueueOptions { MaxConcurrency = Together, MemoryLimit = 1_000_000 };
            _queue = new InMemoryJobQueue(BenchJob.Queue, options, TimeProvider.System);
            _telemetry = new JobTelemetry(_meters.GetRequiredService<System.Diagnostics.Metrics.IMeterFactory>());
            _handlers = new ServiceCollection()
                .AddSingleton<IJobHandler<BenchJob>>(new TracedJobHandler<BenchJob>(new MeasuredJobHandler<BenchJob>(handler, _telemetry, TimeProvider.System)))
                .BuildServiceProvider();
            var types = new JobTypes([typeof(BenchJob)]);
            var jobOptions = new JobOptions();
            _loop = new ReceiveLoop(
                _handlers, types, _queue, options, jobOptions, new RetryPolicy(jobOptions, new Random(1)), TimeProvider.System, NullLogger.Instance);
            _loop.Start();
            _type = types.Of(typeof(BenchJob));
        }

        /// <summary>What a sender of typed jobs does where the queue is in this process: check, write, send.</summary>
        public Task SendAsync(string id)
        {
            var job = new BenchJob { MessageId = id, Timestamp = _now, Text = _text };
            return job.Validate().Any()
                ? throw new InvalidOperationException("The benchmark's job is not valid.")
                : _queue.SendAsync([_type.Wrap(job)], CancellationToken.None);
        }

        public async ValueTask DisposeAsync()
        {
            await _loop.DisposeAsync();
            await _handlers.DisposeAsync();
            _telemetry.Dispose();
            await _meters.DisposeAsync();
            await _queue.DisposeAsync();
        }
    }
}

[JobType("bench", Queue)]
internal sealed record BenchJob : JobMessage
{
    public const string Queue = "bench";

    public required string Text { get; init; }
}
