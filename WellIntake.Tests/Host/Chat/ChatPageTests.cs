using System.Net;
using System.Text.Json.Nodes;
using AngleSharp.Html.Dom;
using AngleSharp.Html.Parser;
using Microsoft.AspNetCore.Http;
using WellIntake.Host.Chat;

namespace WellIntake.Tests.Chat;

/// <summary>The page as somebody without scripts uses it: read, fill in a form, send, read again.</summary>
[TestClass]
[TestCategory("TEA-7")]
public sealed class ChatPageTests
{
    [TestMethod]
    public async Task Send_InPersonalChat_PostsTheActivityAndShowsTheMessage()
    {
        await using var host = await ChatTestHost.StartAsync();
        var (response, page) = await SubmitAsync(host, "/chat?person=executive", "#composer", ("text", "digest <b>advisors</b>"));

        Assert.AreEqual(HttpStatusCode.SeeOther, response.StatusCode);
        Assert.AreEqual("/chat?kind=personal&person=executive", response.Headers.Location!.ToString());
        var activity = host.Received.Single();
        Assert.AreEqual("message", Text(activity, "type"));
        Assert.AreEqual("digest <b>advisors</b>", Text(activity, "text"));
        Assert.AreEqual("webchat", Text(activity, "channelId"));
        Assert.AreEqual("Evelyn Hart", Text(activity["from"]!, "name"));
        Assert.AreEqual("a:local-executive", Text(activity["conversation"]!, "id"));
        Assert.AreEqual("personal", Text(activity["conversation"]!, "conversationType"));
        Assert.AreEqual(new Uri(host.Address, "/chat/connector").AbsoluteUri, Text(activity, "serviceUrl"));
        Assert.AreEqual("digest <b>advisors</b>", page.QuerySelector(".message.own .typed")!.TextContent);
    }

    [TestMethod]
    [TestCategory("WEB-8")]
    [DataRow("group", "groupChat")]
    [DataRow("channel", "channel")]
    public async Task Send_InGroupOrChannel_MentionsTheBot(string kind, string type)
    {
        await using var host = await ChatTestHost.StartAsync();
        var (_, page) = await SubmitAsync(host, $"/chat?kind={kind}", "#composer", ("text", "help"));
        var activity = host.Received.Single();
        Assert.AreEqual(type, Text(activity["conversation"]!, "conversationType"));
        Assert.AreEqual("<at>WellIntake</at> help", Text(activity, "text"));
        var mention = activity["entities"]!.AsArray().Single(e => Text(e!, "type") == "mention")!;
        Assert.AreEqual(Text(activity["recipient"]!, "id"), Text(mention["mentioned"]!, "id"));
        Assert.AreEqual("@WellIntake help", page.QuerySelector(".typed")!.TextContent);
    }

    [TestMethod]
    [TestCategory("WEB-8")]
    public async Task Send_AnswerInAThread_CarriesTheThread()
    {
        await using var host = await ChatTestHost.StartAsync();
        await SubmitAsync(host, "/chat?kind=channel", "#composer", ("text", "help"));
        var (_, page) = await SubmitAsync(host, "/chat?kind=channel&person=admin", ".reply", ("text", "more"));
        var root = Text(host.Received[0], "id");
        Assert.AreEqual($"19:local-channel@thread.tacv2;messageid={root}", Text(host.Received[0]["conversation"]!, "id"));
        Assert.AreEqual($"19:local-channel@thread.tacv2;messageid={root}", Text(host.Received[1]["conversation"]!, "id"));
        Assert.AreEqual(1, page.QuerySelectorAll(".thread").Length);
        Assert.AreEqual(2, page.QuerySelectorAll(".thread .message").Length);
    }

    [TestMethod]
    public async Task Send_WebhookFails_KeepsTheTextAndTheIdAndSaysSo()
    {
        await using var host = await ChatTestHost.StartAsync();
        host.Webhook = _ => Task.FromResult(Results.StatusCode(503));
        var (response, page) = await SubmitAsync(host, "/chat", "#composer", ("text", "my long question"), show: false);

        Assert.AreEqual(HttpStatusCode.UnprocessableEntity, response.StatusCode);
        Assert.AreEqual("my long question", ((IHtmlTextAreaElement)page.QuerySelector("#text")!).Value);
        StringAssert.Contains(page.GetElementById("notice")!.TextContent, "503", StringComparison.Ordinal);
        Assert.IsNull(page.QuerySelector(".message"));
        Assert.AreEqual(Text(host.Received[0], "id"), Field(page, "#composer", "messageId"));
    }

    [TestMethod]
    public async Task Send_SameIdTwice_PostsOnce()
    {
        await using var host = await ChatTestHost.StartAsync();
        var page = await OpenAsync(host, "/chat");
        await PostAsync(host, page, "#composer", ("text", "once"));
        await PostAsync(host, page, "#composer", ("text", "once"));
        Assert.AreEqual(1, host.Received.Count);
        Assert.AreEqual(1, (await OpenAsync(host, "/chat")).QuerySelectorAll(".message").Length);
    }

    [TestMethod]
    [DataRow("   ")]
    [DataRow(4_001)]
    public async Task Send_EmptyOrTooLong_IsANotice(object what)
    {
        await using var host = await ChatTestHost.StartAsync();
        var text = what as string ?? new string('x', (int)what);
        var (_, page) = await SubmitAsync(host, "/chat", "#composer", ("text", text), show: false);
        Assert.AreNotEqual("", page.GetElementById("notice")!.TextContent);
        Assert.AreEqual(0, host.Received.Count);
    }

    [TestMethod]
    public async Task Press_Submit_PostsDataMergedWithTheForm()
    {
        await using var host = await ChatTestHost.StartAsync();
        var id = await CardAsync(host, """
            {"type":"AdaptiveCard","body":[{"type":"Input.Number","id":"max","value":6},{"type":"Input.Toggle","id":"vault","title":"Vault"},
              {"type":"Input.ChoiceSet","id":"who","style":"expanded","isMultiSelect":true,"choices":[{"title":"A","value":"a"},{"title":"B","value":"b"}]}],
             "actions":[{"type":"Action.Submit","title":"Apply","data":{"kind":"filters","max":1}}]}
            """);
        await SubmitAsync(host, "/chat", "form[action^='/chat/action']", [("input.max", "12"), ("input.who", "a"), ("input.who", "b"), ("action", "0")]);
        var activity = host.Received.Single();
        Assert.AreEqual("message", Text(activity, "type"));
        Assert.IsFalse(activity.ContainsKey("text"));
        Assert.AreEqual(id, Text(activity, "replyToId"));
        Assert.AreEqual("""{"kind":"filters","max":"12","vault":"false","who":"a,b"}""", activity["value"]!.ToJsonString());
    }

    [TestMethod]
    public async Task Press_Execute_InvokesAndReplacesTheCard()
    {
        await using var host = await ChatTestHost.StartAsync();
        await CardAsync(host, """{"type":"AdaptiveCard","body":[],"actions":[{"type":"Action.OpenUrl","title":"Look","url":"https://example.org"},{"type":"Action.Execute","title":"Cancel","verb":"cancel","data":{"id":"R1"}}]}""");
        host.Webhook = _ => Task.FromResult(Results.Json(JsonNode.Parse("""
            {"statusCode":200,"type":"application/vnd.microsoft.card.adaptive","value":{"type":"AdaptiveCard","body":[{"type":"TextBlock","text":"Cancelled"}]}}
            """)));
        var (response, page) = await SubmitAsync(host, "/chat", "form[action^='/chat/action']", ("action", "1"));

        Assert.AreEqual(HttpStatusCode.SeeOther, response.StatusCode);
        var activity = host.Received.Single();
        Assert.AreEqual("invoke", Text(activity, "type"));
        Assert.AreEqual("adaptiveCard/action", Text(activity, "name"));
        Assert.AreEqual("""{"type":"Action.Execute","title":"Cancel","verb":"cancel","data":{"id":"R1"}}""", activity["value"]!["action"]!.ToJsonString());
        Assert.AreEqual("Cancelled", page.QuerySelectorAll(".message").Single().QuerySelector(".card")!.TextContent);
    }

    [TestMethod]
    [DataRow("""{"statusCode":200,"type":"application/vnd.microsoft.activity.message","value":"Saved <b>"}""", "Saved <b>")]
    [DataRow("""{"statusCode":400,"type":"application/vnd.microsoft.error","value":{"code":"x","message":"Not yours"}}""", "Not yours")]
    [DataRow("""{"statusCode":500}""", "This could not be done.")]
    public async Task Press_ExecuteAnsweredWithWords_IsANotice(string answer, string notice)
    {
        await using var host = await ChatTestHost.StartAsync();
        await CardAsync(host, """{"type":"AdaptiveCard","actions":[{"type":"Action.Execute","title":"Save","verb":"save"}]}""");
        host.Webhook = _ => Task.FromResult(Results.Json(JsonNode.Parse(answer)));
        var (_, page) = await SubmitAsync(host, "/chat", "form[action^='/chat/action']", ("action", "0"), show: false);
        Assert.AreEqual(notice, page.GetElementById("notice")!.TextContent);
    }

    [TestMethod]
    [DataRow("7")]
    [DataRow("-1")]
    [DataRow("x")]
    [DataRow("1")]
    public async Task Press_WhatTheCardDoesNotHave_IsRefused(string button)
    {
        await using var host = await ChatTestHost.StartAsync();
        await CardAsync(host, """{"type":"AdaptiveCard","actions":[{"type":"Action.Submit","title":"A"},{"type":"Action.OpenUrl","title":"B","url":"https://example.org"}]}""");
        await SubmitAsync(host, "/chat", "form[action^='/chat/action']", ("action", button), show: false);
        Assert.AreEqual(0, host.Received.Count);
    }

    [TestMethod]
    public async Task Press_RequiredLeftEmpty_SaysWhatIsMissing()
    {
        await using var host = await ChatTestHost.StartAsync();
        await CardAsync(host, """{"type":"AdaptiveCard","body":[{"type":"Input.Text","id":"t","isRequired":true,"errorMessage":"Say which."}],"actions":[{"type":"Action.Submit","title":"A"}]}""");
        var (_, page) = await SubmitAsync(host, "/chat", "form[action^='/chat/action']", ("action", "0"), show: false);
        Assert.AreEqual("Say which.", page.GetElementById("notice")!.TextContent);
        Assert.AreEqual(0, host.Received.Count);
    }

    [TestMethod]
    public async Task Page_Empty_GreetsAndSuggests()
    {
        await using var host = await ChatTestHost.StartAsync();
        var page = await OpenAsync(host, "/chat?kind=nonsense&person=nobody");
        StringAssert.Contains(page.QuerySelector(".empty")!.TextContent, "Riley", StringComparison.Ordinal);
        CollectionAssert.AreEqual(new[] { "help", "digest advisors", "status" }, page.QuerySelectorAll(".chip").Select(c => c.TextContent).ToArray());
        Assert.AreEqual("Personal chat", page.QuerySelector("nav a[aria-current] .name")!.TextContent);
        Assert.AreEqual(0, page.QuerySelectorAll("[style], script:not([src]), style, [onclick]").Length);
    }

    private static async Task<string> CardAsync(ChatTestHost host, string card)
    {
        var id = Guid.NewGuid().ToString("N");
        var activity = JsonNode.Parse($$"""{"type":"message","attachments":[{"contentType":"application/vnd.microsoft.card.adaptive","content":{{card}}}]}""")!.AsObject();
        Assert.IsTrue(await host.Get<ChatStore>().AddAsync("a:local-recruiter", id, fromBot: true, activity, default));
        return id;
    }

    private static Task<(HttpResponseMessage Response, IHtmlDocument Page)> SubmitAsync(
        ChatTestHost host, string path, string form, (string, string) field, bool show = true) => SubmitAsync(host, path, form, [field], show);

    private static async Task<(HttpResponseMessage Response, IHtmlDocument Page)> SubmitAsync(
        ChatTestHost host, string path, string form, (string, string)[] fields, bool show = true)
    {
        var response = await PostAsync(host, await OpenAsync(host, path), form, fields);
        return (response, show ? await OpenAsync(host, path) : await ParseAsync(await response.Content.ReadAsStringAsync()));
    }

    private static async Task<IHtmlDocument> OpenAsync(ChatTestHost host, string path) =>
        await ParseAsync(await host.Client.GetStringAsync(path));

    private static Task<IHtmlDocument> ParseAsync(string html) => new HtmlParser().ParseDocumentAsync(html);

    private static Task<HttpResponseMessage> PostAsync(ChatTestHost host, IHtmlDocument page, string form, params (string Name, string Value)[] fields)
    {
        var hidden = page.QuerySelectorAll($"{form} input[type=hidden]").Cast<IHtmlInputElement>().Select(i => KeyValuePair.Create(i.Name!, i.Value));
        var content = new FormUrlEncodedContent([.. hidden, .. fields.Select(f => KeyValuePair.Create(f.Name, f.Value))]);
        return host.Client.PostAsync(page.QuerySelector(form)!.GetAttribute("action"), content);
    }

    private static string Field(IHtmlDocument page, string form, string name) =>
        ((IHtmlInputElement)page.QuerySelector($"{form} [name={name}]")!).Value;

    private static string? Text(JsonNode node, string property) => node[property]?.GetValue<string>();
}
