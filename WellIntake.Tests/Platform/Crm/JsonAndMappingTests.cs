using Microsoft.EntityFrameworkCore;
using WellIntake.Modules.Platform.Crm;
using WellIntake.Modules.Platform.Crm.Import.Mapping;

namespace WellIntake.Tests.Platform.Crm;

[TestClass]
public sealed class JsonAndMappingTests
{
    [TestMethod]
    [TestCategory("TOL-2")]
    [DataRow("[{\"id\":\"1\",\"text\":\"One\"},{\"id\":2,\"text\":\"Two\",\"tags\":{\"a\":1}}]", "a.json")]
    [DataRow("{\"id\":\"1\",\"text\":\"One\"}\n\n{\"id\":2,\"text\":\"Two\",\"tags\":{\"a\":1}}\n", "a.jsonl")]
    [DataRow("[\n  {\n    \"id\": \"1\",\n    \"text\": \"One\"\n  },\n  {\n    \"id\": 2,\n    \"text\": \"Two\",\n    \"tags\": {\"a\": 1}\n  }\n]\n", "a.json")]
    [DataRow("{\"data\": [{\"id\":\"1\",\"text\":\"One\"},{\"id\":2,\"text\":\"Two\",\"tags\":{\"a\":1}}], \"info\": {\"more\": false}}", "a.json")]
    public async Task ImportAsync_JsonInAnyShape_IsRead(string text, string fileName)
    {
        await using var setup = await ImportSetup.CreateAsync();
        var report = await setup.ImportAsync(CrmKind.Notes, text, fileName: fileName);
        Assert.AreEqual(2, report.Inserted, CsvImportTests.Describe(report));
        Assert.IsTrue(report.Notes.Any(n => n.Contains("'tags' holds objects", StringComparison.Ordinal)), CsvImportTests.Describe(report));
        await using var db = await setup.Database.Contexts.CreateDbContextAsync();
        CollectionAssert.AreEquivalent(new[] { "One", "Two" }, await db.Notes.Select(n => n.Text).ToArrayAsync());
    }

    [TestMethod]
    [TestCategory("TOL-2")]
    public async Task ImportAsync_BrokenJsonLine_IsRefusedAndReadingGoesOn()
    {
        await using var setup = await ImportSetup.CreateAsync();
        var report = await setup.ImportAsync(CrmKind.Notes, "{\"id\":1,\"text\":\"One\"}\n{\"id\":2,\"text\":\"Tw\n[3]\n{\"id\":4,\"text\":\"\\ud800\"}\n{\"id\":5,\"text\":\"Five\"}\n", fileName: "a.jsonl");
        Assert.AreEqual((2L, 3L), (report.Inserted, report.Refused), CsvImportTests.Describe(report));
        CollectionAssert.AreEqual(new long[] { 2, 3, 4 }, report.Refusals.Select(r => r.Line).ToArray());
    }

    [TestMethod]
    [TestCategory("TOL-2")]
    public async Task ImportAsync_BrokenObjectInArray_IsRefusedAndReadingGoesOn()
    {
        await using var setup = await ImportSetup.CreateAsync();
        var report = await setup.ImportAsync(CrmKind.Notes, "[\n{\"id\":1,\"text\":\"One\"},\n{\"id\":2,\"text\":\"Tw},\n{\"id\":3,\"text\":\"Three\"},\n7,\n{\"id\":4,,},\n{\"id\":5,\"text\":\"Five\"}\n]", fileName: "a.json");
        Assert.AreEqual((3L, 3L), (report.Inserted, report.Refused), CsvImportTests.Describe(report));
    }

    [TestMethod]
    [TestCategory("TOL-2")]
    public async Task ImportAsync_NameThatComesLate_IsStillRead()
    {
        await using var setup = await ImportSetup.CreateAsync();
        var lines = Enumerable.Range(1, 1_200).Select(i => $"{{\"id\":{i},\"text\":\"Note {i}\"}}").Append("{\"id\":9999,\"text\":\"Late\",\"Created By\":\"ann\"}");
        var report = await setup.ImportAsync(CrmKind.Notes, string.Join('\n', lines), fileName: "a.jsonl");
        Assert.AreEqual(1_201, report.Inserted, CsvImportTests.Describe(report));
        await using var db = await setup.Database.Contexts.CreateDbContextAsync();
        Assert.AreEqual("ann", (await db.Notes.SingleAsync(n => n.Id == "9999")).Author);
    }

    [TestMethod]
    [TestCategory("TOL-2")]
    public async Task ImportAsync_Mapping_ComposesMapsAndSums()
    {
        const string Mapping = """
            {
              "kind": "deals", "useAliases": false, "timeZone": "America/Chicago", "dateOrder": "dmy", "decimal": ",",
              "id": { "column": "nr", "prefix": "x-" },
              "fields": {
                "name": ["First Name", " ", "Last Name"],
                "stage": { "column": "state", "values": { "gewonnen": "Closed Won" }, "default": "Lead", "onInvalid": "default" },
                "amount": { "sum": ["fee *"] },
                "description": { "concat": [{ "text": "Call on " }, "day", "; ", "memo"] },
                "owner": { "constant": "DESK@example.com" },
                "createdAt": "day"
              }
            }
            """;
        await using var setup = await ImportSetup.CreateAsync();
        var text = "nr;First Name;Last Name;state;fee base;fee extra;day;memo\n"
            + "1;Ann;Lee;Gewonnen;1.000;2,5;05/07/2024;bring forms\n"
            + "2;Bo;;;;;05/07/2024;\n"
            + "3;;Ray;nirgends;7;;05/07/2024;x\n";
        var report = await setup.ImportAsync(CrmKind.Deals, text, Mapping);
        Assert.AreEqual(3, report.Inserted, CsvImportTests.Describe(report));
        await using var db = await setup.Database.Contexts.CreateDbContextAsync();
        var one = await db.Deals.SingleAsync(d => d.Id == "x-1");
        Assert.AreEqual("Ann Lee|Closed Won|1002.5|Call on 05/07/2024; bring forms|desk@example.com", string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{one.Name}|{one.Stage}|{one.Amount}|{one.Description}|{one.Owner}"));
        Assert.AreEqual(new DateTimeOffset(2024, 7, 5, 5, 0, 0, TimeSpan.Zero), one.CreatedAt);
        var two = await db.Deals.SingleAsync(d => d.Id == "x-2");
        Assert.AreEqual("Bo|Lead||Call on 05/07/2024", $"{two.Name}|{two.Stage}|{two.Amount}|{two.Description}");
        Assert.AreEqual("Ray|Lead", (await db.Deals.Where(d => d.Id == "x-3").Select(d => d.Name + "|" + d.Stage).SingleAsync()));
        Assert.IsTrue(report.Notes.Any(n => n.StartsWith("stage could not be read in 1 records", StringComparison.Ordinal)), CsvImportTests.Describe(report));
    }

    [TestMethod]
    [TestCategory("TOL-2")]
    public async Task ImportAsync_WrongMapping_ListsEveryProblemAndWritesNothing()
    {
        const string Mapping = """{ "kind": "deals", "timeZone": "Mars/North", "colour": 1, "fields": { "name": { "column": "a", "sum": ["b"] }, "stage": { "default": 1, "onInvalid": "guess" } }, "id": {} }""";
        await using var setup = await ImportSetup.CreateAsync();
        var error = await Assert.ThrowsExactlyAsync<ImportMappingException>(() => setup.ImportAsync(CrmKind.Deals, "a,b\n1,2\n", Mapping));
        var problems = string.Join('\n', error.Problems);
        foreach (var part in new[] { "timeZone", "colour is not known", "fields.name has more than one", "fields.stage.onInvalid must be one of", "id needs either" })
            StringAssert.Contains(problems, part);

        error = await Assert.ThrowsExactlyAsync<ImportMappingException>(
            () => setup.ImportAsync(CrmKind.Deals, "a,b\n1,2\n", """{ "kind": "meetings", "fields": { "name": "zzz", "shoe": "a", "stage": { "sum": ["a"] } } }"""));
        problems = string.Join('\n', error.Problems);
        foreach (var part in new[] { "is for meetings, not for deals", "no column 'zzz'; columns are 'a', 'b'", "fields.shoe: deals have no such field", "sum is for" })
            StringAssert.Contains(problems, part);
        await using var db = await setup.Database.Contexts.CreateDbContextAsync();
        Assert.IsFalse(await db.Deals.AnyAsync());
    }

    [TestMethod]
    [TestCategory("TOL-2")]
    public async Task ImportAsync_MappingThatIsNoJson_NamesTheLine()
    {
        await using var setup = await ImportSetup.CreateAsync();
        var error = await Assert.ThrowsExactlyAsync<ImportMappingException>(() => setup.ImportAsync(CrmKind.Deals, "a\n1\n", "{\n  \"kind\": deals\n}"));
        StringAssert.Contains(error.Message, "no valid JSON (line 2)");
    }

    [TestMethod]
    [TestCategory("TOL-2")]
    [DataRow("E-mail Address", "email")]
    [DataRow("email_address", "email")]
    [DataRow("Book Size (AUM)", "aum")]
    [DataRow("LinkedIn Profile", "profileUrl")]
    [DataRow("YEARS OF EXPERIENCE", "yearsExperience")]
    [DataRow("Modified Time", "modifiedAt")]
    [DataRow("Production_12mo", "production")]
    public void Match_ColumnsAsExportsCallThem_FindTheirField(string column, string field)
    {
        var matched = ColumnAliases.Load().Match(CrmKind.Candidates, ["x", column]);
        Assert.AreEqual(column, matched[field]);
    }

    [TestMethod]
    [TestCategory("TOL-2")]
    public async Task ImportAsync_NoIdColumn_MakesAStableOne()
    {
        await using var setup = await ImportSetup.CreateAsync();
        const string Text = "subject,start,attendees\nIntro,2025-01-02 10:00,Ann\nIntro,2025-01-03 10:00,Ann\n";
        Assert.AreEqual(2, (await setup.ImportAsync(CrmKind.Meetings, Text)).Inserted);
        Assert.AreEqual(2, (await setup.ImportAsync(CrmKind.Meetings, Text)).Unchanged);
    }
}
