using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json.Nodes;
using WellIntake.Host.Chat;

namespace WellIntake.Tests.Chat;

[TestClass]
[TestCategory("TEA-7")]
public sealed class ChatConnectorTests
{
    private const string Personal = "/chat/connector/v3/conversations/a%3Alocal-recruiter";
    private const string Channel = "/chat/connector/v3/conversations/19%3Alocal-channel%40thread.tacv2";

    [TestMethod]
    public async Task Send_Message_Is201WithAnIdAndStored()
    {
        await using var host = await ChatTestHost.StartAsync();
        var response = await PostAsync(host, $"{Personal}/activities", """{"type":"message","text":"Hello"}""");

        Assert.AreEqual(HttpStatusCode.Created, response.StatusCode);
        var id = (await response.Content.ReadFromJsonAsync<JsonObject>())!["id"]!.GetValue<string>();
        var stored = await host.Get<ChatStore>().FindAsync("a:local-recruiter", id, default);
        Assert.IsTrue(stored!.FromBot);
        StringAssert.Contains(stored.Json, "Hello", StringComparison.Ordinal);
    }

    [TestMethod]
    public async Task Reply_Message_Is201AndKeepsWhatItAnswers()
    {
        await using var host = await ChatTestHost.StartAsync();
        var id = await IdOfAsync(await PostAsync(host, $"{Personal}/activities/abc", """{"type":"message","text":"Hello"}"""));
        StringAssert.Contains((await host.Get<ChatStore>().FindAsync("a:local-recruiter", id, default))!.Json, "\"replyToId\":\"abc\"", StringComparison.Ordinal);
    }

    [TestMethod]
    public async Task Update_KnownId_Is200AndReplaces()
    {
        await using var host = await ChatTestHost.StartAsync();
        var id = await IdOfAsync(await PostAsync(host, $"{Personal}/activities", """{"type":"message","text":"working"}"""));
        var response = await PutAsync(host, $"{Personal}/activities/{id}", """{"type":"message","text":"done"}""");

        Assert.AreEqual(HttpStatusCode.OK, response.StatusCode);
        var stored = (await host.Get<ChatStore>().NewestAsync("a:local-recruiter", 10, default)).Messages.Single();
        StringAssert.Contains(stored.Json, "done", StringComparison.Ordinal);
        Assert.AreEqual(2, stored.Version);
    }

    [TestMethod]
    public async Task Update_UnknownOrOwnOrRemoved_Is404()
    {
        await using var host = await ChatTestHost.StartAsync();
        await host.Get<ChatStore>().AddAsync("a:local-recruiter", "typed", fromBot: false, [], default);
        var removed = await IdOfAsync(await PostAsync(host, $"{Personal}/activities", """{"type":"message","text":"x"}"""));
        Assert.AreEqual(HttpStatusCode.OK, (await host.Client.DeleteAsync($"{Personal}/activities/{removed}")).StatusCode);

        foreach (var id in new[] { "unknown", "typed", removed, new string('x', 300) })
            Assert.AreEqual(HttpStatusCode.NotFound, (await PutAsync(host, $"{Personal}/activities/{id}", """{"type":"message"}""")).StatusCode, id);
        Assert.AreEqual(HttpStatusCode.NotFound, (await host.Client.DeleteAsync($"{Personal}/activities/{removed}")).StatusCode);
    }

    [TestMethod]
    public async Task Send_Typing_Is202AndStoresNothing()
    {
        await using var host = await ChatTestHost.StartAsync();
        using var listener = host.Get<ChatChanges>().Listen("a:local-recruiter")!;
        Assert.AreEqual(HttpStatusCode.Accepted, (await PostAsync(host, $"{Personal}/activities", """{"type":"typing"}""")).StatusCode);
        Assert.AreEqual(ChatSignal.Typing, await listener.Signals.Reader.ReadAsync());
        Assert.AreEqual(0, (await host.Get<ChatStore>().NewestAsync("a:local-recruiter", 10, default)).Messages.Count);
    }

    [TestMethod]
    [DataRow("/chat/connector/v3/conversations/unknown/activities")]
    [DataRow("/chat/connector/v3/conversations/a%3Alocal-recruiter%3Bmessageid%3D1/activities")]
    [DataRow($"{Channel}%3Bmessageid%3Dunknown/activities")]
    public async Task Send_UnknownConversation_Is404(string path)
    {
        await using var host = await ChatTestHost.StartAsync();
        Assert.AreEqual(HttpStatusCode.NotFound, (await PostAsync(host, path, """{"type":"message","text":"x"}""")).StatusCode);
    }

    [TestMethod]
    [TestCategory("WEB-8")]
    public async Task Send_IntoAThread_StaysThereWhenUpdated()
    {
        await using var host = await ChatTestHost.StartAsync();
        var root = await IdOfAsync(await PostAsync(host, $"{Channel}/activities", """{"type":"message","text":"post"}"""));
        var reply = await IdOfAsync(await PostAsync(host, $"{Channel}%3Bmessageid%3D{root}/activities", """{"type":"message","text":"answer"}"""));
        await PutAsync(host, $"{Channel}/activities/{reply}", """{"type":"message","text":"changed"}""");

        var page = await host.Client.GetStringAsync("/chat?kind=channel");
        var thread = new AngleSharp.Html.Parser.HtmlParser().ParseDocument(page).GetElementById($"t-{root}")!;
        CollectionAssert.AreEqual(new[] { "post", "changed" }, thread.QuerySelectorAll(".bubble").Select(b => b.TextContent.Trim()).ToArray());
    }

    [TestMethod]
    [DataRow("""{"type":"message","text":""", HttpStatusCode.BadRequest)]
    [DataRow("[]", HttpStatusCode.BadRequest)]
    [DataRow("", HttpStatusCode.BadRequest)]
    [DataRow("""{"type":"trace"}""", HttpStatusCode.BadRequest)]
    [DataRow("""{"type":7}""", HttpStatusCode.BadRequest)]
    [DataRow("""{"type":"message","type":"typing"}""", HttpStatusCode.BadRequest)]
    public async Task Send_BrokenBody_IsRefused(string body, HttpStatusCode expected)
    {
        await using var host = await ChatTestHost.StartAsync();
        Assert.AreEqual(expected, (await PostAsync(host, $"{Personal}/activities", body)).StatusCode);
    }

    [TestMethod]
    [DataRow(false)]
    [DataRow(true)]
    public async Task Send_OverTheLimit_Is413(bool chunked)
    {
        await using var host = await ChatTestHost.StartAsync();
        using var request = new HttpRequestMessage(HttpMethod.Post, $"{Personal}/activities");
        request.Content = new StringContent($$"""{"type":"message","text":"{{new string('x', 262_144)}}"}""", Encoding.UTF8, "application/json");
        request.Headers.TransferEncodingChunked = chunked;
        Assert.AreEqual(HttpStatusCode.RequestEntityTooLarge, (await host.Client.SendAsync(request)).StatusCode);
    }

    [TestMethod]
    public async Task Member_OfTheConversation_HasAnEMailAddress()
    {
        await using var host = await ChatTestHost.StartAsync();
        var member = await host.Client.GetFromJsonAsync<JsonObject>($"{Personal}/members/29%3Alocal-recruiter");
        Assert.AreEqual("riley.morgan@wellintake.example", member!["email"]!.GetValue<string>());
        Assert.AreEqual(HttpStatusCode.NotFound, (await host.Client.GetAsync($"{Personal}/members/29%3Alocal-admin")).StatusCode);
        Assert.AreEqual(3, (await host.Client.GetFromJsonAsync<JsonArray>($"{Channel}/members"))!.Count);
    }

    [TestMethod]
    public async Task Create_ForAPerson_GivesTheirConversation()
    {
        await using var host = await ChatTestHost.StartAsync();
        var response = await PostAsync(host, "/chat/connector/v3/conversations", """{"members":[{"id":"29:local-admin"}]}""");
        Assert.AreEqual(HttpStatusCode.Created, response.StatusCode);
        Assert.AreEqual("a:local-admin", await IdOfAsync(response));
        Assert.AreEqual(HttpStatusCode.BadRequest, (await PostAsync(host, "/chat/connector/v3/conversations", """{"members":[{"id":"x"}]}""")).StatusCode);
    }

    [TestMethod]
    public async Task Changes_ManyAtOnce_GetVersionsWithoutGapOrDouble()
    {
        await using var host = await ChatTestHost.StartAsync();
        var store = host.Get<ChatStore>();
        await Task.WhenAll(Enumerable.Range(0, 40).Select(i => store.AddAsync(i % 2 == 0 ? "even" : "odd", $"m{i}", fromBot: true, [], default)));
        var versions = (await store.ChangedSinceAsync("even", 0, default)).Select(m => m.Version).ToArray();
        CollectionAssert.AreEqual(Enumerable.Range(1, 20).Select(i => (long)i).ToArray(), versions);
        Assert.AreEqual(5, (await store.ChangedSinceAsync("even", 15, default)).Count);
    }

    private static Task<HttpResponseMessage> PostAsync(ChatTestHost host, string path, string json) =>
        host.Client.PostAsync(path, new StringContent(json, Encoding.UTF8, "application/json"));

    private static Task<HttpResponseMessage> PutAsync(ChatTestHost host, string path, string json) =>
        host.Client.PutAsync(path, new StringContent(json, Encoding.UTF8, "application/json"));

    private static async Task<string> IdOfAsync(HttpResponseMessage response) =>
        (await response.Content.ReadFromJsonAsync<JsonObject>())!["id"]!.GetValue<string>();
}
