using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using WellIntake.Modules.Platform.Crm;
using WellIntake.Modules.Platform.Persistence;
using WellIntake.Tests.Testing;

namespace WellIntake.Tests.Platform.Crm.Zoho;

/// <summary>Several processes on one database, and the service that runs in each.</summary>
[TestClass]
[TestCategory("RES-2")]
public sealed class ZohoLeaseTests
{
    [TestMethod]
    [DataRow(DatabaseKind.Sqlite)]
    [DataRow(DatabaseKind.Postgres)]
    public async Task Sync_AnotherProcessWorks_IsBusy(DatabaseKind kind)
    {
        await using var rig = await ZohoRig.StartAsync(kind, new FakeTime());
        var other = rig.AnotherProcess().GetRequiredService<ICrmSync>();
        var hang = new ZohoFault { Target = "Contacts", Hangs = true };
        rig.Zoho.Fail(hang);
        using var stop = new CancellationTokenSource();
        var first = rig.Sync.SyncAsync(full: false, progress: null, stop.Token);
        await hang.Met.Task;

        var second = await other.SyncAsync(full: false);

        Assert.AreEqual(CrmSyncOutcome.Busy, second.Outcome);
        Assert.HasCount(1, rig.Zoho.Requests);
        await stop.CancelAsync();
        await Assert.ThrowsAsync<OperationCanceledException>(() => first);
        Assert.AreEqual(CrmSyncOutcome.Done, (await other.SyncAsync(full: false)).Outcome);
    }

    [TestMethod]
    [DataRow(DatabaseKind.Sqlite)]
    [DataRow(DatabaseKind.Postgres)]
    public async Task Sync_HolderSleptTooLong_IsTakenOverAndWritesNothingMore(DatabaseKind kind)
    {
        var time = new FakeTime();
        // Its time limits are moved out of the way: only the lease's is to end.
        await using var rig = await ZohoRig.StartAsync(kind, time, ("MaxTries", "1"));
        rig.PutContact("1", rig.Now.AddDays(-1), "As it was");
        var entered = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        using var asleep = new ManualResetEventSlim();
        rig.Zoho.Answering = request =>
        {
            if (request is not { Module: "Contacts", Deleted: true } || entered.Task.IsCompleted)
                return;
            entered.SetResult();
            asleep.Wait(TimeSpan.FromSeconds(60));
        };
        var first = rig.Sync.SyncAsync(full: false);
        await entered.Task;
        // The row of another process, as it stands once the first one's lease has run out.
        await using (var db = await rig.Database.Contexts.CreateDbContextAsync())
        {
            (await db.CrmSyncLeases.SingleAsync()).Owner = "another";
            await db.SaveChangesAsync();
        }

        asleep.Set();
        var report = await first;

        Assert.AreEqual(CrmSyncOutcome.Busy, report.Outcome);
        Assert.IsEmpty(await rig.CandidatesAsync());
        Assert.IsNull((await rig.StateAsync())!.Watermark);
        await using var after = await rig.Database.Contexts.CreateDbContextAsync();
        Assert.AreEqual("another", (await after.CrmSyncLeases.SingleAsync()).Owner);
    }

    [TestMethod]
    public async Task Sync_HolderDied_CanBeTakenWhenTheLeaseEnds()
    {
        var time = new FakeTime();
        await using var rig = await ZohoRig.StartAsync(time: time);
        await using (var db = await rig.Database.Contexts.CreateDbContextAsync())
        {
            db.CrmSyncLeases.Add(new() { Name = "zoho", Owner = "dead", ExpiresAt = time.GetUtcNow().AddMinutes(10) });
            await db.SaveChangesAsync();
        }

        Assert.AreEqual(CrmSyncOutcome.Busy, (await rig.Sync.SyncAsync(full: false)).Outcome);
        time.Advance(TimeSpan.FromMinutes(10));
        Assert.AreEqual(CrmSyncOutcome.Done, (await rig.Sync.SyncAsync(full: false)).Outcome);
    }

    [TestMethod]
    public async Task Service_Runs_AtStartAndAfterEachInterval()
    {
        var time = new FakeTime();
        await using var rig = await ZohoRig.StartAsync(time: time);
        var runs = new SemaphoreSlim(0);
        rig.Zoho.Answering = request =>
        {
            if (request.Module == "Notes")
                runs.Release();
        };
        var service = rig.Services.GetRequiredService<IHostedService>();

        await service.StartAsync(default);
        await runs.WaitAsync();
        await WaitingAsync(rig);
        time.Advance(TimeSpan.FromMinutes(15));
        await runs.WaitAsync();
        await service.StopAsync(default);

        Assert.AreEqual(2, rig.Zoho.Requests.Count(r => r.Module == "Notes"));
    }

    [TestMethod]
    public async Task Service_AnotherProcessHasJustDoneIt_WaitsForTheRest()
    {
        var time = new FakeTime();
        await using var rig = await ZohoRig.StartAsync(time: time);
        await rig.Sync.SyncAsync(full: false);
        var before = rig.Zoho.Requests.Count;
        time.Advance(TimeSpan.FromMinutes(5));
        var service = rig.AnotherProcess().GetRequiredService<IHostedService>();

        await service.StartAsync(default);
        await WaitingAsync(rig);
        Assert.HasCount(before, rig.Zoho.Requests);
        var run = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        rig.Zoho.Answering = _ => run.TrySetResult();
        time.Advance(TimeSpan.FromMinutes(10));
        await run.Task;
        await service.StopAsync(default);
    }

    [TestMethod]
    public async Task Service_StoppedWhileARequestHangs_StopsAtOnce()
    {
        await using var rig = await ZohoRig.StartAsync(time: new FakeTime());
        var hang = new ZohoFault { Target = "Contacts", Hangs = true };
        rig.Zoho.Fail(hang);
        var service = rig.Services.GetRequiredService<IHostedService>();
        await service.StartAsync(default);
        await hang.Met.Task;

        await service.StopAsync(default);

        await using var db = await rig.Database.Contexts.CreateDbContextAsync();
        Assert.IsFalse(await db.CrmSyncLeases.AnyAsync());
    }

    [TestMethod]
    public async Task Service_BreakerOpen_AsksZohoNothing()
    {
        var time = new FakeTime();
        await using var rig = await ZohoRig.StartAsync(time: time, settings: ("MaxTries", "1"));
        rig.Zoho.Fail(new ZohoFault { Status = 503, Times = 1000 });
        for (var run = 0; run < 10; run++)
            await rig.Sync.SyncAsync(full: false);
        var before = rig.Zoho.Requests.Count;
        var service = rig.Services.GetRequiredService<IHostedService>();

        await service.StartAsync(default);
        await WaitingAsync(rig);
        time.Advance(TimeSpan.FromMinutes(2));
        await WaitingAsync(rig);
        await service.StopAsync(default);

        Assert.HasCount(before, rig.Zoho.Requests);
    }

    /// <summary>Waits until the service waits: its run is over, and no request's time limit counts any more.</summary>
    private static async Task WaitingAsync(ZohoRig rig)
    {
        while (true)
        {
            await using var db = await rig.Database.Contexts.CreateDbContextAsync();
            if (!await db.CrmSyncLeases.AnyAsync() && ((FakeTime)rig.Time).ArmedTimers == 1)
                return;
        }
    }
}
