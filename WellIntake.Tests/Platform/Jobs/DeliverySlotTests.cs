using WellIntake.Modules.Platform.Jobs.Receiving;
using WellIntake.Modules.Platform.Queueing;

namespace WellIntake.Tests.Platform.Jobs;

[TestClass]
public sealed class DeliverySlotTests
{
    private static readonly DateTimeOffset Now = new(2026, 1, 5, 9, 0, 0, TimeSpan.Zero);

    public required TestContext TestContext { get; init; }

    [TestMethod, TestCategory("QUE-6")]
    public async Task Renew_BeforeHalfIsOver_Waits()
    {
        using var slot = new DeliverySlot();
        await using var lease = new ScriptedLease(Now.AddSeconds(40));
        slot.Enter(lease, Now);

        await slot.RenewAsync(Now.AddSeconds(19), TestContext.CancellationToken);

        Assert.AreEqual(0, lease.Renewals);
    }

    [TestMethod, TestCategory("QUE-6")]
    public async Task Renew_HalfIsOver_RenewsAndWaitsForHalfOfWhatRemains()
    {
        using var slot = new DeliverySlot();
        await using var lease = new ScriptedLease(Now.AddSeconds(40));
        slot.Enter(lease, Now);

        await slot.RenewAsync(Now.AddSeconds(20), TestContext.CancellationToken);
        await slot.RenewAsync(Now.AddSeconds(39), TestContext.CancellationToken);
        await slot.RenewAsync(Now.AddSeconds(40), TestContext.CancellationToken);

        Assert.AreEqual(2, lease.Renewals, "At 20 s, until 60 s; then not before 40 s.");
    }

    [TestMethod, TestCategory("QUE-6")]
    public async Task Renew_LockLost_CancelsTheHandlerAndTheNextJobHasATokenOfItsOwn()
    {
        using var slot = new DeliverySlot();
        await using var lost = new ScriptedLease(Now.AddSeconds(40)) { Lost = true };
        var first = slot.Enter(lost, Now);

        await slot.RenewAsync(Now.AddSeconds(20), TestContext.CancellationToken);
        slot.Leave();
        await using var next = new ScriptedLease(Now.AddSeconds(80));
        var second = slot.Enter(next, Now.AddSeconds(21));

        Assert.IsTrue(first.IsCancellationRequested);
        Assert.IsFalse(second.IsCancellationRequested);
        Assert.IsFalse(slot.LockLost);
    }

    [TestMethod, TestCategory("QUE-7")]
    public async Task Cancel_NothingInHand_CancelsNothing()
    {
        using var slot = new DeliverySlot();
        await using var lease = new ScriptedLease(Now.AddSeconds(40));
        slot.Enter(lease, Now);
        slot.Leave();

        slot.Cancel();

        Assert.IsFalse(slot.Enter(lease, Now).IsCancellationRequested);
    }

    private sealed class ScriptedLease(DateTimeOffset lockedUntil) : IJobLease
    {
        public bool Lost { get; init; }

        public int Renewals { get; private set; }

        public JobEnvelope Job { get; } = new() { Id = "a", Type = "t", Body = default };

        public int DeliveryCount => 1;

        public DateTimeOffset LockedUntil { get; private set; } = lockedUntil;

        public Task RenewLockAsync(CancellationToken ct = default)
        {
            if (Lost)
                throw new JobLockLostException(Job.Id);
            Renewals++;
            LockedUntil = LockedUntil.AddSeconds(20);
            return Task.CompletedTask;
        }

        public Task CompleteAsync(CancellationToken ct = default) => throw new NotSupportedException();

        public Task AbandonAsync(TimeSpan delay = default, CancellationToken ct = default) => throw new NotSupportedException();

        public Task DeadLetterAsync(string reason, string? description = null, CancellationToken ct = default) => throw new NotSupportedException();

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }
}
