using System.Threading.Channels;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using WellIntake.Modules.Platform.Jobs;
using WellIntake.Modules.Platform.Jobs.Receiving;
using WellIntake.Modules.Platform.Queueing;
using WellIntake.Modules.Platform.Queueing.InMemory;
using WellIntake.Modules.Platform.Resilience;
using WellIntake.Tests.Testing;

namespace WellIntake.Tests.Platform.Jobs;

[JobType("loop_test", Queue)]
internal sealed record LoopJob : JobMessage
{
    public const string Queue = "loop-tests";

    public required string Text { get; init; }
}

/// <summary>A receive loop over a queue in memory, with a handler that a test scripts.</summary>
internal sealed class LoopFixture : IAsyncDisposable
{
    private readonly ServiceProvider _services;

    public LoopFixture(int workers = 1, int maxDeliveries = 3, TimeSpan? retryDelay = null, TimeSpan? lockDuration = null)
    {
        var options = new JobQueueOptions { MaxConcurrency = workers, MaxDeliveries = maxDeliveries, LockDuration = lockDuration ?? TimeSpan.FromSeconds(40) };
        Queue = new InMemoryJobQueue(LoopJob.Queue, options, Time);
        Types = new JobTypes([typeof(LoopJob)]);
        _services = new ServiceCollection()
            .AddLogging()
            .AddSingleton<IJobHandler<LoopJob>>(Handler)
            .AddSingleton<TimeProvider>(Time)
            .AddResilience(new ConfigurationBuilder().Build())
            .BuildServiceProvider();
        var jobOptions = new JobOptions();
        jobOptions.RetryDelay = retryDelay ?? jobOptions.RetryDelay;
        Loop = new ReceiveLoop(_services, Types, Queue, options, jobOptions, new RetryPolicy(jobOptions, new Random(7)), Time, NullLogger.Instance);
    }

    public FakeTime Time { get; } = new();

    public InMemoryJobQueue Queue { get; }

    public JobTypes Types { get; }

    public ScriptedHandler Handler { get; } = new();

    public ReceiveLoop Loop { get; }

    public ICircuitBreaker Breaker(string name) => _services.GetRequiredService<ICircuitBreakers>().Get(name);

    public Task SendAsync(string id) => Queue.SendAsync([Types.Of(typeof(LoopJob)).Wrap(new LoopJob { MessageId = id, Timestamp = Time.GetUtcNow(), Text = "hello" })]);

    /// <summary>Waits until the queue looks as expected; the test's own time-out bounds it.</summary>
    public async Task<JobQueueStatistics> UntilAsync(Func<JobQueueStatistics, bool> condition)
    {
        while (true)
        {
            var statistics = await Queue.GetStatisticsAsync();
            if (condition(statistics))
                return statistics;
            await Task.Yield();
        }
    }

    /// <summary>Moves the clock on, second by second, until the handler is called again; slowly enough for the loop to follow.</summary>
    public async Task<JobContext> AdvanceUntilHandledAsync(CancellationToken ct)
    {
        var next = Handler.NextHandledAsync(ct);
        using var pace = new PeriodicTimer(TimeSpan.FromMilliseconds(5));
        while (!next.IsCompleted)
        {
            Time.Advance(TimeSpan.FromSeconds(1));
            await pace.WaitForNextTickAsync(ct);
        }

        return await next;
    }

    public async ValueTask DisposeAsync()
    {
        await Loop.DisposeAsync();
        await Queue.DisposeAsync();
        await _services.DisposeAsync();
    }
}

/// <summary>Does what the test says, and tells it what happens.</summary>
internal sealed class ScriptedHandler : IJobHandler<LoopJob>
{
    private readonly Channel<JobContext> _handled = Channel.CreateUnbounded<JobContext>();
    private readonly Channel<JobFailure> _failed = Channel.CreateUnbounded<JobFailure>();

    public Func<LoopJob, JobContext, CancellationToken, Task> Script { get; set; } = static (_, _, _) => Task.CompletedTask;

    public async Task HandleAsync(LoopJob job, JobContext context, CancellationToken ct)
    {
        Task work;
        try
        {
            work = Script(job, context, ct);
        }
        finally
        {
            // Told when the script has run up to its first wait, so that a test sees what it set.
            _handled.Writer.TryWrite(context);
        }

        await work;
    }

    public Task FailedAsync(LoopJob job, JobContext context, JobFailure failure, CancellationToken ct)
    {
        _failed.Writer.TryWrite(failure);
        return Task.CompletedTask;
    }

    public Task<JobContext> NextHandledAsync(CancellationToken ct) => _handled.Reader.ReadAsync(ct).AsTask();

    public Task<JobFailure> NextFailedAsync(CancellationToken ct) => _failed.Reader.ReadAsync(ct).AsTask();

    public int FailuresWaiting => _failed.Reader.Count;
}
