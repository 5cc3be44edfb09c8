using System.Text;
using WellIntake.Modules.Platform.Queueing;

namespace WellIntake.Tests.Conformance;

/// <content>IJobSender.</content>
public abstract partial class JobQueueConformance
{
    [TestMethod, TestCategory("QUE-2")]
    public async Task Send_EmptyList_DoesNothing()
    {
        await using var q = await OpenAsync();
        await SendAsync(q);
        Assert.AreEqual(0, (await q.Queue.GetStatisticsAsync(Stop)).Active);
    }

    [TestMethod, TestCategory("QUE-1")]
    public async Task Send_EveryField_ArrivesAsSent()
    {
        await using var q = await OpenAsync();
        var sent = Job("a", """{"x":"ä"}""") with
        {
            CorrelationId = "c",
            FairnessKey = "f",
            OrderingKey = "o",
            Priority = JobPriority.High,
            TimeToLive = TimeSpan.FromMinutes(30),
            TraceParent = "00-1-2-01",
            Properties = new Dictionary<string, string> { ["k"] = "v" },
        };
        await SendAsync(q, sent);
        var job = (await TakeOneAsync(q)).Job;
        Assert.AreEqual("""{"x":"ä"}""", Encoding.UTF8.GetString(job.Body.Span));
        Assert.AreEqual(
            ("a", "test", "c", "f", "o", JobPriority.High, TimeSpan.FromMinutes(30), "00-1-2-01", "v"),
            (job.Id, job.Type, job.CorrelationId, job.FairnessKey, job.OrderingKey, job.Priority, job.TimeToLive, job.TraceParent, job.Properties["k"]));
    }

    [TestMethod, TestCategory("QUE-1")]
    public async Task Send_ValuesSetByTheQueue_AreIgnored()
    {
        await using var q = await OpenAsync();
        await SendAsync(q, Job("a") with { SequenceNumber = 77, DeliveryCount = 9, EnqueuedAt = q.Now.AddDays(-3), DeadLetterReason = "x", DeadLetterDescription = "y" });
        var job = (await TakeOneAsync(q)).Job;
        Assert.AreNotEqual(77, job.SequenceNumber);
        Assert.AreEqual(1, job.DeliveryCount);
        Assert.AreEqual(q.Now, job.EnqueuedAt);
        Assert.IsNull(job.DeadLetterReason);
        Assert.IsNull(job.DeadLetterDescription);
    }

    [TestMethod, TestCategory("QUE-1")]
    public async Task Send_Several_SequenceNumbersGrow()
    {
        await using var q = await OpenAsync();
        await SendAsync(q, Job("a"), Job("b"));
        await SendAsync(q, Job("c"));
        var numbers = (await q.Queue.PeekAsync(10, Stop)).Select(j => j.SequenceNumber).ToList();
        Assert.HasCount(3, numbers);
        Assert.IsTrue(numbers[0] < numbers[1] && numbers[1] < numbers[2], string.Join(' ', numbers));
    }

    [TestMethod, TestCategory("QUE-2")]
    [DataRow("")]
    [DataRow("too long")]
    public async Task Send_BadId_RefusesTheWholeBatch(string id)
    {
        await using var q = await OpenAsync();
        var bad = id.Length == 0 ? "" : new string('x', 129);
        await Assert.ThrowsAsync<ArgumentException>(() => SendAsync(q, Job("good"), Job(bad)));
        Assert.IsEmpty(await TakeAsync(q));
        await SendAsync(q, Job("good"));
        Assert.HasCount(1, await TakeAsync(q), "the refused batch left its ids in the duplicate window");
    }

    [TestMethod, TestCategory("QUE-2")]
    public async Task Send_Cancelled_AcceptsNothing()
    {
        await using var q = await OpenAsync();
        await Assert.ThrowsAsync<OperationCanceledException>(() => q.Queue.SendAsync([Job("a")], new CancellationToken(true)));
        Assert.IsEmpty(await TakeAsync(q));
    }

    [TestMethod, TestCategory("QUE-2")]
    public async Task Send_SameIdWithinTheWindow_IsDropped()
    {
        await using var q = await OpenAsync();
        await SendAsync(q, Job("a"), Job("a"));
        await SendAsync(q, Job("a"));
        var lease = await TakeOneAsync(q);
        await lease.CompleteAsync(Stop);
        await SendAsync(q, Job("a"));
        Assert.IsEmpty(await TakeAsync(q), "the window holds after the job is settled too");
    }

    [TestMethod, TestCategory("QUE-2")]
    public async Task Send_SameIdAfterTheWindow_IsAccepted()
    {
        await using var q = await OpenAsync();
        await SendAsync(q, Job("a"));
        await (await TakeOneAsync(q)).CompleteAsync(Stop);
        await q.AdvanceAsync(TimeSpan.FromMinutes(9));
        await SendAsync(q, Job("a"));
        Assert.IsEmpty(await TakeAsync(q));
        await q.AdvanceAsync(TimeSpan.FromMinutes(1));
        await SendAsync(q, Job("a"));
        Assert.HasCount(1, await TakeAsync(q));
    }

    [TestMethod, TestCategory("QUE-2")]
    public async Task Send_NoWindow_TakesTheSameIdTwice()
    {
        var options = Options();
        options.DuplicateWindow = TimeSpan.Zero;
        await using var q = await OpenAsync(options);
        await SendAsync(q, Job("a"));
        await SendAsync(q, Job("a"));
        Assert.HasCount(2, await TakeAsync(q));
    }

    [TestMethod, TestCategory("QUE-2")]
    public async Task Send_Scheduled_IsNotDeliveredBeforeItsTime()
    {
        await using var q = await OpenAsync();
        await SendAsync(q, Job("later") with { ScheduledFor = q.Now.AddMinutes(5) }, Job("past") with { ScheduledFor = q.Now.AddMinutes(-5) });
        var past = await TakeAsync(q);
        Assert.AreEqual("past", Ids(past));
        await past[0].CompleteAsync(Stop);
        await q.AdvanceAsync(TimeSpan.FromMinutes(5) - TimeSpan.FromSeconds(1));
        Assert.IsEmpty(await TakeAsync(q));
        await q.AdvanceAsync(TimeSpan.FromSeconds(1));
        Assert.AreEqual("later", Ids(await TakeAsync(q)));
    }

    [TestMethod, TestCategory("QUE-2")]
    public async Task Send_ScheduledOutOfOrder_AreDeliveredByTheirTime()
    {
        await using var q = await OpenAsync();
        await SendAsync(q, Job("second") with { ScheduledFor = q.Now.AddMinutes(2) }, Job("first") with { ScheduledFor = q.Now.AddMinutes(1) });
        await q.AdvanceAsync(TimeSpan.FromMinutes(1));
        var first = await TakeAsync(q);
        Assert.AreEqual("first", Ids(first));
        await first[0].CompleteAsync(Stop);
        await q.AdvanceAsync(TimeSpan.FromMinutes(1));
        Assert.AreEqual("second", Ids(await TakeAsync(q)));
    }
}
