using WellIntake.Modules.Platform.Queueing;

namespace WellIntake.Tests.Conformance;

/// <content>Dead letters and time to live.</content>
public abstract partial class JobQueueConformance
{
    [TestMethod, TestCategory("QUE-2")]
    public async Task DeadLetter_WithReason_CarriesItAndWhatWasSent()
    {
        await using var q = await OpenAsync();
        await SendAsync(q, Job("a", """{"x":1}""") with { CorrelationId = "c", Properties = new Dictionary<string, string> { ["k"] = "v" } });
        await (await TakeOneAsync(q)).DeadLetterAsync("ProcessingException", "broken", Stop);
        var dead = (await TakeDeadAsync(q)).Job;
        Assert.AreEqual(
            ("a", "ProcessingException", "broken", "c", "v", 7, 1),
            (dead.Id, dead.DeadLetterReason, dead.DeadLetterDescription, dead.CorrelationId, dead.Properties["k"], dead.Body.Length, dead.DeliveryCount));
        Assert.IsEmpty(await TakeAsync(q));
    }

    [TestMethod, TestCategory("QUE-2")]
    public async Task DeadLetter_LongDescription_IsCut()
    {
        await using var q = await OpenAsync();
        await SendAsync(q, Job("a"));
        await (await TakeOneAsync(q)).DeadLetterAsync("r", new string('x', 5_000), Stop);
        Assert.AreEqual(1_024, (await TakeDeadAsync(q)).Job.DeadLetterDescription!.Length);
    }

    [TestMethod, TestCategory("QUE-2")]
    public async Task DeadLetters_Completed_AreRemoved()
    {
        await using var q = await OpenAsync();
        await SendAsync(q, Job("a"));
        await (await TakeOneAsync(q)).DeadLetterAsync("r", ct: Stop);
        await (await TakeDeadAsync(q)).CompleteAsync(Stop);
        Assert.IsEmpty(await q.Queue.DeadLetters.PeekAsync(1, Stop));
        Assert.AreEqual(0, (await q.Queue.GetStatisticsAsync(Stop)).DeadLettered);
    }

    [TestMethod, TestCategory("QUE-2")]
    public async Task DeadLetters_Abandoned_StayWhereTheyAre()
    {
        await using var q = await OpenAsync();
        await SendAsync(q, Job("a"));
        await (await TakeOneAsync(q)).DeadLetterAsync("r", ct: Stop);
        await (await TakeDeadAsync(q)).AbandonAsync(ct: Stop);
        var again = await TakeDeadAsync(q);
        Assert.AreEqual("r", again.Job.DeadLetterReason);
        Assert.AreEqual(1, (await q.Queue.GetStatisticsAsync(Stop)).DeadLettered);
        Assert.IsEmpty(await TakeAsync(q));
    }

    [TestMethod, TestCategory("QUE-2")]
    public async Task DeadLetters_LeaseExpired_ComeBack()
    {
        await using var q = await OpenAsync();
        await SendAsync(q, Job("a"));
        await (await TakeOneAsync(q)).DeadLetterAsync("r", ct: Stop);
        var late = await TakeDeadAsync(q);
        Assert.IsEmpty(await q.Queue.DeadLetters.ReceiveAsync(1, TimeSpan.Zero, Stop));
        await q.AdvanceAsync(Lock);
        await Assert.ThrowsExactlyAsync<JobLockLostException>(() => late.CompleteAsync(Stop));
        await TakeDeadAsync(q);
    }

    [TestMethod, TestCategory("QUE-2")]
    public async Task DeadLetters_OldestFirst_ArePeekedAndReceived()
    {
        await using var q = await OpenAsync();
        await SendAsync(q, Job("a"), Job("b"));
        var leases = await TakeAsync(q, 2);
        await leases[1].DeadLetterAsync("r", ct: Stop);
        await leases[0].DeadLetterAsync("r", ct: Stop);
        Assert.AreEqual("a b", Ids(await q.Queue.DeadLetters.PeekAsync(10, Stop)));
        Assert.AreEqual("a b", Ids(await q.Queue.DeadLetters.ReceiveAsync(10, TimeSpan.Zero, Stop)));
    }

    [TestMethod, TestCategory("QUE-2")]
    public async Task DeadLetters_WaitingReceiver_GetsTheFirst()
    {
        await using var q = await OpenAsync();
        var receive = q.Queue.DeadLetters.ReceiveAsync(1, TimeSpan.FromMinutes(1), Stop);
        await SendAsync(q, Job("a"));
        await (await TakeOneAsync(q)).DeadLetterAsync("r", ct: Stop);
        Assert.AreEqual("a", Ids(await receive));
    }

    [TestMethod, TestCategory("QUE-2")]
    public async Task TimeToLive_RunsOutWhileWaiting_GoesToTheDeadLetters()
    {
        await using var q = await OpenAsync();
        await SendAsync(q, Job("short") with { TimeToLive = TimeSpan.FromMinutes(2) }, Job("default"));
        await q.AdvanceAsync(TimeSpan.FromMinutes(2));
        Assert.AreEqual(1, (await q.Queue.GetStatisticsAsync(Stop)).DeadLettered);
        var left = await TakeAsync(q);
        Assert.AreEqual("default", Ids(left));
        await left[0].AbandonAsync(ct: Stop);
        await q.AdvanceAsync(TimeSpan.FromHours(1));
        Assert.IsEmpty(await TakeAsync(q));
        var dead = await q.Queue.DeadLetters.ReceiveAsync(10, TimeSpan.Zero, Stop);
        Assert.AreEqual("short default", Ids(dead));
        Assert.IsTrue(dead.All(d => d.Job.DeadLetterReason == DeadLetterReasons.Expired));
    }

    [TestMethod, TestCategory("QUE-2")]
    public async Task TimeToLive_RunsOutInSomebodysHands_CanStillBeCompleted()
    {
        await using var q = await OpenAsync();
        await SendAsync(q, Job("a") with { TimeToLive = Lock / 2 });
        var lease = await TakeOneAsync(q);
        await q.AdvanceAsync(Lock * 0.75);
        await lease.CompleteAsync(Stop);
        Assert.AreEqual(new JobQueueStatistics(0, 0, 0, 0, null), await q.Queue.GetStatisticsAsync(Stop));
    }

    [TestMethod, TestCategory("QUE-2")]
    public async Task TimeToLive_OfAScheduledJob_StartsWhenItIsDue()
    {
        await using var q = await OpenAsync();
        await SendAsync(q, Job("a") with { ScheduledFor = q.Now.AddMinutes(30), TimeToLive = TimeSpan.FromMinutes(1) });
        await q.AdvanceAsync(TimeSpan.FromMinutes(30));
        Assert.HasCount(1, await TakeAsync(q));
    }
}
