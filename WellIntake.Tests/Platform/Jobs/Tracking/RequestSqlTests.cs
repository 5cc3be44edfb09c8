using WellIntake.Modules.Platform.Jobs.Tracking;
using WellIntake.Modules.Platform.Persistence;
using WellIntake.Modules.Platform.Persistence.Entities;
using WellIntake.Modules.Platform.Queueing;
using WellIntake.Tests.Platform.Teams.Bot;

namespace WellIntake.Tests.Platform.Jobs.Tracking;

/// <summary>Which status may follow which, as the statements themselves hold it.</summary>
[TestClass]
public sealed class RequestSqlTests
{
    private const string Table = "teams_digest_requests";
    private static readonly DateTimeOffset Now = new(2026, 1, 5, 9, 0, 0, TimeSpan.Zero);

    private static readonly (string Step, RequestStatus[] From, RequestStatus To)[] Legal =
    [
        ("start", [RequestStatus.Queued, RequestStatus.Processing], RequestStatus.Processing),
        ("replay", [RequestStatus.Queued, RequestStatus.Processing, RequestStatus.DeadLettered], RequestStatus.Processing),
        ("complete", [RequestStatus.Processing], RequestStatus.Completed),
        ("deliver", [RequestStatus.Completed], RequestStatus.Delivered),
        ("cancel", [RequestStatus.Queued, RequestStatus.Processing], RequestStatus.Cancelled),
        ("give up", [RequestStatus.Queued, RequestStatus.Processing, RequestStatus.Completed, RequestStatus.Failed], RequestStatus.DeadLettered),
    ];

    [TestMethod, TestCategory("TRK-1"), TestCategory("TRK-3")]
    [DataRow(DatabaseKind.Sqlite)]
    [DataRow(DatabaseKind.Postgres)]
    public async Task EveryStep_FromEveryStatus_ChangesOnlyWhatItMay(DatabaseKind kind)
    {
        await using var rig = await BotRig.StartAsync(kind, running: false);
        await rig.SayAsync("digest advisors", "a1");
        var id = (await rig.RequestAsync()).RequestId;
        var commits = rig.Get<IGroupCommit>();

        foreach (var (step, from, to) in Legal)
        {
            foreach (var status in Enum.GetValues<RequestStatus>())
            {
                await commits.CommitAsync(s => s.Execute($"UPDATE {Table} SET status = @p1 WHERE request_id = @p0", id, status.ToText()));

                var changed = await commits.CommitAsync(s => Take(s, step, id));

                var may = from.Contains(status);
                Assert.AreEqual(may, changed, $"{step} from {status}");
                Assert.AreEqual(may ? to : status, (await rig.RequestAsync()).Status, $"{step} from {status}");
            }
        }
    }

    [TestMethod, TestCategory("TRK-1")]
    [DataRow(DatabaseKind.Sqlite)]
    [DataRow(DatabaseKind.Postgres)]
    public async Task Start_Again_KeepsTheFirstStartAndCountsTheDelivery(DatabaseKind kind)
    {
        await using var rig = await BotRig.StartAsync(kind, running: false);
        await rig.SayAsync("digest advisors", "a1");
        var id = (await rig.RequestAsync()).RequestId;
        var commits = rig.Get<IGroupCommit>();

        await commits.CommitAsync(s => RequestSql.Start(s, Table, id, 1, Now, replay: true));
        await commits.CommitAsync(s => RequestSql.Start(s, Table, id, 2, Now.AddMinutes(1), replay: false));

        var row = await rig.RequestAsync();
        Assert.AreEqual(Now, row.StartedAt);
        Assert.AreEqual(2, row.DeliveryCount);
    }

    [TestMethod, TestCategory("WEB-6")]
    [DataRow(DatabaseKind.Sqlite)]
    [DataRow(DatabaseKind.Postgres)]
    public async Task MarkProcessed_Twice_IsNewOnce(DatabaseKind kind)
    {
        await using var rig = await BotRig.StartAsync(kind, running: false);
        var commits = rig.Get<IGroupCommit>();

        Assert.IsFalse(await commits.CommitAsync(s => RequestSql.IsProcessed(s, "x", "1")));
        Assert.IsTrue(await commits.CommitAsync(s => RequestSql.MarkProcessed(s, "x", "1", Now)));
        Assert.IsFalse(await commits.CommitAsync(s => RequestSql.MarkProcessed(s, "x", "1", Now)));
        Assert.IsTrue(await commits.CommitAsync(s => RequestSql.IsProcessed(s, "x", "1")));
        Assert.IsFalse(await commits.CommitAsync(s => RequestSql.IsProcessed(s, "y", "1")));
    }

    private static bool Take(ICommitSession session, string step, string id) => step switch
    {
        "start" => RequestSql.Start(session, Table, id, 2, Now, replay: false),
        "replay" => RequestSql.Start(session, Table, id, 1, Now, replay: true),
        "complete" => RequestSql.Complete(session, Table, id, 5, Now),
        "deliver" => RequestSql.Deliver(session, Table, id, Now),
        "cancel" => RequestSql.End(session, Table, id, RequestStatus.Cancelled, null, Now),
        _ => RequestSql.End(session, Table, id, RequestStatus.DeadLettered, "why", Now),
    };
}
