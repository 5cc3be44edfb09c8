using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using WellIntake.Tests.Testing;

namespace WellIntake.Tests.EndToEnd;

/// <summary>The load command against the program, and against servers that lose and double.</summary>
[TestClass]
public sealed class LoadCommandTests
{
    public required TestContext TestContext { get; init; }

    private CancellationToken Ct => TestContext.CancellationToken;

    [TestMethod, Timeout(180_000, CooperativeCancellation = true), TestCategory("TOL-1")]
    public async Task Load_OwnServer_EveryMessageHasOneResult()
    {
        var run = await HostCommand.RunAsync(["load", "--messages", "12", "--rate", "20", "--pattern", "burst", "--burst-size", "4", "--json"], ct: Ct);

        Assert.AreEqual(0, run.ExitCode, run.ToString());
        using var report = JsonDocument.Parse(run.Output);
        Assert.AreEqual((12, 12, 12, 0, 0, 0), Counts(report));
        Assert.AreEqual(0, report.RootElement.GetProperty("deadLetters").GetInt32());
        Assert.IsGreaterThan(0, report.RootElement.GetProperty("result").GetProperty("p99").GetDouble());
    }

    [TestMethod, Timeout(180_000, CooperativeCancellation = true), TestCategory("TOL-1")]
    public async Task Load_ATraceToARunningHost_IsSentAndItsDeadLettersAreKnown()
    {
        await using var host = await HostProcess.StartAsync(ct: Ct);
        var folder = Directory.CreateTempSubdirectory("wellintake-load-").FullName;
        try
        {
            await File.WriteAllTextAsync(
                Path.Combine(folder, "trace.csv"), "TIMESTAMP,ContextTokens,GeneratedTokens\n2023-11-16 18:17:03.0,1,1\n2023-11-16 18:17:03.2,1,1\n2023-11-16 18:17:03.3,1,1\n", Ct);
            var run = await HostCommand.RunAsync(["load", "--url", host.Address.ToString(), "--pattern", "trace", "trace.csv", "--audience", "advisors"], folder: folder, ct: Ct);

            Assert.AreEqual(0, run.ExitCode, run.ToString());
            Assert.StartsWith("3 messages in ", run.Output);
            Assert.Contains("doubled       0", run.Output);
            Assert.Contains("dead letters  not known", run.Output);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    [TestMethod, Timeout(180_000, CooperativeCancellation = true), TestCategory("TOL-1")]
    [DataRow(0, 0, 3, 0)]
    [DataRow(2, 3, 0, 3)]
    public async Task Load_ServerThatLosesOrDoubles_ExitsWithOne(int cards, int results, int lost, int doubled)
    {
        await using var server = await BadServer.StartAsync(cards);

        var run = await HostCommand.RunAsync(["load", "--url", server.Url, "--messages", "3", "--rate", "50", "--timeout", "2", "--json"], ct: Ct);

        Assert.AreEqual(1, run.ExitCode, run.ToString());
        using var report = JsonDocument.Parse(run.Output);
        Assert.AreEqual((3, 3, results, 0, lost, doubled), Counts(report));
    }

    [TestMethod, Timeout(120_000, CooperativeCancellation = true), TestCategory("TOL-1")]
    public async Task Load_NobodyServes_IsAllRefusedAndExitsWithOne()
    {
        var run = await HostCommand.RunAsync(["load", "--url", "http://127.0.0.1:1", "--messages", "2", "--rate", "50", "--timeout", "1"], ct: Ct);

        Assert.AreEqual(1, run.ExitCode, run.ToString());
        Assert.Contains("refused       2 (", run.Output);
    }

    private static (int, int, int, int, int, int) Counts(JsonDocument report)
    {
        int Of(string name) => report.RootElement.GetProperty(name).GetInt32();
        return (Of("messages"), Of("accepted"), Of("results"), Of("failed"), Of("lost"), Of("doubled"));
    }

    /// <summary>A webhook that accepts everything and answers with so many messages.</summary>
    private sealed class BadServer(WebApplication app) : IAsyncDisposable
    {
        public string Url => app.Urls.First();

        public static async Task<BadServer> StartAsync(int cards)
        {
            var builder = WebApplication.CreateSlimBuilder();
            builder.Logging.ClearProviders();
            builder.WebHost.UseUrls("http://127.0.0.1:0");
            var app = builder.Build();
            app.Run(async context =>
            {
                using var activity = await JsonDocument.ParseAsync(context.Request.Body);
                var channel = activity.RootElement.GetProperty("serviceUrl").GetString();
                var conversation = activity.RootElement.GetProperty("conversation").GetProperty("id").GetString();
                using var http = new HttpClient();
                for (var i = 0; i < cards; i++)
                {
                    using var card = new StringContent("""{"type":"message","text":"TWAV1"}""", Encoding.UTF8, "application/json");
                    using var taken = await http.PostAsync(new Uri($"{channel}/v3/conversations/{conversation}/activities"), card);
                }

                context.Response.StatusCode = StatusCodes.Status200OK;
            });
            await app.StartAsync();
            return new BadServer(app);
        }

        public ValueTask DisposeAsync() => app.DisposeAsync();
    }
}
