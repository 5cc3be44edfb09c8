using WellIntake.Modules.Platform.Queueing;
using WellIntake.Modules.Platform.Queueing.InMemory;
using WellIntake.Tests.Testing;

namespace WellIntake.Tests.Conformance;

/// <summary>The in-memory backend without its journal.</summary>
[TestClass]
public sealed class InMemoryConformance : RankedJobQueueConformance
{
    protected override Task<QueueFixture> OpenAsync(JobQueueOptions options)
    {
        var time = new FakeTime();
        return Task.FromResult(new QueueFixture(
            new InMemoryJobQueue("test", options, time),
            by =>
            {
                time.Advance(by);
                return Task.CompletedTask;
            },
            time.GetUtcNow));
    }
}
