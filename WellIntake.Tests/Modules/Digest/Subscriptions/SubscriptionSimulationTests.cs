using System.Globalization;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using NodaTime;
using WellIntake.Modules.Digest.Subscriptions;
using WellIntake.Modules.Platform.Persistence.Entities;
using WellIntake.Tests.Modules.Digest.Sending;

namespace WellIntake.Tests.Modules.Digest.Subscriptions;

/// <summary>Four weeks and more in a minute: real digests, cards and mails, with a clock that jumps from hour to hour.</summary>
[TestClass]
[TestCategory("DIG-9")]
[TestCategory("DIG-5")]
public sealed class SubscriptionSimulationTests
{
    private static readonly DateTimeOffset Start = new(2026, 10, 19, 0, 0, 0, TimeSpan.Zero);

    public TestContext TestContext { get; set; } = null!;

    [TestMethod]
    [Timeout(180_000, CooperativeCancellation = true)]
    public async Task ThirtyDays_TwoZonesOverTheirClockChanges_EveryCandidateOnceToEachReader()
    {
        var ct = TestContext.CancellationToken;
        await using var rig = await SendingRig.StartAsync(
            services => services.AddSingleton<SubscriptionScheduler>(), SendingRig.Person(999, c => c.PublishedAt = Start.AddHours(-1)));
        rig.Time.Advance(Start - rig.Time.GetUtcNow());
        await rig.Bot.SayAsync("subscribe digest advisors daily in America/New_York", "s1", "ann", "chat-ann");
        await rig.Bot.SayAsync("subscribe digest advisors daily in Europe/Berlin to client@example.com", "s2", "bob", "chat-bob");
        var scheduler = rig.Bot.Get<SubscriptionScheduler>();

        for (var hour = 1; hour <= 30 * 24; hour++)
        {
            rig.Time.Advance(TimeSpan.FromHours(1));
            if (hour % 24 == 12)
                await PublishAsync(rig, hour / 24);
            if (hour == 16 * 24)
                await rig.Bot.SayAsync("unsubscribe", "u1", "ann", "chat-ann");
            if (await scheduler.RunDueAsync(ct) > 0)
                await rig.Bot.UntilAsync(async () => (await rig.Bot.RequestsAsync()).TrueForAll(r => r.Status == RequestStatus.Delivered) ? "" : null, ct);
        }

        await AssertRunsAsync(rig);
        await using var db = await rig.Bot.Database.Contexts.CreateDbContextAsync(ct);
        var sends = await db.DigestSends.AsNoTracking().ToListAsync(ct);
        foreach (var reader in new[] { "aad-ann", "aad-bob", "client@example.com" })
        {
            var own = sends.Where(s => s.Reader == reader).ToList();
            // Published at noon, the last one that a reader can have is of the day before the last run.
            var days = reader == "aad-ann" ? 15 : 29;
            for (var day = 0; day < days; day++)
            {
                Assert.HasCount(1, own.FindAll(s => s.CandidateId == $"crm-{day:000}"), $"crm-{day:000} to {reader}");
                Assert.IsEmpty(own.FindAll(s => s.CandidateId == $"crm-{500 + day}"), $"the twin of crm-{day:000} to {reader}");
            }

            // Published anew each noon: again in the first run after the week of the first sending and the three after it.
            var evergreen = own.FindAll(s => s.CandidateId == "crm-999").ConvertAll(s => s.SentAt.ToString("MM-dd", CultureInfo.InvariantCulture));
            CollectionAssert.AreEqual(reader == "aad-ann" ? new[] { "10-19" } : new[] { "10-19", "11-16" }, evergreen, reader);
        }

        // 30 runs; each mail holds whom its reader's records hold.
        Assert.HasCount(30, rig.Mail.Taken);
        foreach (var send in sends.Where(s => s.Reader == "client@example.com" && s.CandidateId != "crm-999"))
            Assert.AreEqual(1, rig.Mail.Taken.Count(m => m.TextBody!.Contains($"TWAV{send.CandidateId[4..]}ZZ", StringComparison.Ordinal)), send.CandidateId);
    }

    // One somebody new a day, the same under a second record two days later, and one who is published anew all the time.
    private static async Task PublishAsync(SendingRig rig, int day)
    {
        var now = rig.Time.GetUtcNow();
        await rig.AddAsync(SendingRig.Person(day, c => c.PublishedAt = now));
        if (day >= 2)
            await rig.AddAsync(SendingRig.Person(498 + day, c => (c.PublishedAt, c.Email) = (now, $"P{day - 2:000}@mail{day - 2:000}.com")));
        await using var db = await rig.Bot.Database.Contexts.CreateDbContextAsync();
        await db.Candidates.Where(c => c.Id == "crm-999").ExecuteUpdateAsync(c => c.SetProperty(x => x.PublishedAt, now));
    }

    private static async Task AssertRunsAsync(SendingRig rig)
    {
        var runs = await rig.Bot.RequestsAsync();
        // New York: 13:00 UTC, from 1 November 14:00. Berlin: 07:00 UTC, from 25 October 08:00.
        foreach (var (user, zone, count) in new[] { ("ann", "America/New_York", 16), ("bob", "Europe/Berlin", 30) })
        {
            var own = runs.FindAll(r => r.UserId == user).ConvertAll(r => Instant.FromDateTimeOffset(r.CreatedAt).InZone(DateTimeZoneProviders.Tzdb[zone]));
            Assert.HasCount(count, own.ConvertAll(r => r.Date).Distinct().ToList(), user);
            Assert.HasCount(count, own, user);
            Assert.IsTrue(own.TrueForAll(r => r.TimeOfDay == new LocalTime(9, 0)), user);
            Assert.HasCount(2, own.ConvertAll(r => r.Offset).Distinct().ToList(), $"{user}: the clock changes within the time.");
        }
    }
}
