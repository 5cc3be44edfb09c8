using System.Globalization;
using WellIntake.Modules.Platform.Queueing;
using WellIntake.Modules.Platform.Queueing.InMemory;
using WellIntake.Tests.Testing;

namespace WellIntake.Tests.Platform.Queueing;

[TestClass]
public sealed class SpillTests
{
    private readonly FakeTime _time = new();

    [TestMethod, TestCategory("QUE-11")]
    public async Task Send_PastTheLimitWithoutJournal_IsRefusedWhole()
    {
        await using var queue = new InMemoryJobQueue("test", Options(), _time);
        await queue.SendAsync(Jobs(0, 15));
        var e = await Assert.ThrowsExactlyAsync<JobQueueUnavailableException>(() => queue.SendAsync(Jobs(15, 10)));
        Assert.IsFalse(e.OutcomeUnknown);
        Assert.Contains("full", e.Message, StringComparison.Ordinal);
        Assert.AreEqual(15, (await queue.GetStatisticsAsync()).Active);
        await queue.SendAsync(Jobs(15, 5));
        Assert.AreEqual(20, (await queue.GetStatisticsAsync()).Active);
    }

    [TestMethod, TestCategory("QUE-11")]
    public async Task Send_PastTheLimit_SpillsAndComesBackInOrder()
    {
        await using var file = new JournalFile(_time);
        await using var queue = await file.OpenAsync(Options());
        await queue.SendAsync(Jobs(0, 300));
        Assert.AreEqual(300, (await queue.GetStatisticsAsync()).Active);
        Assert.AreEqual(280, await file.CountAsync("SELECT count(*) FROM \"journal_jobs:test\" WHERE spilled = 1"));
        Assert.HasCount(100, await queue.PeekAsync(100));
        CollectionAssert.AreEqual(Enumerable.Range(0, 300).Select(Name).ToList(), await DrainAsync(queue, 300));
        Assert.AreEqual(new JobQueueStatistics(0, 0, 0, 0, null), await queue.GetStatisticsAsync());
    }

    [TestMethod, TestCategory("QUE-11")]
    public async Task Send_OrderingKeyWhileSpilled_KeepsItsOrder()
    {
        await using var file = new JournalFile(_time);
        await using var queue = await file.OpenAsync(Options());
        await queue.SendAsync([.. Jobs(0, 60).Select((j, i) => j with { OrderingKey = $"k{i % 3}" })]);
        var ids = (await DrainAsync(queue, 60)).ConvertAll(id => int.Parse(id, CultureInfo.InvariantCulture));
        for (var key = 0; key < 3; key++)
        {
            var own = ids.Where(i => i % 3 == key).ToList();
            CollectionAssert.AreEqual(own.Order().ToList(), own);
        }
    }

    [TestMethod, TestCategory("QUE-13")]
    public async Task Send_AnothersFirstWhileAFloodIsSpilled_ComesSoon()
    {
        await using var file = new JournalFile(_time);
        await using var queue = await file.OpenAsync(Options());
        await queue.SendAsync([.. Jobs(0, 500).Select(j => j with { FairnessKey = "flood" })]);
        await queue.SendAsync([new JobEnvelope { Id = "mine", Type = "t", Body = default, FairnessKey = "me" }]);
        Assert.Contains("mine", await DrainAsync(queue, 2));
    }

    [TestMethod, TestCategory("QUE-11")]
    public async Task Open_MoreThanTheLimitOnDisk_ComesBackInOrderOnce()
    {
        await using var file = new JournalFile(_time);
        var first = await file.OpenAsync(Options());
        await first.SendAsync(Jobs(0, 200));
        await DrainAsync(first, 30);
        await file.CloseAsync(first);
        await using var second = await file.OpenAsync(Options());
        await second.SendAsync(Jobs(200, 50));
        CollectionAssert.AreEqual(Enumerable.Range(30, 220).Select(Name).ToList(), await DrainAsync(second, 220));
        Assert.AreEqual(0, (await second.GetStatisticsAsync()).Active);
    }

    [TestMethod, TestCategory("QUE-11")]
    public async Task Send_ManyScheduledPastTheLimit_AllComeDue()
    {
        await using var file = new JournalFile(_time);
        await using var queue = await file.OpenAsync(Options());
        var due = _time.GetUtcNow().AddMinutes(1);
        await queue.SendAsync([.. Jobs(0, 100).Select(j => j with { ScheduledFor = due })]);
        Assert.AreEqual(100, (await queue.GetStatisticsAsync()).Scheduled);
        Assert.HasCount(100, await queue.PeekAsync(100));
        _time.Advance(TimeSpan.FromMinutes(1));
        var ids = await DrainAsync(queue, 100);
        CollectionAssert.AreEquivalent(Enumerable.Range(0, 100).Select(Name).ToList(), ids);
    }

    [TestMethod, TestCategory("QUE-11")]
    public async Task DeadLetters_PastTheLimit_StayOnDiskAndAreAllReceived()
    {
        await using var file = new JournalFile(_time);
        await using var queue = await file.OpenAsync(Options());
        await queue.SendAsync(Jobs(0, 70));
        for (var i = 0; i < 70; i++)
            await (await queue.ReceiveAsync(1, TimeSpan.FromMinutes(1)))[0].DeadLetterAsync("r");
        Assert.AreEqual(70, (await queue.GetStatisticsAsync()).DeadLettered);
        var seen = new HashSet<string>(StringComparer.Ordinal);
        for (var i = 0; i < 70; i++)
        {
            var dead = (await queue.DeadLetters.ReceiveAsync(1, TimeSpan.FromMinutes(1)))[0];
            Assert.IsTrue(seen.Add(dead.Job.Id));
            await dead.CompleteAsync();
        }

        Assert.AreEqual(0, (await queue.GetStatisticsAsync()).DeadLettered);
    }

    private static JobQueueOptions Options() => new() { MemoryLimit = 20, DefaultTimeToLive = TimeSpan.FromDays(1) };

    private static string Name(int i) => i.ToString(CultureInfo.InvariantCulture);

    private static List<JobEnvelope> Jobs(int from, int count) =>
        [.. Enumerable.Range(from, count).Select(i => new JobEnvelope { Id = Name(i), Type = "t", Body = new byte[] { 1 } })];

    private static async Task<List<string>> DrainAsync(JournaledJobQueue queue, int count)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(20));
        var ids = new List<string>();
        while (ids.Count < count)
        {
            var lease = (await queue.ReceiveAsync(1, TimeSpan.FromDays(2), patience.Token))[0];
            ids.Add(lease.Job.Id);
            await lease.CompleteAsync();
        }

        return ids;
    }
}
