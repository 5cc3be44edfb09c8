using System.Diagnostics;
using System.Text;
using System.Text.Json;
using WellIntake.Modules.Platform.Teams;
using WellIntake.Tests.Testing;

namespace WellIntake.Tests.Platform.Teams.Connector;

[TestClass]
[TestCategory("TEA-2")]
public sealed class BotConnectorMessengerTests
{
    private const string Card = """{"type":"AdaptiveCard","version":"1.5","body":[{"type":"TextBlock","text":"Hi"}]}""";

    private static readonly OutgoingMessage CardMessage = new(Encoding.UTF8.GetBytes(Card), null, "Your digest");

    public TestContext TestContext { get; set; } = null!;

    private CancellationToken Ct => TestContext.CancellationToken;

    [TestMethod]
    public async Task Send_Card_ArrivesAloneWithItsSummary()
    {
        await using var rig = await MessengerRig.StartAsync();

        var result = await rig.Messenger.SendAsync(rig.To(), CardMessage, Ct);

        Assert.AreEqual(SendOutcome.Sent, result.Outcome);
        Assert.AreEqual(201, result.StatusCode);
        Assert.AreEqual(1, result.Tries);
        var shown = rig.Channel.Visible("a:1").Single();
        Assert.AreEqual(shown.Id, result.ActivityId);
        using var body = JsonDocument.Parse(shown.Body);
        var root = body.RootElement;
        Assert.AreEqual("message", root.GetProperty("type").GetString());
        Assert.AreEqual("28:bot", root.GetProperty("from").GetProperty("id").GetString());
        Assert.AreEqual("29:user", root.GetProperty("recipient").GetProperty("id").GetString());
        Assert.AreEqual("a:1", root.GetProperty("conversation").GetProperty("id").GetString());
        Assert.AreEqual("Your digest", root.GetProperty("summary").GetString());
        Assert.IsFalse(root.TryGetProperty("text", out _), "text beside a card cannot be updated");
        var attachment = root.GetProperty("attachments")[0];
        Assert.AreEqual("application/vnd.microsoft.card.adaptive", attachment.GetProperty("contentType").GetString());
        Assert.AreEqual(Card, attachment.GetProperty("content").GetRawText());
        Assert.AreEqual(string.Empty, rig.Channel.Requests[0].Authorization);
    }

    [TestMethod]
    public async Task Send_TextWithCard_LeavesTheTextOut()
    {
        await using var rig = await MessengerRig.StartAsync();
        await rig.Messenger.SendAsync(rig.To(), CardMessage with { Text = "both" }, Ct);
        Assert.IsFalse(rig.Channel.Visible().Single().Body.Contains("both", StringComparison.Ordinal));
    }

    [TestMethod]
    public async Task Send_Text_ArrivesAsPlain()
    {
        await using var rig = await MessengerRig.StartAsync();
        await rig.Messenger.SendAsync(rig.To(), new OutgoingMessage(null, "Grüße \"x\" 😀"), Ct);
        using var body = JsonDocument.Parse(rig.Channel.Visible().Single().Body);
        Assert.AreEqual("Grüße \"x\" 😀", body.RootElement.GetProperty("text").GetString());
        Assert.AreEqual("plain", body.RootElement.GetProperty("textFormat").GetString());
    }

    [TestMethod]
    [DataRow("a:1", "activities/77", "a:1/activities/77", "the reply path")]
    [DataRow("19:c@thread.tacv2;messageid=5", "activities", "19:c@thread.tacv2;messageid=5/activities", "the thread is in the id")]
    public async Task Send_Reply_GoesIntoTheThread(string conversation, string ending, string segments, string why)
    {
        await using var rig = await MessengerRig.StartAsync();
        var result = await rig.Messenger.SendAsync(rig.To(conversation, "channel"), CardMessage with { ReplyToId = "77" }, Ct);
        Assert.AreEqual(SendOutcome.Sent, result.Outcome);
        var request = rig.Channel.Requests.Single();
        StringAssert.EndsWith(request.Target, ending, StringComparison.Ordinal);
        Assert.AreEqual(segments, string.Join('/', request.Segments), why);
        StringAssert.Contains(request.Body, "\"replyToId\":\"77\"", StringComparison.Ordinal);
    }

    [TestMethod]
    public async Task Send_ReplyToAMessageThatIsGone_IsPostedPlainly()
    {
        await using var rig = await MessengerRig.StartAsync();
        rig.Channel.Fail(new StubFault { Status = 404, Code = "ActivityNotFoundInConversation" });
        var result = await rig.Messenger.SendAsync(rig.To(), CardMessage with { ReplyToId = "77" }, Ct);
        Assert.AreEqual(SendOutcome.Sent, result.Outcome);
        Assert.AreEqual(2, result.Tries);
        Assert.HasCount(1, rig.Channel.Visible());
    }

    [TestMethod]
    [DataRow("/")]
    [DataRow("")]
    public async Task Send_OddIds_AreEscaped(string slash)
    {
        await using var rig = await MessengerRig.StartAsync();
        const string id = "19:a/b?c#d%2F é@thread.v2;messageid=1";
        var result = await rig.Messenger.SendAsync(rig.To(id, "channel", rig.Channel.ServiceUrl + slash), CardMessage, Ct);
        Assert.AreEqual(SendOutcome.Sent, result.Outcome);
        Assert.HasCount(1, rig.Channel.Visible(id));
        StringAssert.StartsWith(rig.Channel.Requests[0].Target, "/_connector/v3/conversations/19%3Aa%2Fb%3Fc%23d%252F", StringComparison.Ordinal);
    }

    [TestMethod]
    [TestCategory("SEC-1")]
    [DataRow("..", "1")]
    [DataRow("a:1", "../../x")]
    [DataRow("a:1", "..")]
    [DataRow("", "1")]
    [DataRow("a:1", "")]
    public async Task Update_IdThatClimbs_GoesNowhereElse(string conversation, string activity)
    {
        await using var rig = await MessengerRig.StartAsync();
        await rig.Messenger.UpdateAsync(rig.To(conversation), activity, CardMessage, Ct);
        Assert.IsTrue(rig.Channel.Requests.All(r => r.Segments is [var c, "activities", _] && c == conversation), "every request stays under its conversation");
    }

    [TestMethod]
    public async Task Update_Known_ReplacesInPlace()
    {
        await using var rig = await MessengerRig.StartAsync();
        var sent = await rig.Messenger.SendAsync(rig.To(), new OutgoingMessage(null, "first"), Ct);
        var updated = await rig.Messenger.UpdateAsync(rig.To(), sent.ActivityId!, new OutgoingMessage(null, "second"), Ct);

        Assert.AreEqual(SendOutcome.Sent, updated.Outcome);
        Assert.AreEqual(sent.ActivityId, updated.ActivityId);
        var shown = rig.Channel.Visible("a:1").Single();
        StringAssert.Contains(shown.Body, "second", StringComparison.Ordinal);
        StringAssert.Contains(shown.Body, $"\"id\":\"{sent.ActivityId}\"", StringComparison.Ordinal);
    }

    [TestMethod]
    [DataRow(404)]
    [DataRow(405)]
    [DataRow(501)]
    public async Task Update_ChannelCannot_IsNotUpdatable(int status)
    {
        await using var rig = await MessengerRig.StartAsync();
        rig.Channel.Fail(new StubFault { Status = status });
        var result = await rig.Messenger.UpdateAsync(rig.To(), "5", CardMessage, Ct);
        Assert.AreEqual(SendOutcome.NotUpdatable, result.Outcome);
        Assert.AreEqual(1, result.Tries);
    }

    [TestMethod]
    public async Task Delete_Known_IsGone_AndAgainCountsAsDone()
    {
        await using var rig = await MessengerRig.StartAsync();
        var sent = await rig.Messenger.SendAsync(rig.To(), CardMessage, Ct);
        Assert.AreEqual(SendOutcome.Sent, (await rig.Messenger.DeleteAsync(rig.To(), sent.ActivityId!, Ct)).Outcome);
        Assert.IsEmpty(rig.Channel.Visible());
        Assert.AreEqual(SendOutcome.Sent, (await rig.Messenger.DeleteAsync(rig.To(), sent.ActivityId!, Ct)).Outcome);
    }

    [TestMethod]
    public async Task Delete_ChannelCannot_IsNotUpdatable()
    {
        await using var rig = await MessengerRig.StartAsync();
        rig.Channel.CannotDelete = true;
        Assert.AreEqual(SendOutcome.NotUpdatable, (await rig.Messenger.DeleteAsync(rig.To(), "5", Ct)).Outcome);
    }

    [TestMethod]
    [DataRow("a:1", "personal", 1)]
    [DataRow("19:g@thread.v2", "groupChat", 1)]
    [DataRow("19:c@thread.tacv2", "channel", 0)]
    [DataRow("19:c@thread.tacv2;messageid=1", null, 0)]
    public async Task Typing_Shows_ButNotInChannels(string conversation, string? type, int shown)
    {
        await using var rig = await MessengerRig.StartAsync();
        var result = await rig.Messenger.TypingAsync(rig.To(conversation, type), Ct);
        Assert.AreEqual(SendOutcome.Sent, result.Outcome);
        Assert.AreEqual(shown, rig.Channel.Requests.Count);
        Assert.AreEqual(shown, rig.Channel.Conversations.Values.Sum(c => c.Typing));
    }

    [TestMethod]
    [TestCategory("TEA-1")]
    [DataRow("""{"id":"29:u","name":"Alex","aadObjectId":"7c","email":" Alex.Wilber@Example.COM "}""", "alex.wilber@example.com", "7c")]
    [DataRow("""{"id":"29:u","objectId":"8d","userPrincipalName":"ALEX@example.com","extra":{}}""", "alex@example.com", "8d")]
    [DataRow("""{"id":"29:u","userPrincipalName":"alex_gmail.com#EXT#@example.com"}""", null, null)]
    public async Task GetMember_Known_HasAddressInLowerCase(string body, string? email, string? aad)
    {
        await using var rig = await MessengerRig.StartAsync();
        rig.Channel.Members["29:u"] = body;
        var member = await rig.Messenger.GetMemberAsync(rig.To("19:c@thread.tacv2;messageid=1", "channel"), "29:u", Ct);
        Assert.AreEqual(email, member?.Email);
        Assert.AreEqual(aad, member?.AadObjectId);
        Assert.AreEqual("19:c@thread.tacv2", rig.Channel.Requests[0].Segments[0], "members belong to the channel, not to the thread");
    }

    [TestMethod]
    [TestCategory("TEA-1")]
    public async Task GetMember_UnknownOrStrange_IsNull()
    {
        await using var rig = await MessengerRig.StartAsync();
        Assert.IsNull(await rig.Messenger.GetMemberAsync(rig.To(), "29:nobody", Ct));
        foreach (var strange in new[] { "[]", "{}", "{\"id\":5}", "<html>", "{\"id\":" })
        {
            rig.Channel.Members["29:u"] = strange;
            Assert.IsNull(await rig.Messenger.GetMemberAsync(rig.To(), "29:u", Ct), strange);
        }
    }

    [TestMethod]
    public async Task Send_TooLarge_IsNotEvenTried()
    {
        await using var rig = await MessengerRig.StartAsync(("MaxMessageBytes", "4096"));
        var result = await rig.Messenger.SendAsync(rig.To(), new OutgoingMessage(null, new string('a', 3000)), Ct);
        Assert.AreEqual(SendOutcome.TooLarge, result.Outcome);
        Assert.AreEqual(0, result.Tries);
        Assert.IsEmpty(rig.Channel.Requests);
    }

    [TestMethod]
    public async Task Send_ChannelSaysTooLarge_IsTooLarge()
    {
        await using var rig = await MessengerRig.StartAsync();
        rig.Channel.MaxBodyBytes = 100;
        var result = await rig.Messenger.SendAsync(rig.To(), CardMessage, Ct);
        Assert.AreEqual(SendOutcome.TooLarge, result.Outcome);
        Assert.AreEqual(413, result.StatusCode);
        Assert.AreEqual(1, result.Tries);
    }

    [TestMethod]
    public async Task Send_Nothing_IsRejected()
    {
        await using var rig = await MessengerRig.StartAsync();
        Assert.AreEqual(SendOutcome.Rejected, (await rig.Messenger.SendAsync(rig.To(), new OutgoingMessage(null, null), Ct)).Outcome);
        Assert.AreEqual(SendOutcome.Rejected, (await rig.Messenger.SendAsync(rig.To(), new OutgoingMessage(ReadOnlyMemory<byte>.Empty, ""), Ct)).Outcome);
        Assert.IsEmpty(rig.Channel.Requests);
    }

    [TestMethod]
    [TestCategory("SEC-1")]
    public async Task Send_ElsewhereWithoutAppId_MakesNoRequest()
    {
        await using var rig = await MessengerRig.StartAsync();
        var result = await rig.Messenger.SendAsync(rig.To(serviceUrl: "http://example.com/x"), CardMessage, Ct);
        Assert.AreEqual(SendOutcome.Rejected, result.Outcome);
        Assert.AreEqual(0, result.Tries);
    }

    [TestMethod]
    [TestCategory("QUE-14")]
    public async Task Send_UnderATrace_CarriesIt()
    {
        await using var rig = await MessengerRig.StartAsync();
        using var activity = new Activity("test").SetIdFormat(ActivityIdFormat.W3C).Start();
        await rig.Messenger.SendAsync(rig.To(), CardMessage, Ct);
        StringAssert.Contains(rig.Channel.Requests[0].TraceParent, activity.TraceId.ToHexString(), StringComparison.Ordinal);
    }
}
