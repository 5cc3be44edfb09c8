using Microsoft.EntityFrameworkCore;
using WellIntake.Modules.Platform.Persistence;
using WellIntake.Modules.Platform.Persistence.Entities;
using WellIntake.Modules.Platform.Queueing;
using WellIntake.Modules.Platform.Teams.Delivery;
using WellIntake.Tests.Platform.Teams.Bot;
using WellIntake.Tests.Testing;

namespace WellIntake.Tests.Platform.Teams.Delivery;

/// <summary>What becomes of a plain reply when the process dies, or the channel does not take it.</summary>
[TestClass]
public sealed class PendingReplyTests
{
    public required TestContext TestContext { get; init; }

    private CancellationToken Ct => TestContext.CancellationToken;

    [TestMethod, Timeout(60_000, CooperativeCancellation = true), TestCategory("WEB-2")]
    [DataRow("hello", "Hello, I am WellIntake")]
    [DataRow("help", "What you can ask")]
    [DataRow("status", "You have not asked for anything yet")]
    [DataRow("what is this", "I cannot answer questions yet")]
    public async Task Reply_LostInACrash_IsPostedOnceAfterTheRestart(string text, string expected)
    {
        await using var rig = await BotRig.StartAsync(running: false);
        await rig.SayAsync(text, "a1");
        await rig.SayAsync(text, "a1");
        Assert.IsEmpty(rig.Channel.Visible());

        await using var second = rig.Restarted();
        await second.RunAsync();
        await DoneAsync(second);
        await second.StopAsync();
        await using var third = second.Restarted();
        await third.RunAsync();
        await third.SayAsync("help", "a2", conversation: "other");
        await rig.UntilAsync(() => rig.Channel.Visible("other").Count == 1, Ct);

        Assert.Contains(expected, rig.Channel.Visible("chat").Single().Body);
        Assert.EndsWith("/activities/a1", rig.Channel.Requests[0].Target);
        Assert.AreEqual("reply sent", Describe((await rig.DeliveriesAsync())[0]));
    }

    [TestMethod, Timeout(60_000, CooperativeCancellation = true), TestCategory("WEB-2"), TestCategory("WEB-8")]
    public async Task Greeting_LostInACrash_IsPostedAfterTheRestart()
    {
        await using var rig = await BotRig.StartAsync(running: false);
        await rig.HandleAsync(rig.Message(null, "m1", type: "conversationUpdate", botAdded: true));

        await using var second = rig.Restarted();
        await second.RunAsync();

        await rig.UntilAsync(() => rig.Channel.Visible("chat").Count == 1, Ct);
    }

    [TestMethod, Timeout(60_000, CooperativeCancellation = true), TestCategory("WEB-2")]
    public async Task Reply_OnPostgres_IsLeftToTheProcessThatHoldsIt_UntilItsHoldEnds()
    {
        await using var rig = await BotRig.StartAsync(DatabaseKind.Postgres, running: false);
        await rig.SayAsync("help", "a1");
        await rig.SayAsync("help", "a2", conversation: "other");
        await ChangeAsync(rig, u => u.SetProperty(r => r.HeldUntil, DateTimeOffset.UnixEpoch), "other");

        await using var second = rig.Restarted();
        await second.RunAsync();
        await rig.UntilAsync(() => rig.Channel.Visible("other").Count == 1, Ct);

        Assert.IsEmpty(rig.Channel.Visible("chat"));
        Assert.HasCount(1, (await RowsAsync(rig)).FindAll(r => r.ConversationId == "chat"));
    }

    [TestMethod, Timeout(60_000, CooperativeCancellation = true), TestCategory("WEB-2")]
    [DataRow(DatabaseKind.Sqlite)]
    [DataRow(DatabaseKind.Postgres)]
    public async Task Take_ByTwoProcessesAtOnce_GivesEachReplyToOne(DatabaseKind kind)
    {
        await using var rig = await BotRig.StartAsync(kind, running: false);
        for (var n = 0; n < 20; n++)
            await rig.SayAsync("help", $"a{n}");
        await ChangeAsync(rig, u => u.SetProperty(r => r.HeldUntil, DateTimeOffset.UnixEpoch));
        var replies = rig.Get<PendingReplies>();

        var taken = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => replies.TakeAsync(Ct)));

        var ids = taken.SelectMany(t => t.Taken).Select(r => r.MessageId).ToList();
        Assert.HasCount(20, ids);
        Assert.HasCount(20, ids.ToHashSet());
        Assert.IsNotNull(await replies.HoldAgainAsync(taken.SelectMany(t => t.Taken).First(), Ct));
        Assert.IsNull(await replies.HoldAgainAsync(taken.SelectMany(t => t.Taken).First(), Ct), "held by a newer hold");
    }

    /// <summary>The window that stays (ADR 11): the channel cannot be asked whether it has a reply already.</summary>
    [TestMethod, Timeout(60_000, CooperativeCancellation = true), TestCategory("WEB-2"), TestCategory("TEA-6")]
    public async Task Reply_CrashBetweenPostAndCommit_IsPostedASecondTimeAndNoMore()
    {
        await using var rig = await BotRig.StartAsync(running: false);
        await SqlAsync(rig, "CREATE TRIGGER crash BEFORE INSERT ON deliveries BEGIN SELECT RAISE(ABORT, 'gone'); END");
        await rig.RunAsync();
        await rig.SayAsync("hello", "a1");
        await rig.UntilAsync(() => rig.Channel.Visible("chat").Count == 1, Ct);
        await rig.StopAsync();
        await SqlAsync(rig, "DROP TRIGGER crash");
        Assert.HasCount(1, await RowsAsync(rig));

        await using var second = rig.Restarted();
        await second.RunAsync();
        await DoneAsync(second);

        Assert.HasCount(2, rig.Channel.Visible("chat"));
    }

    [TestMethod, Timeout(60_000, CooperativeCancellation = true), TestCategory("WEB-2")]
    public async Task Reply_OlderThanItsLimit_IsDropped()
    {
        await using var rig = await BotRig.StartAsync(running: false);
        await rig.SayAsync("hello", "a1");
        await rig.SayAsync("hello", "a2", conversation: "other");
        var old = TimeProvider.System.GetUtcNow().AddMinutes(-11);
        var young = TimeProvider.System.GetUtcNow().AddMinutes(-8);
        await ChangeAsync(rig, u => u.SetProperty(r => r.CreatedAt, old), "chat");
        await ChangeAsync(rig, u => u.SetProperty(r => r.CreatedAt, young), "other");

        await using var second = rig.Restarted();
        await second.RunAsync();
        await DoneAsync(second);

        Assert.HasCount(1, rig.Channel.Visible("other"));
        Assert.IsEmpty(rig.Channel.Visible("chat"));
    }

    [TestMethod, Timeout(60_000, CooperativeCancellation = true), TestCategory("TEA-3"), TestCategory("WEB-2")]
    public async Task Reply_ChannelIsAway_IsTriedAgainLaterAndGivenUpInTheEnd()
    {
        await using var rig = await BotRig.StartAsync(running: false);
        rig.Channel.Trouble = static _ => new StubFault { Status = 503 };
        await rig.SayAsync("hello", "a1");
        var running = rig;
        List<BotRig> processes = [];
        for (var tries = 1; tries <= 5; tries++)
        {
            running = running.Restarted();
            processes.Add(running);
            await running.RunAsync();
            await rig.UntilAsync(async () => (await rig.DeliveriesAsync()).Count == tries ? "" : null, Ct);
            await running.StopAsync();
            var left = await RowsAsync(rig);
            CollectionAssert.AreEqual(tries < 5 ? new[] { tries } : [], left.ConvertAll(r => r.Tries));
            Assert.IsTrue(left.TrueForAll(r => r.HeldUntil > TimeProvider.System.GetUtcNow()), "tried again at once");
            // As if that time had passed.
            await ChangeAsync(rig, u => u.SetProperty(r => r.HeldUntil, DateTimeOffset.UnixEpoch));
        }

        foreach (var process in processes)
            await process.DisposeAsync();
    }

    [TestMethod, Timeout(60_000, CooperativeCancellation = true), TestCategory("TEA-3")]
    public async Task Reply_BotWasRemoved_IsGivenUpAtOnce()
    {
        await using var rig = await BotRig.StartAsync();
        rig.Channel.UnknownConversations["chat"] = true;

        await rig.SayAsync("hello", "a1");

        await DoneAsync(rig);
        Assert.AreEqual("reply bot_not_in_conversation", Describe((await rig.DeliveriesAsync()).Single()));
    }

    [TestMethod, Timeout(60_000, CooperativeCancellation = true), TestCategory("WEB-2"), TestCategory("PERF-1")]
    public async Task RequestsAndExpectedReplies_LeaveNothingPending()
    {
        await using var rig = await BotRig.StartAsync(running: false);

        await rig.SayAsync("digest advisors", "a1");
        await rig.SayAsync("help", "a2", deliveryMode: "expectReplies");

        Assert.IsEmpty(await RowsAsync(rig));
    }

    [TestMethod, Timeout(60_000, CooperativeCancellation = true), TestCategory("WEB-2"), TestCategory("WEB-4"), TestCategory("WEB-5")]
    [DataRow(false)]
    [DataRow(true)]
    public async Task Cancel_AcknowledgementHangs_IsAnsweredAtOnceAndTheCardSaysSoAfterARestart(bool button)
    {
        await using var rig = await BotRig.StartAsync();
        rig.Digests.Holds = true;
        rig.Channel.Fail(new StubFault { Hangs = true, When = static r => r.Method == "POST" });
        await rig.SayAsync("digest advisors", "a1");
        await rig.UntilAsync(() => rig.Channel.Requests.Count(static r => r.Method == "POST") == 1, Ct);
        var id = (await rig.RequestAsync()).RequestId;

        var answer = button ? await rig.PressAsync("request.cancel", $$"""{"request_id":"{{id}}"}""", "a2") : await rig.SayAsync("cancel", "a2", deliveryMode: "expectReplies");

        Assert.Contains("was cancelled", System.Text.Encoding.UTF8.GetString(answer.Body.Span));
        Assert.IsEmpty(await rig.DeliveriesAsync(), "the answer waited for the channel");
        Assert.AreEqual(RequestStatus.Cancelled, (await rig.RequestAsync()).Status);
        await rig.StopAsync();
        Assert.IsEmpty(rig.Channel.Visible("chat"));

        await using var second = rig.Restarted();
        await second.RunAsync();
        await DoneAsync(second);

        var shown = rig.Channel.Visible("chat").Single();
        Assert.Contains($"Request {id} was cancelled", shown.Body);
        Assert.AreEqual(1, shown.Updates);
        Assert.AreEqual(0, second.Digests.Calls);
    }

    [TestMethod, Timeout(60_000, CooperativeCancellation = true), TestCategory("WEB-5"), TestCategory("TEA-3")]
    public async Task Cancel_ChannelDoesNotTakeTheChange_IsTriedAgainHoweverOld()
    {
        await using var rig = await BotRig.StartAsync();
        rig.Digests.Holds = true;
        await rig.SayAsync("digest advisors", "a1");
        await rig.UntilAsync(() => rig.Channel.Visible("chat").Count == 1, Ct);
        rig.Channel.Trouble = static r => r.Method == "PUT" ? new StubFault { Status = 503 } : null;
        await rig.SayAsync("cancel", "a2", deliveryMode: "expectReplies");
        await rig.UntilAsync(async () => await RowsAsync(rig) is [{ Tries: 1 }] ? "" : null, Ct);
        await rig.StopAsync();
        rig.Channel.Trouble = null;
        await ChangeAsync(rig, u => u.SetProperty(r => r.CreatedAt, DateTimeOffset.UnixEpoch));

        await using var second = rig.Restarted();
        await second.RunAsync();
        await DoneAsync(second);

        Assert.Contains("was cancelled", rig.Channel.Visible("chat").Single().Body);
    }

    // Posted and recorded: the ledger's row and the removal are one commit.
    private Task DoneAsync(BotRig rig) => rig.UntilAsync(async () => (await RowsAsync(rig)).Count == 0 ? "" : null, Ct);

    private static string Describe(WellIntake.Modules.Platform.Persistence.Entities.Delivery delivery) => $"{delivery.Kind} {delivery.Outcome}";

    private async Task<List<PendingReplyRow>> RowsAsync(BotRig rig)
    {
        await using var db = await rig.Database.Contexts.CreateDbContextAsync(Ct);
        return await db.PendingReplies.AsNoTracking().ToListAsync(Ct);
    }

    private async Task ChangeAsync(
        BotRig rig, Action<Microsoft.EntityFrameworkCore.Query.UpdateSettersBuilder<PendingReplyRow>> change, string? conversation = null)
    {
        await using var db = await rig.Database.Contexts.CreateDbContextAsync(Ct);
        await db.PendingReplies.Where(r => conversation == null || r.ConversationId == conversation).ExecuteUpdateAsync(change, Ct);
    }

    private Task<int> SqlAsync(BotRig rig, string sql) => rig.Get<IGroupCommit>().CommitAsync(s => s.Execute(sql), Ct);
}
