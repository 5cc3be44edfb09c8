using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using WellIntake.Modules.Platform.Jobs;
using WellIntake.Modules.Platform.Persistence;
using WellIntake.Modules.Platform.Persistence.Entities;
using WellIntake.Modules.Platform.Resilience;
using WellIntake.Modules.Platform.Teams;
using WellIntake.Tests.Platform.Teams.Bot;
using WellIntake.Tests.Testing;

namespace WellIntake.Tests.Platform.Teams.Delivery;

/// <summary>The card of a request from queued to its result, in one message (WEB-5).</summary>
[TestClass]
[TestCategory("WEB-5")]
public sealed class LivingCardTests
{
    private static readonly TimeSpan Soon = TimeSpan.FromMilliseconds(5);

    private int _step;

    public required TestContext TestContext { get; init; }

    private CancellationToken Ct => TestContext.CancellationToken;

    [TestMethod, Timeout(60_000, CooperativeCancellation = true)]
    [DataRow(DatabaseKind.Sqlite)]
    [DataRow(DatabaseKind.Postgres)]
    public async Task Card_QueuedWorkingResult_IsOneMessage(DatabaseKind kind)
    {
        await using var rig = await StartAsync(kind);
        await AskAsync(rig);

        rig.Digests.Progress!.Report(new RequestProgress("Reading candidate 1,200 of 10,000", 0.12));
        await UntilShownAsync(rig, "Reading candidate 1,200 of 10,000");
        Assert.Contains("Cancel", Only(rig).Body);
        rig.Digests.Progress.Report(new RequestProgress("Reading 4 of 12 again", 0.33));
        await UntilShownAsync(rig, "Reading 4 of 12 again");
        rig.Digests.Release();
        await rig.UntilAsync(RequestStatus.Delivered, Ct);

        Assert.Contains(ScriptedDigests.Result, Only(rig).Body);
        Assert.AreEqual(2, (await rig.DeliveriesAsync()).Count, "progress is in the ledger");
    }

    [TestMethod, Timeout(60_000, CooperativeCancellation = true)]
    public async Task Card_WorkIsShort_ShowsNoProgress()
    {
        await using var rig = await BotRig.StartAsync();

        await rig.SayAsync("digest advisors", "a1");
        await rig.UntilAsync(RequestStatus.Delivered, Ct);

        Assert.AreEqual(1, Only(rig).Updates);
    }

    [TestMethod, Timeout(60_000, CooperativeCancellation = true)]
    [DataRow(404)]
    [DataRow(405)]
    [DataRow(501)]
    public async Task Progress_ChannelCannotUpdate_StopsAndTheResultIsANewMessage(int status)
    {
        await using var rig = await StartAsync();
        var updates = 0;
        rig.Channel.Trouble = r => r.Method == "PUT" && Interlocked.Increment(ref updates) > 0 ? new StubFault { Status = status } : null;
        await AskAsync(rig);
        await rig.UntilAsync(() => Volatile.Read(ref updates) == 1, Ct);
        await HelpAsync(rig, 3);

        rig.Digests.Release();
        await rig.UntilAsync(RequestStatus.Delivered, Ct);

        // One for progress, one for the result.
        Assert.AreEqual(2, updates);
        var shown = rig.Channel.Visible("chat");
        Assert.HasCount(5, shown);
        Assert.Contains(ScriptedDigests.Result, shown[4].Body);
    }

    [TestMethod, Timeout(60_000, CooperativeCancellation = true)]
    [DataRow(429)]
    [DataRow(503)]
    public async Task Progress_ChannelDoesNotTakeIt_TheNextLookShowsItAndTheResultComes(int status)
    {
        await using var rig = await StartAsync();
        rig.Channel.Fail(new StubFault { Status = status, RetryAfter = "0", When = r => r.Method == "PUT" });
        await AskAsync(rig);
        await rig.UntilAsync(() => rig.Channel.Visible("chat") is [{ Updates: 1 }], Ct);
        Assert.AreEqual(2, rig.Channel.Requests.Count(r => r.Method == "PUT"));

        rig.Digests.Release();
        await rig.UntilAsync(RequestStatus.Delivered, Ct);

        Assert.Contains(ScriptedDigests.Result, Only(rig).Body);
        Assert.AreEqual(1, (await rig.RequestAsync()).DeliveryCount);
    }

    [TestMethod, Timeout(60_000, CooperativeCancellation = true), TestCategory("QUE-10"), TestCategory("RES-1")]
    public async Task Result_ChannelFailsForLongerThanAllDeliveries_CostsNoneAndIsShownOnce()
    {
        await using var rig = await BotRig.StartAsync(change: s => s.PostConfigure<ResilienceOptions>(o =>
            o.Breakers[CircuitNames.Teams] = new CircuitOptions { Failures = 2, OpenFor = TimeSpan.FromSeconds(1) }));
        rig.Digests.Holds = true;
        await rig.SayAsync("digest advisors", "a1");
        await rig.UntilAsync(() => rig.Digests.Calls == 1 && rig.Channel.Visible("chat").Count == 1, Ct);
        var refusals = 0;
        rig.Channel.Trouble = r => r.Method == "PUT" && Interlocked.Increment(ref refusals) <= 4 ? new StubFault { Status = 503 } : null;

        rig.Digests.Release();
        await rig.UntilAsync(RequestStatus.Delivered, Ct);

        Assert.Contains(ScriptedDigests.Result, Only(rig).Body);
        Assert.AreEqual(1, (await rig.RequestAsync()).DeliveryCount);
        Assert.AreEqual(1, rig.Digests.Calls, "a stored result is not made again");
    }

    [TestMethod, Timeout(60_000, CooperativeCancellation = true)]
    public async Task Progress_UpdateHangs_IsCutOffAndTheResultIsShownAndShownOnceMoreLater()
    {
        await using var rig = await StartAsync(services: s => s.PostConfigure<TeamsOptions>(o =>
        {
            o.ProgressGrace = Soon;
            o.TryTimeout = TimeSpan.FromMinutes(2);
        }));
        rig.Channel.Fail(new StubFault { Hangs = true, When = r => r.Method == "PUT" });
        await AskAsync(rig);
        await rig.UntilAsync(() => rig.Channel.Requests.Any(r => r.Method == "PUT"), Ct);

        rig.Digests.Release();
        await rig.UntilAsync(RequestStatus.Delivered, Ct);

        Assert.Contains(ScriptedDigests.Result, Only(rig).Body);
        await using var db = await rig.Database.Contexts.CreateDbContextAsync(Ct);
        var again = await rig.UntilAsync(() => db.PendingReplies.AsNoTracking().SingleOrDefaultAsync(Ct), Ct);
        Assert.Contains(ScriptedDigests.Result, again.Card);
        Assert.AreEqual((await rig.RequestAsync()).RequestId, again.MessageId);
    }

    [TestMethod, Timeout(60_000, CooperativeCancellation = true)]
    public async Task Progress_UpdateUnderWay_ResultComesAfterIt()
    {
        await using var rig = await StartAsync(services: s => s.PostConfigure<TeamsOptions>(o => o.ProgressGrace = TimeSpan.FromSeconds(30)));
        rig.Channel.Fail(new StubFault { Delay = TimeSpan.FromMilliseconds(300), When = r => r.Method == "PUT" });
        await AskAsync(rig);
        await rig.UntilAsync(() => rig.Channel.Requests.Any(r => r.Method == "PUT"), Ct);

        rig.Digests.Release();
        await rig.UntilAsync(RequestStatus.Delivered, Ct);

        Assert.Contains(ScriptedDigests.Result, Only(rig).Body);
        Assert.AreEqual(2, Only(rig).Updates);
    }

    [TestMethod, Timeout(60_000, CooperativeCancellation = true), TestCategory("WEB-4")]
    public async Task Progress_UpdateHangsAndThePersonCancels_TheCardSaysCancelledAndSaysItOnceMoreLater()
    {
        await using var rig = await StartAsync(services: s => s.PostConfigure<TeamsOptions>(o => o.ProgressGrace = Soon));
        rig.Channel.Fail(new StubFault { Hangs = true, When = r => r.Method == "PUT" });
        await AskAsync(rig);
        await rig.UntilAsync(() => rig.Channel.Requests.Any(r => r.Method == "PUT"), Ct);

        await rig.SayAsync("cancel", "a2", deliveryMode: "expectReplies");

        await UntilShownAsync(rig, "was cancelled");
        await using var db = await rig.Database.Contexts.CreateDbContextAsync(Ct);
        await rig.UntilAsync(() => db.PendingReplies.AsNoTracking().SingleOrDefaultAsync(r => r.Tries == 1, Ct), Ct);
        Assert.Contains("was cancelled", Only(rig).Body);
    }

    [TestMethod, Timeout(60_000, CooperativeCancellation = true)]
    public async Task Progress_SecondDelivery_GoesOnInTheSameMessage()
    {
        await using var rig = await StartAsync();
        rig.Digests.Script = static call =>
        {
            if (call == 1)
                throw new TimeoutException();
        };
        rig.Digests.Holds = false;
        await rig.SayAsync("digest advisors", "a1");
        await rig.UntilAsync(() => rig.Digests.Calls >= 1, Ct);
        await rig.UntilAsync(RequestStatus.Delivered, Ct);

        Assert.Contains(ScriptedDigests.Result, Only(rig).Body);
        Assert.AreEqual(2, (await rig.RequestAsync()).DeliveryCount);
    }

    [TestMethod, Timeout(60_000, CooperativeCancellation = true)]
    public async Task Progress_WhileOthersUseTheConversation_LeavesThemHalfOfItsLimit()
    {
        await using var rig = await StartAsync(services: s => s.PostConfigure<TeamsOptions>(o =>
            o.ConversationLimits = [new SendWindow { Sends = 10, Window = TimeSpan.FromHours(1) }]));
        await AskAsync(rig);

        await rig.UntilAsync(() => Reported(rig) && rig.Channel.Requests.Count(r => r.Method == "PUT") == 4, Ct);
        await HelpAsync(rig, 4);

        rig.Digests.Release();
        await rig.UntilAsync(RequestStatus.Delivered, Ct);

        // The acknowledgement, four steps, four times help, the result: ten.
        Assert.HasCount(10, rig.Channel.Requests.Where(r => r.Method != "GET").ToList());
        Assert.Contains(ScriptedDigests.Result, rig.Channel.Visible("chat")[0].Body);
    }

    [TestMethod, Timeout(60_000, CooperativeCancellation = true), TestCategory("WEB-4")]
    public async Task Progress_CancelledByAnotherProcess_StopsTheWorkHere()
    {
        await using var rig = await StartAsync();
        var cancelled = new TaskCompletionSource();
        rig.Digests.OnCancel = cancelled.SetResult;
        await AskAsync(rig);

        await using (var db = await rig.Database.Contexts.CreateDbContextAsync(Ct))
            await db.DigestRequests.ExecuteUpdateAsync(u => u.SetProperty(r => r.Status, RequestStatus.Cancelled), Ct);

        await cancelled.Task.WaitAsync(Ct);
    }

    private static Task<BotRig> StartAsync(DatabaseKind kind = DatabaseKind.Sqlite, Action<IServiceCollection>? services = null) => BotRig.StartAsync(kind, change: s =>
    {
        s.PostConfigure<TeamsOptions>(o => (o.ProgressAfter, o.ProgressInterval, o.ProgressGrace) = (Soon, Soon, TimeSpan.FromSeconds(30)));
        services?.Invoke(s);
    });

    private async Task AskAsync(BotRig rig)
    {
        rig.Digests.Holds = true;
        await rig.SayAsync("digest advisors", "a1");
        await rig.UntilAsync(() => rig.Digests.Calls == 1 && rig.Channel.Visible("chat").Count == 1, Ct);
    }

    // Something else goes on in the conversation, and the work goes on reporting.
    private async Task HelpAsync(BotRig rig, int times)
    {
        for (var i = 0; i < times; i++)
        {
            var before = rig.Channel.Visible("chat").Count;
            await rig.SayAsync("help", $"h{i}");
            await rig.UntilAsync(() => Reported(rig) && rig.Channel.Visible("chat").Count == before + 1, Ct);
        }
    }

    private bool Reported(BotRig rig)
    {
        rig.Digests.Progress!.Report(new RequestProgress($"step {_step++}"));
        return true;
    }

    private Task UntilShownAsync(BotRig rig, string text) => rig.UntilAsync(() => rig.Channel.Visible("chat") is [var only] && only.Body.Contains(text, StringComparison.Ordinal), Ct);

    private static StubMessage Only(BotRig rig) => rig.Channel.Visible("chat").Single();
}
