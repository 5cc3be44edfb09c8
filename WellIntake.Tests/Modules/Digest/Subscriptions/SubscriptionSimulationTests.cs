using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using NodaTime;
using WellIntake.Host.Startup;
using WellIntake.Modules.Digest.Sending;
using WellIntake.Modules.Digest.Subscriptions;
using WellIntake.Modules.Platform.Jobs;
using WellIntake.Modules.Platform.Jobs.Tracking;
using WellIntake.Modules.Platform.Persistence;
using WellIntake.Modules.Platform.Teams;
using WellIntake.Modules.Platform.Teams.Bot;
using WellIntake.Tests.Testing;

namespace WellIntake.Tests.Modules.Digest.Subscriptions;

[TestClass]
public sealed class SubscriptionSimulationTests
{
    [TestMethod, TestCategory("DIG-9")]
    public async Task Scheduler_ThirtyTwoDaysOverTwoClockChanges_RunsAtNineLocalEachDayOnce()
    {
        await using var database = await DatabaseFixture.CreateAsync(DatabaseKind.Sqlite);
        var folder = Directory.CreateTempSubdirectory("wellintake-sim-").FullName;
        // New York changes on 8 March 2026, Berlin on 29 March.
        var time = new FakeTime(new DateTimeOffset(2026, 3, 1, 0, 0, 0, TimeSpan.Zero));
        var configuration = new ConfigurationBuilder().AddInMemoryCollection(new Dictionary<string, string?>
        {
            ["WellIntake:Database:Url"] = database.Url,
            ["WellIntake:DataFolder"] = folder,
        }).Build();
        var services = new ServiceCollection();
        services.AddLogging().AddMetrics().AddSingleton<TimeProvider>(time).AddSingleton(_ => new Random(7));
        services.AddPersistence(configuration);
        services.AddQueues(configuration);
        services.AddJobs(configuration, journalSharesDatabase: false);
        await using var provider = services.BuildServiceProvider();
        var contexts = provider.GetRequiredService<IDbContextFactory<WellIntakeDbContext>>();
        var store = new SubscriptionStore(contexts, time);
        SubscriptionScheduler Scheduler() => new(contexts, provider.GetRequiredService<RequestTracker>(), time, NullLogger<SubscriptionScheduler>.Instance);
        var ny = DateTimeZoneProviders.Tzdb["America/New_York"];
        var berlin = DateTimeZoneProviders.Tzdb["Europe/Berlin"];
        var first = await store.AddAsync(Message("m1", "ann"), "advisors", "daily", null, ny, null, default);
        await store.AddAsync(Message("m2", "bob"), "advisors", "daily", null, berlin, null, default);
        Assert.AreEqual(first!.Id, (await store.AddAsync(Message("m1", "ann"), "advisors", "daily", null, ny, null, default))!.Id);

        var (one, two) = (Scheduler(), Scheduler());
        for (var halfHour = 0; halfHour < 32 * 48; halfHour++)
        {
            time.Advance(TimeSpan.FromMinutes(30));
            // Two replicas; one is killed and started again every day.
            if (halfHour % 48 == 0)
                one = Scheduler();
            await one.RunDueAsync(default);
            await two.RunDueAsync(default);
            if (halfHour == 16 * 48)
            {
                Assert.IsFalse(await store.ChangeAsync(SubscriptionVerbs.Remove, first.Id, "bob", default));
                Assert.IsTrue(await store.ChangeAsync(SubscriptionVerbs.Remove, first.Id, "ann", default));
            }
        }

        await using var db = await contexts.CreateDbContextAsync();
        var runs = await db.DigestRequests.AsNoTracking().ToListAsync();
        Assert.AreEqual(16, runs.Count(r => r.UserId == "ann"));
        Assert.AreEqual(32, runs.Count(r => r.UserId == "bob"));
        foreach (var run in runs)
            Assert.AreEqual(new LocalTime(9, 0), Instant.FromDateTimeOffset(run.CreatedAt).InZone(run.UserId == "ann" ? ny : berlin).TimeOfDay);
        Assert.AreEqual(48, await db.Outbox.CountAsync());
    }

    [TestMethod, TestCategory("DIG-9")]
    [DataRow("monthly", 31, "UTC", "2026-01-31T09:00:00Z", "2026-02-28T09:00:00Z")]
    [DataRow("weekly", 5, "UTC", "2026-01-30T09:00:00Z", "2026-02-06T09:00:00Z")]
    [DataRow("daily", 0, "America/New_York", "2026-03-07T14:00:00Z", "2026-03-08T13:00:00Z")]
    [DataRow("daily", 0, "Europe/Berlin", "2026-10-24T07:00:00Z", "2026-10-25T08:00:00Z")]
    public void Next_AfterARun_IsNineOnTheLocalClock(string frequency, int day, string zone, string after, string expected) =>
        Assert.AreEqual(
            DateTimeOffset.Parse(expected, System.Globalization.CultureInfo.InvariantCulture),
            new Schedule(frequency, day, DateTimeZoneProviders.Tzdb[zone]).Next(DateTimeOffset.Parse(after, System.Globalization.CultureInfo.InvariantCulture)));

    [TestMethod, TestCategory("DIG-5")]
    [DataRow("2026-01-28", "2026-W05")]
    [DataRow("2026-12-31", "2026-W53")]
    [DataRow("2027-01-03", "2026-W53")]
    [DataRow("2027-01-04", "2027-W01")]
    public void Key_OfADay_IsItsIsoWeekPadded(string day, string expected) =>
        Assert.AreEqual(expected, IsoWeek.Key(DateTimeOffset.Parse(day + "T12:00:00Z", System.Globalization.CultureInfo.InvariantCulture)));

    [TestMethod, TestCategory("DIG-5")]
    [DataRow("2027-01-24", true)]
    [DataRow("2027-01-25", false)]
    public async Task Cooldown_OverWeek53_EndsAfterFourWeeks(string now, bool held)
    {
        await using var database = await DatabaseFixture.CreateAsync(DatabaseKind.Sqlite);
        await using (var db = await database.Contexts.CreateDbContextAsync())
        {
            db.Candidates.Add(CandidateBuilder.Candidate("a", c => c.Email = "Jane@x.com"));
            // Thursday of 2026-W53.
            var at = new DateTimeOffset(2026, 12, 31, 9, 0, 0, TimeSpan.Zero);
            db.DigestSends.Add(new() { RequestId = "r", CandidateId = "a", Audience = "advisors", Reader = "ann@example.com", IsoWeek = IsoWeek.Key(at), SentAt = at });
            await db.SaveChangesAsync();
        }

        var cooldown = await new SendRecords(database.Contexts).CooldownAsync("advisors", ["ann@example.com"], DateTimeOffset.Parse(now + "T12:00:00Z", System.Globalization.CultureInfo.InvariantCulture), default);

        Assert.AreEqual(held, cooldown.HoldsBack(CandidateBuilder.Candidate("twin", c => c.Email = "jane@X.com ")));
    }

    private static IncomingMessage Message(string id, string user) => new()
    {
        RequestId = id, Text = "", UserId = user, UserEmail = user + "@example.com",
        Where = new ConversationAddress("https://smba.trafficmanager.net/amer", "chat-" + user, "personal", "msteams", null, "bot", user),
    };
}
