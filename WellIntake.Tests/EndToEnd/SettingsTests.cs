using WellIntake.Tests.Testing;

namespace WellIntake.Tests.EndToEnd;

/// <summary>Settings that cannot work, and what is told of those that do.</summary>
[TestClass]
public sealed class SettingsTests
{
    public required TestContext TestContext { get; init; }

    [TestMethod, Timeout(120_000, CooperativeCancellation = true)]
    [DataRow("ROLE", "barista", "ROLE")]
    [DataRow("ROLE", "digest", "ROLE")]
    [DataRow("ROLE", "web", "USE_SERVICE_BUS")]
    [DataRow("USE_SERVICE_BUS", "true", "AZURE_SERVICE_BUS_CONNECTION_STRING")]
    [DataRow("USE_SERVICE_BUS", "yes", "USE_SERVICE_BUS")]
    [DataRow("QUEUE_BACKEND", "carrier-pigeon", "QUEUE_BACKEND")]
    [DataRow("DATABASE_URL", "postgres://me:hunter2@", "Database:Url")]
    [DataRow("DATABASE_URL", "mysql://me:hunter2@db/x", "Database:Url")]
    [DataRow("DATABASE_URL", "hunter2", "Database:Url")]
    [DataRow("LOG_LEVEL", "chatty", "LOG_LEVEL")]
    [DataRow("USE_ASYNC_DIGEST", "perhaps", "USE_ASYNC_DIGEST")]
    [DataRow("TEAMS_USE_ASYNC_DIGEST", "perhaps", "TEAMS_USE_ASYNC_DIGEST")]
    [DataRow("WellIntake__Flags__AsyncDigest__Percentage", "lots", "WellIntake:Flags:AsyncDigest:Percentage")]
    [DataRow("WellIntake__Jobs__InRequest__Limit", "00:01:00", "WellIntake:Jobs:InRequest: ")]
    [DataRow("MAX_CONCURRENCY", "many", "MaxConcurrency")]
    [DataRow("MAX_CONCURRENCY", "-1", "MaxConcurrency")]
    [DataRow("AZURE_AI_CHAT_ENDPOINT", "https://me:hunter2@model.example.com", "'Endpoint'")]
    [DataRow("TEAMS_BOT_APP_ID", "7c9e6679-7425-40de-944b-e07fc1f90ae0", "Teams:AppPassword")]
    public async Task Setting_CannotWork_StopsTheStartWithOneLineThatNamesIt(string name, string value, string named)
    {
        var run = await HostCommand.RunAsync([], new Dictionary<string, string> { [name] = value }, ct: TestContext.CancellationToken);

        Assert.AreEqual(1, run.ExitCode, run.ToString());
        Assert.HasCount(1, run.ErrorLines, run.ToString());
        Assert.Contains(named, run.Errors);
        Assert.DoesNotContain("hunter2", run.ToString());
    }

    [TestMethod, Timeout(120_000, CooperativeCancellation = true), TestCategory("SEC-3")]
    public async Task Config_SecretsAreSet_AreMasked()
    {
        var run = await HostCommand.RunAsync(
            ["config"],
            new Dictionary<string, string>
            {
                ["DATABASE_URL"] = "postgres://me:hunter2@db/x",
                ["TEAMS_BOT_APP_ID"] = "app",
                ["TEAMS_BOT_APP_PASSWORD"] = "hunter2",
                ["WellIntake__Other__ConnectionString"] = "hunter2",
                ["WellIntake__LanguageModel__ApiKey"] = "hunter2",
                ["AZURE_AI_CHAT_ENDPOINT"] = "https://model.example.com",
                ["MAX_CONCURRENCY"] = "7",
            },
            ct: TestContext.CancellationToken);

        Assert.AreEqual(0, run.ExitCode, run.ToString());
        Assert.DoesNotContain("hunter2", run.ToString());
        Assert.Contains("WellIntake:Database:Url = ****", run.Output);
        Assert.Contains("WellIntake:Teams:AppPassword = ****", run.Output);
        Assert.Contains("WellIntake:LanguageModel:ApiKey = ****", run.Output);
        Assert.Contains("WellIntake:LanguageModel:Endpoint = https://model.example.com", run.Output);
        Assert.Contains("WellIntake:Jobs:MaxConcurrency = 7", run.Output);
        Assert.Contains("MAX_CONCURRENCY = 7   (environment)", run.Output);
    }
}
