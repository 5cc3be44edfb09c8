using Microsoft.EntityFrameworkCore;
using WellIntake.Modules.Digest.Contracts;
using WellIntake.Modules.Platform.Jobs;
using WellIntake.Modules.Platform.Persistence;
using WellIntake.Modules.Platform.Persistence.Entities;
using WellIntake.Modules.Platform.Queueing;
using WellIntake.Modules.Platform.Teams.Delivery;
using WellIntake.Tests.Platform.Teams.Bot;
using WellIntake.Tests.Testing;

namespace WellIntake.Tests.Platform.Teams.Delivery;

/// <summary>What people see when a step is lost between two others.</summary>
[TestClass]
public sealed class CrashWindowTests
{
    public required TestContext TestContext { get; init; }

    private CancellationToken Ct => TestContext.CancellationToken;

    [TestMethod, Timeout(60_000, CooperativeCancellation = true), TestCategory("TEA-6"), TestCategory("WEB-5")]
    public async Task Result_StoredButNotShown_RedeliveryShowsItWithoutMakingItAgain()
    {
        await using var rig = await BotRig.StartAsync();
        for (var tries = 0; tries < 3; tries++)
            rig.Channel.Fail(new StubFault { Status = 503, When = r => r.Method == "PUT" });

        await rig.SayAsync("digest advisors", "a1");
        var request = await rig.UntilAsync(RequestStatus.Delivered, Ct);

        Assert.AreEqual(1, rig.Digests.Calls);
        var shown = rig.Channel.Visible("chat").Single();
        Assert.Contains(ScriptedDigests.Result, shown.Body);
        CollectionAssert.AreEqual(new[] { "queued:0", "processing:1", "completed:1", "delivered:2" }, await rig.TimelineAsync(request.RequestId));
        var ledger = (await rig.DeliveriesAsync()).Select(d => (d.Operation, d.Outcome, d.Tries, d.StatusCode)).ToList();
        CollectionAssert.Contains(ledger, ("update", "transient", 3, (int?)503));
    }

    [TestMethod, Timeout(60_000, CooperativeCancellation = true), TestCategory("TEA-6")]
    public async Task Card_IdIsUnknown_PlaceholderIsPostedAndThenUpdated()
    {
        await using var rig = await BotRig.StartAsync(running: false);
        await rig.SayAsync("digest advisors", "a1");
        await using var second = rig.Restarted();

        await HandleAsync(second, deliveryCount: 1);

        var shown = rig.Channel.Visible("chat").Single();
        Assert.AreEqual(1, shown.Updates);
        Assert.Contains(ScriptedDigests.Result, shown.Body);
        var methods = rig.Channel.Requests.Select(r => r.Method).ToList();
        CollectionAssert.AreEqual(new[] { "POST", "PUT" }, methods);
        Assert.AreEqual(shown.Id, (await rig.RequestAsync()).CardActivityId);
        await HandleAsync(second, deliveryCount: 2);
        Assert.HasCount(2, rig.Channel.Requests, "a job that is done was worked on again");
    }

    [TestMethod, Timeout(60_000, CooperativeCancellation = true), TestCategory("WEB-5"), TestCategory("TEA-6")]
    [DataRow(501)]
    [DataRow(404)]
    [DataRow(405)]
    public async Task Result_ChannelCannotUpdate_IsOneNewMessage(int status)
    {
        await using var rig = await BotRig.StartAsync();
        rig.Channel.Trouble = r => r.Method == "PUT" ? new StubFault { Status = status } : null;

        await rig.SayAsync("digest advisors", "a1");
        var request = await rig.UntilAsync(RequestStatus.Delivered, Ct);

        var results = rig.Channel.Visible("chat").Where(m => m.Body.Contains(ScriptedDigests.Result, StringComparison.Ordinal)).ToList();
        Assert.HasCount(1, results);
        Assert.HasCount(2, rig.Channel.Visible("chat"));
        Assert.AreEqual(results[0].Id, request.CardActivityId);
    }

    [TestMethod, Timeout(60_000, CooperativeCancellation = true), TestCategory("WEB-2")]
    public async Task Acknowledgement_LostInACrash_IsPostedAfterTheRestart()
    {
        await using var rig = await BotRig.StartAsync(running: false);
        await rig.SayAsync("digest advisors", "a1");
        Assert.IsEmpty(rig.Channel.Visible());

        await using var second = rig.Restarted();
        second.Digests.Holds = true;
        await second.RunAsync();

        await rig.UntilAsync(() => rig.Channel.Visible("chat").Count == 1, Ct);
        var request = await rig.RequestAsync();
        Assert.Contains(request.RequestId, rig.Channel.Visible("chat")[0].Body);
    }

    [TestMethod, Timeout(60_000, CooperativeCancellation = true), TestCategory("REL-2"), TestCategory("TEA-6")]
    public async Task Acknowledgement_OnItsWayAtTheStop_IsWaitedForAndBecomesTheResult()
    {
        await using var rig = await BotRig.StartAsync(running: false, stopGrace: "00:00:07");
        var answer = new TaskCompletionSource();
        rig.Channel.Fail(new StubFault { AnswerAfter = answer.Task });
        var sender = rig.Get<AcknowledgementSender>();
        await sender.StartAsync(Ct);
        await rig.SayAsync("digest advisors", "a1");
        await rig.UntilAsync(() => rig.Channel.Visible("chat").Count == 1, Ct);
        await rig.SayAsync("digest advisors", "a2", conversation: "other");

        var stopping = sender.StopAsync(Ct);
        answer.SetResult();
        await stopping;

        var known = (await rig.RequestsAsync()).Single(r => r.ConversationId == "chat").CardActivityId;
        Assert.AreEqual(rig.Channel.Visible("chat").Single().Id, known);
        await using var second = rig.Restarted();
        await second.RunAsync();
        await rig.UntilAsync(async () => (await rig.RequestsAsync()).TrueForAll(r => r.Status == RequestStatus.Delivered) ? "" : null, Ct);
        Assert.Contains(ScriptedDigests.Result, rig.Channel.Visible("chat").Single().Body);
        Assert.HasCount(1, rig.Channel.Visible("other"));
    }

    [TestMethod, Timeout(60_000, CooperativeCancellation = true), TestCategory("REL-2")]
    public async Task Acknowledgement_ChannelNeverAnswersAtTheStop_IsCutOffAfterTheGrace()
    {
        await using var rig = await BotRig.StartAsync(running: false, stopGrace: "00:00:00.2");
        rig.Channel.Fail(new StubFault { Hangs = true });
        var sender = rig.Get<AcknowledgementSender>();
        await sender.StartAsync(Ct);
        await rig.SayAsync("digest advisors", "a1");
        await rig.UntilAsync(() => rig.Channel.Requests.Count == 1, Ct);

        await sender.StopAsync(Ct);

        Assert.IsNull((await rig.RequestAsync()).CardActivityId);
    }

    [TestMethod, Timeout(60_000, CooperativeCancellation = true), TestCategory("WEB-2"), TestCategory("TEA-6")]
    public async Task Acknowledgement_LostButTheResultIsThere_IsNotPosted()
    {
        await using var rig = await BotRig.StartAsync(running: false);
        await rig.SayAsync("digest advisors", "a1");
        await rig.SayAsync("digest advisors", "a2", conversation: "other");
        await using (var db = await rig.Database.Contexts.CreateDbContextAsync(Ct))
            await db.DigestRequests.Where(r => r.ConversationId == "chat").ExecuteUpdateAsync(u => u.SetProperty(r => r.Status, RequestStatus.Delivered), Ct);

        await using var second = rig.Restarted();
        second.Digests.Holds = true;
        await second.RunAsync();

        await rig.UntilAsync(() => rig.Channel.Visible("other").Count == 1, Ct);
        Assert.IsEmpty(rig.Channel.Visible("chat"));
    }

    [TestMethod, Timeout(60_000, CooperativeCancellation = true), TestCategory("QUE-5"), TestCategory("WEB-9")]
    public async Task GivenUp_CrashBeforeTheDeadLetter_StaysGivenUpAndIsToldInTheSameMessage()
    {
        await using var rig = await BotRig.StartAsync(running: false);
        await rig.SayAsync("digest advisors", "a1");
        await using var second = rig.Restarted();
        var (handler, job) = await PartsAsync(second);
        await handler.FailedAsync(job, Context(job, 1), new JobFailure(DeadLetterReasons.ProcessingException, "why"), Ct);

        var thrown = await Assert.ThrowsExactlyAsync<PermanentJobException>(() => handler.HandleAsync(job, Context(job, 2), Ct));
        await handler.FailedAsync(job, Context(job, 2), new JobFailure(thrown.Reason, "why"), Ct);

        Assert.AreEqual(0, second.Digests.Calls);
        Assert.HasCount(1, rig.Channel.Visible("chat"));
        Assert.AreEqual(RequestStatus.DeadLettered, (await rig.RequestAsync()).Status);
    }

    [TestMethod, Timeout(60_000, CooperativeCancellation = true), TestCategory("TRK-3"), TestCategory("DLQ-1")]
    [DataRow(DatabaseKind.Sqlite)]
    [DataRow(DatabaseKind.Postgres)]
    public async Task DeadLetter_SentAgain_IsWorkedOnAndShownInTheSameMessage(DatabaseKind kind)
    {
        await using var rig = await BotRig.StartAsync(kind, running: false);
        await rig.SayAsync("digest advisors", "a1");
        await using var second = rig.Restarted();
        var (handler, job) = await PartsAsync(second);
        await handler.FailedAsync(job, Context(job, 3), new JobFailure(DeadLetterReasons.MaxDeliveries, "why"), Ct);
        Assert.AreEqual("MaxDeliveryAttemptsExceeded: why", (await rig.RequestAsync()).Error);

        await handler.HandleAsync(job, Context(job, 1), Ct);

        var request = await rig.RequestAsync();
        Assert.AreEqual((RequestStatus.Delivered, (string?)null), (request.Status, request.Error));
        Assert.Contains(ScriptedDigests.Result, rig.Channel.Visible("chat").Single().Body);
        CollectionAssert.AreEqual(
            new[] { "queued:0", "dead_lettered:3", "processing:1", "completed:1", "delivered:1" }, await rig.TimelineAsync(request.RequestId));
    }

    [TestMethod, Timeout(60_000, CooperativeCancellation = true), TestCategory("QUE-4")]
    public async Task Job_WithoutARow_IsRefusedForGood()
    {
        await using var rig = await BotRig.StartAsync(running: false);
        await rig.SayAsync("digest advisors", "a1");
        var (handler, job) = await PartsAsync(rig);
        var stray = job with { MessageId = "nobody-asked" };

        await Assert.ThrowsExactlyAsync<PermanentJobException>(() => handler.HandleAsync(stray, Context(stray, 1), Ct));

        Assert.AreEqual(0, rig.Digests.Calls);
    }

    private async Task HandleAsync(BotRig rig, int deliveryCount)
    {
        var (handler, job) = await PartsAsync(rig);
        await handler.HandleAsync(job, Context(job, deliveryCount), Ct);
    }

    private static JobContext Context(DigestRequestJob job, int deliveryCount) =>
        new(job.MessageId, QueueNames.Digest, deliveryCount, 3, job.CorrelationId, DateTimeOffset.UnixEpoch);

    private static async Task<(IJobHandler<DigestRequestJob> Handler, DigestRequestJob Job)> PartsAsync(BotRig rig)
    {
        var row = await rig.RequestAsync();
        var job = new DigestRequestJob
        {
            MessageId = row.RequestId,
            CorrelationId = row.CorrelationId,
            Timestamp = row.CreatedAt,
            ConversationId = row.ConversationId,
            ServiceUrl = rig.Channel.ServiceUrl,
            UserEmail = row.UserEmail,
            Audience = row.Audience,
        };
        return (rig.Get<IJobHandler<DigestRequestJob>>(), job);
    }
}
