using WellIntake.Modules.Platform.Queueing;

namespace WellIntake.Tests.Conformance;

/// <summary>One open queue with its clock, made by a backend's subclass for each test.</summary>
public sealed class QueueFixture(IJobQueue queue, Func<TimeSpan, Task> advance, Func<DateTimeOffset> now, Func<Task>? dispose = null) : IAsyncDisposable
{
    public IJobQueue Queue { get; } = queue;

    public DateTimeOffset Now => now();

    /// <summary>Moves the queue's clock; returns when what comes due has happened.</summary>
    public Task AdvanceAsync(TimeSpan by) => advance(by);

    public async ValueTask DisposeAsync()
    {
        await Queue.DisposeAsync();
        if (dispose is not null)
            await dispose();
    }
}
