using System.Text;
using Microsoft.Extensions.DependencyInjection;
using WellIntake.Modules.Platform.Persistence;
using WellIntake.Modules.Platform.Persistence.Entities;
using WellIntake.Modules.Platform.Queueing;

namespace WellIntake.Tests.Platform.Teams.Bot;

/// <summary>A request from the message to its card, on both databases where SQL is involved.</summary>
[TestClass]
public sealed class RequestLifeTests
{
    public required TestContext TestContext { get; init; }

    private CancellationToken Ct => TestContext.CancellationToken;

    [TestMethod, Timeout(60_000, CooperativeCancellation = true), TestCategory("WEB-2"), TestCategory("WEB-5"), TestCategory("TRK-3"), TestCategory("TEA-5")]
    [DataRow(DatabaseKind.Sqlite)]
    [DataRow(DatabaseKind.Postgres)]
    public async Task Digest_HandlerWaits_IsAnsweredFirst_ThenOneMessageBecomesTheResult(DatabaseKind kind)
    {
        await using var rig = await BotRig.StartAsync(kind);
        rig.Digests.Holds = true;

        var response = await rig.SayAsync("digest advisors", "a1");

        Assert.AreEqual(200, response.StatusCode);
        Assert.IsTrue(response.Body.IsEmpty);
        await rig.UntilAsync(() => rig.Channel.Visible("chat").Count == 1 && rig.Digests.Calls == 1, Ct);
        var request = await rig.RequestAsync();
        Assert.Contains(request.RequestId, rig.Channel.Visible("chat")[0].Body);
        rig.Digests.Release();
        request = await rig.UntilAsync(RequestStatus.Delivered, Ct);

        var shown = rig.Channel.Visible("chat").Single();
        Assert.Contains(ScriptedDigests.Result, shown.Body);
        Assert.AreEqual(1, shown.Updates);
        Assert.AreEqual(shown.Id, request.CardActivityId);
        Assert.AreEqual(3, request.CardsGenerated);
        CollectionAssert.AreEqual(new[] { "queued:0", "processing:1", "completed:1", "delivered:1" }, await rig.TimelineAsync(request.RequestId));
        var ledger = (await rig.DeliveriesAsync()).Select(d => $"{d.Kind} {d.Operation} {d.Outcome} {d.ActivityId}").ToList();
        CollectionAssert.AreEqual(new[] { $"acknowledgement send sent {shown.Id}", $"result update sent {shown.Id}" }, ledger);
    }

    [TestMethod, Timeout(60_000, CooperativeCancellation = true), TestCategory("WEB-2")]
    public async Task Digest_ExpectReplies_AcknowledgementIsInTheBodyAndNotPosted()
    {
        await using var rig = await BotRig.StartAsync();
        rig.Digests.Holds = true;

        var response = await rig.SayAsync("digest advisors", "a1", deliveryMode: "expectReplies");

        var request = await rig.RequestAsync();
        Assert.Contains(request.RequestId, Encoding.UTF8.GetString(response.Body.Span));
        await rig.UntilAsync(() => rig.Digests.Calls == 1, Ct);
        Assert.IsEmpty(rig.Channel.Visible("chat"));
        rig.Digests.Release();
        await rig.UntilAsync(RequestStatus.Delivered, Ct);
        Assert.Contains(ScriptedDigests.Result, rig.Channel.Visible("chat").Single().Body);
    }

    [TestMethod, Timeout(60_000, CooperativeCancellation = true), TestCategory("WEB-6")]
    [DataRow(DatabaseKind.Sqlite)]
    [DataRow(DatabaseKind.Postgres)]
    public async Task Digest_TheSameActivity32TimesAtOnce_OneRowOneJobOneCard(DatabaseKind kind)
    {
        await using var rig = await BotRig.StartAsync(kind);

        var responses = await Task.WhenAll(Enumerable.Range(0, 32).Select(_ => Task.Run(() => rig.SayAsync("digest advisors", "a1"), Ct)));
        await rig.UntilAsync(RequestStatus.Delivered, Ct);
        var again = await rig.SayAsync("digest advisors", "a1");

        Assert.IsTrue(responses.Append(again).All(r => r.StatusCode == 200));
        Assert.HasCount(1, await rig.RequestsAsync());
        Assert.AreEqual(1, rig.Digests.Calls);
        Assert.HasCount(1, rig.Channel.Visible());
        await rig.SayAsync("digest advisors", "a2");
        Assert.HasCount(2, await rig.RequestsAsync());
    }

    [TestMethod, Timeout(60_000, CooperativeCancellation = true), TestCategory("WEB-9"), TestCategory("QUE-5"), TestCategory("TRK-3")]
    [DataRow(DatabaseKind.Sqlite)]
    [DataRow(DatabaseKind.Postgres)]
    public async Task Digest_WorkAlwaysFails_OneErrorCardAfterTheLastDelivery(DatabaseKind kind)
    {
        await using var rig = await BotRig.StartAsync(kind);
        rig.Digests.Script = static _ => throw new TimeoutException();

        await rig.SayAsync("digest advisors", "a1");
        var request = await rig.UntilAsync(RequestStatus.DeadLettered, Ct);
        await rig.UntilAsync(() => rig.Channel.Visible("chat") is [{ Updates: 1 }], Ct);
        var queue = rig.Get<IJobQueues>().Get(QueueNames.Digest);
        await rig.UntilAsync(async () => (await queue.GetStatisticsAsync(Ct)).DeadLettered == 1 ? "" : null, Ct);

        var shown = rig.Channel.Visible("chat").Single();
        Assert.Contains(rig.Digests.FailureText, shown.Body);
        Assert.Contains(request.CorrelationId, shown.Body);
        Assert.AreEqual(1, shown.Updates);
        Assert.AreEqual(3, rig.Digests.Calls);
        CollectionAssert.AreEqual(
            new[] { "queued:0", "processing:1", "processing:2", "processing:3", "dead_lettered:3" }, await rig.TimelineAsync(request.RequestId));
        Assert.Contains(DeadLetterReasons.MaxDeliveries, request.Error!);
    }

    [TestMethod, Timeout(60_000, CooperativeCancellation = true), TestCategory("WEB-9")]
    public async Task Digest_DatabaseCannotBeWritten_SaysSoAndStartsNothing()
    {
        await using var rig = await BotRig.StartAsync(change: static services => services.AddHostedService<RefuseWrites>());

        var response = await rig.SayAsync("digest advisors", "a1", deliveryMode: "expectReplies");
        var joined = await rig.HandleAsync(rig.Message(null, "a2", type: "installationUpdate", action: "add"));

        Assert.AreEqual(200, response.StatusCode);
        Assert.Contains("temporarily unavailable", Encoding.UTF8.GetString(response.Body.Span));
        Assert.AreEqual(200, joined.StatusCode);
        Assert.IsEmpty(await rig.RequestsAsync());
        Assert.AreEqual(0, rig.Digests.Calls);
    }
}
