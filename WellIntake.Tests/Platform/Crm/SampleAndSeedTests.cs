using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging.Abstractions;
using WellIntake.Modules.Platform.Crm;
using WellIntake.Modules.Platform.Crm.Import.Tables;
using WellIntake.Modules.Platform.Crm.Import.Values;
using WellIntake.Modules.Platform.Crm.Samples;
using WellIntake.Modules.Platform.Crm.Seed;
using WellIntake.Modules.Platform.Persistence;
using WellIntake.Modules.Platform.Persistence.Entities;

namespace WellIntake.Tests.Platform.Crm;

[TestClass]
public sealed class SampleAndSeedTests
{
    [TestMethod]
    [TestCategory("TOL-2")]
    public async Task LoadAsync_EmptyDatabase_FillsItSoThatADigestHasSomething()
    {
        await using var setup = await ImportSetup.CreateAsync();
        var loader = new SampleLoader(setup.Importer, setup.Database.Contexts, new ImportSetup.FixedTime());
        Assert.IsTrue(await loader.IsEmptyAsync());
        var reports = await loader.LoadAsync();
        foreach (var report in reports)
        {
            Assert.AreEqual(0, report.Refused, CsvImportTests.Describe(report));
            Assert.IsEmpty(report.UnknownColumns, CsvImportTests.Describe(report));
        }

        Assert.IsFalse(await loader.IsEmptyAsync());
        await using var db = await setup.Database.Contexts.CreateDbContextAsync();
        var week = ImportSetup.Now.AddDays(-7);
        Assert.IsTrue(await db.Candidates.CountAsync() >= 60);
        Assert.IsTrue(await db.Candidates.CountAsync(c => c.PublishedAt >= week && c.Audience.Contains("advisors")) >= 8);
        Assert.IsTrue(await db.Candidates.CountAsync(c => c.PublishedAt >= week && c.Audience.Contains("c_suite")) >= 3);
        Assert.IsFalse(await db.Candidates.AnyAsync(c => c.PublishedAt > ImportSetup.Now));
        Assert.IsTrue(await db.Notes.CountAsync(n => n.Kind == "transcript") >= 12);
        CollectionAssert.AreEquivalent(WordValue.Stages.ToArray(), await db.Deals.Select(d => d.Stage).Distinct().ToArrayAsync());
        Assert.IsTrue(await db.Candidates.AllAsync(c => c.Email == null || c.Email.EndsWith("@example.com")));

        var people = await db.Candidates.Select(c => c.Id).ToHashSetAsync();
        var dangling = (await db.Deals.Select(d => d.CandidateId).Concat(db.Meetings.Select(m => m.CandidateId)).Concat(db.Notes.Select(n => n.CandidateId)).ToListAsync())
            .Where(id => id is not null && !people.Contains(id)).ToList();
        Assert.IsEmpty(dangling, string.Join(", ", dangling));

        var again = await loader.LoadAsync();
        Assert.AreEqual(0, again.Sum(r => r.Inserted + r.Updated));
    }

    [TestMethod]
    [TestCategory("TOL-2")]
    public async Task SeedAsync_TheSameRequest_MakesTheSameRecords()
    {
        await using var one = await ImportSetup.CreateAsync();
        await using var two = await ImportSetup.CreateAsync();
        var request = new SeedRequest(5_000, Seed: 3, Days: 90);
        var report = await Seeder(one).SeedAsync(request);
        Assert.AreEqual(5_000, report.Candidates);
        Assert.IsTrue(report is { Deals: > 1_500, Meetings: > 3_000, Notes: > 2_000 }, $"{report}");
        await Seeder(two).SeedAsync(request with { Candidates = 700 });
        Assert.AreEqual(new SeedReport(0, 0, 0, 0), await Seeder(two).SeedAsync(request with { Candidates = 700 }));

        await using var first = await one.Database.Contexts.CreateDbContextAsync();
        await using var second = await two.Database.Contexts.CreateDbContextAsync();
        Assert.AreEqual(5_000, await first.Candidates.Select(c => c.Locator).Distinct().CountAsync());
        Assert.AreEqual(5_000, await first.Candidates.Select(c => c.Email).Distinct().CountAsync());
        Assert.IsTrue(await first.Candidates.AllAsync(c => c.PublishedAt <= ImportSetup.Now && c.PublishedAt >= ImportSetup.Now.AddDays(-91)));
        foreach (var expected in await second.Candidates.OrderBy(c => c.Id).Take(50).ToListAsync())
        {
            var same = await first.Candidates.SingleAsync(c => c.Id == expected.Id);
            foreach (var property in typeof(Candidate).GetProperties())
                Assert.AreEqual(property.GetValue(expected), property.GetValue(same), property.Name);
        }
    }

    [TestMethod]
    [TestCategory("TOL-2")]
    public async Task SeedAsync_ImpossibleFigures_AreRefused()
    {
        await using var setup = await ImportSetup.CreateAsync();
        await Assert.ThrowsExactlyAsync<ArgumentOutOfRangeException>(() => Seeder(setup).SeedAsync(new SeedRequest(0)));
        await Assert.ThrowsExactlyAsync<ArgumentOutOfRangeException>(() => Seeder(setup).SeedAsync(new SeedRequest(1, Days: 0)));
    }

    [TestMethod]
    [TestCategory("TOL-2")]
    [DataRow(DatabaseKind.Sqlite)]
    [DataRow(DatabaseKind.Postgres)]
    public async Task AssignAsync_ReferenceTaken_GivesTheNextChoice(DatabaseKind kind)
    {
        await using var setup = await ImportSetup.CreateAsync(kind);
        await using var db = await setup.Database.Contexts.CreateDbContextAsync();
        db.Candidates.Add(Person("other", Locator.For("mine")));
        await db.SaveChangesAsync();

        var mine = Person("mine", "");
        var thief = Person("thief", Locator.For("mine"));
        var refused = await LocatorAssigner.AssignAsync(db, [mine, thief], CancellationToken.None);
        Assert.AreEqual(Locator.For("mine", 1), mine.Locator);
        Assert.AreSame(thief, refused.Single().Entity);
        Assert.IsTrue(Locator.IsWellFormed(mine.Locator));
    }

    private static Candidate Person(string id, string locator) => new() { Id = id, Locator = locator, Name = id, Audience = "advisors", PublishedAt = ImportSetup.Now, ModifiedAt = ImportSetup.Now };

    private static Seeder Seeder(ImportSetup setup) => new(setup.Database.Contexts, new ImportSetup.FixedTime(), NullLogger<Seeder>.Instance);
}
