using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.EntityFrameworkCore;
using WellIntake.Modules.Digest.Paths;
using WellIntake.Modules.Platform.Features;
using WellIntake.Modules.Platform.Persistence.Entities;
using WellIntake.Tests.Testing;

namespace WellIntake.Tests.EndToEnd;

/// <summary>Flags with the program as it serves: switched under load, killed half-way, shadowed.</summary>
[TestClass]
public sealed class FlagTests
{
    // Stands on every digest's card, and on no acknowledgement.
    private const string Result = "digest.filters";

    public required TestContext TestContext { get; init; }

    private CancellationToken Ct => TestContext.CancellationToken;

    [TestMethod, Timeout(180_000, CooperativeCancellation = true), TestCategory("FLG-1"), TestCategory("TEA-6")]
    public async Task Flag_FlipsWhileRequestsRun_EachHasExactlyOneResult()
    {
        const int Flips = 6;
        await using var program = await ServedProgram.StartAsync(Ct, "--WellIntake:Jobs:InRequest:Limit=00:00:05", "--WellIntake:Jobs:InRequest:ShowLimit=00:00:01");
        var flags = program.Get<IFeatureFlags>();
        var bodies = new ConcurrentDictionary<string, string>(StringComparer.Ordinal);
        using var enough = new CancellationTokenSource();
        var senders = Enumerable.Range(0, 6).Select(sender => Task.Run(() => SendAsync(sender), Ct)).ToList();

        for (var flip = 0; flip < Flips; flip++)
        {
            var on = flip % 2 == 1;
            var sent = bodies.Count;
            await FlagFile.ChangeAsync(Path.Combine(program.Folder, FlagFile.Name), AsyncDigest.Name, new Dictionary<string, JsonNode?> { ["Enabled"] = on }, Ct);
            await UntilAsync(() => Task.FromResult(flags.Read(AsyncDigest.Name).Enabled == on && bodies.Count > sent + 12));
        }

        await enough.CancelAsync();
        await Task.WhenAll(senders);
        await UntilAsync(async () => await program.ReadAsync(db => db.DigestRequests.CountAsync(r => r.Status != RequestStatus.Delivered, Ct)) == 0);

        var requests = await program.ReadAsync(db => db.DigestRequests.AsNoTracking().ToListAsync(Ct));
        var madeBy = await program.ReadAsync(db => db.RequestEvents.Where(e => e.Event == "completed").ToDictionaryAsync(e => e.RequestId, e => e.DeliveryCount, Ct));
        Assert.HasCount(bodies.Count, requests);
        Assert.Contains(0, madeBy.Values, "nothing was made while a message was answered");
        Assert.Contains(1, madeBy.Values, "nothing was made by a worker");
        foreach (var (conversation, body) in bodies)
        {
            var results = program.Channel.Visible(conversation).Count(m => m.Body.Contains(Result, StringComparison.Ordinal)) + (body.Contains(Result, StringComparison.Ordinal) ? 1 : 0);
            Assert.AreEqual(1, results, $"{conversation} has {results} results");
        }

        async Task SendAsync(int sender)
        {
            for (var n = 0; !enough.IsCancellationRequested; n++)
            {
                var conversation = $"{sender}-{n}";
                bodies[conversation] = await program.SayAsync("digest global", conversation, $"user{sender}", expectReplies: n % 2 == 0, Ct);
            }
        }
    }

    [TestMethod, Timeout(180_000, CooperativeCancellation = true), TestCategory("FLG-1"), TestCategory("TEA-6"), TestCategory("QUE-8")]
    public async Task Kill9_WhileTheResultIsMade_EndsInExactlyOne()
    {
        await using var model = await StubModel.StartAsync();
        model.Answer = _ => new StubModelReply { Hangs = true };
        await KilledAsync(
            new Dictionary<string, string> { ["AZURE_AI_CHAT_ENDPOINT"] = model.Endpoint, ["WellIntake__LanguageModel__Model"] = "stub" },
            channel => model.Came.WaitAsync(Ct), _ => model.Answer = _ => new StubModelReply { Content = "{}" });
    }

    [TestMethod, Timeout(180_000, CooperativeCancellation = true), TestCategory("FLG-1"), TestCategory("TEA-6"), TestCategory("QUE-8")]
    public Task Kill9_BetweenStoringAndShowing_EndsInExactlyOne() => KilledAsync(
        new Dictionary<string, string>(),
        channel =>
        {
            channel.Trouble = r => r.Method == "PUT" ? new StubFault { Hangs = true } : null;
            return UntilAsync(() => Task.FromResult(channel.Requests.Any(r => r.Method == "PUT")));
        },
        channel => channel.Trouble = null);

    [TestMethod, Timeout(60_000, CooperativeCancellation = true), TestCategory("FLG-2")]
    [DataRow(true)]
    [DataRow(false)]
    public async Task Shadow_BothPathsDoTheSame_IsCountedAndReportsNothing(bool queued)
    {
        var outcomes = new ConcurrentQueue<string>();
        await using var program = await ServedProgram.StartAsync(Ct, $"--USE_ASYNC_DIGEST={queued}", "--WellIntake:Flags:AsyncDigest:Shadow=true");

        using var listener = Listen("flag.comparisons", program.Get<IMeterFactory>(), outcomes);
        await program.SayAsync("digest global", "chat", "user", expectReplies: false, Ct);
        await UntilAsync(() => Task.FromResult(!outcomes.IsEmpty));

        CollectionAssert.AreEqual(new[] { "equal" }, outcomes);
        Assert.IsEmpty(await program.Get<IFlagDifferences>().ListAsync(null, 10, Ct));
        Assert.HasCount(1, program.Channel.Visible());
    }

    [TestMethod, Timeout(180_000, CooperativeCancellation = true), TestCategory("FLG-1"), TestCategory("FLG-2")]
    public async Task Commands_SetCheckShowAndReset_GoByTheFile()
    {
        var folder = Directory.CreateTempSubdirectory("wellintake-flags-").FullName;
        try
        {
            var set = await RunAsync("set", "asyncdigest", "--percentage", "0", "--user", "pat@example.com", "--shadow", "true");
            Assert.AreEqual("AsyncDigest: on for 1 listed only, shadowed", set.Output.Trim(), set.ToString());
            var listed = await RunAsync("check", "AsyncDigest", "--user", "29:x", "--address", "Pat@example.com");
            Assert.AreEqual("AsyncDigest is on for 29:x", listed.Output.Trim(), listed.ToString());
            var other = await RunAsync("check", "AsyncDigest", "--user", "29:y");
            Assert.AreEqual("AsyncDigest is off for 29:y", other.Output.Trim(), other.ToString());
            var shown = await RunAsync("--json");
            Assert.AreEqual("pat@example.com", (string?)JsonNode.Parse(shown.Output)![0]!["users"]![0], shown.ToString());
            var config = await HostCommand.RunAsync(["config"], folder: folder, ct: Ct);
            Assert.Contains("WellIntake:Flags:AsyncDigest:Percentage = 0   (flags.json)", config.Output);
            Assert.Contains("Flag AsyncDigest: on for 1 listed only, shadowed", config.Output);
            var reset = await RunAsync("reset", "AsyncDigest");
            Assert.AreEqual("AsyncDigest: on for everyone", reset.Output.Trim(), reset.ToString());
            var differences = await RunAsync("differences", "--json");
            Assert.AreEqual(0, JsonDocument.Parse(differences.Output).RootElement.GetArrayLength(), differences.ToString());
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }

        Task<CommandRun> RunAsync(params string[] arguments) => HostCommand.RunAsync(["flags", .. arguments], folder: folder, ct: Ct);
    }

    private async Task KilledAsync(IReadOnlyDictionary<string, string> settings, Func<StubConnector, Task> halfWay, Action<StubConnector> mend)
    {
        var folder = Directory.CreateTempSubdirectory("wellintake-kill-").FullName;
        await using var channel = await StubConnector.StartAsync();
        try
        {
            // Long enough to be killed within, and short enough to wait for.
            var all = new Dictionary<string, string>(settings)
            {
                ["USE_ASYNC_DIGEST"] = "false",
                ["WellIntake__Jobs__InRequest__Limit"] = "00:00:08",
                ["WellIntake__Jobs__InRequest__ShowLimit"] = "00:00:02",
            };
            await using (var first = await HostProcess.StartAsync(all, folder, Ct))
            {
                using var http = new HttpClient { BaseAddress = first.Address };
                var asked = ServedProgram.PostAsync(http, channel, "digest global", "chat", "user", expectReplies: false, Ct);
                await halfWay(channel);
                await first.KillAsync();
                await Assert.ThrowsAsync<HttpRequestException>(() => asked);
            }

            mend(channel);
            await using var second = await HostProcess.StartAsync(all, folder, Ct);
            await UntilAsync(() => Task.FromResult(channel.Visible("chat").Any(m => m.Body.Contains(Result, StringComparison.Ordinal))));
            Assert.HasCount(1, channel.Visible("chat"));
            using var again = new HttpClient { BaseAddress = second.Address };
            var status = await ServedProgram.PostAsync(again, channel, "status", "other", "user", expectReplies: true, Ct);
            Assert.Contains("Shown, asked", status);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static MeterListener Listen(string instrument, IMeterFactory meters, ConcurrentQueue<string> outcomes)
    {
        var listener = new MeterListener
        {
            InstrumentPublished = (published, l) =>
            {
                // Other tests run beside this one: their meters are of other factories.
                if (published.Name == instrument && published.Meter.Scope == meters)
                    l.EnableMeasurementEvents(published);
            },
        };
        listener.SetMeasurementEventCallback<long>((_, _, tags, _) =>
        {
            foreach (var tag in tags)
            {
                if (tag.Key == "outcome")
                    outcomes.Enqueue((string)tag.Value!);
            }
        });
        listener.Start();
        return listener;
    }

    private async Task UntilAsync(Func<Task<bool>> condition)
    {
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(25));
        while (!await condition())
            await timer.WaitForNextTickAsync(Ct);
    }
}
