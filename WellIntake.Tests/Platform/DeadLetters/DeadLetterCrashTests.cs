using WellIntake.Modules.Platform.DeadLetters;
using WellIntake.Modules.Platform.Persistence;

namespace WellIntake.Tests.Platform.DeadLetters;

/// <summary>A crash between any two steps neither loses nor doubles a job (DLQ-2).</summary>
[TestClass]
public sealed class DeadLetterCrashTests
{
    // With SQLite more than a batch; PostgreSQL takes its time, and its steps are the same for each.
    private static readonly string[] Twelve = [.. Enumerable.Range(0, 12).Select(Id)];
    private static readonly string[] Three = Twelve[..3];

    public required TestContext TestContext { get; init; }

    private CancellationToken Ct => TestContext.CancellationToken;

    [TestMethod, Timeout(300_000, CooperativeCancellation = true), TestCategory("DLQ-2")]
    [DataRow(DatabaseKind.Sqlite, false)]
    [DataRow(DatabaseKind.Sqlite, true)]
    [DataRow(DatabaseKind.Postgres, false)]
    [DataRow(DatabaseKind.Postgres, true)]
    public Task Requeue_CrashAtAnyStepThenAgain_EachJobIsSentOnce(DatabaseKind kind, bool afterEffect) => AtEveryStepAsync(
        kind, afterEffect,
        async rig => await rig.DeadLetters.RequeueAsync(new RequeueOrder(DeadLetterRig.Queue, await rig.KeysAsync(Ct)), Ct),
        async (rig, everything, where) =>
        {
            // What was sent before the crash is worked on before anybody looks.
            var worked = await rig.WorkAsync(Ct);
            await rig.DeadLetters.RequeueAsync(new RequeueOrder(DeadLetterRig.Queue, await rig.KeysAsync(Ct)), Ct);
            Assert.AreSequenceEqual(everything, [.. worked.Concat(await rig.LiveAsync(Ct)).Order(StringComparer.Ordinal)], where);
            Assert.IsEmpty(await rig.FindAsync(Ct), where);
        });

    [TestMethod, Timeout(300_000, CooperativeCancellation = true), TestCategory("DLQ-2")]
    [DataRow(DatabaseKind.Sqlite, false)]
    [DataRow(DatabaseKind.Sqlite, true)]
    [DataRow(DatabaseKind.Postgres, false)]
    [DataRow(DatabaseKind.Postgres, true)]
    public Task Purge_CrashAtAnyStepThenUndone_EachDeadLetterIsThereOnce(DatabaseKind kind, bool afterEffect) => AtEveryStepAsync(
        kind, afterEffect,
        async rig => await rig.DeadLetters.PurgeAsync(new MoveOrder(DeadLetterRig.Queue, await rig.KeysAsync(Ct)), Ct),
        async (rig, everything, where) =>
        {
            await rig.Get<DeadLetterUpkeep>().RunOnceAsync(Ct);
            foreach (var archive in await rig.DeadLetters.ArchivesAsync(Ct))
                await rig.DeadLetters.UndoAsync(archive.Operation, Ct);
            Assert.AreSequenceEqual(everything, [.. (await rig.KeysAsync(Ct)).Select(k => k.Id).Order(StringComparer.Ordinal)], where);
            Assert.IsEmpty(await rig.LiveAsync(Ct), where);
        });

    [TestMethod, Timeout(300_000, CooperativeCancellation = true), TestCategory("DLQ-2")]
    [DataRow(DatabaseKind.Sqlite, false)]
    [DataRow(DatabaseKind.Sqlite, true)]
    [DataRow(DatabaseKind.Postgres, false)]
    [DataRow(DatabaseKind.Postgres, true)]
    public Task EditThenRequeue_CrashAtAnyStepThenAgain_EachJobIsSentOnce(DatabaseKind kind, bool afterEffect) => AtEveryStepAsync(
        kind, afterEffect,
        async rig =>
        {
            var keys = await rig.KeysAsync(Ct);
            foreach (var key in keys.Take(2))
                await rig.DeadLetters.EditAsync(new EditOrder(key, System.Text.Encoding.UTF8.GetBytes(DeadLetterRig.Digest(key.Id, "global"))), Ct);
            await rig.DeadLetters.RequeueAsync(new RequeueOrder(DeadLetterRig.Queue, keys), Ct);
        },
        async (rig, everything, where) =>
        {
            await rig.DeadLetters.RequeueAsync(new RequeueOrder(DeadLetterRig.Queue, await rig.KeysAsync(Ct)), Ct);
            Assert.AreSequenceEqual(everything, await rig.LiveAsync(Ct), where);
            Assert.IsEmpty(await rig.FindAsync(Ct), where);
        });

    private async Task AtEveryStepAsync(
        DatabaseKind kind, bool afterEffect, Func<DeadLetterRig, Task> work, Func<DeadLetterRig, string[], string, Task> afterwards)
    {
        var everything = kind == DatabaseKind.Sqlite ? Twelve : Three;
        for (var step = 1; ; step++)
        {
            await using var rig = await DeadLetterRig.StartAsync(kind);
            await rig.BuryAsync([.. everything.Select(id => DeadLetterRig.Job(id, DeadLetterRig.Digest(id)))], Ct);
            var plan = new CrashPlan { At = step, AfterEffect = afterEffect };
            await rig.RestartAsync(plan);
            await rig.KeysAsync(Ct);
            plan.Armed = true;
            try
            {
                await work(rig);
            }
            catch (CrashException)
            {
                // As planned.
            }

            plan.Armed = false;
            await rig.RestartAsync();
            await afterwards(rig, everything, $"{kind}, {(afterEffect ? "after" : "before")} step {step}");
            if (!plan.Crashed)
            {
                Assert.IsGreaterThan(4, step, "there are hardly any steps");
                return;
            }
        }
    }

    private static string Id(int number) => $"job-{number:D2}";
}
