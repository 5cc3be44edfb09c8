using WellIntake.Modules.Platform.Queueing;

namespace WellIntake.Tests.Conformance;

/// <content>IJobReceiver.</content>
public abstract partial class JobQueueConformance
{
    [TestMethod, TestCategory("QUE-2")]
    public async Task Receive_SeveralReady_ReturnsThemInOrderUpToTheMost()
    {
        await using var q = await OpenAsync();
        await SendAsync(q, Job("a"), Job("b"), Job("c"));
        Assert.AreEqual("a b", Ids(await TakeAsync(q, 2)));
        Assert.AreEqual("c", Ids(await TakeAsync(q, 2)));
    }

    [TestMethod, TestCategory("QUE-2")]
    public async Task Receive_NothingComes_ReturnsEmptyAfterTheWait()
    {
        await using var q = await OpenAsync();
        var receive = q.Queue.ReceiveAsync(1, TimeSpan.FromSeconds(30), Stop);
        Assert.IsFalse(receive.IsCompleted);
        await q.AdvanceAsync(TimeSpan.FromSeconds(30));
        Assert.IsEmpty(await receive);
    }

    [TestMethod, TestCategory("QUE-2")]
    public async Task Receive_JobComesWhileWaiting_IsDelivered()
    {
        await using var q = await OpenAsync();
        var receive = q.Queue.ReceiveAsync(5, TimeSpan.FromMinutes(1), Stop);
        await SendAsync(q, Job("a"));
        Assert.AreEqual("a", Ids(await receive));
    }

    [TestMethod, TestCategory("QUE-2")]
    public async Task Receive_SeveralWaiting_EachJobGoesToOne()
    {
        await using var q = await OpenAsync();
        var receivers = Enumerable.Range(0, 4).Select(_ => q.Queue.ReceiveAsync(1, TimeSpan.FromMinutes(1), Stop)).ToList();
        await SendAsync(q, Job("a"), Job("b"), Job("c"), Job("d"));
        var ids = (await Task.WhenAll(receivers)).Select(Ids).Order(StringComparer.Ordinal);
        Assert.AreEqual("a b c d", string.Join(' ', ids));
    }

    [TestMethod, TestCategory("QUE-2")]
    public async Task Receive_CancelledBefore_ThrowsAndLeasesNothing()
    {
        await using var q = await OpenAsync();
        await SendAsync(q, Job("a"));
        await Assert.ThrowsAsync<OperationCanceledException>(() => q.Queue.ReceiveAsync(1, Lock, new CancellationToken(true)));
        Assert.AreEqual(0, (await q.Queue.GetStatisticsAsync(Stop)).Leased);
        Assert.AreEqual(1, (await TakeOneAsync(q)).DeliveryCount);
    }

    [TestMethod, TestCategory("QUE-2")]
    public async Task Receive_CancelledWhileWaiting_ThrowsAndTheJobGoesToTheNext()
    {
        await using var q = await OpenAsync();
        using var cancel = new CancellationTokenSource();
        var receive = q.Queue.ReceiveAsync(1, TimeSpan.FromMinutes(1), cancel.Token);
        await cancel.CancelAsync();
        await Assert.ThrowsAsync<OperationCanceledException>(() => receive);
        await SendAsync(q, Job("a"));
        Assert.AreEqual(1, (await TakeOneAsync(q)).DeliveryCount);
    }

    [TestMethod, TestCategory("QUE-2")]
    public async Task Receive_OneWaitEnds_TheNextStillWaits()
    {
        await using var q = await OpenAsync();
        var impatient = q.Queue.ReceiveAsync(1, TimeSpan.FromSeconds(1), Stop);
        var patient = q.Queue.ReceiveAsync(1, TimeSpan.FromMinutes(1), Stop);
        await q.AdvanceAsync(TimeSpan.FromSeconds(1));
        Assert.IsEmpty(await impatient);
        await SendAsync(q, Job("a"));
        Assert.AreEqual("a", Ids(await patient));
    }

    [TestMethod, TestCategory("QUE-2")]
    [DataRow(0)]
    [DataRow(-1)]
    public async Task Receive_NoRoomForJobs_IsRefused(int max)
    {
        await using var q = await OpenAsync();
        await Assert.ThrowsAsync<ArgumentException>(() => q.Queue.ReceiveAsync(max, TimeSpan.Zero, Stop));
    }

    [TestMethod, TestCategory("QUE-7")]
    public async Task Receive_QueueClosed_Throws()
    {
        var q = await OpenAsync();
        var waiting = q.Queue.ReceiveAsync(1, TimeSpan.FromMinutes(1), Stop);
        await q.DisposeAsync();
        await Assert.ThrowsAsync<ObjectDisposedException>(() => waiting);
        await Assert.ThrowsAsync<ObjectDisposedException>(() => q.Queue.ReceiveAsync(1, TimeSpan.Zero, Stop));
        await q.Queue.DisposeAsync();
    }

    [TestMethod, TestCategory("QUE-2")]
    public async Task Peek_OldestFirst_SeesReadyLeasedAndScheduledAndLeasesNothing()
    {
        await using var q = await OpenAsync();
        await SendAsync(q, Job("leased"), Job("scheduled") with { ScheduledFor = q.Now.AddHours(1) }, Job("ready"));
        await TakeOneAsync(q);
        Assert.AreEqual("leased scheduled ready", Ids(await q.Queue.PeekAsync(10, Stop)));
        Assert.AreEqual("leased scheduled", Ids(await q.Queue.PeekAsync(2, Stop)));
        var lease = await TakeOneAsync(q);
        Assert.AreEqual(("ready", 1), (lease.Job.Id, lease.DeliveryCount));
    }

    [TestMethod, TestCategory("QUE-2")]
    public async Task Peek_NeverDelivered_CountIsZero()
    {
        await using var q = await OpenAsync();
        await SendAsync(q, Job("a"));
        Assert.AreEqual(0, (await q.Queue.PeekAsync(1, Stop))[0].DeliveryCount);
    }

    [TestMethod, TestCategory("QUE-2")]
    public async Task Peek_EmptyQueue_IsEmpty()
    {
        await using var q = await OpenAsync();
        Assert.IsEmpty(await q.Queue.PeekAsync(5, Stop));
        Assert.IsEmpty(await q.Queue.DeadLetters.PeekAsync(5, Stop));
    }

    [TestMethod, TestCategory("QUE-2")]
    public async Task Statistics_OfEveryKind_AreTrue()
    {
        await using var q = await OpenAsync();
        var start = q.Now;
        await SendAsync(q, Job("a"), Job("b"), Job("c"), Job("s") with { ScheduledFor = q.Now.AddHours(1) });
        await q.AdvanceAsync(TimeSpan.FromSeconds(1));
        await SendAsync(q, Job("d"));
        var leases = await TakeAsync(q, 2);
        await leases[0].DeadLetterAsync("why", ct: Stop);
        Assert.AreEqual(
            new JobQueueStatistics(Active: 3, Scheduled: 1, DeadLettered: 1, Leased: 1, OldestEnqueuedAt: start),
            await q.Queue.GetStatisticsAsync(Stop));
    }

    [TestMethod, TestCategory("QUE-2")]
    public async Task Statistics_EmptyQueue_HasNoOldest()
    {
        await using var q = await OpenAsync();
        Assert.AreEqual(new JobQueueStatistics(0, 0, 0, 0, null), await q.Queue.GetStatisticsAsync(Stop));
    }
}
