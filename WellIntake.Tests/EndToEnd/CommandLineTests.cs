using System.Text.Json;
using WellIntake.Tests.Testing;

namespace WellIntake.Tests.EndToEnd;

/// <summary>The commands, as a shell runs them.</summary>
[TestClass]
public sealed class CommandLineTests
{
    public required TestContext TestContext { get; init; }

    private CancellationToken Ct => TestContext.CancellationToken;

    [TestMethod, Timeout(120_000, CooperativeCancellation = true), TestCategory("TOL-3")]
    [DataRow("")]
    [DataRow("migrate")]
    [DataRow("import")]
    [DataRow("sync")]
    [DataRow("seed")]
    [DataRow("roles")]
    [DataRow("digest")]
    [DataRow("deliveries")]
    [DataRow("deliveries list")]
    [DataRow("deliveries export")]
    [DataRow("deliveries resend")]
    [DataRow("dlq")]
    [DataRow("dlq list")]
    [DataRow("dlq show")]
    [DataRow("dlq requeue")]
    [DataRow("dlq purge")]
    [DataRow("dlq export")]
    [DataRow("dlq edit")]
    [DataRow("dlq undo")]
    [DataRow("smoke")]
    [DataRow("load")]
    [DataRow("flags")]
    [DataRow("config")]
    public async Task Help_OfEveryCommand_IsShown(string command)
    {
        var run = await HostCommand.RunAsync([.. command.Split(' ', StringSplitOptions.RemoveEmptyEntries), "--help"], ct: Ct);

        Assert.AreEqual(0, run.ExitCode, run.ToString());
        Assert.Contains("Usage:", run.Output);
        Assert.Contains(command, run.Output);
    }

    [TestMethod, Timeout(120_000, CooperativeCancellation = true), TestCategory("TOL-3")]
    [DataRow("brew")]
    [DataRow("digest --days soon")]
    [DataRow("digest --days 0")]
    [DataRow("digest --audience aliens")]
    [DataRow("digest --format pdf")]
    [DataRow("digest --max 51")]
    [DataRow("seed --candidates 0")]
    [DataRow("flags set AsyncDigest")]
    [DataRow("flags set AsyncDigest --percentage 101")]
    [DataRow("flags set Nothing --enabled true")]
    [DataRow("flags check AsyncDigest")]
    [DataRow("flags differences --take 0")]
    [DataRow("flags differences --flag Nothing")]
    [DataRow("deliveries list --since soon")]
    [DataRow("deliveries list --limit 0")]
    [DataRow("deliveries export")]
    [DataRow("deliveries resend")]
    [DataRow("deliveries resend --failed --what parcel")]
    [DataRow("deliveries resend x --since 7d")]
    [DataRow("deliveries resend --failed --again --yes")]
    [DataRow("dlq list --older-than soon")]
    [DataRow("dlq list --where audience")]
    [DataRow("dlq list --where a..b=1")]
    [DataRow("dlq list --limit 0")]
    [DataRow("dlq requeue")]
    [DataRow("dlq requeue --all --queue teams-digest-requests")]
    [DataRow("dlq requeue --all --wait 0")]
    [DataRow("dlq requeue --all --yes")]
    [DataRow("dlq purge --yes")]
    [DataRow("dlq edit x")]
    [DataRow("dlq edit x --body no-such-file.json")]
    [DataRow("dlq export")]
    [DataRow("load --messages 0")]
    [DataRow("load --rate 0")]
    [DataRow("load --pattern trace")]
    [DataRow("load --pattern trace no-such-file.csv")]
    [DataRow("load --pattern waves")]
    [DataRow("load --audience aliens")]
    [DataRow("load --url nowhere")]
    [DataRow("roles set nobody executive")]
    [DataRow("roles set ann@example.com king")]
    [DataRow("roles remove 12345")]
    [DataRow("roles dance")]
    [DataRow("smoke --url nowhere")]
    [DataRow("smoke --timeout 0")]
    [DataRow("import candidates no-such-file.csv")]
    [DataRow("import candidates")]
    [DataRow("import aliens file.csv")]
    public async Task WrongUse_ExitsWithTwoAndSaysWhy(string arguments)
    {
        var run = await HostCommand.RunAsync(arguments.Split(' '), ct: Ct);

        Assert.AreEqual(2, run.ExitCode, run.ToString());
        Assert.IsNotEmpty(run.ErrorLines);
        Assert.DoesNotContain("   at ", run.Errors);
    }

    [TestMethod, Timeout(180_000, CooperativeCancellation = true), TestCategory("NLP-7")]
    public async Task Roles_SetListRemove_AreKept()
    {
        var folder = Directory.CreateTempSubdirectory("wellintake-roles-").FullName;
        async Task<JsonElement> ListAsync() => JsonElement.Parse((await HostCommand.RunAsync(["roles", "list", "--json"], folder: folder, ct: Ct)).Output);

        var set = await HostCommand.RunAsync(["roles", "set", " Ann@Example.com", "executive"], folder: folder, ct: Ct);
        await HostCommand.RunAsync(["roles", "set", "ann@example.com", "admin"], folder: folder, ct: Ct);
        var listed = await ListAsync();
        var removed = await HostCommand.RunAsync(["roles", "remove", "ANN@example.com"], folder: folder, ct: Ct);

        Assert.AreEqual(0, set.ExitCode, set.ToString());
        Assert.AreEqual("ann@example.com is executive now.", set.Output.Trim());
        Assert.AreEqual(("ann@example.com", "admin"), (listed[0].GetProperty("user").GetString(), listed[0].GetProperty("role").GetString()));
        Assert.AreEqual(0, removed.ExitCode, removed.ToString());
        Assert.AreEqual(0, (await ListAsync()).GetArrayLength());
        Directory.Delete(folder, recursive: true);
    }

    [TestMethod, Timeout(180_000, CooperativeCancellation = true), TestCategory("TOL-1")]
    public async Task Smoke_Json_ReportsEachStepsTime()
    {
        var run = await HostCommand.RunAsync(["smoke", "--json"], ct: Ct);

        Assert.AreEqual(0, run.ExitCode, run.ToString());
        using var report = JsonDocument.Parse(run.Output);
        Assert.IsTrue(report.RootElement.GetProperty("ok").GetBoolean());
        var steps = report.RootElement.GetProperty("steps").EnumerateArray().Select(s => s.GetProperty("name").GetString()).ToList();
        CollectionAssert.AreEqual(
            new[] { "server started", "request accepted", "acknowledgement shown", "result shown", "server stopped" }, steps);
    }

    [TestMethod, Timeout(120_000, CooperativeCancellation = true), TestCategory("TOL-1")]
    public async Task Smoke_NobodyServes_ExitsWithOne()
    {
        var run = await HostCommand.RunAsync(["smoke", "--json", "--url", "http://127.0.0.1:1"], ct: Ct);

        Assert.AreEqual(1, run.ExitCode, run.ToString());
        using var report = JsonDocument.Parse(run.Output);
        Assert.IsFalse(report.RootElement.GetProperty("ok").GetBoolean());
        Assert.StartsWith("request accepted", report.RootElement.GetProperty("problem").GetString());
    }

    [TestMethod, Timeout(180_000, CooperativeCancellation = true), TestCategory("TOL-2"), TestCategory("TOL-3")]
    public async Task Import_GoodAndBrokenRows_AreReportedAndTheDigestHasTheGoodOnes()
    {
        var folder = Directory.CreateTempSubdirectory("wellintake-import-").FullName;
        try
        {
            var today = TimeProvider.System.GetUtcNow().ToString("yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture);
            await File.WriteAllTextAsync(
                Path.Combine(folder, "good.csv"), $"id,name,title,location,aum,published_at\n1,Pat Example,Financial Advisor,Dallas TX,$500M,{today}\n2,,,,nonsense,never\n", Ct);
            await File.WriteAllTextAsync(Path.Combine(folder, "broken.csv"), "id,name,published_at\n1,,never\n2,,never\n", Ct);

            var good = await HostCommand.RunAsync(["import", "candidates", "good.csv", "--json", "--refusals", "refused.csv"], folder: folder, ct: Ct);
            var broken = await HostCommand.RunAsync(["import", "candidates", "broken.csv"], folder: folder, ct: Ct);
            var digest = await HostCommand.RunAsync(["digest", "--audience", "global", "--json"], folder: folder, ct: Ct);

            Assert.AreEqual(0, good.ExitCode, good.ToString());
            using var report = JsonDocument.Parse(good.Output);
            Assert.AreEqual(2, report.RootElement.GetProperty("read").GetInt64());
            Assert.AreEqual(1, report.RootElement.GetProperty("refused").GetInt64());
            Assert.Contains("3,2,name,", await File.ReadAllTextAsync(Path.Combine(folder, "refused.csv"), Ct));
            Assert.AreEqual(1, broken.ExitCode, broken.ToString());
            Assert.Contains("2 refused", broken.Output);
            Assert.AreEqual(0, digest.ExitCode, digest.ToString());
            using var made = JsonDocument.Parse(digest.Output);
            Assert.AreEqual(1, made.RootElement.GetProperty("cards").GetInt32(), digest.Output);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }
}
