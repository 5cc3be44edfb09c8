using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using WellIntake.Tests.Testing;

namespace WellIntake.Tests.EndToEnd;

/// <summary>The deliveries commands beside a running host, and without one.</summary>
[TestClass]
public sealed class DeliveriesCommandTests
{
    public required TestContext TestContext { get; init; }

    private CancellationToken Ct => TestContext.CancellationToken;

    [TestMethod, Timeout(240_000, CooperativeCancellation = true), TestCategory("TEA-5")]
    public async Task Resend_WithAndWithoutAHost_WaitsAndArrivesOnce()
    {
        var folder = Directory.CreateTempSubdirectory("wellintake-deliveries-").FullName;
        await using var channel = await StubConnector.StartAsync();
        var settings = new Dictionary<string, string>(StringComparer.Ordinal) { ["WellIntake__Teams__RetryDelay"] = "00:00:00.100" };
        try
        {
            await using (var host = await HostProcess.StartAsync(settings, folder, Ct))
            {
                channel.Fail(new StubFault { Status = 400, Code = "BadArgument", When = r => r.Method == "PUT" });
                await PostAsync(host, channel);
                await UntilAsync(() => channel.Visible("chat") is [{ Body: var body }] && body.Contains("could not be made", StringComparison.Ordinal));
                Assert.AreEqual(0, await host.TerminateAsync(Ct), host.Output);
            }

            var alone = await HostCommand.RunAsync(["deliveries", "resend", "--failed", "--yes", "--wait", "1"], folder: folder, ct: Ct);
            Assert.AreEqual(0, alone.ExitCode, alone.ToString());
            Assert.Contains("No running host has taken them up within 1 s: 1 wait in the database", alone.Errors);
            Assert.DoesNotContain("Top candidates", channel.Visible("chat").Single().Body);

            await using (var host = await HostProcess.StartAsync(settings, folder, Ct))
            {
                await UntilAsync(() => channel.Visible("chat") is [{ Body: var body }] && !body.Contains("could not be made", StringComparison.Ordinal));
                var id = await RequestIdAsync(folder);
                var refused = await HostCommand.RunAsync(["deliveries", "resend", "--json", "--yes", id], folder: folder, ct: Ct);
                Assert.AreEqual(1, refused.ExitCode, refused.ToString());
                Assert.Contains("not sent again: it was delivered; --again sends it once more.", refused.Errors);

                var again = await HostCommand.RunAsync(["deliveries", "resend", "--again", "--yes", id], folder: folder, ct: Ct);
                Assert.AreEqual(0, again.ExitCode, again.ToString());
                Assert.Contains("card sent", again.Output);
                Assert.HasCount(1, channel.Visible("chat"));

                var list = await HostCommand.RunAsync(["deliveries", "list", "--since", "1h", "--json"], folder: folder, ct: Ct);
                using var entries = JsonDocument.Parse(list.Output);
                Assert.AreSequenceEqual(
                    ["result 3 sent", "result 2 sent", "error 1 sent", "result 1 rejected", "acknowledgement 1 sent"],
                    entries.RootElement.EnumerateArray().Select(e => $"{e.GetProperty("kind").GetString()} {e.GetProperty("attempt").GetInt32()} {e.GetProperty("outcome").GetString()}"));

                var export = await HostCommand.RunAsync(["deliveries", "export", "--failed", "--out", "failed.csv"], folder: folder, ct: Ct);
                Assert.AreEqual(0, export.ExitCode, export.ToString());
                var lines = await File.ReadAllLinesAsync(Path.Combine(folder, "failed.csv"), Ct);
                Assert.HasCount(2, lines);
                Assert.Contains(",rejected,400,HTTP 400 BadArgument,", lines[1]);
                Assert.IsEmpty(Directory.GetFiles(folder, "*.part"));
            }
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    [TestMethod, Timeout(120_000, CooperativeCancellation = true), TestCategory("TEA-5")]
    public async Task Resend_NobodyToAsk_OrdersNothing()
    {
        var run = await HostCommand.RunAsync(["deliveries", "resend", "--failed"], ct: Ct);

        Assert.AreEqual(0, run.ExitCode, run.ToString());
        Assert.Contains("Nothing to send again.", run.Output);
    }

    private async Task<string> RequestIdAsync(string folder)
    {
        var list = await HostCommand.RunAsync(["deliveries", "list", "--failed", "--json"], folder: folder, ct: Ct);
        using var entries = JsonDocument.Parse(list.Output);
        return entries.RootElement[0].GetProperty("requestId").GetString()!;
    }

    private async Task PostAsync(HostProcess host, StubConnector channel)
    {
        using var http = new HttpClient { BaseAddress = host.Address };
        using var body = new StringContent(
            new JsonObject
            {
                ["type"] = "message",
                ["id"] = "a1",
                ["channelId"] = "msteams",
                ["serviceUrl"] = channel.ServiceUrl,
                ["from"] = new JsonObject { ["id"] = "user" },
                ["recipient"] = new JsonObject { ["id"] = "bot" },
                ["conversation"] = new JsonObject { ["id"] = "chat", ["conversationType"] = "personal" },
                ["text"] = "digest advisors",
            }.ToJsonString(),
            Encoding.UTF8, "application/json");
        using var response = await http.PostAsync(new Uri("/api/teams/webhook", UriKind.Relative), body, Ct);
        Assert.IsTrue(response.IsSuccessStatusCode);
    }

    private async Task UntilAsync(Func<bool> condition)
    {
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(50));
        while (!condition())
            await timer.WaitForNextTickAsync(Ct);
    }
}
