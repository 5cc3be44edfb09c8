using Microsoft.EntityFrameworkCore;
using WellIntake.Modules.Platform.Crm;
using WellIntake.Modules.Platform.Crm.Import;
using WellIntake.Tests.Testing;

namespace WellIntake.Tests.Platform.Crm;

/// <summary>Files that others made, with the mappings in samples/mappings.</summary>
[TestClass]
public sealed class RealFileTests
{
    [TestMethod]
    [TestCategory("TOL-2")]
    public async Task ImportAsync_FormAdv_BringsEveryFirmWithItsSums()
    {
        await using var setup = await ImportSetup.CreateAsync();
        var report = await ImportTwiceAsync(setup, CrmKind.Candidates, "form-adv-colorado/co_sec_data.csv", "form-adv.json");
        Assert.AreEqual((262L, 0L), (report.Inserted, report.Refused), CsvImportTests.Describe(report));
        await using var db = await setup.Database.Contexts.CreateDbContextAsync();
        var largest = await db.Candidates.OrderByDescending(c => c.Aum).FirstAsync();
        Assert.AreEqual(180_237_116_700, largest.Aum!.Value, 1);
        Assert.AreEqual("$180.24B", largest.AumText);
        Assert.AreEqual(3_631, largest.ClientCount);
        Assert.AreEqual("Denver", largest.City);
        Assert.AreEqual(17, await db.Candidates.CountAsync(c => c.Aum == null));
        Assert.IsFalse(await db.Candidates.AnyAsync(c => c.City!.Contains("  ")));
    }

    [TestMethod]
    [TestCategory("TOL-2")]
    public async Task ImportAsync_WorkbenchCustomers_BecomeDealsAndCandidates()
    {
        await using var setup = await ImportSetup.CreateAsync();
        const string File = "workbench/customer_relationship_manager_data.csv";
        var report = await ImportTwiceAsync(setup, CrmKind.Deals, File, "workbench-crm.json");
        Assert.AreEqual((200L, 0L), (report.Inserted, report.Refused), CsvImportTests.Describe(report));
        report = await ImportTwiceAsync(setup, CrmKind.Candidates, File, "workbench-candidates.json");
        Assert.AreEqual((200L, 0L), (report.Inserted, report.Refused), CsvImportTests.Describe(report));
        await using var db = await setup.Database.Contexts.CreateDbContextAsync();
        Assert.AreEqual(45, await db.Deals.CountAsync(d => d.Stage == "Closed Won"));
        Assert.AreEqual(37, await db.Deals.CountAsync(d => d.Stage == "Offer Extended"));
        Assert.AreEqual(100, await db.Candidates.CountAsync(c => c.Phone == null));
        Assert.AreEqual(44, await db.Candidates.CountAsync(c => c.Summary == null));
    }

    [TestMethod]
    [TestCategory("TOL-2")]
    public async Task ImportAsync_WorkbenchCalendar_BecomesMeetings()
    {
        await using var setup = await ImportSetup.CreateAsync();
        var report = await ImportTwiceAsync(setup, CrmKind.Meetings, "workbench/calendar_events.csv", "workbench-calendar.json");
        Assert.AreEqual((300L, 0L), (report.Inserted, report.Refused), CsvImportTests.Describe(report));
        await using var db = await setup.Database.Contexts.CreateDbContextAsync();
        Assert.AreEqual(61, await db.Meetings.CountAsync(m => m.DurationMinutes == 120));
    }

    private static async Task<ImportReport> ImportTwiceAsync(ImportSetup setup, CrmKind kind, string file, string mapping)
    {
        var root = Root();
        var path = Path.Combine(root, "..", "shared", "data", file);
        if (!File.Exists(path))
        {
            // A worktree lies one folder deeper than a plain checkout.
            path = Path.Combine(root, "..", "..", "shared", "data", file);
        }

        if (!File.Exists(path))
            Skip.Because("The folder ../shared/data is not on this machine.");

        var bytes = await File.ReadAllBytesAsync(path);
        var map = await File.ReadAllTextAsync(Path.Combine(root, "samples", "mappings", mapping));
        var report = await setup.ImportAsync(kind, bytes, map, Path.GetFileName(file));
        var second = await setup.ImportAsync(kind, bytes, map, Path.GetFileName(file));
        Assert.AreEqual(report.Inserted, second.Unchanged, CsvImportTests.Describe(second));
        return report;
    }

    private static string Root()
    {
        var folder = AppContext.BaseDirectory;
        while (!File.Exists(Path.Combine(folder, "WellIntake.sln")))
            folder = Path.GetDirectoryName(folder) ?? throw new InvalidOperationException("The solution is not above the tests.");
        return folder;
    }
}
