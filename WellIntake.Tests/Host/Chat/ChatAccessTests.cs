using System.Net;
using System.Text;

namespace WellIntake.Tests.Chat;

/// <summary>Who may open the page, and what other sites' pages cannot do.</summary>
[TestClass]
[TestCategory("TEA-7")]
public sealed class ChatAccessTests
{
    private const string Send = "/chat/connector/v3/conversations/a%3Alocal-recruiter/activities";

    [TestMethod]
    public async Task Page_Answered_CarriesStrictHeaders()
    {
        await using var host = await ChatTestHost.StartAsync();
        foreach (var path in new[] { "/chat", "/chat/chat.css", "/chat/chat.js", "/chat/icon.svg" })
        {
            var response = await host.Client.GetAsync(path);
            Assert.AreEqual(HttpStatusCode.OK, response.StatusCode, path);
            var policy = response.Headers.GetValues("Content-Security-Policy").Single();
            StringAssert.Contains(policy, "default-src 'none'", StringComparison.Ordinal);
            StringAssert.Contains(policy, "frame-ancestors 'none'", StringComparison.Ordinal);
            Assert.IsFalse(policy.Contains("unsafe", StringComparison.Ordinal));
            Assert.AreEqual("nosniff", response.Headers.GetValues("X-Content-Type-Options").Single());
            Assert.IsTrue(response.Headers.CacheControl!.NoStore);
        }
    }

    [TestMethod]
    [DataRow("WellIntake:Chat:Enabled", "false", HttpStatusCode.NotFound)]
    [DataRow("TEAMS_BOT_APP_ID", "an-app-id", HttpStatusCode.NotFound)]
    [DataRow("WellIntake:Teams:AppId", "an-app-id", HttpStatusCode.NotFound)]
    [DataRow("Unrelated", "x", HttpStatusCode.OK)]
    public async Task Page_ByConfiguration_IsOnOrOff(string key, string value, HttpStatusCode expected)
    {
        await using var host = await ChatTestHost.StartAsync(new() { [key] = value });
        Assert.AreEqual(expected, (await host.Client.GetAsync("/chat")).StatusCode);
    }

    [TestMethod]
    public async Task Page_EnabledDespiteAnAppId_IsOn()
    {
        await using var host = await ChatTestHost.StartAsync(new() { ["TEAMS_BOT_APP_ID"] = "an-app-id", ["WellIntake:Chat:Enabled"] = "true" });
        Assert.AreEqual(HttpStatusCode.OK, (await host.Client.GetAsync("/chat")).StatusCode);
    }

    [TestMethod]
    [DataRow("/chat", "Host", "rebound.example", HttpStatusCode.Forbidden)]
    [DataRow("/chat", "Host", "localhost.rebound.example:80", HttpStatusCode.Forbidden)]
    [DataRow("/chat", "Host", "localhost:1234", HttpStatusCode.OK)]
    [DataRow("/chat", "Host", "[::1]", HttpStatusCode.OK)]
    [DataRow("/chat", "X-Forwarded-For", "203.0.113.7", HttpStatusCode.NotFound)]
    [DataRow("/chat/events", "Origin", "https://other.example", HttpStatusCode.Forbidden)]
    [DataRow("/chat/events", "Origin", "null", HttpStatusCode.Forbidden)]
    [DataRow("/chat/events", "Sec-Fetch-Site", "cross-site", HttpStatusCode.Forbidden)]
    [DataRow("/chat/events", "Sec-Fetch-Site", "same-site", HttpStatusCode.Forbidden)]
    [DataRow("/chat", "Sec-Fetch-Site", "same-origin", HttpStatusCode.OK)]
    public async Task Get_FromElsewhere_IsRefused(string path, string header, string value, HttpStatusCode expected)
    {
        await using var host = await ChatTestHost.StartAsync();
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        request.Headers.TryAddWithoutValidation(header, value);
        using var response = await host.Client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
        Assert.AreEqual(expected, response.StatusCode);
    }

    [TestMethod]
    [DataRow("Origin", "https://other.example")]
    [DataRow("Origin", "http://127.0.0.1")]
    [DataRow("Sec-Fetch-Site", "same-origin")]
    public async Task Connector_FromABrowser_IsRefused(string header, string value)
    {
        await using var host = await ChatTestHost.StartAsync();
        using var request = new HttpRequestMessage(HttpMethod.Post, Send);
        request.Headers.TryAddWithoutValidation(header, value);
        request.Content = new StringContent("""{"type":"message"}""", Encoding.UTF8, "application/json");
        Assert.AreEqual(HttpStatusCode.Forbidden, (await host.Client.SendAsync(request)).StatusCode);
    }

    [TestMethod]
    public async Task Connector_WithoutJsonType_Is415()
    {
        await using var host = await ChatTestHost.StartAsync();
        var response = await host.Client.PostAsync(Send, new StringContent("""{"type":"message"}""", Encoding.UTF8, "text/plain"));
        Assert.AreEqual(HttpStatusCode.UnsupportedMediaType, response.StatusCode);
    }

    [TestMethod]
    [DataRow("/chat/send")]
    [DataRow("/chat/action")]
    public async Task Post_WithoutToken_IsRefusedAndNothingSent(string path)
    {
        await using var host = await ChatTestHost.StartAsync();
        var response = await host.Client.PostAsync(path, new FormUrlEncodedContent(new Dictionary<string, string> { ["text"] = "x" }));
        Assert.AreEqual(HttpStatusCode.BadRequest, response.StatusCode);
        Assert.AreEqual(0, host.Received.Count);
    }

    [TestMethod]
    public async Task Post_OverTheLimit_Is413()
    {
        await using var host = await ChatTestHost.StartAsync();
        var response = await host.Client.PostAsync("/chat/send", new FormUrlEncodedContent(new Dictionary<string, string> { ["text"] = new('x', 300_000) }));
        Assert.AreEqual(HttpStatusCode.RequestEntityTooLarge, response.StatusCode);
    }
}
