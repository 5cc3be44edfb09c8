using System.Text.Json;
using WellIntake.Tests.Testing;

namespace WellIntake.Tests.Platform.Crm.Zoho;

/// <summary>The command, and the program that serves, as a shell runs them.</summary>
[TestClass]
[TestCategory("TOL-3")]
public sealed class SyncCommandTests
{
    public required TestContext TestContext { get; init; }

    private CancellationToken Ct => TestContext.CancellationToken;

    [TestMethod, Timeout(180_000, CooperativeCancellation = true)]
    public async Task Sync_OnceAndAgain_BringsRecordsOverThenChangesNothing()
    {
        await using var zoho = await StubAsync();
        var folder = Directory.CreateTempSubdirectory("wellintake-sync-").FullName;
        try
        {
            var first = await HostCommand.RunAsync(["sync"], Settings(zoho), folder, Ct);
            var second = await HostCommand.RunAsync(["sync", "--full", "--json"], Settings(zoho), folder, Ct);
            var digest = await HostCommand.RunAsync(["digest", "--json"], Settings(zoho), folder, Ct);

            Assert.AreEqual(0, first.ExitCode, first.ToString());
            Assert.Contains("Candidates (Contacts, everything): 2 read, 1 new, 0 changed, 0 unchanged, 1 refused, 0 deleted", Joined(first.Output));
            Assert.Contains("Owner.email", first.Output);
            Assert.AreEqual(0, second.ExitCode, second.ToString());
            using var report = JsonDocument.Parse(second.Output);
            Assert.AreEqual("done", report.RootElement.GetProperty("outcome").GetString());
            var candidates = report.RootElement.GetProperty("kinds")[0];
            Assert.AreEqual("candidates", candidates.GetProperty("kind").GetString());
            Assert.AreEqual(1, candidates.GetProperty("unchanged").GetInt32());
            Assert.AreEqual("2", candidates.GetProperty("refusals")[0].GetProperty("id").GetString());
            using var made = JsonDocument.Parse(digest.Output);
            Assert.AreEqual(1, made.RootElement.GetProperty("in_range").GetInt32());
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    [TestMethod, Timeout(120_000, CooperativeCancellation = true)]
    public async Task Sync_NothingConfigured_ExitsWithTwo()
    {
        var run = await HostCommand.RunAsync(["sync"], ct: Ct);

        Assert.AreEqual(2, run.ExitCode, run.ToString());
        Assert.Contains("WellIntake:Zoho:ClientId", run.Errors);
    }

    [TestMethod, Timeout(120_000, CooperativeCancellation = true)]
    public async Task Sync_ClientRefused_ExitsWithOneAndNamesTheSetting()
    {
        await using var zoho = await StubAsync();
        zoho.TokenError = "invalid_code";

        var run = await HostCommand.RunAsync(["sync"], Settings(zoho), ct: Ct);

        Assert.AreEqual(1, run.ExitCode, run.ToString());
        Assert.Contains("invalid_code: set RefreshToken", run.Errors);
        Assert.DoesNotContain(ZohoStub.RefreshToken, run.Errors + run.Output);
    }

    [TestMethod, Timeout(120_000, CooperativeCancellation = true)]
    [DataRow("")]
    [DataRow("sync")]
    public async Task AnyCommand_MappingIsWrong_EndsWithOneLine(string command)
    {
        await using var zoho = await StubAsync();
        var settings = Settings(zoho);
        settings["WellIntake__Zoho__Modules__Candidates__Fields__shoeSize"] = "Shoe_Size";

        var run = await HostCommand.RunAsync(command.Length == 0 ? [] : [command], settings, ct: Ct);

        Assert.AreEqual(1, run.ExitCode, run.ToString());
        Assert.Contains("WellIntake:Zoho: Modules:Candidates:Fields:shoeSize: candidates have no such field", run.ErrorLines.Single());
    }

    [TestMethod, Timeout(120_000, CooperativeCancellation = true)]
    public async Task Config_ShowsNoSecretOfZohos()
    {
        await using var zoho = await StubAsync();

        var run = await HostCommand.RunAsync(["config"], Settings(zoho), ct: Ct);

        Assert.Contains("WellIntake:Zoho:ClientId = " + ZohoStub.ClientId, run.Output);
        Assert.DoesNotContain(ZohoStub.ClientSecret, run.Output);
        Assert.DoesNotContain(ZohoStub.RefreshToken, run.Output);
    }

    private static async Task<ZohoStub> StubAsync()
    {
        // The program beside the test has the machine's clock.
        var zoho = await ZohoStub.StartAsync(TimeProvider.System);
        var modified = TimeProvider.System.GetUtcNow().AddDays(-1);
        foreach (var (id, owner) in new[] { ("1", "rae@firm.example"), ("2", "no address") })
        {
            zoho.Contacts.Put(id, modified, new System.Text.Json.Nodes.JsonObject
            {
                ["Full_Name"] = "Ann Advisor",
                ["Title"] = "Advisor",
                ["Created_Time"] = ZohoModule.Text(modified),
                ["Owner"] = new System.Text.Json.Nodes.JsonObject { ["email"] = owner },
            });
        }

        return zoho;
    }

    private static Dictionary<string, string> Settings(ZohoStub zoho) => new(StringComparer.Ordinal)
    {
        ["ZOHO_ACCOUNTS_URL"] = zoho.Url,
        ["ZOHO_CLIENT_ID"] = ZohoStub.ClientId,
        ["ZOHO_CLIENT_SECRET"] = ZohoStub.ClientSecret,
        ["ZOHO_REFRESH_TOKEN"] = ZohoStub.RefreshToken,
    };

    // The console breaks long lines.
    private static string Joined(string output) => string.Join(' ', output.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
}
