using System.Globalization;
using WellIntake.Modules.Digest.Sending;
using WellIntake.Modules.Platform.Persistence;
using WellIntake.Modules.Platform.Persistence.Entities;
using WellIntake.Tests.Testing;
using static WellIntake.Tests.Modules.Digest.CandidateBuilder;

namespace WellIntake.Tests.Modules.Digest.Sending;

/// <summary>Four ISO weeks, and who is the same person.</summary>
[TestClass]
[TestCategory("DIG-5")]
public sealed class CooldownTests
{
    [TestMethod]
    [DataRow("2026-01-28", "2026-W05")]
    [DataRow("2026-12-28", "2026-W53")]
    [DataRow("2026-12-31", "2026-W53")]
    [DataRow("2027-01-03", "2026-W53")]
    [DataRow("2027-01-04", "2027-W01")]
    [DataRow("2024-12-30", "2025-W01")]
    public void Key_OfADay_IsItsIsoWeekPadded(string day, string expected) => Assert.AreEqual(expected, IsoWeek.Key(At(day + "T12:00:00Z")));

    [TestMethod]
    [DataRow("2026-12-31T09:00:00Z", "2027-01-24T23:59:59Z", true, DisplayName = "W53: last moment of the third week after")]
    [DataRow("2026-12-31T09:00:00Z", "2027-01-25T00:00:00Z", false, DisplayName = "W53: first moment of the fourth")]
    [DataRow("2027-01-03T23:59:59Z", "2027-01-25T00:00:00Z", false, DisplayName = "Sunday of W53 counts as the whole week")]
    [DataRow("2027-01-04T00:00:00Z", "2027-01-31T23:59:59Z", true, DisplayName = "Monday of W01: the whole four weeks")]
    [DataRow("2025-12-29T09:00:00Z", "2026-01-25T23:59:59Z", true, DisplayName = "a year of 52 weeks: W01 begins in December")]
    [DataRow("2025-12-29T09:00:00Z", "2026-01-26T00:00:00Z", false)]
    public async Task HoldsBack_OverTheNewYear_EndsWithTheFourthWeek(string sent, string now, bool held)
    {
        await using var database = await WithSendAsync(DatabaseKind.Sqlite, Candidate("a"), At(sent));

        Assert.AreEqual(held, (await HeldAsync(database, At(now))).HoldsBack(Candidate("a")));
    }

    [TestMethod]
    [DataRow(DatabaseKind.Sqlite)]
    [DataRow(DatabaseKind.Postgres)]
    public async Task HoldsBack_AnotherAudienceOrReader_DoesNot(DatabaseKind kind)
    {
        var at = At("2026-12-31T09:00:00Z");
        await using var database = await WithSendAsync(kind, Candidate("a"), at);
        var records = new SendRecords(database.Contexts);

        Assert.IsTrue((await records.CooldownAsync("advisors", ["bob@example.com", "ann@example.com"], at.AddDays(10), default)).HoldsBack(Candidate("a")));
        Assert.IsFalse((await records.CooldownAsync("advisors", ["bob@example.com"], at.AddDays(10), default)).HoldsBack(Candidate("a")));
        Assert.IsFalse((await records.CooldownAsync("c_suite", ["ann@example.com"], at.AddDays(10), default)).HoldsBack(Candidate("a")));
    }

    [TestMethod]
    [DataRow("jane DOE ", "acme & co", null, null, true, DisplayName = "name and firm, written otherwise")]
    [DataRow("Jane Doe", "Other Firm", null, null, false, DisplayName = "a namesake elsewhere")]
    [DataRow("Jane Doe", null, null, null, false, DisplayName = "a name alone")]
    [DataRow("J. D.", null, " JANE@x.com", null, true, DisplayName = "e-mail address")]
    [DataRow("J. D.", null, "jane@y.com", null, false, DisplayName = "another address")]
    [DataRow("J. D.", null, null, "+1 (212) 555-0100", true, DisplayName = "phone with the country's 1")]
    [DataRow("J. D.", null, null, "212.555.0101", false, DisplayName = "another phone")]
    public async Task HoldsBack_AnotherRecord_OfTheSamePersonOnly(string name, string? firm, string? email, string? phone, bool held)
    {
        var at = At("2026-11-16T09:00:00Z");
        await using var database = await WithSendAsync(
            DatabaseKind.Sqlite, Candidate("a", c => (c.Name, c.Firm, c.Email, c.Phone) = ("Jane Doe", "Acme & Co", "Jane@X.com", "212-555-0100")), at);

        var cooldown = await HeldAsync(database, at.AddDays(1));

        Assert.AreEqual(held, cooldown.HoldsBack(Candidate("twin", c => (c.Name, c.Firm, c.Email, c.Phone) = (name, firm, email, phone))));
    }

    [TestMethod]
    public async Task HoldsBack_AnExtensionThatPeopleShare_DoesNot()
    {
        var at = At("2026-11-16T09:00:00Z");
        await using var database = await WithSendAsync(DatabaseKind.Sqlite, Candidate("a", c => c.Phone = "ext. 100"), at);

        Assert.IsFalse((await HeldAsync(database, at)).HoldsBack(Candidate("b", c => (c.Name, c.Phone) = ("B", "ext. 100"))));
    }

    [TestMethod]
    public void HoldsBack_SecondRecordOfSomebodyInTheSameDigest_Does()
    {
        var cooldown = new Cooldown([]);

        Assert.IsFalse(cooldown.HoldsBack(Candidate("a", c => c.Email = "jane@x.com")));
        Assert.IsTrue(cooldown.HoldsBack(Candidate("b", c => (c.Name, c.Email) = ("J. D.", "jane@x.com"))));
    }

    private static Task<Cooldown> HeldAsync(DatabaseFixture database, DateTimeOffset now) =>
        new SendRecords(database.Contexts).CooldownAsync("advisors", ["ann@example.com"], now, default);

    private static async Task<DatabaseFixture> WithSendAsync(DatabaseKind kind, Candidate candidate, DateTimeOffset at)
    {
        var database = await DatabaseFixture.CreateAsync(kind);
        await using var db = await database.Contexts.CreateDbContextAsync();
        db.Candidates.Add(candidate);
        db.DigestSends.Add(new() { RequestId = "r", CandidateId = candidate.Id, Audience = "advisors", Reader = "ann@example.com", IsoWeek = IsoWeek.Key(at), SentAt = at });
        await db.SaveChangesAsync();
        return database;
    }

    private static DateTimeOffset At(string moment) => DateTimeOffset.Parse(moment, CultureInfo.InvariantCulture);
}
