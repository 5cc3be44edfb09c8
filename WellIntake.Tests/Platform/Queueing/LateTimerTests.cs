using WellIntake.Modules.Platform.Queueing;
using WellIntake.Modules.Platform.Queueing.InMemory;

namespace WellIntake.Tests.Platform.Queueing;

/// <summary>What holds although the timer that should see to it has not fired yet.</summary>
[TestClass]
public sealed class LateTimerTests
{
    private readonly TimerlessTime _time = new();

    [TestMethod, TestCategory("QUE-6")]
    public async Task Settle_LockExpiredButNotSweptYet_IsLost()
    {
        await using var queue = await OneJobAsync(new JobQueueOptions { LockDuration = TimeSpan.FromMinutes(1) });
        var lease = (await queue.ReceiveAsync(1, TimeSpan.Zero))[0];
        _time.Now += TimeSpan.FromMinutes(1);
        await Assert.ThrowsExactlyAsync<JobLockLostException>(() => lease.CompleteAsync());
        Assert.AreEqual(1, (await queue.GetStatisticsAsync()).Active);
    }

    [TestMethod, TestCategory("QUE-2")]
    public async Task Receive_ExpiredButNotSweptYet_IsBuriedInstead()
    {
        await using var queue = await OneJobAsync(new JobQueueOptions { DefaultTimeToLive = TimeSpan.FromMinutes(1) });
        _time.Now += TimeSpan.FromMinutes(1);
        Assert.IsEmpty(await queue.ReceiveAsync(1, TimeSpan.Zero));
        Assert.AreEqual(DeadLetterReasons.Expired, (await queue.DeadLetters.PeekAsync(1))[0].DeadLetterReason);
    }

    private async Task<InMemoryJobQueue> OneJobAsync(JobQueueOptions options)
    {
        var queue = new InMemoryJobQueue("test", options, _time);
        await queue.SendAsync([new JobEnvelope { Id = "a", Type = "t", Body = default }]);
        return queue;
    }

    private sealed class TimerlessTime : TimeProvider
    {
        public DateTimeOffset Now { get; set; } = new(2026, 1, 5, 9, 0, 0, TimeSpan.Zero);

        public override DateTimeOffset GetUtcNow() => Now;

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) => new Nothing();

        private sealed class Nothing : ITimer
        {
            public bool Change(TimeSpan dueTime, TimeSpan period) => true;

            public void Dispose()
            {
                // There is nothing behind it.
            }

            public ValueTask DisposeAsync() => ValueTask.CompletedTask;
        }
    }
}
