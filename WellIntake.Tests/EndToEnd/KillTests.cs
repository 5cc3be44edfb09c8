using System.Collections.Concurrent;
using System.Net.Http.Json;
using WellIntake.Modules.Platform.Persistence;
using WellIntake.Tests.Testing;

namespace WellIntake.Tests.EndToEnd;

/// <summary>
/// The process is ended in the middle of its work, and started again. Every request that was acknowledged ends in exactly
/// one visible result, counted by a channel outside of the process.
/// </summary>
[TestClass]
public sealed class KillTests
{
    private const int Requests = 500;
    private const int Senders = 16;

    public required TestContext TestContext { get; init; }

    private CancellationToken Ct => TestContext.CancellationToken;

    [TestMethod, Timeout(180_000, CooperativeCancellation = true)]
    [TestCategory("REL-1"), TestCategory("QUE-8"), TestCategory("TEA-6")]
    [DataRow(DatabaseKind.Sqlite)]
    [DataRow(DatabaseKind.Postgres)]
    public Task Kill9_InTheMiddleOf500Requests_EachAcknowledgedOneHasOneResult(DatabaseKind kind) => EndAndStartAgainAsync(kind, h => h.KillAsync(), "killed");

    [TestMethod, Timeout(180_000, CooperativeCancellation = true)]
    [TestCategory("REL-2"), TestCategory("QUE-7"), TestCategory("TEA-6")]
    public Task Terminate_InTheMiddleOf500Requests_EachAcknowledgedOneHasOneResult() =>
        EndAndStartAgainAsync(DatabaseKind.Sqlite, h => h.TerminateAsync(Ct), "terminated");

    private async Task EndAndStartAgainAsync(DatabaseKind kind, Func<HostProcess, Task> end, string how)
    {
        var folder = Directory.CreateTempSubdirectory("wellintake-kill-").FullName;
        try
        {
            var settings = new Dictionary<string, string>(StringComparer.Ordinal)
            {
                ["WellIntake__Teams__BotRequestsPerSecond"] = "10000",
                ["LOG_LEVEL"] = "ERROR",
            };
            if (kind == DatabaseKind.Postgres)
                settings["DATABASE_URL"] = await (await PostgresServer.SharedAsync()).CreateDatabaseAsync();
            await using var channel = await StubConnector.StartAsync();
            var unacknowledged = new ConcurrentQueue<int>(Enumerable.Range(0, Requests));
            var acknowledged = new ConcurrentBag<int>();

            await using (var first = await HostProcess.StartAsync(settings, folder, Ct))
            {
                var sending = SendAllAsync(first.Address, channel, unacknowledged, acknowledged, stopAt: Requests * 3 / 5);
                await sending;
                await end(first);
            }

            var before = acknowledged.Count;
            await using var second = await HostProcess.StartAsync(settings, folder, Ct);
            // What got no answer is sent again under the same id, as a channel does.
            await SendAllAsync(second.Address, channel, unacknowledged, acknowledged, stopAt: Requests);
            await UntilAsync(() => Enumerable.Range(0, Requests).All(n => Results(channel, n) > 0), () => Story(channel, second), Ct);

            TestContext.WriteLine($"{how} after {before} of {Requests} were acknowledged; left behind: {Leftovers(channel)} acknowledgements");
            Assert.AreEqual(Requests, acknowledged.Count);
            var doubled = Enumerable.Range(0, Requests).Where(n => Results(channel, n) != 1).ToList();
            Assert.IsEmpty(doubled, $"More than one result for {string.Join(", ", doubled)}.");
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static async Task SendAllAsync(
        Uri host, StubConnector channel, ConcurrentQueue<int> waiting, ConcurrentBag<int> acknowledged, int stopAt)
    {
        using var http = new HttpClient { BaseAddress = host };
        await Task.WhenAll(Enumerable.Range(0, Senders).Select(async _ =>
        {
            while (acknowledged.Count < stopAt && waiting.TryDequeue(out var number))
            {
                try
                {
                    using var response = await http.PostAsJsonAsync("/api/teams/webhook", Activity(number, channel.ServiceUrl));
                    Assert.AreEqual(System.Net.HttpStatusCode.OK, response.StatusCode);
                    acknowledged.Add(number);
                }
                catch (HttpRequestException)
                {
                    waiting.Enqueue(number);
                    return;
                }
            }
        }));
    }

    private static object Activity(int number, string serviceUrl) => new
    {
        type = "message",
        id = $"activity-{number}",
        channelId = "msteams",
        serviceUrl,
        from = new { id = $"user-{number % 20}", name = "Somebody" },
        recipient = new { id = "bot" },
        conversation = new { id = Conversation(number), conversationType = "personal" },
        text = "digest advisors",
    };

    private static string Conversation(int number) => $"conversation-{number}";

    private static int Results(StubConnector channel, int number) =>
        channel.Visible(Conversation(number)).Count(m => IsResult(m.Body));

    private static int Leftovers(StubConnector channel) =>
        channel.Visible().Count(m => !IsResult(m.Body));

    // Both cards that stand in for a result say where it "will appear"; PostgreSQL starts without candidates, so its
    // digests have none.
    private static bool IsResult(string message) => !message.Contains("will appear", StringComparison.Ordinal);

    private static string Story(StubConnector channel, HostProcess host) =>
        $"{Enumerable.Range(0, Requests).Count(n => Results(channel, n) > 0)} of {Requests} have a result.{Environment.NewLine}{host.Output}";

    private static async Task UntilAsync(Func<bool> condition, Func<string> story, CancellationToken ct)
    {
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(100));
        try
        {
            while (!condition())
                await timer.WaitForNextTickAsync(ct);
        }
        catch (OperationCanceledException)
        {
            Assert.Fail(story());
        }
    }
}
