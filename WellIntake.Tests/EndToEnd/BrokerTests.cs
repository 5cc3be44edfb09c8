using System.Net.Http.Json;
using System.Text.Json;
using Azure.Messaging.ServiceBus;
using WellIntake.Modules.Platform.Persistence;
using WellIntake.Modules.Platform.Persistence.Entities;
using WellIntake.Modules.Platform.Queueing;
using WellIntake.Tests.Testing;

namespace WellIntake.Tests.EndToEnd;

/// <summary>The whole program with its queues on a broker.</summary>
[TestClass]
public sealed class BrokerTests
{
    private const string Queue = "digests-of-ours";

    public required TestContext TestContext { get; init; }

    private CancellationToken Ct => TestContext.CancellationToken;

    [TestMethod, Timeout(120_000, CooperativeCancellation = true), TestCategory("QUE-1"), TestCategory("QUE-3"), TestCategory("QUE-4")]
    public async Task Digest_QueuesOnTheBroker_IsMadeThereAndAnUnreadableBodyIsADeadLetterAtOnce()
    {
        await using var broker = await StartBrokerAsync();
        await using var program = await ServedProgram.StartAsync(Ct, Settings(broker));
        await program.SayAsync("digest advisors 60 days", "chat", "me", expectReplies: false, Ct);
        await UntilAsync(async () => await program.ReadAsync(db => Task.FromResult(db.DigestRequests.Any(r => r.Status == RequestStatus.Delivered))));

        Assert.AreEqual(1, await broker.CountAsync(Queue, "enqueued"));
        Assert.HasCount(1, program.Channel.Visible("chat"));
        Assert.AreEqual("service_bus", program.Get<IQueueMode>().Current);

        await using var client = new ServiceBusClient(broker.ConnectionString);
        await using var sender = client.CreateSender(Queue);
        await sender.SendMessageAsync(new ServiceBusMessage("{\"message_id\":7"), Ct);
        await UntilAsync(async () => await broker.CountAsync(Queue, "deadLetter") == 1);
        await using var dead = client.CreateReceiver(Queue, new ServiceBusReceiverOptions { SubQueue = SubQueue.DeadLetter });
        var letter = await dead.PeekMessageAsync(cancellationToken: Ct);
        Assert.AreEqual((DeadLetterReasons.InvalidFormat, 0), (letter!.DeadLetterReason, await broker.CountAsync(Queue, "abandoned")));
    }

    [TestMethod, Timeout(180_000, CooperativeCancellation = true), TestCategory("QUE-9")]
    public async Task Digest_BrokerAwayAtStart_IsWorkedOnHereAndTheNextGoesByTheBrokerWhenItIsBack()
    {
        await using var broker = await StartBrokerAsync();
        await broker.StopAsync();
        await using var program = await ServedProgram.StartAsync(Ct, Settings(broker));
        await program.SayAsync("digest advisors 60 days", "away", "me", expectReplies: false, Ct);
        await UntilAsync(async () => await program.ReadAsync(db => Task.FromResult(db.DigestRequests.Any(r => r.Status == RequestStatus.Delivered))));

        Assert.AreEqual("outbox_local", program.Get<IQueueMode>().Current);
        Assert.AreEqual(0, await program.ReadAsync(db => Task.FromResult(db.Outbox.Count())));
        Assert.HasCount(1, program.Channel.Visible("away"));

        await broker.StartAgainAsync();
        await UntilAsync(() => Task.FromResult(!program.Get<IQueueMode>().BrokerIsAway));
        await program.SayAsync("digest advisors 61 days", "back", "me", expectReplies: false, Ct);
        await UntilAsync(async () => await program.ReadAsync(db => Task.FromResult(db.DigestRequests.Count(r => r.Status == RequestStatus.Delivered) == 2)));

        Assert.AreEqual("service_bus", program.Get<IQueueMode>().Current);
        Assert.AreEqual(1, await broker.CountAsync(Queue, "enqueued"), "what was worked on here was sent too");
        Assert.HasCount(1, program.Channel.Visible("back"));
    }

    [TestMethod, Timeout(300_000, CooperativeCancellation = true), TestCategory("QUE-9"), TestCategory("SCA-3")]
    public async Task Digests_WebAndTwoWorkers_BrokerStopsInBetween_EachIsMadeOnce()
    {
        await using var broker = await StartBrokerAsync();
        await using var database = await DatabaseFixture.CreateAsync(DatabaseKind.Postgres);
        await using var channel = await StubConnector.StartAsync();
        await using var web = await StartAsync("web", broker, database);
        await using var first = await StartAsync("digest", broker, database);
        await using var second = await StartAsync("digest", broker, database);
        using var http = new HttpClient { BaseAddress = web.Address };
        for (var i = 0; i < 10; i++)
            await ServedProgram.PostAsync(http, channel, $"digest advisors {30 + i} days", $"c{i}", "me", expectReplies: false, Ct);
        await broker.StopAsync();
        for (var i = 10; i < 20; i++)
            await ServedProgram.PostAsync(http, channel, $"digest advisors {30 + i} days", $"c{i}", "me", expectReplies: false, Ct);
        await UntilAsync(async () => (await HealthAsync(http)) == "outbox");
        await broker.StartAgainAsync();

        await UntilAsync(async () =>
        {
            await using var db = await database.Contexts.CreateDbContextAsync(Ct);
            return db.DigestRequests.Count(r => r.Status == RequestStatus.Delivered) == 20;
        });

        for (var i = 0; i < 20; i++)
            Assert.HasCount(1, channel.Visible($"c{i}"), $"conversation {i}: {web.Output}");
        await UntilAsync(async () => (await HealthAsync(http)) == "service_bus");
        await using var left = await database.Contexts.CreateDbContextAsync(Ct);
        Assert.AreEqual(0, left.Outbox.Count());
        Assert.AreEqual(0, await broker.CountAsync(Queue, "deadLetter"));
    }

    [TestMethod, Timeout(120_000, CooperativeCancellation = true), TestCategory("QUE-3")]
    public async Task Ensure_MissingThenThereThenChanged_SaysSoAndChecks()
    {
        await using var broker = await ServiceBusBroker.StartAsync(Array.Empty<string>());
        var settings = new Dictionary<string, string>
        {
            ["AZURE_SERVICE_BUS_CONNECTION_STRING"] = broker.ConnectionString,
            ["AZURE_SERVICE_BUS_DIGEST_QUEUE"] = Queue,
            ["SERVICEBUS_MESSAGE_COMPLETED_SUBSCRIPTION"] = "mine",
        };
        var missing = await HostCommand.RunAsync(["servicebus", "ensure", "--check", "--json"], settings, ct: Ct);
        Assert.AreEqual(1, missing.ExitCode, missing.ToString());
        var findings = JsonSerializer.Deserialize<JsonElement>(missing.Output).EnumerateArray().Select(f => $"{f.GetProperty("entity")} {f.GetProperty("wanted")} {f.GetProperty("state")}");
        CollectionAssert.AreEquivalent(
            new[]
            {
                "digests-of-ours queue different", "teams-nlp-queries queue different", "scoring-jobs queue different", "report-jobs queue different",
                "message-completed topic different", "message-completed/mine subscription different",
            },
            findings.ToArray());
        var created = await HostCommand.RunAsync(["servicebus", "ensure"], settings, ct: Ct);
        Assert.AreEqual(0, created.ExitCode, created.ToString());
        Assert.Contains("created", created.Output);
        Assert.AreEqual(0, (await HostCommand.RunAsync(["servicebus", "ensure", "--check"], settings, ct: Ct)).ExitCode);

        settings[$"WellIntake__Queueing__Queues__{QueueNames.Digest}__LockDuration"] = "00:01:30";
        settings[$"WellIntake__Queueing__Queues__{QueueNames.Nlp}__Ordered"] = "true";
        var differs = await HostCommand.RunAsync(["servicebus", "ensure", "--check"], settings, ct: Ct);
        Assert.AreEqual(1, differs.ExitCode, differs.ToString());
        Assert.Contains("LockDuration", differs.Output);
        var changed = await HostCommand.RunAsync(["servicebus", "ensure"], settings, ct: Ct);
        Assert.AreEqual(1, changed.ExitCode, changed.ToString());
        Assert.Contains("changed", changed.Output);
        Assert.Contains("delete it", changed.Errors);
    }

    [TestMethod, Timeout(120_000, CooperativeCancellation = true), TestCategory("QUE-3")]
    [DataRow("no entity", "there is no queue 'teams-digest-requests'")]
    [DataRow("wrong key", "access to queue 'digests-of-ours' was refused")]
    [DataRow("no right", "the right Send on queue 'digests-of-ours' is missing")]
    [DataRow("expired", "the token has expired; check this machine's clock")]
#if !OFFICIAL_SERVICE_BUS
    // The official client says no more than that the connection could not be opened, as when the broker is away.
    [DataRow("other name", "the server's TLS certificate is not good for its name")]
#endif
    public async Task Start_BrokerCannotBeUsed_EndsWithOneLineThatSaysWhatToDo(string what, string line)
    {
        await using var broker = await ServiceBusBroker.StartAsync(
            $$$"""
            {"UserConfig":{"Namespaces":[{"Name":"n","Queues":[{"Name":"{{{Queue}}}"}],"AuthorizationRules":[
              {"KeyName":"RootManageSharedAccessKey","Key":"SAS_KEY_VALUE","Rights":["Manage","Send","Listen"]},
              {"KeyName":"listen","Key":"L","Rights":["Listen"]}] } ] } }
            """,
            tls: what == "other name");
        var folder = Directory.CreateTempSubdirectory("wellintake-broken-").FullName;
        var settings = new Dictionary<string, string>
        {
            ["USE_SERVICE_BUS"] = "true",
            ["AZURE_SERVICE_BUS_CONNECTION_STRING"] = what switch
            {
                "wrong key" => broker.ConnectionStringFor("RootManageSharedAccessKey", "hunter2"),
                "no right" => broker.ConnectionStringFor("listen", "L"),
                "expired" => broker.ConnectionStringSignedUntil(TimeProvider.System.GetUtcNow().AddMinutes(-1)),
                "other name" => "Endpoint=sb://other.example.org/;SharedAccessKeyName=RootManageSharedAccessKey;SharedAccessKey=hunter2",
                _ => broker.ConnectionString,
            },
        };
        if (what != "no entity")
            settings["AZURE_SERVICE_BUS_DIGEST_QUEUE"] = Queue;

        if (broker.CaCertificate is { } authority)
        {
            // The authority is trusted where this variable is heeded: only the name is wrong.
            settings["SSL_CERT_FILE"] = Path.Combine(folder, "ca.pem");
            await File.WriteAllTextAsync(settings["SSL_CERT_FILE"], authority.ExportCertificatePem(), Ct);
            settings["WellIntake__Queueing__ServiceBus__CustomEndpointAddress"] = $"sb://localhost:{broker.TlsPort}";
        }

        CommandRun run;
        try
        {
            run = await HostCommand.RunAsync([], settings, folder, Ct);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }

        Assert.AreEqual(1, run.ExitCode, run.ToString());
        Assert.HasCount(1, run.ErrorLines, run.ToString());
        Assert.Contains(line, run.Errors);
        Assert.DoesNotContain("hunter2", run.ToString());
    }

    [TestMethod, Timeout(60_000, CooperativeCancellation = true), TestCategory("QUE-3")]
    public async Task Start_RoleAloneOnSqlite_IsRefused()
    {
        var run = await HostCommand.RunAsync(
            [],
            new Dictionary<string, string> { ["USE_SERVICE_BUS"] = "true", ["ROLE"] = "digest", ["SERVICEBUS_FULLY_QUALIFIED_NAMESPACE"] = "x.servicebus.windows.net" },
            ct: Ct);

        Assert.AreEqual(1, run.ExitCode, run.ToString());
        Assert.Contains("ROLE: 'digest' alone needs a database that processes share", run.Errors);
    }

    private static Task<ServiceBusBroker> StartBrokerAsync() => ServiceBusBroker.StartAsync(
        $$$"""
        {"UserConfig":{"Namespaces":[{"Name":"n","Queues":[{"Name":"{{{Queue}}}","Properties":{
          "LockDuration":"PT1M","RequiresDuplicateDetection":true,"DuplicateDetectionHistoryTimeWindow":"PT10M","DeadLetteringOnMessageExpiration":true} } ] } ] } }
        """);

    private static string[] Settings(ServiceBusBroker broker) =>
    [
        "--USE_SERVICE_BUS=true", $"--AZURE_SERVICE_BUS_CONNECTION_STRING={broker.ConnectionString}", $"--AZURE_SERVICE_BUS_DIGEST_QUEUE={Queue}",
        "--WellIntake:Queueing:ServiceBus:TryTimeout=00:00:05", "--WellIntake:Queueing:ServiceBus:MaxRetries=0",
        "--WellIntake:Resilience:Breakers:servicebus:OpenFor=00:00:01",
    ];

    private static Task<HostProcess> StartAsync(string role, ServiceBusBroker broker, DatabaseFixture database)
    {
        var settings = Settings(broker).Select(s => s[2..].Split('=', 2)).ToDictionary(s => s[0].Replace(":", "__", StringComparison.Ordinal), s => s[1], StringComparer.Ordinal);
        settings["ROLE"] = role;
        settings["DATABASE_URL"] = database.Url;
        return HostProcess.StartAsync(settings);
    }

    private async Task<string?> HealthAsync(HttpClient http) =>
        (await http.GetFromJsonAsync<JsonElement>(new Uri("/health/ready", UriKind.Relative), Ct)).GetProperty("queue_mode").GetString();

    private async Task UntilAsync(Func<Task<bool>> happened)
    {
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(100), TimeProvider.System);
        while (!await happened())
            await timer.WaitForNextTickAsync(Ct);
    }
}
