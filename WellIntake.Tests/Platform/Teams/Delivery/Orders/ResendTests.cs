using SmtpServer.Protocol;
using WellIntake.Modules.Platform.Mail;
using WellIntake.Modules.Platform.Persistence;
using WellIntake.Modules.Platform.Teams.Cards;
using WellIntake.Modules.Platform.Teams.Delivery;
using WellIntake.Modules.Platform.Teams.Delivery.Orders;
using WellIntake.Tests.Platform.Teams.Bot;
using WellIntake.Tests.Testing;

namespace WellIntake.Tests.Platform.Teams.Delivery.Orders;

/// <summary>Sending again what did not arrive: once, and in place (TEA-5, TEA-6).</summary>
[TestClass]
public sealed class ResendTests
{
    public required TestContext TestContext { get; init; }

    private CancellationToken Ct => TestContext.CancellationToken;

    [TestMethod, Timeout(60_000, CooperativeCancellation = true), TestCategory("TEA-5"), TestCategory("TEA-6")]
    [DataRow(DatabaseKind.Sqlite)]
    [DataRow(DatabaseKind.Postgres)]
    public async Task Card_ThatWasRefused_IsShownInPlaceByTheSweep(DatabaseKind kind)
    {
        await using var rig = await ResendRig.StartAsync(kind);
        var request = await rig.RefusedAsync(Ct);

        var order = (await rig.OrderFailedAsync(Ct)).Single();
        Assert.AreEqual((request.RequestId, "card", "waiting"), (order.RequestId, order.What, order.State));
        Assert.AreEqual(1, await rig.SweepAsync(Ct));

        Assert.Contains(ScriptedDigests.Result, rig.Bot.Channel.Visible("chat").Single().Body);
        Assert.AreEqual("done", (await rig.OrderAsync(order.Id, Ct)).State);
        Assert.AreEqual("resent:0", (await rig.Bot.TimelineAsync(request.RequestId))[^1]);
        Assert.AreEqual(("result", "sent", 2), (await rig.Bot.DeliveriesAsync()).ConvertAll(d => (d.Kind, d.Outcome, d.Attempt))[^1]);
        Assert.AreEqual(0, await rig.SweepAsync(Ct));
        Assert.IsEmpty((await rig.PlanAsync(new ResendRequest([], true, null, false, null), Ct)).Items, "what arrived is still called failed");
    }

    [TestMethod, Timeout(60_000, CooperativeCancellation = true), TestCategory("TEA-5"), TestCategory("TEA-6")]
    public async Task Card_WhoseMessageIsGone_IsANewMessageAndTheOnlyOne()
    {
        await using var rig = await ResendRig.StartAsync(DatabaseKind.Sqlite);
        var request = await rig.DeliveredAsync(Ct);
        using (var http = new HttpClient())
            await http.DeleteAsync(new Uri($"{rig.Bot.Channel.ServiceUrl}/v3/conversations/chat/activities/{request.CardActivityId}"), Ct);
        Assert.IsEmpty(rig.Bot.Channel.Visible("chat"));

        await OrderAgainAsync(rig, request.RequestId);
        await rig.SweepAsync(Ct);

        Assert.Contains(ScriptedDigests.Result, rig.Bot.Channel.Visible("chat").Single().Body);
    }

    [TestMethod, Timeout(60_000, CooperativeCancellation = true), TestCategory("TEA-5")]
    public async Task Delivered_WithoutAgain_IsRefusedWithWords_WithAgainUpdatedInPlace()
    {
        await using var rig = await ResendRig.StartAsync(DatabaseKind.Sqlite);
        var request = await rig.DeliveredAsync(Ct);

        var plan = await rig.PlanAsync(new ResendRequest([request.RequestId], false, null, Again: false, null), Ct);

        Assert.IsEmpty(plan.Items);
        Assert.AreEqual("it was delivered; --again sends it once more", plan.Refused.Single().Reason);
        await OrderAgainAsync(rig, request.RequestId);
        await rig.SweepAsync(Ct);
        Assert.AreEqual(2, rig.Bot.Channel.Visible("chat").Single().Updates);
    }

    [TestMethod, Timeout(60_000, CooperativeCancellation = true), TestCategory("TEA-5")]
    public async Task Id_OfAnAttemptOrUnknown_MeansItsRequestOrIsRefused()
    {
        await using var rig = await ResendRig.StartAsync(DatabaseKind.Sqlite);
        var request = await rig.RefusedAsync(Ct);
        await rig.Bot.SayAsync("help", "a2", conversation: "other");
        await rig.Bot.UntilAsync(() => rig.Bot.Channel.Visible("other").Count == 1, Ct);
        var ledger = await rig.Bot.UntilAsync(async () => await rig.Bot.DeliveriesAsync() is var all && all.Exists(d => d.Kind == "reply") ? all : null, Ct);
        string Number(string kind) => ledger.Find(d => d.Kind == kind)!.Id.ToString(System.Globalization.CultureInfo.InvariantCulture);

        var plan = await rig.PlanAsync(new ResendRequest([Number("result"), Number("reply"), Number("acknowledgement"), "987654", "nobody"], false, null, false, null), Ct);

        Assert.AreEqual(new ResendItem(request.RequestId, "card"), plan.Items.Single());
        Assert.AreSequenceEqual(
            [
                "a reply's text is not kept once it is given up; the person asks again",
                $"an attempt of kind acknowledgement is not repeated by itself; resend its request {request.RequestId}",
                "there is no such request and no such attempt",
                "there is no such request",
            ],
            plan.Refused.Select(r => r.Reason));
    }

    [TestMethod, Timeout(60_000, CooperativeCancellation = true), TestCategory("TEA-5")]
    [DataRow(DatabaseKind.Sqlite)]
    [DataRow(DatabaseKind.Postgres)]
    public async Task Order_GivenTwice_IsOne(DatabaseKind kind)
    {
        await using var rig = await ResendRig.StartAsync(kind);
        await rig.RefusedAsync(Ct);
        var plan = await rig.PlanAsync(new ResendRequest([], true, null, false, null), Ct);

        var several = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => rig.Deliveries.OrderAsync(plan, Ct)));

        Assert.HasCount(1, several.SelectMany(o => o).Select(o => o.Id).Distinct());
        // SQLite's journal lets one process in, and who starts later takes the one before for dead.
        var one = rig.Process();
        await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => (kind == DatabaseKind.Sqlite ? one : rig.Process()).SweepAsync(Ct)));
        Assert.AreEqual(1, (await rig.Bot.DeliveriesAsync()).Count(d => d is { Kind: "result", Outcome: "sent" }));
    }

    [TestMethod, Timeout(60_000, CooperativeCancellation = true), TestCategory("TEA-5"), TestCategory("TEA-6")]
    public async Task Sweep_KilledAfterTheCardWasShown_ShowsNothingTwice()
    {
        await using var rig = await ResendRig.StartAsync(DatabaseKind.Sqlite);
        var request = await rig.RefusedAsync(Ct);
        var order = (await rig.OrderFailedAsync(Ct)).Single();
        await rig.Bot.Get<RequestCards>().ShowAsync("teams_digest_requests", request.RequestId, "result", CardJson.Write(PlatformCards.Note("t", ScriptedDigests.Result)), null, Ct);
        var calls = rig.Bot.Channel.Requests.Count;

        await rig.SweepAsync(Ct);

        Assert.HasCount(calls, rig.Bot.Channel.Requests);
        Assert.AreEqual("done", (await rig.OrderAsync(order.Id, Ct)).State);
    }

    [TestMethod, Timeout(60_000, CooperativeCancellation = true), TestCategory("TEA-5")]
    [DataRow(DatabaseKind.Sqlite, 1)]
    [DataRow(DatabaseKind.Postgres, 0)]
    public async Task Order_HeldByAProcess_IsTakenWhenThatCannotLiveOrItsHoldEnds(DatabaseKind kind, int takenAtOnce)
    {
        await using var rig = await ResendRig.StartAsync(kind);
        await rig.RefusedAsync(Ct);
        var order = (await rig.OrderFailedAsync(Ct)).Single();
        // As somebody left it who died with it in hand a moment ago. With SQLite nobody else can be alive.
        await rig.CommitAsync(new RowChange("UPDATE delivery_orders SET held_until = @p0", TimeProvider.System.GetUtcNow().AddMinutes(3).AddSeconds(-2)), Ct);

        Assert.AreEqual(takenAtOnce, await rig.SweepAsync(Ct));

        await rig.CommitAsync(new RowChange("UPDATE delivery_orders SET held_until = @p0", TimeProvider.System.GetUtcNow().AddSeconds(-1)), Ct);
        Assert.AreEqual(1 - takenAtOnce, await rig.SweepAsync(Ct));
        Assert.AreEqual("done", (await rig.OrderAsync(order.Id, Ct)).State);
    }

    [TestMethod, Timeout(60_000, CooperativeCancellation = true), TestCategory("TEA-5")]
    public async Task Channel_StillAway_OrderWaitsForAnotherTryAndFailsWithItsReasonInTheEnd()
    {
        await using var rig = await ResendRig.StartAsync(DatabaseKind.Sqlite);
        await rig.RefusedAsync(Ct);
        var order = (await rig.OrderFailedAsync(Ct)).Single();
        rig.Bot.Channel.Trouble = _ => new StubFault { Status = 503 };

        for (var tries = 1; tries <= 5; tries++)
        {
            Assert.AreEqual(1, await rig.SweepAsync(Ct));
            Assert.AreEqual(0, await rig.SweepAsync(Ct), "it does not wait before it is tried again");
            var now = await rig.OrderAsync(order.Id, Ct);
            Assert.AreEqual((tries, tries < 5 ? "waiting" : "failed"), (now.Tries, now.State));
            // By the second try the breaker has opened, and nothing is sent.
            Assert.AreEqual(tries == 1 ? "The channel did not take the card (status 503)." : "'teams' kept failing and is not called now.", now.Reason);
            await rig.CommitAsync(new RowChange("UPDATE delivery_orders SET held_until = @p0", TimeProvider.System.GetUtcNow().AddSeconds(-1)), Ct);
        }
    }

    [TestMethod, Timeout(60_000, CooperativeCancellation = true), TestCategory("TEA-5"), TestCategory("DIG-5")]
    [DataRow(DatabaseKind.Sqlite)]
    [DataRow(DatabaseKind.Postgres)]
    public async Task Mail_ThatWasRefused_GoesOutOnceAndItsCandidatesCountAsSent(DatabaseKind kind)
    {
        await using var rig = await ResendRig.StartAsync(kind);
        var request = await rig.DeliveredAsync(Ct);
        await rig.CommitAsync(new RowChange("UPDATE teams_digest_requests SET cards_metadata = @p0", """[{"candidate_id":"c-1","reference":"TWAV1"}]"""), Ct);
        rig.Mail.Answer = SmtpResponse.MailboxUnavailable;
        Assert.AreEqual(MailOutcome.Rejected, await rig.MailAsync(request.RequestId, Ct));
        rig.Mail.Answer = SmtpResponse.Ok;

        var order = (await rig.OrderFailedAsync(Ct)).Single();
        Assert.AreEqual("mail", order.What);
        // Killed between the ledger's commit and the order's: the second sweep finds the order as it was.
        await rig.SweepAsync(Ct);
        await rig.CommitAsync(new RowChange("UPDATE delivery_orders SET state = 'waiting', held_until = @p0", TimeProvider.System.GetUtcNow().AddSeconds(-1)), Ct);
        await rig.SweepAsync(Ct);

        Assert.HasCount(1, rig.Mail.Taken);
        Assert.AreEqual("done", (await rig.OrderAsync(order.Id, Ct)).State);
        var mails = (await rig.Bot.DeliveriesAsync()).Where(d => d.Kind == "mail").Select(d => (d.Attempt, d.Outcome, d.Recipient, d.StatusCode)).ToList();
        Assert.AreSequenceEqual([(1, "rejected", "pat@corp.example", (int?)550), (2, "sent", "pat@corp.example", 250)], mails);
        Assert.AreEqual(("c-1", "advisors"), (await rig.SendsAsync(Ct)).ConvertAll(s => (s.CandidateId, s.Audience)).Single());
    }

    [TestMethod, Timeout(60_000, CooperativeCancellation = true), TestCategory("TEA-5")]
    public async Task Requests_ThatHaveNothingToSend_AreRefusedWithWords()
    {
        await using var rig = await ResendRig.StartAsync(DatabaseKind.Sqlite);
        var request = await rig.DeliveredAsync(Ct);

        foreach (var (status, reason) in new[]
        {
            ("processing", "it is still being worked on"),
            ("cancelled", "it was cancelled"),
            ("completed", "its job still tries by itself; --again sends it now all the same"),
        })
        {
            await rig.CommitAsync(new RowChange("UPDATE teams_digest_requests SET status = @p0", status), Ct);
            var plan = await rig.PlanAsync(new ResendRequest([request.RequestId], false, null, false, null), Ct);
            Assert.AreEqual(reason, plan.Refused.Single().Reason);
        }

        await rig.CommitAsync(new RowChange("UPDATE teams_digest_requests SET status = 'dead_lettered'"), Ct);
        var mail = await rig.PlanAsync(new ResendRequest([request.RequestId], false, null, true, "mail"), Ct);
        Assert.AreEqual("it sends no mail", mail.Refused.Single().Reason);
        await rig.CommitAsync(new RowChange("DELETE FROM request_results"), Ct);
        var none = await rig.PlanAsync(new ResendRequest([request.RequestId], false, null, true, null), Ct);
        Assert.AreEqual("it has no stored result, so there is nothing to send: run its job again", none.Refused.Single().Reason);
    }

    private async Task OrderAgainAsync(ResendRig rig, string requestId) =>
        await rig.Deliveries.OrderAsync(await rig.PlanAsync(new ResendRequest([requestId], false, null, Again: true, null), Ct), Ct);
}
