using WellIntake.Modules.Platform.Queueing;

namespace WellIntake.Tests.Conformance;

/// <summary>What every backend must do that heeds priority and is fair between those who ask. A broker's queue has one order.</summary>
public abstract class RankedJobQueueConformance : OrderedJobQueueConformance
{
    [TestMethod, TestCategory("QUE-2")]
    public async Task Receive_HigherPriorityWaits_GoesFirst()
    {
        await using var q = await OpenAsync();
        await SendAsync(
            q, Job("low") with { Priority = JobPriority.Low }, Job("normal"), Job("high") with { Priority = JobPriority.High },
            Job("urgent") with { Priority = JobPriority.Urgent });
        Assert.AreEqual("urgent high normal low", Ids(await TakeAsync(q)));
    }

    [TestMethod, TestCategory("QUE-2")]
    public async Task Receive_FloodOfHigherPriority_NobodyStarves()
    {
        await using var q = await OpenAsync();
        await SendAsync(q, Job("normal"));
        await q.Queue.SendAsync([.. Enumerable.Range(0, 300).Select(i => Job($"h{i}") with { Priority = JobPriority.High })], Stop);
        Assert.Contains("normal", Ids(await TakeAsync(q, 50)).Split(' '));
    }

    [TestMethod, TestCategory("QUE-13")]
    public async Task Receive_OneUsersFlood_DoesNotHoldUpAnothersFirst()
    {
        await using var q = await OpenAsync();
        await q.Queue.SendAsync([.. Enumerable.Range(0, 500).Select(i => Job($"flood{i}") with { FairnessKey = "flood" })], Stop);
        await TakeAsync(q, 10);
        await SendAsync(q, Job("mine") with { FairnessKey = "me" });
        Assert.Contains("mine", Ids(await TakeAsync(q, 2)).Split(' '));
    }
}
