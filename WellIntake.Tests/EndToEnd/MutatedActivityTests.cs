using System.Collections.Concurrent;
using System.Net;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using WellIntake.Host;
using WellIntake.Tests.Platform.Teams.Activities;
using WellIntake.Tests.Testing;

namespace WellIntake.Tests.EndToEnd;

/// <summary>Activities that somebody broke, against the program as it serves: each is answered, or refused by name.</summary>
[TestClass]
public sealed class MutatedActivityTests
{
    private const int Count = 3_000;
    private const int Senders = 8;
    private const int Seed = 20_261_126;

    public required TestContext TestContext { get; init; }

    private CancellationToken Ct => TestContext.CancellationToken;

    [TestMethod, Timeout(120_000, CooperativeCancellation = true), TestCategory("REL-7"), TestCategory("WEB-1")]
    public async Task Webhook_ThousandsOfMutatedActivities_NeverFailsAndNamesWhatItRefuses()
    {
        var folder = Directory.CreateTempSubdirectory("wellintake-mutated-").FullName;
        await using var channel = await StubConnector.StartAsync();
        var app = HostComposition.BuildServer([$"--WELLINTAKE_DATA={folder}", "--urls=http://127.0.0.1:0", "--LOG_LEVEL=Critical"], quiet: true);
        await app.StartAsync(Ct);
        // A request that takes longer hangs.
        using var http = new HttpClient { BaseAddress = new Uri(app.Urls.First()), Timeout = TimeSpan.FromSeconds(20) };
        var originals = Originals(channel.ServiceUrl);
        var mutator = new ActivityMutator(new Random(Seed));
        var bodies = new ConcurrentQueue<(int Number, byte[] Body)>(Enumerable.Range(0, Count).Select(n => (n, mutator.Next(originals[n % originals.Count]))));
        var statuses = new ConcurrentBag<HttpStatusCode>();

        await Task.WhenAll(Enumerable.Range(0, Senders).Select(async _ =>
        {
            while (bodies.TryDequeue(out var next))
                statuses.Add(await PostAsync(http, next.Number, next.Body));
        }));

        var taken = statuses.Count(static s => s == HttpStatusCode.OK);
        // Mutations that all pass, or all fail, would test nothing.
        Assert.IsTrue(taken > Count / 10 && taken < Count - (Count / 10), $"{taken} of {Count} were taken");
        var alive = await AnswerAsync(http, Message(channel.ServiceUrl, a => a["deliveryMode"] = "expectReplies"));
        Assert.Contains("What you can ask", alive.Body);
        await app.StopAsync(Ct);
        await app.DisposeAsync();
        Assert.IsEmpty(channel.Visible().Where(static m => m.Body.Contains("went wrong on our side", StringComparison.Ordinal)).Select(static m => m.Body));
        Directory.Delete(folder, recursive: true);
    }

    private async Task<HttpStatusCode> PostAsync(HttpClient http, int number, byte[] body)
    {
        var (status, answer) = await AnswerAsync(http, body);
        var about = $"mutation {number} of seed {Seed}: {(int)status} {answer}";
        switch (status)
        {
            case HttpStatusCode.OK when answer.Length == 0:
                break;
            case HttpStatusCode.OK:
                Assert.DoesNotContain("went wrong on our side", answer, about);
                var said = JsonNode.Parse(answer)!.AsObject();
                if ((int?)said["statusCode"] is >= 400)
                    Assert.IsFalse(string.IsNullOrWhiteSpace((string?)said["value"]!["message"]), about);
                break;
            case HttpStatusCode.BadRequest or HttpStatusCode.Unauthorized or HttpStatusCode.RequestEntityTooLarge:
                Assert.IsFalse(string.IsNullOrWhiteSpace((string?)JsonNode.Parse(answer)!["error"]), about);
                break;
            default:
                Assert.Fail(about);
                break;
        }

        return status;
    }

    private async Task<(HttpStatusCode Status, string Body)> AnswerAsync(HttpClient http, byte[] body)
    {
        using var content = new ByteArrayContent(body);
        using var response = await http.PostAsync(new Uri("/api/teams/webhook", UriKind.Relative), content, Ct);
        return (response.StatusCode, await response.Content.ReadAsStringAsync(Ct));
    }

    /// <summary>Made ones, and where they are at hand recorded ones that come from the local channel.</summary>
    private static List<byte[]> Originals(string serviceUrl)
    {
        List<byte[]> all =
        [
            Message(serviceUrl, static _ => { }),
            Message(serviceUrl, static a => a["text"] = "digest advisors 14 days top 3"),
            Message(serviceUrl, static a => a["text"] = "<at>WellIntake</at> status"),
            Message(serviceUrl, static a => (a["text"], a["deliveryMode"]) = ("cancel", "expectReplies")),
            Message(serviceUrl, static a => (a["text"], a["value"]) = (null, new JsonObject { ["verb"] = "digest.generate", ["audience"] = "global" })),
            Message(serviceUrl, static a => (a["type"], a["name"], a["value"]) = ("invoke", "adaptiveCard/action", new JsonObject
            {
                ["action"] = new JsonObject { ["type"] = "Action.Execute", ["verb"] = "request.cancel", ["data"] = new JsonObject { ["request_id"] = "nothing" } },
            })),
            Message(serviceUrl, static a => (a["type"], a["membersAdded"]) = ("conversationUpdate", new JsonArray(new JsonObject { ["id"] = "bot" }))),
            Message(serviceUrl, static a => (a["type"], a["action"]) = ("installationUpdate", "add")),
        ];
        foreach (var (_, json) in RecordedActivities.All())
        {
            var activity = JsonNode.Parse(json)!.AsObject();
            activity["serviceUrl"] = serviceUrl;
            all.Add(JsonSerializer.SerializeToUtf8Bytes(activity));
        }

        return all;
    }

    private static byte[] Message(string serviceUrl, Action<JsonObject> change)
    {
        var activity = new JsonObject
        {
            ["type"] = "message",
            ["id"] = "1700000000000",
            ["timestamp"] = "2026-11-26T08:00:00.123Z",
            ["channelId"] = "msteams",
            ["serviceUrl"] = serviceUrl,
            ["from"] = new JsonObject { ["id"] = "29:user", ["name"] = "Some Body", ["aadObjectId"] = "00000000-0000-0000-0000-000000000001" },
            ["recipient"] = new JsonObject { ["id"] = "bot", ["name"] = "WellIntake" },
            ["conversation"] = new JsonObject { ["id"] = "a:chat", ["conversationType"] = "personal" },
            ["text"] = "help",
            ["locale"] = "en-US",
        };
        change(activity);
        return Encoding.UTF8.GetBytes(activity.ToJsonString());
    }
}
