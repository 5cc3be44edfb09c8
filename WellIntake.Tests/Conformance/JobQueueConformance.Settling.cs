using WellIntake.Modules.Platform.Queueing;

namespace WellIntake.Tests.Conformance;

/// <content>IJobLease.</content>
public abstract partial class JobQueueConformance
{
    [TestMethod, TestCategory("QUE-2")]
    public async Task Complete_HeldLease_JobIsGone()
    {
        await using var q = await OpenAsync();
        await SendAsync(q, Job("a"));
        await (await TakeOneAsync(q)).CompleteAsync(Stop);
        await q.AdvanceAsync(Lock * 2);
        Assert.IsEmpty(await TakeAsync(q));
        Assert.AreEqual(new JobQueueStatistics(0, 0, 0, 0, null), await q.Queue.GetStatisticsAsync(Stop));
    }

    [TestMethod, TestCategory("QUE-2")]
    public async Task Settle_Twice_IsRefusedAndChangesNothing()
    {
        await using var q = await OpenAsync();
        await SendAsync(q, Job("a"));
        var lease = await TakeOneAsync(q);
        await lease.CompleteAsync(Stop);
        await Assert.ThrowsExactlyAsync<InvalidOperationException>(() => lease.CompleteAsync(Stop));
        await Assert.ThrowsExactlyAsync<InvalidOperationException>(() => lease.AbandonAsync(ct: Stop));
        await Assert.ThrowsExactlyAsync<InvalidOperationException>(() => lease.DeadLetterAsync("x", ct: Stop));
        await Assert.ThrowsExactlyAsync<InvalidOperationException>(() => lease.RenewLockAsync(Stop));
        Assert.AreEqual(new JobQueueStatistics(0, 0, 0, 0, null), await q.Queue.GetStatisticsAsync(Stop));
    }

    [TestMethod, TestCategory("QUE-6")]
    public async Task Settle_AfterTheLockExpired_IsLostAndChangesNothing()
    {
        await using var q = await OpenAsync();
        await SendAsync(q, Job("a"));
        var late = await TakeOneAsync(q);
        await q.AdvanceAsync(Lock);
        await Assert.ThrowsExactlyAsync<JobLockLostException>(() => late.CompleteAsync(Stop));
        await Assert.ThrowsExactlyAsync<JobLockLostException>(() => late.AbandonAsync(ct: Stop));
        await Assert.ThrowsExactlyAsync<JobLockLostException>(() => late.DeadLetterAsync("x", ct: Stop));
        await Assert.ThrowsExactlyAsync<JobLockLostException>(() => late.RenewLockAsync(Stop));
        var again = await TakeOneAsync(q);
        Assert.AreEqual(("a", 2), (again.Job.Id, again.DeliveryCount));
        await Assert.ThrowsExactlyAsync<JobLockLostException>(() => late.CompleteAsync(Stop));
        await again.CompleteAsync(Stop);
    }

    [TestMethod, TestCategory("QUE-2")]
    public async Task Settle_Cancelled_LeavesTheLeaseHeld()
    {
        await using var q = await OpenAsync();
        await SendAsync(q, Job("a"));
        var lease = await TakeOneAsync(q);
        await Assert.ThrowsAsync<OperationCanceledException>(() => lease.CompleteAsync(new CancellationToken(true)));
        await lease.CompleteAsync(Stop);
    }

    [TestMethod, TestCategory("QUE-6")]
    public async Task LockedUntil_OnReceive_IsTheLockDurationAway()
    {
        await using var q = await OpenAsync();
        await SendAsync(q, Job("a"));
        Assert.AreEqual(q.Now + Lock, (await TakeOneAsync(q)).LockedUntil);
    }

    [TestMethod, TestCategory("QUE-6")]
    public async Task Renew_HeldLease_ExtendsTheLockFromNow()
    {
        await using var q = await OpenAsync();
        await SendAsync(q, Job("a"));
        var lease = await TakeOneAsync(q);
        await q.AdvanceAsync(Lock * 0.75);
        await lease.RenewLockAsync(Stop);
        Assert.AreEqual(q.Now + Lock, lease.LockedUntil);
        await q.AdvanceAsync(Lock * 0.75);
        Assert.IsEmpty(await TakeAsync(q));
        await lease.CompleteAsync(Stop);
    }

    [TestMethod, TestCategory("QUE-6")]
    public async Task Renew_OneOfTwo_OnlyTheOtherComesBack()
    {
        await using var q = await OpenAsync();
        await SendAsync(q, Job("renewed"), Job("left"));
        var leases = await TakeAsync(q, 2);
        await q.AdvanceAsync(Lock / 2);
        await leases[0].RenewLockAsync(Stop);
        await q.AdvanceAsync(Lock / 2);
        Assert.AreEqual("left", Ids(await TakeAsync(q)));
    }

    [TestMethod, TestCategory("QUE-6")]
    public async Task Receive_WaitingWhenALockExpires_GetsTheJob()
    {
        await using var q = await OpenAsync();
        await SendAsync(q, Job("a"));
        await TakeOneAsync(q);
        var receive = q.Queue.ReceiveAsync(1, Lock * 3, Stop);
        await q.AdvanceAsync(Lock);
        Assert.AreEqual(2, (await receive)[0].DeliveryCount);
    }

    [TestMethod, TestCategory("QUE-5")]
    public async Task Abandon_WithoutDelay_ComesBackAtOnceWithAGrownCount()
    {
        await using var q = await OpenAsync();
        await SendAsync(q, Job("a"), Job("b"));
        await (await TakeOneAsync(q)).AbandonAsync(ct: Stop);
        var again = await TakeOneAsync(q);
        Assert.AreEqual(("a", 2, 2), (again.Job.Id, again.DeliveryCount, again.Job.DeliveryCount));
    }

    [TestMethod, TestCategory("QUE-5")]
    public async Task Abandon_WithDelay_ComesBackAfterItWithTheSameIdAndAGrownCount()
    {
        await using var q = await OpenAsync();
        await SendAsync(q, Job("a"));
        await (await TakeOneAsync(q)).AbandonAsync(TimeSpan.FromSeconds(30), Stop);
        Assert.AreEqual((0, 1), await ActiveAndScheduledAsync(q));
        await q.AdvanceAsync(TimeSpan.FromSeconds(29));
        Assert.IsEmpty(await TakeAsync(q));
        await q.AdvanceAsync(TimeSpan.FromSeconds(1));
        var again = await TakeOneAsync(q);
        Assert.AreEqual(("a", 2), (again.Job.Id, again.DeliveryCount));
    }

    [TestMethod, TestCategory("QUE-5")]
    public async Task Abandon_PastTheBackstop_GoesToTheDeadLetters()
    {
        await using var q = await OpenAsync();
        await SendAsync(q, Job("a"));
        var backstop = Options().BackstopDeliveries;
        for (var i = 1; i <= backstop; i++)
        {
            var lease = await TakeOneAsync(q);
            Assert.AreEqual(i, lease.DeliveryCount);
            await lease.AbandonAsync(ct: Stop);
        }

        Assert.IsEmpty(await TakeAsync(q));
        var dead = (await TakeDeadAsync(q)).Job;
        Assert.AreEqual((DeadLetterReasons.MaxDeliveries, backstop), (dead.DeadLetterReason, dead.DeliveryCount));
    }

    [TestMethod, TestCategory("QUE-2")]
    public async Task Dispose_Unsettled_Abandons()
    {
        await using var q = await OpenAsync();
        await SendAsync(q, Job("a"));
        await (await TakeOneAsync(q)).DisposeAsync();
        Assert.AreEqual(2, (await TakeOneAsync(q)).DeliveryCount);
    }

    [TestMethod, TestCategory("QUE-2")]
    public async Task Dispose_SettledOrLostOrClosed_NeverThrows()
    {
        await using var q = await OpenAsync();
        await SendAsync(q, Job("a"), Job("b"), Job("c"));
        var leases = await TakeAsync(q, 2);
        await leases[0].CompleteAsync(Stop);
        await leases[0].DisposeAsync();
        await q.AdvanceAsync(Lock);
        await leases[1].DisposeAsync();
        await leases[1].DisposeAsync();
        var last = await TakeOneAsync(q);
        await q.Queue.DisposeAsync();
        await last.DisposeAsync();
    }

    [TestMethod, TestCategory("QUE-7")]
    public async Task Release_HeldLease_ComesBackAsIfNeverDelivered()
    {
        await using var q = await OpenAsync();
        await SendAsync(q, Job("a"));
        await (await TakeOneAsync(q)).AbandonAsync(ct: Stop);
        await ((IReleasesLease)await TakeOneAsync(q)).ReleaseAsync(Stop);
        Assert.AreEqual(2, (await TakeOneAsync(q)).DeliveryCount);
    }

    private static async Task<(long, long)> ActiveAndScheduledAsync(QueueFixture q)
    {
        var statistics = await q.Queue.GetStatisticsAsync();
        return (statistics.Active, statistics.Scheduled);
    }
}
