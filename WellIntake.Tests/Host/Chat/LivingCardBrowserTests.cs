using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using WellIntake.Host;
using WellIntake.Modules.Platform.Persistence;
using WellIntake.Modules.Platform.Persistence.Entities;
using WellIntake.Tests.Modules.Digest.Extraction.ByModel;
using WellIntake.Tests.Testing;

namespace WellIntake.Tests.Chat;

/// <summary>The program as it serves, on its own chat page in a real browser; with the sample data; its language model hangs at first.</summary>
[TestClass]
[TestCategory("WEB-5"), TestCategory("WEB-7"), TestCategory("WEB-4")]
public sealed class LivingCardBrowserTests
{
    private const int AtOnce = 2;

    public required TestContext TestContext { get; init; }

    [TestMethod]
    public async Task Page_InChromium_ShowsTheLivingCardAndItsButtonsWork()
    {
        await using var model = await StubModel.StartAsync();
        // It reads one and hangs over two more; what it says afterwards is no answer, so that digest is made offline.
        var calls = 0;
        model.Answer = _ => Interlocked.Increment(ref calls) switch
        {
            1 => new StubModelReply { Content = GoodReading.Json() },
            <= 1 + AtOnce => new StubModelReply { Hangs = true },
            _ => new StubModelReply { Content = "nonsense" },
        };
        var folder = Directory.CreateTempSubdirectory("wellintake-living-").FullName;
        try
        {
            await using var app = HostComposition.BuildServer(
                [
                    $"--WELLINTAKE_DATA={folder}", "--urls=http://127.0.0.1:0", "--LOG_LEVEL=ERROR", $"--WellIntake:LanguageModel:Endpoint={model.Endpoint}",
                    "--WellIntake:LanguageModel:ApiKey=sk-test", "--WellIntake:LanguageModel:Timeout=00:10:00", $"--WellIntake:LanguageModel:MaxConcurrency={AtOnce}",
                    "--WellIntake:Teams:ProgressAfter=00:00:00.050", "--WellIntake:Teams:ProgressInterval=00:00:00.100",
                ],
                quiet: true);
            await app.StartAsync(TestContext.CancellationToken);
            await GiveRoleAsync(app.Services.GetRequiredService<IDbContextFactory<WellIntakeDbContext>>());

            var output = await BrowserRun.RunAsync("living.mjs", new Uri(new Uri(app.Urls.First()), "/chat"), TimeSpan.FromMinutes(3));

            TestContext.WriteLine(output);
            Assert.Contains("all checks passed", output);
            await app.StopAsync(TestContext.CancellationToken);
        }
        finally
        {
            Microsoft.Data.Sqlite.SqliteConnection.ClearAllPools();
            Directory.Delete(folder, recursive: true);
        }
    }

    private async Task GiveRoleAsync(IDbContextFactory<WellIntakeDbContext> contexts)
    {
        var now = TimeProvider.System.GetUtcNow();
        await using var db = await contexts.CreateDbContextAsync(TestContext.CancellationToken);
        db.Add(new TeamsUserRole { UserKey = "evelyn.hart@wellintake.example", Role = "executive", UpdatedAt = now });
        await db.SaveChangesAsync(TestContext.CancellationToken);
    }
}
