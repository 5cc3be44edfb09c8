using WellIntake.Modules.Platform.Queueing;

namespace WellIntake.Tests.Conformance;

/// <summary>What every backend must do that keeps the order of an ordering key.</summary>
public abstract class OrderedJobQueueConformance : JobQueueConformance
{
    [TestMethod, TestCategory("QUE-2")]
    public async Task OrderingKey_OneAtATime_InOrder()
    {
        await using var q = await OpenAsync();
        await SendAsync(q, Ordered("a1", "a"), Ordered("a2", "a"), Ordered("b1", "b"), Job("free"));
        var first = await TakeAsync(q);
        Assert.AreEqual("a1 b1 free", Ids(first));
        Assert.IsEmpty(await TakeAsync(q));
        await first[0].CompleteAsync(Stop);
        Assert.AreEqual("a2", Ids(await TakeAsync(q)));
    }

    [TestMethod, TestCategory("QUE-2")]
    public async Task OrderingKey_HeadAbandonedWithDelay_HoldsItsKeyBack()
    {
        await using var q = await OpenAsync();
        await SendAsync(q, Ordered("a1", "a"), Ordered("a2", "a"), Ordered("b1", "b"));
        var first = await TakeAsync(q);
        await first[0].AbandonAsync(TimeSpan.FromSeconds(10), Stop);
        Assert.IsEmpty(await TakeAsync(q));
        await q.AdvanceAsync(TimeSpan.FromSeconds(10));
        var again = await TakeAsync(q);
        Assert.AreEqual("a1", Ids(again));
        await again[0].CompleteAsync(Stop);
        Assert.AreEqual("a2", Ids(await TakeAsync(q)));
    }

    [TestMethod, TestCategory("QUE-2")]
    public async Task OrderingKey_HeadAbandonedOrExpired_ComesBackBeforeTheNext()
    {
        await using var q = await OpenAsync();
        await SendAsync(q, Ordered("a1", "a"), Ordered("a2", "a"));
        await (await TakeOneAsync(q)).AbandonAsync(ct: Stop);
        Assert.AreEqual("a1", Ids(await TakeAsync(q)));
        await q.AdvanceAsync(Lock);
        Assert.AreEqual("a1", Ids(await TakeAsync(q)));
    }

    [TestMethod, TestCategory("QUE-2")]
    public async Task OrderingKey_HeadDeadLettered_LetsTheNextGo()
    {
        await using var q = await OpenAsync();
        await SendAsync(q, Ordered("a1", "a"), Ordered("a2", "a"));
        await (await TakeOneAsync(q)).DeadLetterAsync("r", ct: Stop);
        Assert.AreEqual("a2", Ids(await TakeAsync(q)));
    }

    [TestMethod, TestCategory("QUE-2")]
    public async Task OrderingKey_HeldJobExpires_TheOneBehindItGoes()
    {
        await using var q = await OpenAsync();
        await SendAsync(q, Ordered("a1", "a"), Ordered("a2", "a") with { TimeToLive = Lock / 2 }, Ordered("a3", "a"));
        var head = await TakeOneAsync(q);
        await q.AdvanceAsync(Lock * 0.75);
        await head.CompleteAsync(Stop);
        Assert.AreEqual("a3", Ids(await TakeAsync(q)));
        Assert.AreEqual("a2", Ids(await q.Queue.DeadLetters.PeekAsync(1, Stop)));
    }

    private static JobEnvelope Ordered(string id, string key) => Job(id) with { OrderingKey = key };
}
