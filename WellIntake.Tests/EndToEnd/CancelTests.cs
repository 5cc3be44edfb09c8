using System.Text;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using WellIntake.Host;
using WellIntake.Modules.Platform.Persistence;
using WellIntake.Modules.Platform.Persistence.Entities;
using WellIntake.Tests.Testing;
using static WellIntake.Tests.Modules.Digest.CandidateBuilder;

namespace WellIntake.Tests.EndToEnd;

/// <summary>The whole program with a language model that never answers.</summary>
[TestClass]
public sealed class CancelTests
{
    private const int AtOnce = 3;

    private string _folder = string.Empty;

    public required TestContext TestContext { get; init; }

    private CancellationToken Ct => TestContext.CancellationToken;

    [TestMethod, Timeout(120_000, CooperativeCancellation = true), TestCategory("WEB-4"), TestCategory("WEB-5")]
    public async Task Cancel_WhileTheModelReads_EndsItsCallsAndTheCardSaysSo()
    {
        await using var model = await StubModel.StartAsync();
        model.Answer = static _ => new StubModelReply { Hangs = true };
        await using var channel = await StubConnector.StartAsync();
        await using var app = await StartAsync(model);
        using var http = new HttpClient { BaseAddress = new Uri(app.Urls.First()) };
        await PostAsync(http, channel, "digest advisors 30 days", "a1");
        for (var i = 0; i < AtOnce; i++)
            await model.Came.WaitAsync(Ct);
        await UntilShownAsync(channel, "again");

        await PostAsync(http, channel, "cancel", "a2");

        // The model's time limit is ten minutes: only the cancel can have ended the calls.
        for (var i = 0; i < AtOnce; i++)
            await model.GivenUp.WaitAsync(Ct);
        await UntilShownAsync(channel, "was cancelled");
        Assert.HasCount(AtOnce, model.Requests, "a cancelled digest went on to the next candidate");
        await using var db = await app.Services.GetRequiredService<IDbContextFactory<WellIntakeDbContext>>().CreateDbContextAsync(Ct);
        Assert.AreEqual(RequestStatus.Cancelled, (await db.DigestRequests.SingleAsync(Ct)).Status);
        await app.StopAsync(Ct);
        Assert.IsTrue(channel.Visible("chat")[0].Body.Contains("was cancelled", StringComparison.Ordinal), "something was shown over it");
    }

    [TestCleanup]
    public void Clean()
    {
        Microsoft.Data.Sqlite.SqliteConnection.ClearAllPools();
        if (_folder.Length > 0)
            Directory.Delete(_folder, recursive: true);
    }

    private async Task<WebApplication> StartAsync(StubModel model)
    {
        _folder = Directory.CreateTempSubdirectory("wellintake-cancel-").FullName;
        var app = HostComposition.BuildServer(
            [
                $"--WELLINTAKE_DATA={_folder}", "--urls=http://127.0.0.1:0", "--LOG_LEVEL=ERROR",
                $"--WellIntake:LanguageModel:Endpoint={model.Endpoint}", "--WellIntake:LanguageModel:ApiKey=sk-test", "--WellIntake:LanguageModel:Timeout=00:10:00",
                $"--WellIntake:LanguageModel:MaxConcurrency={AtOnce}",
                "--WellIntake:Teams:ProgressAfter=00:00:00.010", "--WellIntake:Teams:ProgressInterval=00:00:00.010",
            ],
            quiet: true);
        await app.StartAsync(Ct);
        await using var db = await app.Services.GetRequiredService<IDbContextFactory<WellIntakeDbContext>>().CreateDbContextAsync(Ct);
        db.AddRange(Enumerable.Range(0, 20).Select(i => Candidate($"c{i}", c => c.PublishedAt = TimeProvider.System.GetUtcNow().AddDays(-1))));
        await db.SaveChangesAsync(Ct);
        return app;
    }

    private async Task UntilShownAsync(StubConnector channel, string text)
    {
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(20));
        while (channel.Visible("chat") is not [var first, ..] || !first.Body.Contains(text, StringComparison.Ordinal))
            await timer.WaitForNextTickAsync(Ct);
    }

    private async Task PostAsync(HttpClient http, StubConnector channel, string text, string id)
    {
        var activity = new JsonObject
        {
            ["type"] = "message",
            ["id"] = id,
            ["channelId"] = "msteams",
            ["serviceUrl"] = channel.ServiceUrl,
            ["from"] = new JsonObject { ["id"] = "user" },
            ["recipient"] = new JsonObject { ["id"] = "bot" },
            ["conversation"] = new JsonObject { ["id"] = "chat", ["conversationType"] = "personal" },
            ["text"] = text,
        };
        using var content = new StringContent(activity.ToJsonString(), Encoding.UTF8, "application/json");
        using var response = await http.PostAsync(new Uri("/api/teams/webhook", UriKind.Relative), content, Ct);
        response.EnsureSuccessStatusCode();
    }
}
