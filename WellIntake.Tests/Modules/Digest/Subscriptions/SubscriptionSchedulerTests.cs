using System.Globalization;
using NodaTime;
using WellIntake.Modules.Digest.Subscriptions;
using WellIntake.Modules.Platform.Persistence;
using WellIntake.Tests.Testing;

namespace WellIntake.Tests.Modules.Digest.Subscriptions;

/// <summary>What becomes due, once.</summary>
[TestClass]
[TestCategory("DIG-9")]
public sealed class SubscriptionSchedulerTests
{
    [TestMethod]
    public async Task RunDue_ThirtyTwoDaysOverTwoClockChanges_RunsAtNineLocalEachDayOnce()
    {
        // New York changes on 8 March 2026, Berlin on 29 March.
        await using var rig = await SchedulerRig.CreateAsync(At("2026-03-01T00:00:00Z"));
        var first = await rig.SubscribeAsync("ann", "daily", "America/New_York");
        await rig.SubscribeAsync("bob", "daily", "Europe/Berlin");

        var (one, two) = (rig.Scheduler(), rig.Scheduler());
        for (var halfHour = 0; halfHour < 32 * 48; halfHour++)
        {
            rig.Time.Advance(TimeSpan.FromMinutes(30));
            // Two replicas; one is killed and started again every eighth day.
            if (halfHour % (8 * 48) == 0)
                one = rig.Scheduler();
            await one.RunDueAsync(default);
            await two.RunDueAsync(default);
            if (halfHour == 16 * 48)
                Assert.IsTrue(await rig.Store.ChangeAsync(SubscriptionVerbs.Remove, first.Id, "ann", default));
        }

        var runs = await rig.RunsAsync();
        Assert.AreEqual((16, 32), (runs.Count(r => r.UserId == "ann"), runs.Count(r => r.UserId == "bob")));
        foreach (var run in runs)
        {
            var zone = DateTimeZoneProviders.Tzdb[run.UserId == "ann" ? "America/New_York" : "Europe/Berlin"];
            Assert.AreEqual(new LocalTime(9, 0), Instant.FromDateTimeOffset(run.CreatedAt).InZone(zone).TimeOfDay);
        }

        Assert.AreEqual(48, await rig.JobsAsync());
    }

    [TestMethod]
    [DataRow(DatabaseKind.Sqlite)]
    [DataRow(DatabaseKind.Postgres)]
    public async Task RunDue_FourProcessesAtOnce_ClaimEachRunOnce(DatabaseKind kind)
    {
        await using var rig = await SchedulerRig.CreateAsync(At("2026-11-22T00:00:00Z"), kind);
        for (var i = 0; i < 20; i++)
            await rig.SubscribeAsync($"user{i:00}", "daily", "UTC");
        var processes = Enumerable.Range(0, 4).Select(_ => rig.Scheduler()).ToList();
        rig.Time.Advance(TimeSpan.FromHours(9));

        var accepted = await Task.WhenAll(processes.Select(p => Task.Run(() => p.RunDueAsync(default))));

        Assert.AreEqual(20, accepted.Sum());
        Assert.HasCount(20, (await rig.RunsAsync()).Select(r => r.UserId).Distinct().ToList());
        Assert.AreEqual(20, await rig.JobsAsync());
    }

    [TestMethod]
    [DataRow("daily", 0, "2026-11-25T11:00:00Z", 5, DisplayName = "daily, four runs missed")]
    [DataRow("weekly", 7, "2026-11-27T11:00:00Z", 13, DisplayName = "weekly, five days late")]
    [DataRow("monthly", 22, "2026-12-10T11:00:00Z", 50, DisplayName = "monthly, eighteen days late")]
    public async Task RunDue_ProgramWasDown_MakesUpOnceAndLooksBackToTheLastRun(string frequency, int day, string back, int days)
    {
        await using var rig = await SchedulerRig.CreateAsync(At("2026-11-22T00:00:00Z"));
        await rig.SubscribeAsync("ann", frequency, "UTC", day == 0 ? null : day);
        rig.Time.Advance(At(back) - rig.Time.GetUtcNow());

        var accepted = await rig.Scheduler().RunDueAsync(default);
        var again = await rig.Scheduler().RunDueAsync(default);

        Assert.AreEqual((1, 0), (accepted, again));
        Assert.AreEqual(days, (await rig.RunsAsync()).Single().DateRangeDays);
    }

    [TestMethod]
    public async Task RunDue_ClockSetBack_RunsNothingTwice()
    {
        await using var rig = await SchedulerRig.CreateAsync(At("2026-11-22T00:00:00Z"));
        await rig.SubscribeAsync("ann", "daily", "UTC");
        rig.Time.Advance(TimeSpan.FromHours(9));
        await rig.Scheduler().RunDueAsync(default);

        // Two hours back, and over 9:00 again.
        var earlier = new FakeTime(At("2026-11-22T07:00:00Z"));
        var scheduler = rig.Scheduler(earlier);
        for (var hour = 0; hour < 24; hour++)
        {
            await scheduler.RunDueAsync(default);
            earlier.Advance(TimeSpan.FromHours(1));
        }

        Assert.HasCount(1, await rig.RunsAsync(), "9:00 came again on the same day only.");
    }

    [TestMethod]
    [DataRow("daily", 0)]
    [DataRow("weekly", 7)]
    [DataRow("monthly", 22)]
    public async Task RunDue_ClockRanAheadAYearAndBack_GoesOnAtTheNextTime(string frequency, int day)
    {
        await using var rig = await SchedulerRig.CreateAsync(At("2026-11-22T00:00:00Z"));
        var subscription = await rig.SubscribeAsync("ann", frequency, "UTC", day == 0 ? null : day);
        await rig.Scheduler(new FakeTime(At("2027-11-22T12:00:00Z"))).RunDueAsync(default);
        Assert.HasCount(1, await rig.RunsAsync());

        var scheduler = rig.Scheduler();
        await scheduler.RunDueAsync(default);
        rig.Time.Advance(TimeSpan.FromHours(9));
        await scheduler.RunDueAsync(default);

        var runs = await rig.RunsAsync();
        Assert.HasCount(2, runs);
        CollectionAssert.Contains(runs.ConvertAll(r => r.RequestId), SubscriptionScheduler.RequestId(subscription.Id, At("2026-11-22T09:00:00Z")));
    }

    [TestMethod]
    public async Task RunDue_Paused_RunsNothingAndMakesNothingUpWhenResumed()
    {
        await using var rig = await SchedulerRig.CreateAsync(At("2026-11-22T00:00:00Z"));
        var subscription = await rig.SubscribeAsync("ann", "daily", "UTC");
        await rig.Store.ChangeAsync(SubscriptionVerbs.Pause, subscription.Id, "ann", default);
        var scheduler = rig.Scheduler();
        rig.Time.Advance(TimeSpan.FromDays(3));
        Assert.AreEqual(0, await scheduler.RunDueAsync(default));

        await rig.Store.ChangeAsync(SubscriptionVerbs.Resume, subscription.Id, "ann", default);
        Assert.AreEqual(0, await scheduler.RunDueAsync(default));
        rig.Time.Advance(TimeSpan.FromHours(9));

        Assert.AreEqual(1, await scheduler.RunDueAsync(default));
    }

    private static DateTimeOffset At(string moment) => DateTimeOffset.Parse(moment, CultureInfo.InvariantCulture);
}
