using System.Text;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using WellIntake.Modules.Platform.DeadLetters;
using WellIntake.Modules.Platform.Jobs.Tracking;
using WellIntake.Modules.Platform.Persistence;
using WellIntake.Modules.Platform.Persistence.Entities;
using WellIntake.Modules.Platform.Queueing;
using WellIntake.Tests.Testing;

namespace WellIntake.Tests.Platform.DeadLetters;

/// <summary>Dead letters looked at, sent again, purged, edited and brought back.</summary>
[TestClass]
public sealed class DeadLetterTests
{
    private const string Window = "WellIntake:Queueing:Queues:teams-digest-requests:DuplicateWindow";

    public required TestContext TestContext { get; init; }

    private CancellationToken Ct => TestContext.CancellationToken;

    [TestMethod, Timeout(60_000, CooperativeCancellation = true), TestCategory("DLQ-1")]
    [DataRow(DatabaseKind.Sqlite)]
    [DataRow(DatabaseKind.Postgres)]
    public async Task Requeue_JobWithEverything_KeepsAllProperties(DatabaseKind kind)
    {
        await using var rig = await DeadLetterRig.StartAsync(kind, r => r.Settings[Window] = "00:00:00");
        var job = DeadLetterRig.Job("j1", DeadLetterRig.Digest("j1")) with
        {
            CorrelationId = "correlation",
            OrderingKey = "session",
            FairnessKey = "ann",
            Priority = JobPriority.High,
            TimeToLive = TimeSpan.FromMinutes(90),
            TraceParent = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01",
            Properties = new Dictionary<string, string>(StringComparer.Ordinal) { ["tenant"] = "contoso" },
        };
        await rig.BuryAsync([job], Ct);

        var report = await rig.DeadLetters.RequeueAsync(new RequeueOrder(DeadLetterRig.Queue, await rig.KeysAsync(Ct)), Ct);

        Assert.IsEmpty(report.NotSent);
        var again = (await rig.Jobs.PeekAsync(10, Ct)).Single();
        Assert.AreEqual(job with { Body = default, Properties = again.Properties }, again with { Body = default, SequenceNumber = 0, EnqueuedAt = default });
        Assert.AreSequenceEqual(job.Body.ToArray(), again.Body.ToArray());
        Assert.AreEqual("contoso", again.Properties.Single().Value);
        Assert.IsEmpty(await rig.FindAsync(Ct));
    }

    [TestMethod, Timeout(60_000, CooperativeCancellation = true), TestCategory("DLQ-1"), TestCategory("DLQ-2")]
    [DataRow(DatabaseKind.Sqlite)]
    [DataRow(DatabaseKind.Postgres)]
    public async Task Requeue_QueueRemembersTheId_IsSentUnderAnotherInsteadOfDropped(DatabaseKind kind)
    {
        await using var rig = await DeadLetterRig.StartAsync(kind);
        await rig.BuryAsync([DeadLetterRig.Job("j1")], Ct);

        var report = await rig.DeadLetters.RequeueAsync(new RequeueOrder(DeadLetterRig.Queue, await rig.KeysAsync(Ct)), Ct);

        var again = (await rig.Jobs.PeekAsync(10, Ct)).Single();
        Assert.AreNotEqual("j1", again.Id);
        Assert.AreEqual(report.Sent.Single().NewId, again.Id);
        Assert.AreEqual("j1", again.Properties[JobPropertyNames.OriginalId]);
    }

    [TestMethod, Timeout(60_000, CooperativeCancellation = true), TestCategory("DLQ-2")]
    [DataRow(DatabaseKind.Sqlite)]
    [DataRow(DatabaseKind.Postgres)]
    public async Task Requeue_TwoDeadLettersOfOneId_BothArrive(DatabaseKind kind)
    {
        var time = new FakeTime();
        await using var rig = await DeadLetterRig.StartAsync(kind, r => r.Time = time);
        for (var i = 0; i < 2; i++)
        {
            await rig.BuryAsync([DeadLetterRig.Job("j1")], Ct);
            time.Advance(TimeSpan.FromMinutes(12));
        }

        var report = await rig.DeadLetters.RequeueAsync(new RequeueOrder(DeadLetterRig.Queue, await rig.KeysAsync(Ct)), Ct);

        Assert.HasCount(2, report.Sent);
        Assert.Contains("j1", report.Sent.Select(s => s.NewId), "the old id is kept where the queue has forgotten it");
        Assert.AreSequenceEqual(["j1", "j1"], await rig.LiveAsync(Ct));
    }

    [TestMethod, Timeout(60_000, CooperativeCancellation = true), TestCategory("DLQ-1")]
    public async Task Requeue_RegenerateAndRefresh_NewIdAndTheQueuesTimeToLive()
    {
        await using var rig = await DeadLetterRig.StartAsync(DatabaseKind.Sqlite, r => r.Settings[Window] = "00:00:00");
        await rig.BuryAsync([DeadLetterRig.Job("j1") with { TimeToLive = TimeSpan.FromMinutes(1) }, DeadLetterRig.Job("j2")], Ct);
        var keys = await rig.KeysAsync(Ct);

        var report = await rig.DeadLetters.RequeueAsync(new RequeueOrder(DeadLetterRig.Queue, [keys[0]]) { RegenerateIds = true, RefreshTimeToLive = true }, Ct);

        var again = (await rig.Jobs.PeekAsync(10, Ct)).Single();
        Assert.AreEqual(keys[0], report.Sent.Single().Key);
        Assert.AreNotEqual("j1", again.Id);
        Assert.IsNull(again.TimeToLive);
        Assert.AreEqual("j2", (await rig.KeysAsync(Ct)).Single().Id, "what was not named stays");
    }

    [TestMethod, Timeout(60_000, CooperativeCancellation = true), TestCategory("DLQ-1")]
    public async Task Requeue_BatchTooLarge_IsSentOneByOneAndWhatIsRefusedStays()
    {
        var refusing = new List<int>();
        await using var rig = await DeadLetterRig.StartAsync(
            DatabaseKind.Sqlite, with: services => services.Decorate<IJobQueues>(inner => new RefusingQueues(inner, refusing)));
        await rig.BuryAsync([DeadLetterRig.Job("fits-1"), DeadLetterRig.Job("large"), DeadLetterRig.Job("fits-2")], Ct);

        refusing.Add(0);
        var report = await rig.DeadLetters.RequeueAsync(new RequeueOrder(DeadLetterRig.Queue, await rig.KeysAsync(Ct)), Ct);

        Assert.AreSequenceEqual(["fits-1", "fits-2"], await rig.LiveAsync(Ct));
        Assert.AreEqual("large", report.NotSent.Single().Key.Id);
        Assert.Contains("too large", report.NotSent.Single().Reason);
        Assert.AreEqual(DeadLetterPlace.Queue, (await rig.FindAsync(Ct)).Single().Place);
        Assert.Contains(3, refusing, "it was tried as a batch first");
    }

    [TestMethod, Timeout(60_000, CooperativeCancellation = true), TestCategory("DLQ-2"), TestCategory("TRK-1")]
    [DataRow(DatabaseKind.Sqlite)]
    [DataRow(DatabaseKind.Postgres)]
    public async Task Requeue_RequestThatWasGivenUp_IsOpenForEveryDelivery(DatabaseKind kind)
    {
        await using var rig = await DeadLetterRig.StartAsync(kind);
        await rig.BuryAsync([DeadLetterRig.Job("r1", DeadLetterRig.Digest("r1"))], Ct);
        await rig.Get<IGroupCommit>().CommitAsync(
            session => session.Execute(
                "INSERT INTO teams_digest_requests (request_id, correlation_id, user_id, user_email, conversation_id, status, delivery_count, created_at, audience, date_range_days, max_candidates, format_type) "
                + "VALUES ('r1', 'r1', 'u', 'ann@corp.example', 'c', 'dead_lettered', 3, @p0, 'advisors', 7, 6, 'html')", DateTimeOffset.UnixEpoch),
            Ct);
        Assert.AreEqual(RequestStart.GivenUp, await rig.Get<RequestTracker>().StartAsync("teams_digest_requests", "r1", 2, Ct), "the setting is not what it should be");

        await rig.DeadLetters.RequeueAsync(new RequeueOrder(DeadLetterRig.Queue, await rig.KeysAsync(Ct)), Ct);

        Assert.AreEqual(RequestStatus.Queued, await rig.ReadAsync(db => db.DigestRequests.Select(r => r.Status).SingleAsync(Ct)));
        Assert.AreEqual("sent again from the dead letters", await rig.ReadAsync(db => db.RequestEvents.Select(e => e.Note).SingleAsync(Ct)));
        // A crash in the first delivery must not end it: the second finds it open too.
        Assert.AreEqual(RequestStart.Work, await rig.Get<RequestTracker>().StartAsync("teams_digest_requests", "r1", 2, Ct));
    }

    [TestMethod, Timeout(60_000, CooperativeCancellation = true), TestCategory("DLQ-1")]
    public async Task Find_Filters_NarrowAndLeaveNoTrace()
    {
        await using var rig = await DeadLetterRig.StartAsync(DatabaseKind.Sqlite);
        await rig.BuryAsync([DeadLetterRig.Job("j1", DeadLetterRig.Digest("j1")), DeadLetterRig.Job("j2", DeadLetterRig.Digest("j2", "global"))], Ct);
        await rig.BuryAsync([DeadLetterRig.Job("j3", "no json")], Ct, DeadLetterReasons.InvalidFormat);

        async Task IdsAsync(DeadLetterFilter filter, params string[] expected) =>
            Assert.AreSequenceEqual(expected, (await rig.FindAsync(Ct, filter)).Select(d => d.Key.Id), filter.ToString());

        await IdsAsync(new DeadLetterFilter(), "j1", "j2", "j3");
        await IdsAsync(new DeadLetterFilter { Reason = "invalidmessageformat" }, "j3");
        await IdsAsync(new DeadLetterFilter { Ids = ["j2", "j9"] }, "j2");
        await IdsAsync(new DeadLetterFilter { Where = [new("audience", "global")] }, "j2");
        await IdsAsync(new DeadLetterFilter { Where = [new("metadata.tags[1]", "b"), new("metadata.count", "3")] }, "j1", "j2");
        await IdsAsync(new DeadLetterFilter { Where = [new("metadata.tags[2]", "b")] });
        await IdsAsync(new DeadLetterFilter { Before = DateTimeOffset.UnixEpoch });
        await IdsAsync(new DeadLetterFilter { Queue = "Scoring-Jobs" });
        await IdsAsync(new DeadLetterFilter { Limit = 1 }, "j1");
        await rig.BuryAsync(
            [DeadLetterRig.Job("j4-r1") with { Properties = new Dictionary<string, string>(StringComparer.Ordinal) { [JobPropertyNames.OriginalId] = "j4" } }], Ct, "Other");
        await IdsAsync(new DeadLetterFilter { Ids = ["j4"] }, "j4-r1");
        await rig.DeadLetters.PurgeAsync(new MoveOrder(DeadLetterRig.Queue, [(await rig.FindAsync(Ct, new DeadLetterFilter { Ids = ["j4"] })).Single().Key]), Ct);
        var list = await rig.DeadLetters.FindAsync(new DeadLetterFilter { Limit = 1 }, Ct);
        Assert.AreEqual(3, list.Matching);
        Assert.AreEqual("InvalidMessageFormat 1, ProcessingException 2", string.Join(", ", list.Reasons.Select(r => $"{r.Key} {r.Value}")));
        Assert.AreEqual(1, (await rig.FindAsync(Ct))[0].DeliveryCount, "peeking counts no delivery");
        var wrong = await Assert.ThrowsExactlyAsync<DeadLetterException>(() => rig.FindAsync(Ct, new DeadLetterFilter { Queue = "nowhere" }));
        Assert.Contains("teams-digest-requests", wrong.Message);
        await Assert.ThrowsExactlyAsync<DeadLetterException>(() => rig.FindAsync(Ct, new DeadLetterFilter { Where = [new("a..b", "1")] }));
    }

    [TestMethod, Timeout(60_000, CooperativeCancellation = true), TestCategory("DLQ-3")]
    [DataRow(DatabaseKind.Sqlite)]
    [DataRow(DatabaseKind.Postgres)]
    public async Task Purge_ThenUndo_BringsBackDeadLettersThatCanBeSentAgain(DatabaseKind kind)
    {
        await using var rig = await DeadLetterRig.StartAsync(kind);
        await rig.BuryAsync([DeadLetterRig.Job("j1"), DeadLetterRig.Job("j2")], Ct);
        var before = await rig.FindAsync(Ct);

        var purged = await rig.DeadLetters.PurgeAsync(new MoveOrder(DeadLetterRig.Queue, [before[0].Key]), Ct);
        var more = await rig.DeadLetters.PurgeAsync(new MoveOrder(DeadLetterRig.Queue, [before[1].Key], purged.Operation), Ct);
        Assert.AreEqual(purged.Operation, more.Operation);
        Assert.IsEmpty(await rig.FindAsync(Ct));
        Assert.AreEqual(0, (await rig.Jobs.GetStatisticsAsync(Ct)).DeadLettered);
        Assert.AreEqual(2, (await rig.DeadLetters.ArchivesAsync(Ct)).Single().Count);

        var undone = await rig.DeadLetters.UndoAsync(purged.Operation, Ct);
        Assert.HasCount(2, undone.Moved);
        Assert.IsEmpty((await rig.DeadLetters.UndoAsync(purged.Operation, Ct)).Moved, "twice brings back nothing more");
        var after = await rig.FindAsync(Ct);
        Assert.AreSequenceEqual(before.Select(d => d.Key), after.Select(d => d.Key));
        Assert.AreEqual(DeadLetterPlace.Database, after[0].Place);
        Assert.AreEqual(before[0].Reason, after[0].Reason);

        await rig.DeadLetters.RequeueAsync(new RequeueOrder(DeadLetterRig.Queue, [.. after.Select(d => d.Key)]), Ct);
        Assert.AreSequenceEqual(["j1", "j2"], await rig.LiveAsync(Ct));
        Assert.IsEmpty(await rig.FindAsync(Ct));
    }

    [TestMethod, Timeout(60_000, CooperativeCancellation = true), TestCategory("DLQ-3"), TestCategory("SEC-4")]
    [DataRow(DatabaseKind.Sqlite)]
    [DataRow(DatabaseKind.Postgres)]
    public async Task Undo_AfterSevenDays_IsRefusedAndTheArchiveIsDeleted(DatabaseKind kind)
    {
        var time = new FakeTime();
        await using var rig = await DeadLetterRig.StartAsync(kind, r => r.Time = time);
        await rig.BuryAsync([DeadLetterRig.Job("j1", DeadLetterRig.Digest("j1"))], Ct);
        var purged = await rig.DeadLetters.PurgeAsync(new MoveOrder(DeadLetterRig.Queue, await rig.KeysAsync(Ct)), Ct);

        time.Advance(TimeSpan.FromDays(7) - TimeSpan.FromMinutes(1));
        await rig.Get<DeadLetterUpkeep>().RunOnceAsync(Ct);
        Assert.AreEqual(1, await rig.ReadAsync(db => db.DeadLetterMoves.CountAsync(Ct)), "it is kept for seven days");
        time.Advance(TimeSpan.FromMinutes(2));

        var refused = await Assert.ThrowsExactlyAsync<DeadLetterException>(() => rig.DeadLetters.UndoAsync(purged.Operation, Ct));
        Assert.Contains("7 days", refused.Message);
        Assert.IsEmpty(await rig.DeadLetters.ArchivesAsync(Ct));
        await rig.Get<DeadLetterUpkeep>().RunOnceAsync(Ct);
        Assert.AreEqual(0, await rig.ReadAsync(db => db.DeadLetterMoves.CountAsync(Ct)));
    }

    [TestMethod, Timeout(60_000, CooperativeCancellation = true), TestCategory("DLQ-3")]
    public async Task Purge_ArchiveFull_PurgesNothingAndSaysWhatToDo()
    {
        await using var rig = await DeadLetterRig.StartAsync(DatabaseKind.Sqlite, r => r.Settings["WellIntake:DeadLetters:MaxArchiveMegabytes"] = "1");
        await rig.BuryAsync([DeadLetterRig.Job("j1", new string('x', 700_000)), DeadLetterRig.Job("j2", new string('x', 700_000))], Ct);
        var keys = await rig.KeysAsync(Ct);
        await rig.DeadLetters.PurgeAsync(new MoveOrder(DeadLetterRig.Queue, [keys[0]]), Ct);

        var full = await Assert.ThrowsExactlyAsync<DeadLetterException>(() => rig.DeadLetters.PurgeAsync(new MoveOrder(DeadLetterRig.Queue, [keys[1]]), Ct));

        Assert.Contains("MaxArchiveMegabytes", full.Message);
        Assert.AreSequenceEqual([keys[1]], await rig.KeysAsync(Ct));
    }

    [TestMethod, Timeout(60_000, CooperativeCancellation = true), TestCategory("DLQ-1")]
    [DataRow(DatabaseKind.Sqlite)]
    [DataRow(DatabaseKind.Postgres)]
    public async Task Edit_GoodBody_IsADeadLetterWithItAndUndoBringsTheOldOneBack(DatabaseKind kind)
    {
        await using var rig = await DeadLetterRig.StartAsync(kind);
        await rig.BuryAsync([DeadLetterRig.Job("j1", DeadLetterRig.Digest("j1", "aliens"))], Ct);
        var dead = (await rig.FindAsync(Ct)).Single();

        var edit = await rig.DeadLetters.EditAsync(new EditOrder(dead.Key, BodyPath.Set(dead.Body, "audience", "global")), Ct);
        var edited = (await rig.FindAsync(Ct)).Single();
        Assert.Contains("\"audience\":\"global\"", Encoding.UTF8.GetString(edited.Body!));
        Assert.AreEqual(dead.Key, edited.Key);
        var second = await rig.DeadLetters.EditAsync(new EditOrder(dead.Key, BodyPath.Set(edited.Body, "max_candidates", "9")), Ct);
        Assert.AreNotEqual(edit.Operation, second.Operation);

        Assert.HasCount(1, (await rig.DeadLetters.UndoAsync(second.Operation, Ct)).Moved);
        Assert.AreSequenceEqual(dead.Body!, (await rig.FindAsync(Ct)).Single().Body!);
    }

    [TestMethod, Timeout(60_000, CooperativeCancellation = true), TestCategory("DLQ-1")]
    [DataRow("audience", "aliens", "Field 'audience'")]
    [DataRow("message_id", "j2", "Field 'message_id'")]
    [DataRow("max_candidates", "many", "Field 'max_candidates'")]
    [DataRow("nowhere.deep", "1", "no 'nowhere.deep'")]
    public async Task Edit_BadBody_IsRefusedByFieldAndNothingChanges(string path, string value, string problem)
    {
        await using var rig = await DeadLetterRig.StartAsync(DatabaseKind.Sqlite);
        await rig.BuryAsync([DeadLetterRig.Job("j1", DeadLetterRig.Digest("j1"))], Ct);
        var dead = (await rig.FindAsync(Ct)).Single();

        var refused = await Assert.ThrowsExactlyAsync<DeadLetterException>(
            async () => await rig.DeadLetters.EditAsync(new EditOrder(dead.Key, BodyPath.Set(dead.Body, path, value)), Ct));

        Assert.Contains(problem, refused.Message);
        var same = (await rig.FindAsync(Ct)).Single();
        Assert.AreEqual(DeadLetterPlace.Queue, same.Place);
        Assert.AreSequenceEqual(dead.Body!, same.Body!);
    }

    [TestMethod, Timeout(60_000, CooperativeCancellation = true), TestCategory("DLQ-3")]
    public async Task Outcomes_OfJobsSentAgain_SayWhereEachIs()
    {
        await using var rig = await DeadLetterRig.StartAsync(DatabaseKind.Sqlite);
        await rig.BuryAsync([DeadLetterRig.Job("j1"), DeadLetterRig.Job("j2"), DeadLetterRig.Job("j3")], Ct);
        var sent = (await rig.DeadLetters.RequeueAsync(new RequeueOrder(DeadLetterRig.Queue, await rig.KeysAsync(Ct)), Ct)).Sent.Select(s => s.NewId).ToList();
        var leases = await rig.Jobs.ReceiveAsync(2, TimeSpan.FromSeconds(10), Ct);
        await leases[0].CompleteAsync(Ct);
        await leases[1].DeadLetterAsync("Again", null, Ct);

        var outcomes = await rig.DeadLetters.OutcomesAsync(DeadLetterRig.Queue, sent, Ct);

        Assert.AreEqual(JobOutcomeState.Processed, outcomes.Single(o => o.JobId == leases[0].Job.Id).State);
        Assert.AreEqual("Again", outcomes.Single(o => o.JobId == leases[1].Job.Id).Reason);
        Assert.ContainsSingle(o => o.State == JobOutcomeState.Waiting, outcomes);
    }

    [TestMethod, Timeout(60_000, CooperativeCancellation = true), TestCategory("DLQ-2")]
    public async Task Requeue_SomebodyElseHasItInHand_IsLeftAndSaidSo()
    {
        await using var rig = await DeadLetterRig.StartAsync(DatabaseKind.Sqlite);
        await rig.BuryAsync([DeadLetterRig.Job("j1")], Ct);
        var keys = await rig.KeysAsync(Ct);
        await using var other = (await rig.Jobs.DeadLetters.ReceiveAsync(1, TimeSpan.FromSeconds(5), Ct)).Single();

        var report = await rig.DeadLetters.RequeueAsync(new RequeueOrder(DeadLetterRig.Queue, keys), Ct);

        Assert.AreEqual(keys[0], report.NotSent.Single().Key);
        Assert.IsEmpty(await rig.LiveAsync(Ct));
    }
}
