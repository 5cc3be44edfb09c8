using System.Text;
using Microsoft.EntityFrameworkCore;
using WellIntake.Modules.Platform.Crm;
using WellIntake.Modules.Platform.Crm.Import;
using WellIntake.Modules.Platform.Crm.Import.Mapping;
using WellIntake.Modules.Platform.Persistence;
using WellIntake.Modules.Platform.Persistence.Entities;

namespace WellIntake.Tests.Platform.Crm;

[TestClass]
public sealed class CsvImportTests
{
    private const string Header = "Record Id,Full Name,Job Title,Employer,E-mail Address,Book Size (AUM),Licenses,Date Published to Vault\n";

    [TestMethod]
    [TestCategory("TOL-2")]
    [DataRow(DatabaseKind.Sqlite)]
    [DataRow(DatabaseKind.Postgres)]
    public async Task ImportAsync_TheSameFileTwice_ChangesNothing(DatabaseKind kind)
    {
        await using var setup = await ImportSetup.CreateAsync(kind);
        var text = Header
            + "1,Ann Lee,Advisor,Bluegate,ANN@example.com,$1.2B,\"Series 7, 66\",3/25/2025\n"
            + "2,Bo Ray,CEO,Larkmoor,,500MM,,2025-01-02 10:11:12.1234567\n";
        var first = await setup.ImportAsync(CrmKind.Candidates, text);
        Assert.AreEqual(2, first.Inserted, Describe(first));
        var second = await setup.ImportAsync(CrmKind.Candidates, text);
        Assert.AreEqual((0L, 0L, 2L, 0L), (second.Inserted, second.Updated, second.Unchanged, second.Refused), Describe(second));

        var third = await setup.ImportAsync(CrmKind.Candidates, text.Replace("Bluegate", "Oakhaven", StringComparison.Ordinal));
        Assert.AreEqual((0L, 1L, 1L), (third.Inserted, third.Updated, third.Unchanged), Describe(third));

        await using var db = await setup.Database.Contexts.CreateDbContextAsync();
        var ann = await db.Candidates.SingleAsync(c => c.Id == "1");
        Assert.AreEqual("ann@example.com", ann.Email);
        Assert.AreEqual("$1.2B", ann.AumText);
        Assert.AreEqual(1.2e9, ann.Aum);
        Assert.AreEqual("Series 7, 66", ann.LicencesText);
        Assert.AreEqual("Oakhaven", ann.Firm);
        Assert.AreEqual("advisors", ann.Audience);
        Assert.AreEqual(new DateTimeOffset(2025, 3, 25, 0, 0, 0, TimeSpan.Zero), ann.PublishedAt);
        StringAssert.StartsWith(ann.Locator, "TWAV");
        var bo = await db.Candidates.SingleAsync(c => c.Id == "2");
        Assert.AreEqual("c_suite", bo.Audience);
        Assert.AreNotEqual(ann.Locator, bo.Locator);
    }

    [TestMethod]
    [TestCategory("TOL-2")]
    public async Task ImportAsync_BrokenRows_AreRefusedByLineColumnAndReason()
    {
        await using var setup = await ImportSetup.CreateAsync();
        var text = Header
            + "1,Good One,,,,,,\n"                              // line 2
            + "2,\"Never closed,,,,,,\n"                        // 3: would swallow the rest
            + "3,Good Two,,,,,,\n"                              // 4
            + "4,\"Shut\" early,,,,,,\n"                        // 5
            + "5,Too,few\n"                                     // 6
            + "6,Too,many,,,,,,extra\n"                         // 7
            + "7,,No name,,,,,\n"                               // 8
            + "8,Wrong mail,,,secret-mail-here,,,\n"            // 9
            + "9,Wrong date,,,,,,31/31/2020\n"                  // 10
            + "10,\"Two\nlines\",,,,,,\n"                       // 11-12
            + ",No id,,,,,,\n"                                  // 13
            + "1,Again,,,,,,\n"                                 // 14
            + "11,With \0 NUL,,,,,,\n"                          // 15
            + "12,Good Three,,,,,,\n";                          // 16
        var report = await setup.ImportAsync(CrmKind.Candidates, text);
        var found = report.Refusals.Select(r => $"{r.Line}|{r.Record}|{r.Column}|{r.Reason}").ToList();
        var listed = string.Join('\n', found);
        Assert.AreEqual(4, report.Inserted, listed);
        Assert.AreEqual(10, report.Refused, listed);
        AssertRefusal(report, 3, null, "not closed");
        AssertRefusal(report, 5, null, "follows a closing");
        AssertRefusal(report, 6, null, "3 cells where the header has 8");
        AssertRefusal(report, 7, null, "9 cells where the header has 8");
        AssertRefusal(report, 8, "Full Name", "is empty");
        AssertRefusal(report, 9, "E-mail Address", "is not an e-mail address");
        AssertRefusal(report, 10, "Date Published to Vault", "'31/31/2020'");
        AssertRefusal(report, 13, "Record Id", "empty");
        AssertRefusal(report, 14, "Record Id", "same id as line 2");
        AssertRefusal(report, 15, null, "NUL");
        Assert.IsFalse(listed.Contains("secret-mail", StringComparison.Ordinal), "A personal value is in the report.");
        Assert.AreEqual(report.Read, report.Inserted + report.Updated + report.Unchanged + report.Refused);
    }

    [TestMethod]
    [TestCategory("TOL-2")]
    [DataRow(",")]
    [DataRow(";")]
    [DataRow("\t")]
    [DataRow("|")]
    public async Task ImportAsync_AnyDelimiter_IsFound(string delimiter)
    {
        await using var setup = await ImportSetup.CreateAsync();
        var text = "id;name;title;city\r\n1;Ann Lee;\"VP; Wealth, Trust | x\";Dallas\r\n2;Bo Ray;Advisor;Reno\r\n".Replace(";", delimiter, StringComparison.Ordinal);
        var report = await setup.ImportAsync(CrmKind.Candidates, text);
        Assert.AreEqual(2, report.Inserted, Describe(report));
        await using var db = await setup.Database.Contexts.CreateDbContextAsync();
        Assert.AreEqual("Dallas", (await db.Candidates.SingleAsync(c => c.Id == "1")).City);
    }

    public static IEnumerable<object[]> Encodings() =>
    [
        ["utf-8", true], ["utf-8", false], ["utf-16", true], ["utf-16", false], ["utf-16BE", true], ["utf-16BE", false], ["windows-1252", false],
    ];

    [TestMethod]
    [TestCategory("TOL-2")]
    [DynamicData(nameof(Encodings))]
    public async Task ImportAsync_AnyEncoding_KeepsTheLetters(string name, bool mark)
    {
        await using var setup = await ImportSetup.CreateAsync();
        var encoding = CodePagesEncodingProvider.Instance.GetEncoding(name) ?? Encoding.GetEncoding(name);
        var text = "id,name,city\n1,José Núñez,Cañon City\n" + string.Concat(Enumerable.Range(2, 300).Select(i => $"{i},Zoë Müller’s son,Reno\n"));
        byte[] bytes = [.. mark ? encoding.GetPreamble() : [], .. encoding.GetBytes(text)];
        var report = await setup.ImportAsync(CrmKind.Candidates, bytes);
        Assert.AreEqual(301, report.Inserted, Describe(report));
        await using var db = await setup.Database.Contexts.CreateDbContextAsync();
        Assert.AreEqual("José Núñez", (await db.Candidates.SingleAsync(c => c.Id == "1")).Name);
        Assert.AreEqual("Zoë Müller’s son", (await db.Candidates.SingleAsync(c => c.Id == "2")).Name);
    }

    [TestMethod]
    [TestCategory("TOL-2")]
    [DataRow("date published", "25/12/2024", "13/01/2025", "05/02/2025", "2025-02-05", false)]
    [DataRow("date published", "12/25/2024", "1/13/2025", "05/02/2025", "2025-05-02", false)]
    [DataRow("date published", "1/2/2024", "3/4/2025", "05/02/2025", "2025-05-02", true)]
    [DataRow("date published", "1.2.2024", "3.4.2025", "05.02.2025", "2025-02-05", true)]
    public async Task ImportAsync_DateOrder_IsDecidedByTheColumnsEvidence(string column, string a, string b, string c, string expected, bool ambiguous)
    {
        await using var setup = await ImportSetup.CreateAsync();
        var report = await setup.ImportAsync(CrmKind.Candidates, $"id,name,{column}\n1,A B,{a}\n2,C D,{b}\n3,E F,{c}\n");
        Assert.AreEqual(3, report.Inserted, Describe(report));
        Assert.AreEqual(ambiguous, report.Notes.Any(n => n.Contains("ambiguous", StringComparison.Ordinal)), Describe(report));
        await using var db = await setup.Database.Contexts.CreateDbContextAsync();
        var third = await db.Candidates.SingleAsync(x => x.Id == "3");
        Assert.AreEqual(expected, third.PublishedAt.ToString("yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture));
    }

    [TestMethod]
    [TestCategory("TOL-2")]
    public async Task ImportAsync_HeadersTwiceEmptyAndUnknown_AreReportedOnce()
    {
        await using var setup = await ImportSetup.CreateAsync();
        var report = await setup.ImportAsync(CrmKind.Candidates, "id,First Name,Last Name,Phone,Phone,,Shoe Size\n1,Ann,Lee,555-0100,555-0101,x,38\n");
        Assert.AreEqual(1, report.Inserted, Describe(report));
        CollectionAssert.AreEquivalent(new[] { "Phone#2", "#6", "Shoe Size" }, report.UnknownColumns.ToArray());
        await using var db = await setup.Database.Contexts.CreateDbContextAsync();
        var ann = await db.Candidates.SingleAsync();
        Assert.AreEqual("Ann Lee", ann.Name);
        Assert.AreEqual("555-0100", ann.Phone);
    }

    [TestMethod]
    [TestCategory("TOL-2")]
    public async Task ImportAsync_NoNameColumn_IsRefusedBeforeReading()
    {
        await using var setup = await ImportSetup.CreateAsync();
        var error = await Assert.ThrowsExactlyAsync<ImportMappingException>(() => setup.ImportAsync(CrmKind.Candidates, "foo,bar\n1,2\n"));
        StringAssert.Contains(error.Message, "no column is known for name");
    }

    [TestMethod]
    [TestCategory("TOL-2")]
    public async Task ImportAsync_CancelledMidway_ReportsWhatWasCommitted()
    {
        await using var setup = await ImportSetup.CreateAsync();
        var text = "id,name\n" + string.Concat(Enumerable.Range(1, 3_000).Select(i => $"{i},Person {i}\n"));
        using var stop = new CancellationTokenSource();
        using var stream = new MemoryStream(Encoding.UTF8.GetBytes(text));
        var report = await setup.Importer.ImportAsync(
            new ImportRequest(CrmKind.Candidates, stream, "a.csv"), new Stopper(stop, 1_000), stop.Token);
        Assert.IsTrue(report.Cancelled);
        await using var db = await setup.Database.Contexts.CreateDbContextAsync();
        Assert.AreEqual(report.Inserted, await db.Candidates.CountAsync(CancellationToken.None));
        Assert.IsTrue(report.Inserted is >= 1_000 and < 3_000, $"{report.Inserted}");
    }

    [TestMethod]
    [TestCategory("TOL-2")]
    public async Task ImportAsync_RefusalsBeyondTheLimit_AreCountedAndWritten()
    {
        await using var setup = await ImportSetup.CreateAsync();
        using var stream = new MemoryStream(Encoding.UTF8.GetBytes("id,name,stage\n" + string.Concat(Enumerable.Range(1, 50).Select(i => $"{i},Deal {i},=nowhere{i}\n"))));
        using var refusals = new MemoryStream();
        var report = await setup.Importer.ImportAsync(new ImportRequest(CrmKind.Deals, stream, "a.csv") { MaxRefusalsKept = 5, Refusals = refusals });
        Assert.AreEqual(50, report.Refused);
        Assert.HasCount(5, report.Refusals);
        var lines = Encoding.UTF8.GetString(refusals.ToArray()).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.HasCount(51, lines);
        StringAssert.Contains(lines[50], "51,50,stage");
    }

    internal static string Describe(ImportReport report) =>
        $"{report}\n{string.Join('\n', report.Refusals)}\n{string.Join('\n', report.Notes)}";

    private static void AssertRefusal(ImportReport report, long line, string? column, string reason)
    {
        var refusal = report.Refusals.SingleOrDefault(r => r.Line == line);
        Assert.IsNotNull(refusal, $"Line {line} was not refused.\n{Describe(report)}");
        Assert.AreEqual(column, refusal.Column);
        StringAssert.Contains(refusal.Reason, reason);
    }

    private sealed class Stopper(CancellationTokenSource stop, long at) : IProgress<ImportProgress>
    {
        public void Report(ImportProgress value)
        {
            if (value.Written >= at)
                stop.Cancel();
        }
    }
}
