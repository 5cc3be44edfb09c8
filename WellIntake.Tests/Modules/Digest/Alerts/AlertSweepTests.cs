using Microsoft.EntityFrameworkCore;
using WellIntake.Modules.Digest.Alerts;
using WellIntake.Modules.Platform.Persistence;

namespace WellIntake.Tests.Modules.Digest.Alerts;

/// <summary>Each candidate once for each alert, whatever happens between.</summary>
[TestClass, TestCategory("DIG-11")]
public sealed class AlertSweepTests
{
    [TestMethod]
    [DataRow(DatabaseKind.Sqlite)]
    [DataRow(DatabaseKind.Postgres)]
    public async Task Sweep_TwiceAndAfterARestartAndAChange_TellsOnce(DatabaseKind kind)
    {
        await using var rig = await AlertRig.CreateAsync(kind);
        await rig.AlertAsync("advisors");
        await rig.PublishAsync(rig.Candidate("c1"), rig.Candidate("c2"));

        Assert.AreEqual(1, await rig.SweepAsync());
        Assert.AreEqual(0, await rig.SweepAsync());
        rig.Time.Advance(TimeSpan.FromHours(1));
        await using (var db = await rig.DbAsync())
        {
            (await db.Candidates.FindAsync("c1"))!.Mobility = "remote";
            await db.SaveChangesAsync();
            Assert.AreEqual(1, await db.CandidateArrivals.CountAsync());
        }

        Assert.AreEqual(0, await rig.SweepAsync());

        var request = (await rig.RequestsAsync()).Single();
        Assert.AreEqual(("ann", "chat-ann"), (request.UserId, request.ConversationId));
        await using (var db = await rig.DbAsync())
        {
            Assert.AreEqual(0, await db.CandidateArrivals.CountAsync());
            Assert.AreEqual(2, await db.CandidateAlertMatches.CountAsync(m => m.RequestId == request.RequestId));
            Assert.AreEqual(1, await db.Outbox.CountAsync());
        }
    }

    [TestMethod, Timeout(120_000, CooperativeCancellation = true)]
    [DataRow(DatabaseKind.Sqlite)]
    [DataRow(DatabaseKind.Postgres)]
    public async Task Sweep_FourProcessesAtOnce_TellOnce(DatabaseKind kind)
    {
        await using var rig = await AlertRig.CreateAsync(kind);
        await rig.AlertAsync("advisors");
        await rig.AlertAsync("global");
        for (var round = 0; round < 5; round++)
        {
            await rig.PublishAsync([.. Enumerable.Range(0, 20).Select(i => rig.Candidate($"r{round}c{i}"))]);

            var accepted = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Task.Run(rig.SweepAsync)));

            // What a process has not kept yet when another looks waits for the next sweep.
            Assert.IsLessThanOrEqualTo(2, accepted.Sum());
            rig.Time.Advance(TimeSpan.FromHours(1));
            await rig.SweepAsync();
            rig.Time.Advance(TimeSpan.FromHours(1));
        }

        await using var db = await rig.DbAsync();
        Assert.AreEqual(200, await db.CandidateAlertMatches.CountAsync(m => m.RequestId != null));
        Assert.AreEqual(200, await db.CandidateAlertMatches.CountAsync());
        var named = await db.CandidateAlertMatches.Select(m => m.RequestId!).Distinct().ToListAsync();
        CollectionAssert.AreEquivalent(named, (await rig.RequestsAsync()).ConvertAll(r => r.RequestId));
    }

    [TestMethod]
    public async Task Sweep_EndedAfterMatching_TheNextProcessSends()
    {
        await using var rig = await AlertRig.CreateAsync();
        await rig.AlertAsync("advisors");
        await rig.PublishAsync(rig.Candidate("c1"));

        Assert.AreEqual(1, await rig.Get<AlertMatcher>().MatchAsync(default));
        Assert.AreEqual(1, await rig.SweepAsync());
        Assert.AreEqual(0, await rig.SweepAsync());
    }

    [TestMethod]
    [DataRow(-2, false, DisplayName = "published before the alert was made")]
    [DataRow(-1, false, DisplayName = "in the moment that it was made")]
    [DataRow(0, true, DisplayName = "a second after")]
    public async Task Sweep_PublishedAroundTheAlert_TellsOfWhatCameAfter(int seconds, bool told)
    {
        await using var rig = await AlertRig.CreateAsync();
        await rig.AlertAsync("advisors");
        await rig.PublishAsync(rig.Candidate("c1", c => c.PublishedAt = c.PublishedAt.AddSeconds(seconds)));

        Assert.AreEqual(told ? 1 : 0, await rig.SweepAsync());
    }

    [TestMethod]
    public async Task Sweep_ADateWithoutTime_CountsAsItsWholeDay()
    {
        await using var rig = await AlertRig.CreateAsync();
        await rig.AlertAsync("advisors");
        var midnight = new DateTimeOffset(AlertRig.Start.Date, TimeSpan.Zero);
        await rig.PublishAsync(rig.Candidate("today", c => c.PublishedAt = midnight), rig.Candidate("yesterday", c => c.PublishedAt = midnight.AddDays(-1)));

        await rig.SweepAsync();

        CollectionAssert.AreEqual(new[] { "today" }, await rig.MatchesAsync());
    }

    [TestMethod]
    public async Task Sweep_ImportedDaysAfterItWasPublished_IsStillTold()
    {
        await using var rig = await AlertRig.CreateAsync();
        await rig.AlertAsync("advisors");
        var published = rig.Time.GetUtcNow();
        rig.Time.Advance(TimeSpan.FromDays(5));
        Assert.AreEqual(0, await rig.SweepAsync());

        await rig.PublishAsync(rig.Candidate("late", c => c.PublishedAt = published));

        Assert.AreEqual(1, await rig.SweepAsync());
    }

    [TestMethod]
    [DataRow(true, DisplayName = "known before the alert was made")]
    [DataRow(false, DisplayName = "known after")]
    public async Task Sweep_PublishedInTheFuture_IsToldWhenTheTimeComes(bool before)
    {
        await using var rig = await AlertRig.CreateAsync();
        var candidate = rig.Candidate("soon", c => c.PublishedAt = AlertRig.Start.AddHours(3));
        if (before)
            await rig.PublishAsync(candidate);
        await rig.AlertAsync("advisors");
        if (!before)
            await rig.PublishAsync(candidate);

        rig.Time.Advance(TimeSpan.FromHours(2));
        Assert.AreEqual(0, await rig.SweepAsync());
        rig.Time.Advance(TimeSpan.FromHours(1));
        Assert.AreEqual(1, await rig.SweepAsync());
    }

    [TestMethod]
    public async Task Sweep_SamePersonUnderASecondRecord_IsNoNews()
    {
        await using var rig = await AlertRig.CreateAsync();
        await rig.AlertAsync("advisors");
        await rig.PublishAsync(rig.Candidate("a", c => c.Email = "jane@x.com"), rig.Candidate("twin", c => c.Email = "Jane@X.com "));
        Assert.AreEqual(1, await rig.SweepAsync());
        rig.Time.Advance(TimeSpan.FromHours(1));

        await rig.PublishAsync(rig.Candidate("later", c => c.Email = "jane@x.com"));

        Assert.AreEqual(0, await rig.SweepAsync());
        Assert.HasCount(1, await rig.MatchesAsync());
        await rig.PublishAsync(rig.Candidate("other", c => c.Email = "joe@x.com"));
        Assert.AreEqual(1, await rig.SweepAsync());
    }

    [TestMethod]
    public async Task Sweep_WithinTheGap_GathersAndTellsTogether()
    {
        await using var rig = await AlertRig.CreateAsync();
        await rig.AlertAsync("advisors");
        await rig.PublishAsync(rig.Candidate("c1"));
        Assert.AreEqual(1, await rig.SweepAsync());
        for (var minute = 1; minute < 15; minute++)
        {
            rig.Time.Advance(TimeSpan.FromMinutes(1));
            await rig.PublishAsync(rig.Candidate("m" + minute));
            Assert.AreEqual(0, await rig.SweepAsync());
        }

        rig.Time.Advance(TimeSpan.FromMinutes(1));
        Assert.AreEqual(1, await rig.SweepAsync());

        await using var db = await rig.DbAsync();
        var last = (await rig.RequestsAsync())[^1].RequestId;
        Assert.AreEqual(14, await db.CandidateAlertMatches.CountAsync(m => m.RequestId == last));
    }

    [TestMethod]
    public async Task Sweep_TheDaysMessagesAreUsedUp_WaitsForTheNextAndLosesNobody()
    {
        await using var rig = await AlertRig.CreateAsync();
        await rig.AlertAsync("advisors max 2 a day");
        var accepted = 0;
        for (var hour = 0; hour < 24; hour++)
        {
            await rig.PublishAsync(rig.Candidate("h" + hour));
            accepted += await rig.SweepAsync();
            rig.Time.Advance(TimeSpan.FromMinutes(59));
        }

        Assert.AreEqual(2, accepted);
        rig.Time.Advance(TimeSpan.FromHours(1));
        Assert.AreEqual(1, await rig.SweepAsync());
        await using var db = await rig.DbAsync();
        Assert.AreEqual(24, await db.CandidateAlertMatches.CountAsync(m => m.RequestId != null));
    }

    [TestMethod]
    public async Task Sweep_PausedAndResumed_MakesUpForNothing()
    {
        await using var rig = await AlertRig.CreateAsync();
        var alert = await rig.AlertAsync("advisors");
        await rig.PublishAsync(rig.Candidate("before"));
        await rig.Get<AlertMatcher>().MatchAsync(default);
        Assert.IsTrue(await rig.Store.ChangeAsync(AlertVerbs.Pause, alert.Id, "ann", default));
        var meanwhile = rig.Candidate("meanwhile");
        await rig.PublishAsync(meanwhile);
        Assert.AreEqual(0, await rig.SweepAsync());
        rig.Time.Advance(TimeSpan.FromMinutes(1));

        Assert.IsTrue(await rig.Store.ChangeAsync(AlertVerbs.Resume, alert.Id, "ann", default));
        await using (var db = await rig.DbAsync())
        {
            (await db.Candidates.FindAsync("meanwhile"))!.Mobility = "remote";
            await db.SaveChangesAsync();
        }

        Assert.AreEqual(0, await rig.SweepAsync());
        rig.Time.Advance(TimeSpan.FromMinutes(1));
        await rig.PublishAsync(rig.Candidate("after"));
        Assert.AreEqual(1, await rig.SweepAsync());
        CollectionAssert.AreEqual(new[] { "after" }, await rig.MatchesAsync());
    }

    [TestMethod]
    public async Task Sweep_Removed_TellsOfNothingAndForgets()
    {
        await using var rig = await AlertRig.CreateAsync();
        var alert = await rig.AlertAsync("advisors");
        await rig.PublishAsync(rig.Candidate("c1"));
        await rig.Get<AlertMatcher>().MatchAsync(default);

        Assert.IsTrue(await rig.Store.ChangeAsync(AlertVerbs.Remove, alert.Id, "ann", default));

        Assert.AreEqual(0, await rig.SweepAsync());
        Assert.IsEmpty(await rig.MatchesAsync());
        Assert.IsFalse(await rig.Store.ChangeAsync(AlertVerbs.Remove, alert.Id, "ann", default));
    }

    [TestMethod]
    [DataRow(DatabaseKind.Sqlite)]
    [DataRow(DatabaseKind.Postgres)]
    public async Task Arrivals_NobodyWaits_AreNotWritten(DatabaseKind kind)
    {
        await using var rig = await AlertRig.CreateAsync(kind);
        await rig.PublishAsync(rig.Candidate("c1"));

        await using var db = await rig.DbAsync();
        Assert.AreEqual(0, await db.CandidateArrivals.CountAsync());
    }

    [TestMethod]
    public async Task Arrivals_OfACandidateWhoWent_AreStruckOut()
    {
        await using var rig = await AlertRig.CreateAsync();
        await rig.AlertAsync("advisors");
        await rig.PublishAsync(rig.Candidate("c1"));
        await using var db = await rig.DbAsync();
        await db.Candidates.ExecuteDeleteAsync();

        Assert.AreEqual(0, await rig.SweepAsync());

        Assert.AreEqual(0, await db.CandidateArrivals.CountAsync());
    }
}
