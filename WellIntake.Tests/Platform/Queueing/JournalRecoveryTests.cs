using System.Text;
using WellIntake.Modules.Platform.Queueing;
using WellIntake.Modules.Platform.Queueing.InMemory;
using WellIntake.Tests.Testing;

namespace WellIntake.Tests.Platform.Queueing;

[TestClass]
public sealed class JournalRecoveryTests
{
    private const string Rows = "SELECT count(*) FROM \"journal_jobs:test\"";

    private readonly FakeTime _time = new();

    [TestMethod, TestCategory("QUE-8")]
    public async Task Open_AfterAKill_BringsBackEverythingInOrder()
    {
        await using var file = new JournalFile(_time);
        var first = await file.OpenAsync();
        var sent = new JobEnvelope
        {
            Id = "a",
            Type = "t",
            Body = Encoding.UTF8.GetBytes("""{"x":"ä"}"""),
            CorrelationId = "c",
            FairnessKey = "f",
            Priority = JobPriority.High,
            TraceParent = "00-1",
            TimeToLive = TimeSpan.FromMinutes(7),
            Properties = new Dictionary<string, string> { ["k"] = "v" },
        };
        await first.SendAsync([sent]);
        await first.SendAsync([Job("b"), Job("c") with { OrderingKey = "o" }, Job("d") with { OrderingKey = "o" }]);
        var before = await first.PeekAsync(10);
        file.Kill();
        await using var second = await file.OpenAsync();
        CollectionAssert.AreEqual(before.Select(j => j.SequenceNumber).ToList(), (await second.PeekAsync(10)).Select(j => j.SequenceNumber).ToList());
        var leases = await second.ReceiveAsync(10, TimeSpan.Zero);
        Assert.AreEqual("a b c", Ids(leases));
        var job = leases[0].Job;
        Assert.AreEqual(
            ("""{"x":"ä"}""", "c", "f", JobPriority.High, "00-1", TimeSpan.FromMinutes(7), "v", before[0].EnqueuedAt),
            (Encoding.UTF8.GetString(job.Body.Span), job.CorrelationId, job.FairnessKey, job.Priority, job.TraceParent, job.TimeToLive, job.Properties["k"], job.EnqueuedAt));
    }

    [TestMethod, TestCategory("QUE-8")]
    public async Task Open_SomeSettledInAnyOrder_BringsBackExactlyTheRest()
    {
        await using var file = new JournalFile(_time);
        var first = await file.OpenAsync();
        await first.SendAsync([Job("a"), Job("b"), Job("c"), Job("d"), Job("e"), Job("f"), Job("g")]);
        var leases = await first.ReceiveAsync(7, TimeSpan.Zero);
        foreach (var i in new[] { 4, 0, 6, 3, 2 })
            await leases[i].CompleteAsync();
        await file.CloseAsync(first);
        await using var second = await file.OpenAsync();
        Assert.AreEqual("b f", Ids(await second.ReceiveAsync(7, TimeSpan.Zero)));
    }

    [TestMethod, TestCategory("QUE-7")]
    public async Task Dispose_WhileACommitIsWritten_StillKeepsTheLastSettles()
    {
        await using var file = new JournalFile(_time);
        var queue = await file.OpenAsync();
        await queue.SendAsync([Job("a")]);
        var lease = (await queue.ReceiveAsync(1, TimeSpan.Zero))[0];
        Task? settled = null;
        Task? closed = null;
        await file.Commit.CommitAsync(_ =>
        {
            // On the committing thread, which has asked already what was settled so far.
            settled = lease.CompleteAsync();
            closed = queue.DisposeAsync().AsTask();
            return 0;
        });
        await settled!;
        await closed!;
        await file.Commit.DisposeAsync();
        Assert.AreEqual(0L, await file.CountAsync("SELECT COUNT(*) FROM \"journal_jobs:test\""));
    }

    [TestMethod, TestCategory("QUE-8")]
    public async Task Open_AfterAKillWithJobsInHand_KeepsTheirDeliveryCount()
    {
        await using var file = new JournalFile(_time);
        var first = await file.OpenAsync();
        await first.SendAsync([Job("a"), Job("b")]);
        await (await first.ReceiveAsync(1, TimeSpan.Zero))[0].AbandonAsync();
        await first.ReceiveAsync(1, TimeSpan.Zero);
        await file.UntilAsync("SELECT delivery_count FROM \"journal_jobs:test\" WHERE id = 'a'", 2);
        file.Kill();
        await using var second = await file.OpenAsync();
        var leases = await second.ReceiveAsync(2, TimeSpan.Zero);
        Assert.AreEqual(("a b", 3, 1), (Ids(leases), leases[0].DeliveryCount, leases[1].DeliveryCount));
    }

    [TestMethod, TestCategory("QUE-8")]
    public async Task Open_AfterManyKillsInHand_EndsInTheDeadLetters()
    {
        await using var file = new JournalFile(_time);
        var options = new JobQueueOptions { MaxDeliveries = 1 };
        var queue = await file.OpenAsync(options);
        await queue.SendAsync([Job("poison")]);
        await file.CloseAsync(queue);
        for (var i = 1; i <= options.BackstopDeliveries; i++)
        {
            queue = await file.OpenAsync(options);
            Assert.AreEqual(i, (await queue.ReceiveAsync(1, TimeSpan.Zero))[0].DeliveryCount);
            await file.UntilAsync("SELECT delivery_count FROM \"journal_jobs:test\"", i);
            await file.CloseAsync(queue);
        }

        await using var last = await file.OpenAsync(options);
        Assert.IsEmpty(await last.ReceiveAsync(1, TimeSpan.Zero));
        Assert.AreEqual(DeadLetterReasons.MaxDeliveries, (await last.DeadLetters.PeekAsync(1))[0].DeadLetterReason);
    }

    [TestMethod, TestCategory("QUE-8")]
    public async Task Open_AfterAKill_DeadLettersSurvive()
    {
        await using var file = new JournalFile(_time);
        var first = await file.OpenAsync();
        await first.SendAsync([Job("a"), Job("b")]);
        await (await first.ReceiveAsync(1, TimeSpan.Zero))[0].DeadLetterAsync("why", "so");
        await file.UntilAsync(Rows + " WHERE dead = 1", 1);
        file.Kill();
        await using var second = await file.OpenAsync();
        var statistics = await second.GetStatisticsAsync();
        Assert.AreEqual((1L, 1L), (statistics.Active, statistics.DeadLettered));
        var dead = (await second.DeadLetters.ReceiveAsync(1, TimeSpan.Zero))[0];
        Assert.AreEqual(("a", "why", "so", 1), (dead.Job.Id, dead.Job.DeadLetterReason, dead.Job.DeadLetterDescription, dead.Job.DeliveryCount));
        await dead.CompleteAsync();
        await file.UntilAsync(Rows + " WHERE dead = 1", 0);
    }

    [TestMethod, TestCategory("QUE-8")]
    public async Task Open_SettledJobs_DoNotComeBack()
    {
        await using var file = new JournalFile(_time);
        var first = await file.OpenAsync();
        await first.SendAsync([Job("a"), Job("b")]);
        await (await first.ReceiveAsync(1, TimeSpan.Zero))[0].CompleteAsync();
        await file.CloseAsync(first);
        await using var second = await file.OpenAsync();
        Assert.AreEqual("b", Ids(await second.ReceiveAsync(10, TimeSpan.Zero)));
    }

    [TestMethod, TestCategory("QUE-8")]
    public async Task Complete_AwaitSettle_IsOnDiskWhenItReturns()
    {
        await using var file = new JournalFile(_time);
        await using var queue = await file.OpenAsync(awaitSettle: true);
        await queue.SendAsync([Job("a")]);
        await (await queue.ReceiveAsync(1, TimeSpan.Zero))[0].CompleteAsync();
        Assert.AreEqual(0, await file.CountAsync(Rows));
    }

    [TestMethod, TestCategory("QUE-8")]
    public async Task Open_AfterARestart_TheDuplicateWindowKnowsWhatIsNotSettled()
    {
        await using var file = new JournalFile(_time);
        var first = await file.OpenAsync();
        await first.SendAsync([Job("a")]);
        file.Kill();
        await using var second = await file.OpenAsync();
        await second.SendAsync([Job("a")]);
        Assert.AreEqual(1, (await second.GetStatisticsAsync()).Active);
    }

    [TestMethod, TestCategory("QUE-8")]
    public async Task Open_ScheduledAndDelayedJobs_KeepTheirTime()
    {
        await using var file = new JournalFile(_time);
        var first = await file.OpenAsync();
        await first.SendAsync([Job("delayed"), Job("scheduled") with { ScheduledFor = _time.GetUtcNow().AddMinutes(2) }]);
        await (await first.ReceiveAsync(1, TimeSpan.Zero))[0].AbandonAsync(TimeSpan.FromMinutes(1));
        await file.CloseAsync(first);
        await using var second = await file.OpenAsync();
        Assert.AreEqual(2, (await second.GetStatisticsAsync()).Scheduled);
        _time.Advance(TimeSpan.FromMinutes(1));
        var delayed = await second.ReceiveAsync(10, TimeSpan.Zero);
        Assert.AreEqual(("delayed", 2), (Ids(delayed), delayed[0].DeliveryCount));
        _time.Advance(TimeSpan.FromMinutes(1));
        Assert.AreEqual("scheduled", Ids(await second.ReceiveAsync(10, TimeSpan.Zero)));
    }

    [TestMethod, TestCategory("QUE-7")]
    public async Task Release_AtShutdown_CostsNoDeliveryAfterTheRestart()
    {
        await using var file = new JournalFile(_time);
        var first = await file.OpenAsync();
        await first.SendAsync([Job("a")]);
        var lease = (await first.ReceiveAsync(1, TimeSpan.Zero))[0];
        await file.UntilAsync("SELECT delivery_count FROM \"journal_jobs:test\"", 1);
        await ((IReleasesLease)lease).ReleaseAsync();
        await file.CloseAsync(first);
        await using var second = await file.OpenAsync();
        Assert.AreEqual(1, (await second.ReceiveAsync(1, TimeSpan.Zero))[0].DeliveryCount);
    }

    [TestMethod, TestCategory("QUE-8")]
    public async Task Open_EmptiedQueue_SequenceNumbersDoNotRepeat()
    {
        await using var file = new JournalFile(_time);
        var first = await file.OpenAsync();
        await first.SendAsync([Job("a")]);
        var lease = (await first.ReceiveAsync(1, TimeSpan.Zero))[0];
        await lease.CompleteAsync();
        await file.CloseAsync(first);
        _time.Advance(TimeSpan.FromSeconds(1));
        await using var second = await file.OpenAsync();
        await second.SendAsync([Job("b")]);
        Assert.IsGreaterThan(lease.Job.SequenceNumber, (await second.PeekAsync(1))[0].SequenceNumber);
    }

    [TestMethod, TestCategory("QUE-8")]
    public async Task Open_TwoQueuesInOneFile_KeepApart()
    {
        await using var file = new JournalFile(_time);
        await using var one = await file.OpenAsync(name: "one");
        await using var two = new JournaledJobQueue("two", new JobQueueOptions(), file.Commit, _time);
        await one.SendAsync([Job("a")]);
        await two.SendAsync([Job("a")]);
        Assert.HasCount(1, await one.ReceiveAsync(10, TimeSpan.Zero));
        Assert.HasCount(1, await two.ReceiveAsync(10, TimeSpan.Zero));
    }

    private static JobEnvelope Job(string id) => new() { Id = id, Type = "t", Body = new byte[] { 1 } };

    private static string Ids(IEnumerable<IJobLease> leases) => string.Join(' ', leases.Select(l => l.Job.Id));
}
