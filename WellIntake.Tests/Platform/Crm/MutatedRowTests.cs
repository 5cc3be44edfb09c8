using System.Text;
using Microsoft.EntityFrameworkCore;
using WellIntake.Modules.Platform.Crm;
using WellIntake.Modules.Platform.Crm.Import;
using WellIntake.Modules.Platform.Crm.Import.Mapping;

namespace WellIntake.Tests.Platform.Crm;

[TestClass]
public sealed class MutatedRowTests
{
    private const string Header = "id,name,title,firm,email,phone,city,state,aum,clients,years of experience,published on,vault\n";

    /// <summary>The long form is 10,000 rows, for WELLINTAKE_TESTS_LONG=1.</summary>
    private static int Rows => Environment.GetEnvironmentVariable("WELLINTAKE_TESTS_LONG") == "1" ? 10_000 : 2_000;

    [TestMethod]
    [TestCategory("REL-7")]
    public async Task ImportAsync_MutatedRows_NeverCrashAndEachRefusalNamesItsReason()
    {
        var random = new Random(20260318);
        await using var setup = await ImportSetup.CreateAsync();
        var bytes = new MemoryStream();
        bytes.Write(Encoding.UTF8.GetBytes(Header));
        for (var i = 0; i < Rows; i++)
        {
            var row = Encoding.UTF8.GetBytes($"{i},Ann O'Neil {i},\"VP, Wealth\",Bluegate,a{i}@example.com,555-0100,Dallas,TX,$1.{i}B,{i},12,3/{1 + (i % 28)}/2025,yes\n");
            bytes.Write(Mutate(row, random));
        }

        var report = await setup.ImportAsync(CrmKind.Candidates, bytes.ToArray());
        var listed = CsvImportTests.Describe(report);
        Assert.AreEqual(report.Read, report.Inserted + report.Updated + report.Unchanged + report.Refused, listed);
        Assert.IsTrue(report.Refused > Rows / 20, listed);
        Assert.IsTrue(report.Inserted > Rows / 4, listed);
        foreach (var refusal in report.Refusals)
        {
            Assert.IsFalse(string.IsNullOrWhiteSpace(refusal.Reason), listed);
            Assert.IsTrue(refusal.Line > 1, listed);
            Assert.IsTrue(refusal.Reason.Length < 200 && !refusal.Reason.Any(char.IsControl), refusal.Reason);
        }

        await using var db = await setup.Database.Contexts.CreateDbContextAsync();
        Assert.AreEqual(report.Inserted, await db.Candidates.CountAsync());
    }

    [TestMethod]
    [TestCategory("REL-7")]
    public async Task ImportAsync_MutatedSmallFiles_EndInAReportOrALineForPeople()
    {
        var random = new Random(7);
        await using var setup = await ImportSetup.CreateAsync();
        byte[][] files =
        [
            Encoding.UTF8.GetBytes("id,name,city\n1,Ann,Reno\n2,Bo,\"Las\nVegas\"\n"),
            Encoding.UTF8.GetBytes("[{\"id\":1,\"name\":\"Ann\"},{\"id\":2,\"name\":\"Bo\",\"x\":[1,2]}]"),
            Encoding.UTF8.GetBytes("{\"id\":1,\"name\":\"Ann\"}\n{\"id\":2,\"name\":\"Bo\"}\n"),
        ];
        for (var i = 0; i < 200; i++)
        {
            var bytes = Mutate(Mutate(files[i % files.Length], random), random);
            try
            {
                var report = await setup.ImportAsync(CrmKind.Candidates, bytes, fileName: "file");
                Assert.AreEqual(report.Read, report.Inserted + report.Updated + report.Unchanged + report.Refused);
            }
            catch (ImportMappingException e)
            {
                Assert.IsTrue(e.Problems.Count > 0 && e.Problems.All(p => p.Length > 10 && !p.Any(char.IsControl)), e.Message);
            }
        }
    }

    private static byte[] Mutate(byte[] row, Random random)
    {
        var bytes = row.ToList();
        if (random.Next(3) == 0)
            return row;
        for (var times = random.Next(1, 3); times > 0 && bytes.Count > 2; times--)
        {
            var at = random.Next(bytes.Count - 1);
            switch (random.Next(8))
            {
                case 0: bytes[at] = (byte)random.Next(256); break;
                case 1: bytes.RemoveAt(at); break;
                case 2: bytes.Insert(at, (byte)'"'); break;
                case 3: bytes.Insert(at, (byte)','); break;
                case 4: bytes.Insert(at, 0); break;
                case 5: bytes.InsertRange(at, Enumerable.Repeat((byte)'9', random.Next(1, 600))); break;
                case 6: bytes.RemoveRange(at, Math.Min(random.Next(1, 30), bytes.Count - at)); break;
                default: bytes.InsertRange(at, "\u202E\uFFFD\u0007é"u8.ToArray()); break;
            }
        }

        return [.. bytes];
    }
}
