using WellIntake.Modules.Platform.Queueing;

namespace WellIntake.Tests.Conformance;

/// <summary>What a backend can do beyond what all must. A test that needs more than is there is skipped, visibly.</summary>
[Flags]
public enum QueuePowers
{
    None = 0,
    Fairness = 1,
    Priority = 2,
    Release = 4,
    Ordering = 8,
    All = Fairness | Priority | Release | Ordering,
}

/// <summary>One open queue with its clock, made by a backend's subclass for each test.</summary>
public sealed class QueueFixture(
    IJobQueue queue, QueuePowers powers, Func<TimeSpan, Task> advance, Func<DateTimeOffset> now, Func<Task>? dispose = null) : IAsyncDisposable
{
    public IJobQueue Queue { get; } = queue;

    public QueuePowers Powers { get; } = powers;

    public DateTimeOffset Now => now();

    /// <summary>Moves the queue's clock; returns when what comes due has happened.</summary>
    public Task AdvanceAsync(TimeSpan by) => advance(by);

    public void Require(QueuePowers powers)
    {
        if ((Powers & powers) != powers)
            Assert.Inconclusive($"This backend does not have: {powers & ~Powers}.");
    }

    public async ValueTask DisposeAsync()
    {
        await Queue.DisposeAsync();
        if (dispose is not null)
            await dispose();
    }
}
