using WellIntake.Modules.Platform.Jobs.Tracking;
using WellIntake.Modules.Platform.Persistence;
using WellIntake.Modules.Platform.Persistence.Entities;
using WellIntake.Modules.Platform.Queueing;
using WellIntake.Modules.Platform.Teams.Delivery;
using WellIntake.Tests.Platform.Teams.Bot;
using WellIntake.Tests.Testing;

namespace WellIntake.Tests.Platform.Teams.Delivery;

/// <summary>The first message of a request, when several processes could post it (SCA-3, TEA-6).</summary>
[TestClass]
[TestCategory("SCA-3")]
[TestCategory("TEA-6")]
public sealed class FirstMessageTests
{
    private const string Table = "teams_digest_requests";
    private static readonly DateTimeOffset Now = new(2026, 11, 26, 9, 0, 0, TimeSpan.Zero);

    public required TestContext TestContext { get; init; }

    private CancellationToken Ct => TestContext.CancellationToken;

    [TestMethod]
    [DataRow(DatabaseKind.Sqlite)]
    [DataRow(DatabaseKind.Postgres)]
    public async Task HoldCard_ManyWantIt_OneHasItUntilItIsLetGoOrOver(DatabaseKind kind)
    {
        await using var rig = await BotRig.StartAsync(kind, running: false);
        await rig.SayAsync("digest advisors", "a1");
        var id = (await rig.RequestAsync()).RequestId;
        await DoAsync(rig, session => RequestSql.LetCardGo(session, Table, id));
        var (first, second) = (Now.AddSeconds(15), Now.AddSeconds(20));

        var taken = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => TakeAsync(rig, id, null, Now, first)));
        Assert.AreEqual(1, taken.Count(t => t));
        Assert.IsTrue(await TakeAsync(rig, id, first, Now, first), "whoever has it keeps it");
        Assert.IsFalse(await TakeAsync(rig, id, null, first.AddMilliseconds(-1), second));
        Assert.IsTrue(await TakeAsync(rig, id, null, first, second), "its time was over");
        await DoAsync(rig, session => RequestSql.LetCardGo(session, Table, id));
        Assert.IsTrue(await TakeAsync(rig, id, null, Now, second));

        await DoAsync(rig, session => RequestSql.SetCard(session, Table, id, "shown"));
        Assert.IsFalse(await TakeAsync(rig, id, null, second, second.AddSeconds(15)), "there is a message");
    }

    [TestMethod, Timeout(60_000, CooperativeCancellation = true)]
    public async Task Result_AnotherProcessPostsTheAcknowledgement_WaitsAndIsShownInIt()
    {
        await using var web = await BotRig.StartAsync(DatabaseKind.Postgres, running: false);
        await using var worker = web.Restarted();
        var go = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        web.Channel.Fail(new StubFault { AnswerAfter = go.Task, When = r => r.Method == "POST" });
        await web.SayAsync("digest advisors", "a1");
        var sender = web.Get<AcknowledgementSender>();
        await sender.StartAsync(Ct);
        await web.UntilAsync(() => web.Channel.Requests.Any(r => r.Method == "POST"), Ct);

        await worker.RunAsync();
        await worker.UntilAsync(async () => await worker.RequestAsync() is { Status: RequestStatus.Completed } done ? done : null, Ct);
        Assert.HasCount(1, worker.Channel.Requests.Where(r => r.Method == "POST").ToList(), "no second message");
        go.SetResult();
        await worker.UntilAsync(RequestStatus.Delivered, Ct);
        await sender.StopAsync(Ct);

        Assert.Contains(ScriptedDigests.Result, worker.Channel.Visible("chat").Single().Body);
    }

    private static Task<bool> TakeAsync(BotRig rig, string id, DateTimeOffset? mine, DateTimeOffset now, DateTimeOffset until) =>
        rig.Get<IGroupCommit>().CommitAsync(session => RequestSql.HoldCard(session, Table, id, mine, now, until));

    private static Task DoAsync(BotRig rig, Action<ICommitSession> write) => rig.Get<IGroupCommit>().CommitAsync(session =>
    {
        write(session);
        return true;
    });
}
