using System.Diagnostics;
using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using WellIntake.Host;
using WellIntake.Tests.Platform.Teams.Activities;
using WellIntake.Tests.Testing;

namespace WellIntake.Tests.EndToEnd;

/// <summary>The webhook over HTTP, with the program as it serves.</summary>
[TestClass]
public sealed class WebhookTests
{
    private static readonly string[] Paths = ["/api/teams/webhook", "/api/messages"];
    private static string _folder = string.Empty;
    private static WebApplication? _app;
    private static StubConnector? _channel;
    private static HttpClient? _http;

    public required TestContext TestContext { get; init; }

    [ClassInitialize]
    public static async Task StartAsync(TestContext context)
    {
        _folder = Directory.CreateTempSubdirectory("wellintake-webhook-").FullName;
        _channel = await StubConnector.StartAsync();
        _app = HostComposition.BuildServer(
            [$"--WELLINTAKE_DATA={_folder}", "--urls=http://127.0.0.1:0", "--LOG_LEVEL=ERROR"], quiet: true);
        await _app.StartAsync(context.CancellationToken);
        _http = new HttpClient { BaseAddress = new Uri(_app.Urls.First()) };
    }

    [ClassCleanup]
    public static async Task StopAsync()
    {
        _http!.Dispose();
        await _app!.StopAsync();
        await _app.DisposeAsync();
        await _channel!.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    [TestMethod, TestCategory("WEB-1"), TestCategory("SEC-1")]
    public async Task Recorded_AsSent_IsRefusedWhereItsServiceUrlIsNotLocal_AndNeverAnError()
    {
        foreach (var (name, json) in RecordedActivities.Required())
        {
            var (status, body) = await PostAsync(json);

            var local = ((string?)JsonNode.Parse(json)!["serviceUrl"])?.Contains("127.0.0.1", StringComparison.Ordinal) == true;
            Assert.AreEqual(local ? HttpStatusCode.OK : HttpStatusCode.Unauthorized, status, $"{name}: {body}");
        }
    }

    [TestMethod, TestCategory("WEB-1")]
    public async Task Recorded_FromALocalChannel_IsAnsweredOrSaysWhatIsMissing()
    {
        foreach (var (name, json) in RecordedActivities.Required())
        {
            var activity = JsonNode.Parse(json)!.AsObject();
            activity["serviceUrl"] = _channel!.ServiceUrl;

            var (status, body) = await PostAsync(Encoding.UTF8.GetBytes(activity.ToJsonString()));

            if (status == HttpStatusCode.BadRequest)
                Assert.Contains("is missing", body, name);
            else
                Assert.AreEqual(HttpStatusCode.OK, status, $"{name}: {body}");
        }
    }

    [TestMethod, TestCategory("WEB-1")]
    [DataRow("typing")]
    [DataRow("messageReaction")]
    [DataRow("event")]
    [DataRow("endOfConversation")]
    [DataRow("something nobody has heard of")]
    [DataRow("MESSAGE")]
    public async Task Type_NotOfInterest_IsOkWithoutABody(string type)
    {
        foreach (var path in Paths)
        {
            var (status, body) = await PostAsync(Activity(a => a["type"] = type), path);

            Assert.AreEqual(HttpStatusCode.OK, status);
            Assert.AreEqual(string.Empty, body);
        }
    }

    [TestMethod, TestCategory("WEB-1")]
    [DataRow("task/fetch")]
    [DataRow("task/submit")]
    [DataRow("composeExtension/query")]
    [DataRow(null)]
    public async Task Invoke_NotOffered_SaysSoInTheBody(string? name)
    {
        var (status, body) = await PostAsync(Activity(a => (a["type"], a["name"]) = ("invoke", name)));

        Assert.AreEqual(HttpStatusCode.OK, status);
        Assert.AreEqual(400, (int)JsonNode.Parse(body)!["statusCode"]!);
    }

    [TestMethod, TestCategory("WEB-1"), TestCategory("WEB-4")]
    public async Task Message_OnBothPaths_IsAnswered()
    {
        foreach (var path in Paths)
        {
            var (status, body) = await PostAsync(Activity(a => (a["text"], a["deliveryMode"]) = ("help", "expectReplies")), path);

            Assert.AreEqual(HttpStatusCode.OK, status);
            Assert.Contains("What you can ask", body);
        }
    }

    [TestMethod, TestCategory("WEB-1")]
    [DataRow("from", "from.id")]
    [DataRow("conversation", "conversation.id")]
    [DataRow("recipient", "recipient.id")]
    public async Task Message_FieldIsMissing_IsRefusedByItsName(string field, string named)
    {
        var (status, body) = await PostAsync(Activity(a => a.Remove(field)));

        Assert.AreEqual(HttpStatusCode.BadRequest, status);
        Assert.Contains($"'{named}' is missing", JsonNode.Parse(body)!["error"]!.ToString());
    }

    [TestMethod, TestCategory("SEC-1")]
    [DataRow("serviceUrl")]
    [DataRow("channelId")]
    public async Task Message_WithoutWhatTheTokenIsCheckedAgainst_IsUnauthorized(string field)
    {
        var (status, body) = await PostAsync(Activity(a => a.Remove(field)));

        Assert.AreEqual(HttpStatusCode.Unauthorized, status);
        Assert.Contains(field, body);
    }

    [TestMethod, TestCategory("WEB-1")]
    [DataRow("", "body")]
    [DataRow("{", "body")]
    [DataRow("null", "body")]
    [DataRow("[]", "body")]
    [DataRow("{\"serviceUrl\":\"http://127.0.0.1/\",\"channelId\":\"x\"}", "type")]
    [DataRow("{\"type\":\"message\",\"from\":7}", "from")]
    public async Task Body_CannotBeRead_IsABadRequestThatNamesTheProblem(string json, string named)
    {
        var (status, body) = await PostAsync(Encoding.UTF8.GetBytes(json));

        Assert.AreEqual(HttpStatusCode.BadRequest, status, body);
        Assert.Contains(named + ":", JsonNode.Parse(body)!["error"]!.ToString());
    }

    [TestMethod, TestCategory("WEB-1")]
    [DataRow(false)]
    [DataRow(true)]
    public async Task Body_TooLarge_IsRefusedAndTheServerGoesOn(bool chunked)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, Paths[0]) { Content = new ByteArrayContent(new byte[300 * 1024]) };
        request.Headers.TransferEncodingChunked = chunked;

        using var response = await _http!.SendAsync(request, TestContext.CancellationToken);

        Assert.AreEqual(HttpStatusCode.RequestEntityTooLarge, response.StatusCode);
        Assert.Contains("256 KB", await response.Content.ReadAsStringAsync(TestContext.CancellationToken));
        Assert.AreEqual(HttpStatusCode.OK, (await PostAsync(Activity(a => a["type"] = "typing"))).Status);
    }

    [TestMethod, Timeout(60_000, CooperativeCancellation = true), TestCategory("WEB-8")]
    public async Task Message_InAChannelsThread_IsAnsweredThere()
    {
        const string Thread = "19:abc@thread.tacv2;messageid=1700000000000";
        await PostAsync(Activity(a => (a["conversation"], a["text"]) = (new JsonObject { ["id"] = Thread, ["conversationType"] = "channel" }, "digest global")));

        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(50));
        // On a busy machine the work may show how far it is before its result.
        while (_channel!.Visible(Thread) is not [{ Updates: >= 1 }])
            await timer.WaitForNextTickAsync(TestContext.CancellationToken);
    }

    [TestMethod, Timeout(60_000, CooperativeCancellation = true), TestCategory("QUE-14")]
    public async Task Digest_RequestWithATraceparent_JobAndCardAreInItsTrace()
    {
        var (trace, sender) = (ActivityTraceId.CreateRandom(), ActivitySpanId.CreateRandom());
        var handled = new TaskCompletionSource<Activity>(TaskCreationOptions.RunContinuationsAsynchronously);
        using var listener = new ActivityListener
        {
            ShouldListenTo = static s => s.Name is "WellIntake.Jobs" or "Microsoft.AspNetCore",
            Sample = static (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllDataAndRecorded,
            ActivityStopped = span =>
            {
                // Other tests run beside this one: their spans are of other traces.
                if (span.TraceId == trace && span.OperationName.StartsWith("handle", StringComparison.Ordinal))
                    handled.TrySetResult(span);
            },
        };
        ActivitySource.AddActivityListener(listener);
        using var request = new HttpRequestMessage(HttpMethod.Post, Paths[0])
        {
            Content = new ByteArrayContent(Activity(a => (a["conversation"], a["text"]) = (new JsonObject { ["id"] = "traced", ["conversationType"] = "personal" }, "digest global"))),
            Headers = { { "traceparent", $"00-{trace}-{sender}-01" } },
        };

        using var response = await _http!.SendAsync(request, TestContext.CancellationToken);
        var span = await handled.Task.WaitAsync(TestContext.CancellationToken);

        Assert.AreEqual(HttpStatusCode.OK, response.StatusCode);
        Assert.AreEqual(1, span.GetTagItem("wellintake.delivery_count"));
        Assert.AreNotEqual(sender, span.ParentSpanId, "the server's own span is missing between the two");
        var calls = _channel!.Requests.Where(r => r.Segments is ["traced", "activities", ..]).ToList();
        CollectionAssert.AreEqual(new[] { "POST", "PUT" }, calls.ConvertAll(r => r.Method));
        Assert.IsTrue(calls.TrueForAll(r => r.TraceParent.Contains(trace.ToHexString(), StringComparison.Ordinal)), "a call to the channel is outside of the trace");
    }

    private static byte[] Activity(Action<JsonObject> change)
    {
        var activity = new JsonObject
        {
            ["type"] = "message",
            ["id"] = Guid.NewGuid().ToString("N"),
            ["channelId"] = "msteams",
            ["serviceUrl"] = _channel!.ServiceUrl,
            ["from"] = new JsonObject { ["id"] = "user" },
            ["recipient"] = new JsonObject { ["id"] = "bot" },
            ["conversation"] = new JsonObject { ["id"] = "chat", ["conversationType"] = "personal" },
            ["text"] = "help",
        };
        change(activity);
        return Encoding.UTF8.GetBytes(activity.ToJsonString());
    }

    private async Task<(HttpStatusCode Status, string Body)> PostAsync(byte[] body, string path = "/api/teams/webhook")
    {
        using var content = new ByteArrayContent(body);
        using var response = await _http!.PostAsync(new Uri(path, UriKind.Relative), content, TestContext.CancellationToken);
        return (response.StatusCode, await response.Content.ReadAsStringAsync(TestContext.CancellationToken));
    }
}
