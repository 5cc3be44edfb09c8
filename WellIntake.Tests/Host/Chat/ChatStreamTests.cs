using System.Net.ServerSentEvents;
using System.Text.Json.Nodes;
using WellIntake.Host.Chat;

namespace WellIntake.Tests.Chat;

[TestClass]
[TestCategory("TEA-7")]
public sealed class ChatStreamTests
{
    private const string Conversation = "a:local-recruiter";

    [TestMethod]
    public async Task Events_SinceAVersion_BringWhatChangedAndThenWhatComes()
    {
        await using var host = await ChatTestHost.StartAsync();
        var store = host.Get<ChatStore>();
        await store.AddAsync(Conversation, "old", true, Message("old"), default);
        await store.AddAsync(Conversation, "missed", true, Message("missed"), default);

        await using var events = await OpenAsync(host, "/chat/events?since=1");
        Assert.AreEqual("ping", (await events.NextAsync()).EventType);
        var missed = await events.NextAsync();
        Assert.AreEqual("2", missed.EventId);
        Assert.AreEqual("WellIntake: missed", Say(missed));

        await store.UpdateAsync(Conversation, "old", Message("changed"), default);
        var changed = await events.NextAsync();
        Assert.AreEqual("m1", Json(changed)["id"]!.GetValue<string>());
        StringAssert.Contains(Json(changed)["html"]!.GetValue<string>(), "changed", StringComparison.Ordinal);

        host.Get<ChatChanges>().Publish(Conversation, ChatSignal.Typing);
        Assert.AreEqual("typing", (await events.NextAsync()).EventType);

        await store.RemoveAsync(Conversation, "old", fromBot: true, default);
        Assert.IsTrue(Json(await events.NextAsync())["removed"]!.GetValue<bool>());
    }

    [TestMethod]
    public async Task Events_AfterACut_GoOnWhereTheBrowserWas()
    {
        await using var host = await ChatTestHost.StartAsync();
        for (var i = 1; i <= 3; i++)
            await host.Get<ChatStore>().AddAsync(Conversation, $"a{i}", true, Message($"n{i}"), default);
        await using var events = await OpenAsync(host, "/chat/events?since=0", lastEventId: "2");
        await events.NextAsync();
        Assert.AreEqual("3", (await events.NextAsync()).EventId);
    }

    [TestMethod]
    [TestCategory("WEB-8")]
    public async Task Events_InAChannel_BringTheThreadToo()
    {
        await using var host = await ChatTestHost.StartAsync();
        const string channel = "19:local-channel@thread.tacv2";
        var reply = Message("reply");
        reply["conversation"] = new JsonObject { ["id"] = $"{channel};messageid=root" };
        await host.Get<ChatStore>().AddAsync(channel, "reply", true, reply, default);
        await using var events = await OpenAsync(host, "/chat/events?kind=channel&since=0");
        await events.NextAsync();
        var fragment = Json(await events.NextAsync());
        Assert.AreEqual("t-root", fragment["parent"]!.GetValue<string>());
        StringAssert.Contains(fragment["thread"]!.GetValue<string>(), "Answer in this thread", StringComparison.Ordinal);
    }

    [TestMethod]
    public async Task Events_ServerStops_End()
    {
        await using var host = await ChatTestHost.StartAsync();
        await using var events = await OpenAsync(host, "/chat/events?since=0");
        await events.NextAsync();
        await host.StopAsync();
        Assert.IsTrue(await events.EndedAsync());
    }

    [TestMethod]
    public async Task Listen_TooManyPages_IsRefusedUntilOneCloses()
    {
        await using var host = await ChatTestHost.StartAsync();
        var changes = host.Get<ChatChanges>();
        var listeners = Enumerable.Range(0, 64).Select(i => changes.Listen($"c{i}")!).ToList();
        Assert.IsNull(changes.Listen("one more"));
        listeners[0].Dispose();
        Assert.IsNotNull(changes.Listen("one more"));
    }

    private static JsonObject Message(string text) => new() { ["type"] = "message", ["text"] = text };

    private static JsonObject Json(SseItem<string> item) => JsonNode.Parse(item.Data)!.AsObject();

    private static string Say(SseItem<string> item) => Json(item)["say"]!.GetValue<string>();

    private static async Task<Events> OpenAsync(ChatTestHost host, string path, string? lastEventId = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        if (lastEventId is not null)
            request.Headers.Add("Last-Event-ID", lastEventId);
        var response = await host.Client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
        response.EnsureSuccessStatusCode();
        Assert.AreEqual("text/event-stream", response.Content.Headers.ContentType!.MediaType);
        return new Events(response, SseParser.Create(await response.Content.ReadAsStreamAsync()).EnumerateAsync().GetAsyncEnumerator());
    }

    private sealed class Events(HttpResponseMessage response, IAsyncEnumerator<SseItem<string>> items) : IAsyncDisposable
    {
        public async Task<SseItem<string>> NextAsync()
        {
            Assert.IsTrue(await items.MoveNextAsync().AsTask().WaitAsync(TimeSpan.FromSeconds(30)));
            return items.Current;
        }

        public async Task<bool> EndedAsync() => !await items.MoveNextAsync().AsTask().WaitAsync(TimeSpan.FromSeconds(30));

        public async ValueTask DisposeAsync()
        {
            response.Dispose();
            await items.DisposeAsync();
        }
    }
}
