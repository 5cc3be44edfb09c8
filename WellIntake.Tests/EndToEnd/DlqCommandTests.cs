using System.Text.Json;
using System.Text.Json.Nodes;
using Azure.Messaging.ServiceBus;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using WellIntake.Modules.Platform.Persistence;
using WellIntake.Modules.Platform.Persistence.Entities;
using WellIntake.Tests.Testing;

namespace WellIntake.Tests.EndToEnd;

/// <summary>The dlq command with a running host, and without one; and both killed in the middle.</summary>
[TestClass]
public sealed class DlqCommandTests
{
    private static readonly Dictionary<string, string> Settings = new(StringComparer.Ordinal)
    {
        ["WellIntake__Jobs__RetryDelay"] = "00:00:00.050",
        ["WellIntake__Teams__RetryDelay"] = "00:00:00.050",
        ["WellIntake__Teams__BotRequestsPerSecond"] = "10000",
        ["LOG_LEVEL"] = "ERROR",
    };

    public required TestContext TestContext { get; init; }

    private CancellationToken Ct => TestContext.CancellationToken;

    [TestMethod, Timeout(300_000, CooperativeCancellation = true), TestCategory("DLQ-1"), TestCategory("DLQ-3"), TestCategory("WEB-9")]
    public async Task Requeue_WhileTheCauseLastsAndAfterwards_StopsThenShowsEachResultOnce()
    {
        await using var scene = await Scene.StartAsync(Ct);
        await scene.BuryAsync(4, Ct);

        var list = await scene.RunAsync(Ct, "list", "--json");
        using (var found = JsonDocument.Parse(list.Output))
            Assert.AreEqual(4, found.RootElement.GetProperty("reasons").GetProperty("ProcessingException").GetInt32(), list.ToString());
        var table = await scene.RunAsync(Ct, "list");
        Assert.Contains("ProcessingException", table.Output);
        var id = JsonNode.Parse(list.Output)!["items"]![0]!["key"]!["id"]!.GetValue<string>();
        var show = await scene.RunAsync(Ct, "show", id);
        Assert.Contains("\"audience\": \"advisors\"", show.Output);

        var stopped = await scene.RunAsync(Ct, "requeue", "--all", "--yes");
        Assert.AreEqual(1, stopped.ExitCode, stopped.ToString());
        Assert.Contains("1 of 4 sent again: 0 processed, 1 failed again.", stopped.Output);
        Assert.Contains("3 more of teams-digest-requests stay as they were", stopped.Output);
        Assert.AreEqual(4, await scene.DeadAsync(Ct));

        scene.Channel.Trouble = null;
        var map = Path.Combine(scene.Folder, "map.jsonl");
        var sent = await scene.RunAsync(Ct, "requeue", "--reason", "processingexception", "--where", "audience=advisors", "--yes", "--map", map);
        Assert.AreEqual(0, sent.ExitCode, sent.ToString());
        Assert.Contains("4 of 4 sent again: 4 processed, 0 failed again.", sent.Output);
        Assert.HasCount(4, await File.ReadAllLinesAsync(map, Ct));
        Assert.AreEqual(0, await scene.DeadAsync(Ct));
        await scene.AssertOneResultEachAsync(4, Ct);
    }

    [TestMethod, Timeout(300_000, CooperativeCancellation = true), TestCategory("DLQ-1"), TestCategory("DLQ-3")]
    public async Task Commands_WithoutAHost_OpenTheJournalThemselves()
    {
        await using var scene = await Scene.StartAsync(Ct);
        await scene.BuryAsync(3, Ct);
        await scene.StopHostAsync(Ct);
        scene.Channel.Trouble = null;

        var ids = (await scene.ItemsAsync(Ct)).Select(i => i!["key"]!["id"]!.GetValue<string>()).ToList();
        Assert.HasCount(3, ids);
        var edit = await scene.RunAsync(Ct, "edit", ids[0], "--field", "audience=aliens");
        Assert.AreEqual(1, edit.ExitCode, edit.ToString());
        Assert.AreSequenceEqual(["The new body is no digest_request: Field 'audience' must be advisors, c_suite, global or personal."], edit.ErrorLines);
        edit = await scene.RunAsync(Ct, "edit", ids[0], "--field", "max_candidates=3");
        Assert.AreEqual(0, edit.ExitCode, edit.ToString());

        var purge = await scene.RunAsync(Ct, "purge", "--id", ids[1], "--id", ids[2], "--yes", "--json");
        var operation = JsonNode.Parse(purge.Output)![0]!["operation"]!.GetValue<string>();
        Assert.AreEqual(1, await scene.DeadAsync(Ct));
        Assert.Contains(operation, (await scene.RunAsync(Ct, "undo")).Output);
        var undo = await scene.RunAsync(Ct, "undo", operation);
        Assert.AreEqual("2 brought back.", undo.Output.Trim(), undo.ToString());
        var export = await scene.RunAsync(Ct, "export", "--out", "dead.jsonl", "--queue", "teams-digest-requests");
        Assert.AreEqual(0, export.ExitCode, export.ToString());
        var lines = await File.ReadAllLinesAsync(Path.Combine(scene.Folder, "dead.jsonl"), Ct);
        Assert.HasCount(3, lines);
        Assert.AreEqual(3, JsonNode.Parse(lines[0])!["body"]!["max_candidates"]!.GetValue<int>());

        var alone = await scene.RunAsync(Ct, "requeue", "--all", "--yes");
        Assert.AreEqual(2, alone.ExitCode, alone.ToString());
        Assert.Contains("No host runs here", alone.Errors);
        var sent = await scene.RunAsync(Ct, "requeue", "--all", "--yes", "--all-at-once");
        Assert.AreEqual(0, sent.ExitCode, sent.ToString());
        await scene.StartHostAsync(Ct);
        await scene.AssertOneResultEachAsync(3, Ct);
    }

    [TestMethod, Timeout(400_000, CooperativeCancellation = true), TestCategory("DLQ-2")]
    public async Task Requeue_CommandKilledInTheMiddle_TheNextOneGoesOnAndEachResultIsShownOnce()
    {
        const int Count = 30;
        await using var scene = await Scene.StartAsync(Ct);
        await scene.BuryAsync(Count, Ct);
        scene.Channel.Trouble = null;

        Assert.AreNotEqual(0, await scene.RunUntilKilledAsync(line => line.Contains("step 2", StringComparison.Ordinal), Ct));
        var rest = await scene.DeadAsync(Ct);
        Assert.IsGreaterThan(0, rest, "it was not killed in the middle");
        var sent = await scene.RunAsync(Ct, "requeue", "--all", "--yes");

        Assert.AreEqual(0, sent.ExitCode, sent.ToString());
        Assert.AreEqual(0, await scene.DeadAsync(Ct));
        await scene.AssertOneResultEachAsync(Count, Ct);
    }

    [TestMethod, Timeout(400_000, CooperativeCancellation = true), TestCategory("DLQ-2")]
    public async Task Requeue_HostKilledInTheMiddle_NothingIsLostAndEachResultIsShownOnce()
    {
        const int Count = 40;
        await using var scene = await Scene.StartAsync(Ct);
        await scene.BuryAsync(Count, Ct);
        var results = 0;
        var killed = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        scene.Channel.Trouble = request =>
        {
            if (request.Method == "PUT" && Interlocked.Increment(ref results) == 3)
                killed.TrySetResult();
            return null;
        };

        var command = scene.RunAsync(Ct, "requeue", "--all", "--yes", "--all-at-once");
        await killed.Task.WaitAsync(Ct);
        await scene.KillHostAsync();
        var cut = await command;
        scene.Channel.Trouble = null;
        Assert.HasCount(cut.ExitCode == 0 ? 0 : 1, cut.ErrorLines.Where(l => !l.Contains("step", StringComparison.Ordinal)).ToList(), cut.ToString());

        await scene.StartHostAsync(Ct);
        var again = await scene.RunAsync(Ct, "requeue", "--all", "--yes");
        Assert.AreEqual(0, again.ExitCode, again.ToString());
        Assert.AreEqual(0, await scene.DeadAsync(Ct));
        await scene.AssertOneResultEachAsync(Count, Ct);
    }

    [TestMethod, Timeout(300_000, CooperativeCancellation = true), TestCategory("DLQ-1"), TestCategory("DLQ-3")]
    public async Task Commands_OnABroker_WorkByItsConnectionString()
    {
        const string Queue = "teams-digest-requests";
        await using var broker = await ServiceBusBroker.StartAsync([Queue]);
        await using var client = new ServiceBusClient(broker.ConnectionString);
        await using var sender = client.CreateSender(Queue);
        await using var receiver = client.CreateReceiver(Queue);
        for (var i = 0; i < 12; i++)
        {
            await sender.SendMessageAsync(
                new ServiceBusMessage($"{{\"number\":{i}}}") { MessageId = $"job-{i}", CorrelationId = $"c-{i}", Subject = "digest_request", ApplicationProperties = { ["tenant"] = "contoso" } }, Ct);
            await receiver.DeadLetterMessageAsync((await receiver.ReceiveMessageAsync(TimeSpan.FromSeconds(10), Ct))!, "ProcessingException", "it was tried", Ct);
        }

        var folder = Directory.CreateTempSubdirectory("wellintake-dlq-").FullName;
        Task<CommandRun> RunAsync(params string[] arguments) =>
            HostCommand.RunAsync(["dlq", .. arguments, "--queue", Queue, "--connection-string", broker.ConnectionString], folder: folder, ct: Ct);
        try
        {
            var purge = await RunAsync("purge", "--where", "number=3", "--yes", "--json");
            Assert.AreEqual(0, purge.ExitCode, purge.ToString());
            Assert.AreEqual(11, await broker.CountAsync(Queue, "deadLetter"));
            var undo = await HostCommand.RunAsync(
                ["dlq", "undo", JsonNode.Parse(purge.Output)![0]!["operation"]!.GetValue<string>(), "--connection-string", broker.ConnectionString], folder: folder, ct: Ct);
            Assert.AreEqual(0, undo.ExitCode, undo.ToString());
            var list = await RunAsync("list", "--json");
            Assert.AreEqual(12, JsonNode.Parse(list.Output)!["reasons"]!["ProcessingException"]!.GetValue<int>(), list.ToString());

            var sent = await RunAsync("requeue", "--yes", "--all-at-once");
            Assert.AreEqual(0, sent.ExitCode, sent.ToString());
            Assert.AreEqual(0, await broker.CountAsync(Queue, "deadLetter"));
            var again = await receiver.PeekMessagesAsync(50, cancellationToken: Ct);
            Assert.AreSequenceEqual(
                Enumerable.Range(0, 12).Select(i => $"c-{i} contoso").Order(StringComparer.Ordinal),
                again.Select(m => $"{m.CorrelationId} {m.ApplicationProperties["tenant"]}").Order(StringComparer.Ordinal));
        }
        finally
        {
            Microsoft.Data.Sqlite.SqliteConnection.ClearAllPools();
            Directory.Delete(folder, recursive: true);
        }
    }

    /// <summary>A host on a data folder that outlives it, a channel that refuses results until told otherwise, and commands beside.</summary>
    private sealed class Scene : IAsyncDisposable
    {
        private HostProcess? _host;

        private Scene(StubConnector channel, string folder) => (Channel, Folder) = (channel, folder);

        public StubConnector Channel { get; }

        public string Folder { get; }

        public static async Task<Scene> StartAsync(CancellationToken ct)
        {
            var scene = new Scene(await StubConnector.StartAsync(), Directory.CreateTempSubdirectory("wellintake-dlq-").FullName);
            await scene.StartHostAsync(ct);
            return scene;
        }

        public async Task StartHostAsync(CancellationToken ct) => _host = await HostProcess.StartAsync(Settings, Folder, ct);

        public async Task StopHostAsync(CancellationToken ct)
        {
            Assert.AreEqual(0, await _host!.TerminateAsync(ct), _host.Output);
            await _host.DisposeAsync();
            _host = null;
            Assert.IsFalse(File.Exists(Path.Combine(Folder, "admin.json")), "the key outlives its host");
        }

        public async Task KillHostAsync()
        {
            await _host!.KillAsync();
            await _host.DisposeAsync();
            _host = null;
        }

        /// <summary>Requests whose cards the channel does not take, until their jobs are dead letters.</summary>
        public async Task BuryAsync(int count, CancellationToken ct)
        {
            Channel.Trouble = request => request.Method == "PUT" ? new StubFault { Status = 400, Code = "BadArgument" } : null;
            using var http = new HttpClient { BaseAddress = _host!.Address };
            for (var i = 0; i < count; i++)
                await ServedProgram.PostAsync(http, Channel, "digest advisors", $"chat-{i}", $"user-{i}", expectReplies: false, ct);
            using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(200));
            while (await DeadAsync(ct) < count)
                await timer.WaitForNextTickAsync(ct);
        }

        public Task<CommandRun> RunAsync(CancellationToken ct, params string[] arguments) => HostCommand.RunAsync(["dlq", .. arguments], folder: Folder, ct: ct);

        /// <summary>Runs requeue, and kills it at a line that it says.</summary>
        public async Task<int> RunUntilKilledAsync(Func<string, bool> at, CancellationToken ct)
        {
            var start = new System.Diagnostics.ProcessStartInfo("dotnet", [Path.Combine(AppContext.BaseDirectory, "WellIntake.Host.dll"), "dlq", "requeue", "--all", "--yes"])
            {
                WorkingDirectory = Folder,
                UseShellExecute = false,
                RedirectStandardError = true,
                RedirectStandardOutput = true,
            };
            start.Environment["WELLINTAKE_DATA"] = Folder;
            using var process = System.Diagnostics.Process.Start(start)!;
            while (await process.StandardError.ReadLineAsync(ct) is { } line)
            {
                if (at(line))
                    process.Kill();
            }

            await process.WaitForExitAsync(ct);
            return process.ExitCode;
        }

        public async Task<JsonArray> ItemsAsync(CancellationToken ct)
        {
            var run = await RunAsync(ct, "list", "--json", "--limit", "1000");
            Assert.AreEqual(0, run.ExitCode, run.ToString());
            return JsonNode.Parse(run.Output)!["items"]!.AsArray();
        }

        public async Task<int> DeadAsync(CancellationToken ct) => (await ItemsAsync(ct)).Count;

        public async Task AssertOneResultEachAsync(int count, CancellationToken ct)
        {
            using var database = new ServiceCollection().AddLogging()
                .AddPersistence(new Microsoft.Extensions.Configuration.ConfigurationManager { ["WellIntake:Database:Url"] = $"Data Source={Path.Combine(Folder, "wellintake.db")}" })
                .BuildServiceProvider();
            using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(100));
            List<RequestStatus> statuses;
            do
            {
                await using var db = await database.GetRequiredService<IDbContextFactory<WellIntakeDbContext>>().CreateDbContextAsync(ct);
                statuses = await db.DigestRequests.Select(r => r.Status).ToListAsync(ct);
            }
            while (statuses.Any(s => s is RequestStatus.Queued or RequestStatus.Processing or RequestStatus.Completed) && await timer.WaitForNextTickAsync(ct));
            Assert.HasCount(count, statuses);
            Assert.IsTrue(statuses.TrueForAll(s => s == RequestStatus.Delivered), string.Join(", ", statuses));
            for (var i = 0; i < count; i++)
                Assert.Contains("TWAV", Channel.Visible($"chat-{i}").Single().Body);
        }

        public async ValueTask DisposeAsync()
        {
            if (_host is not null)
                await _host.DisposeAsync();
            await Channel.DisposeAsync();
            Microsoft.Data.Sqlite.SqliteConnection.ClearAllPools();
            Directory.Delete(Folder, recursive: true);
        }
    }
}
