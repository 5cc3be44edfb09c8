using System.Net;
using System.Net.Sockets;
using WellIntake.Modules.Platform.Resilience;
using WellIntake.Modules.Platform.Teams;
using WellIntake.Tests.Testing;

namespace WellIntake.Tests.Platform.Teams.Connector;

[TestClass]
[TestCategory("TEA-3")]
[TestCategory("REL-5")]
public sealed class ConnectorRetryTests
{
    private static readonly OutgoingMessage Message = new(null, "hello");

    public TestContext TestContext { get; set; } = null!;

    private CancellationToken Ct => TestContext.CancellationToken;

    [TestMethod]
    [DataRow(429)]
    [DataRow(412)]
    [DataRow(500)]
    [DataRow(502)]
    [DataRow(503)]
    [DataRow(504)]
    public async Task Send_TwiceTransient_ArrivesOnce(int status)
    {
        await using var rig = await MessengerRig.StartAsync();
        rig.Channel.Fail(new StubFault { Status = status });
        rig.Channel.Fail(new StubFault { Status = status });

        var result = await rig.Messenger.SendAsync(rig.To(), Message, Ct);

        Assert.AreEqual(SendOutcome.Sent, result.Outcome);
        Assert.AreEqual(3, result.Tries);
        Assert.HasCount(1, rig.Channel.Visible());
        Assert.IsGreaterThanOrEqualTo(2, rig.Time.Waits.Count, "it waits between tries");
        Assert.IsTrue(rig.Time.Waits.All(w => w <= TimeSpan.FromSeconds(30)));
    }

    [TestMethod]
    [DataRow(429)]
    [DataRow(503)]
    public async Task Send_StillTransient_GivesUpAfterThree(int status)
    {
        await using var rig = await MessengerRig.StartAsync();
        for (var i = 0; i < 10; i++)
            rig.Channel.Fail(new StubFault { Status = status });
        var result = await rig.Messenger.SendAsync(rig.To(), Message, Ct);
        Assert.AreEqual(SendOutcome.Transient, result.Outcome);
        Assert.AreEqual(status, result.StatusCode);
        Assert.AreEqual(3, result.Tries);
        Assert.IsEmpty(rig.Channel.Visible());
    }

    [TestMethod]
    [TestCategory("RES-1")]
    public async Task Send_FiveRequestsFail_ChannelIsLeftAloneForAMinute()
    {
        await using var rig = await MessengerRig.StartAsync();
        for (var i = 0; i < 5; i++)
            rig.Channel.Fail(new StubFault { Status = 503 });

        var first = await rig.Messenger.SendAsync(rig.To(), Message, Ct);
        var second = await rig.Messenger.SendAsync(rig.To(), Message, Ct);
        var refused = await Assert.ThrowsExactlyAsync<CircuitOpenException>(() => rig.Messenger.SendAsync(rig.To(), Message, Ct));
        var member = await rig.Messenger.GetMemberAsync(rig.To(), "29:user", Ct);

        Assert.AreEqual((SendOutcome.Transient, 3), (first.Outcome, first.Tries));
        Assert.AreEqual((SendOutcome.Transient, 2), (second.Outcome, second.Tries), "it ends as its last try did");
        Assert.AreEqual("teams", refused.Name);
        Assert.IsNull(member);
        Assert.HasCount(5, rig.Channel.Requests);

        rig.Time.Advance(TimeSpan.FromSeconds(60));
        Assert.AreEqual(SendOutcome.Sent, (await rig.Messenger.SendAsync(rig.To(), Message, Ct)).Outcome);
        Assert.HasCount(1, rig.Channel.Visible());
    }

    [TestMethod]
    [TestCategory("RES-1")]
    public async Task Send_OneRegionIsAway_OthersAreServed()
    {
        await using var rig = await MessengerRig.StartAsync();
        for (var i = 0; i < 5; i++)
            rig.Channel.Fail(new StubFault { Status = 503 });
        await rig.Messenger.SendAsync(rig.To(), Message, Ct);
        await rig.Messenger.SendAsync(rig.To(), Message, Ct);

        var elsewhere = rig.To(serviceUrl: new Uri(new Uri(rig.Channel.ServiceUrl), "/amer/").ToString());
        Assert.AreEqual(SendOutcome.Sent, (await rig.Messenger.SendAsync(elsewhere, Message, Ct)).Outcome);
        await Assert.ThrowsExactlyAsync<CircuitOpenException>(() => rig.Messenger.SendAsync(rig.To(), Message, Ct));
    }

    [TestMethod]
    [TestCategory("RES-1")]
    [DataRow(429)]
    [DataRow(404)]
    [DataRow(400)]
    public async Task Send_ChannelRefusesOrLimits_IsNotLeftAlone(int status)
    {
        await using var rig = await MessengerRig.StartAsync();
        rig.Channel.Trouble = _ => new StubFault { Status = status };
        for (var i = 0; i < 6; i++)
            await rig.Messenger.SendAsync(rig.To(), Message, Ct);
        rig.Channel.Trouble = null;

        Assert.AreEqual(SendOutcome.Sent, (await rig.Messenger.SendAsync(rig.To(), Message, Ct)).Outcome);
    }

    [TestMethod]
    [TestCategory("WEB-5")]
    [DataRow(429)]
    [DataRow(503)]
    public async Task TryUpdate_Transient_IsTriedOnce(int status)
    {
        await using var rig = await MessengerRig.StartAsync();
        var sent = await rig.Messenger.SendAsync(rig.To(), Message, Ct);
        rig.Channel.Fail(new StubFault { Status = status, RetryAfter = "0" });

        var result = await rig.Messenger.TryUpdateAsync(rig.To(), sent.ActivityId!, Message, Ct);

        Assert.AreEqual(SendOutcome.Transient, result.Outcome);
        Assert.AreEqual(1, result.Tries);
        Assert.AreEqual(1, rig.Channel.Requests.Count(r => r.Method == "PUT"));
    }

    [TestMethod]
    public async Task Send_RetryAfterSeconds_IsHeeded()
    {
        await using var rig = await MessengerRig.StartAsync();
        var start = rig.Time.GetUtcNow();
        rig.Channel.Fail(new StubFault { Status = 429, RetryAfter = "17" });
        Assert.AreEqual(SendOutcome.Sent, (await rig.Messenger.SendAsync(rig.To(), Message, Ct)).Outcome);
        Assert.IsGreaterThanOrEqualTo(TimeSpan.FromSeconds(17), rig.Time.GetUtcNow() - start);
        Assert.Contains(TimeSpan.FromSeconds(17), rig.Time.Waits);
    }

    [TestMethod]
    public async Task Send_RetryAfterDate_IsHeeded()
    {
        await using var rig = await MessengerRig.StartAsync();
        rig.Channel.Fail(new StubFault { Status = 503, RetryAfter = (rig.Time.GetUtcNow() + TimeSpan.FromSeconds(9)).ToString("r") });
        Assert.AreEqual(SendOutcome.Sent, (await rig.Messenger.SendAsync(rig.To(), Message, Ct)).Outcome);
        Assert.Contains(TimeSpan.FromSeconds(9), rig.Time.Waits);
    }

    [TestMethod]
    [DataRow("31")]
    [DataRow("86400")]
    public async Task Send_RetryAfterTooLong_EndsAsTransientAtOnce(string seconds)
    {
        await using var rig = await MessengerRig.StartAsync();
        rig.Channel.Fail(new StubFault { Status = 429, RetryAfter = seconds });
        var result = await rig.Messenger.SendAsync(rig.To(), Message, Ct);
        Assert.AreEqual(SendOutcome.Transient, result.Outcome);
        Assert.AreEqual(1, result.Tries);
        Assert.IsEmpty(rig.Time.Waits);
    }

    [TestMethod]
    public async Task Send_RetryAftersAddUpToTooMuch_EndsAsTransient()
    {
        await using var rig = await MessengerRig.StartAsync();
        rig.Channel.Fail(new StubFault { Status = 503, RetryAfter = "20" });
        rig.Channel.Fail(new StubFault { Status = 503, RetryAfter = "20" });
        var result = await rig.Messenger.SendAsync(rig.To(), Message, Ct);
        Assert.AreEqual(SendOutcome.Transient, result.Outcome);
        Assert.AreEqual(2, result.Tries);
    }

    [TestMethod]
    [DataRow(429)]
    [DataRow(502)]
    public async Task Update_Transient_IsRepeatedSafely(int status)
    {
        await using var rig = await MessengerRig.StartAsync();
        var sent = await rig.Messenger.SendAsync(rig.To(), Message, Ct);
        // It was done, and the answer was lost on the way: done again it must not show twice.
        rig.Channel.Fail(new StubFault { Status = status, AfterDelivery = true });
        rig.Channel.Fail(new StubFault { Cut = true, AfterDelivery = true });
        var result = await rig.Messenger.UpdateAsync(rig.To(), sent.ActivityId!, new OutgoingMessage(null, "result"), Ct);
        Assert.AreEqual(SendOutcome.Sent, result.Outcome);
        Assert.AreEqual(3, result.Tries);
        Assert.AreEqual(3, rig.Channel.Visible().Single().Updates);
    }

    [TestMethod]
    public async Task Send_ConnectionCut_IsRetried()
    {
        await using var rig = await MessengerRig.StartAsync();
        rig.Channel.Fail(new StubFault { Cut = true });
        var result = await rig.Messenger.SendAsync(rig.To(), Message, Ct);
        Assert.AreEqual(SendOutcome.Sent, result.Outcome);
        Assert.AreEqual(2, result.Tries);
        Assert.HasCount(1, rig.Channel.Visible());
    }

    [TestMethod]
    public async Task Send_NobodyListens_IsTransientAfterThree()
    {
        await using var rig = await MessengerRig.StartAsync();
        // A port that was free a moment ago, held without listening.
        using var held = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        held.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        var result = await rig.Messenger.SendAsync(rig.To(serviceUrl: $"http://127.0.0.1:{((IPEndPoint)held.LocalEndPoint!).Port}"), Message, Ct);
        Assert.AreEqual(SendOutcome.Transient, result.Outcome);
        Assert.AreEqual(3, result.Tries);
        Assert.IsNull(result.StatusCode);
        StringAssert.Contains(result.Reason, "not connected", StringComparison.Ordinal);
    }

    [TestMethod]
    public async Task Send_NoAnswer_TimesOutAndIsRetried()
    {
        // Limits of up to 100 s fire at once in this clock, so this one does, on every try.
        await using var rig = await MessengerRig.StartAsync(("TryTimeout", "00:01:30"));
        var result = await rig.Messenger.SendAsync(rig.To(), Message, Ct);
        Assert.AreEqual(SendOutcome.Transient, result.Outcome);
        Assert.AreEqual(3, rig.Time.Waits.Count(w => w == TimeSpan.FromSeconds(90)));
    }

    [TestMethod]
    [DataRow(403, "MessageWritesBlocked", SendOutcome.BotNotInConversation)]
    [DataRow(403, "BotNotInConversationRoster", SendOutcome.BotNotInConversation)]
    [DataRow(403, "ConversationBlockedByUser", SendOutcome.BotNotInConversation)]
    [DataRow(403, "Forbidden", SendOutcome.BotNotInConversation)]
    [DataRow(403, null, SendOutcome.BotNotInConversation)]
    [DataRow(403, "NotEnoughPermissions", SendOutcome.Rejected)]
    [DataRow(404, "ConversationNotFound", SendOutcome.BotNotInConversation)]
    [DataRow(404, null, SendOutcome.BotNotInConversation)]
    [DataRow(400, "BadSyntax", SendOutcome.Rejected)]
    [DataRow(400, "MessageSizeTooBig", SendOutcome.TooLarge)]
    [DataRow(401, null, SendOutcome.Rejected)]
    [DataRow(302, null, SendOutcome.Rejected)]
    public async Task Send_FinalRefusal_IsNotRetried(int status, string? code, SendOutcome outcome)
    {
        await using var rig = await MessengerRig.StartAsync();
        rig.Channel.Fail(new StubFault { Status = status, Code = code });
        var result = await rig.Messenger.SendAsync(rig.To(), Message, Ct);
        Assert.AreEqual(outcome, result.Outcome);
        Assert.AreEqual(1, result.Tries);
        Assert.AreEqual(status, result.StatusCode);
        Assert.IsFalse(result.Reason!.Contains("Alex", StringComparison.Ordinal), "the channel's sentence stays out");
    }

    [TestMethod]
    [DataRow("""{"error":{"code":"Forbidden","innerError":{"code":"MessageWritesBlocked"}}}""", SendOutcome.BotNotInConversation)]
    [DataRow("""{"error":{"code":"Unauthorized","subCode":"MessageWritesBlocked"}}""", SendOutcome.BotNotInConversation)]
    [DataRow("<html>no</html>", SendOutcome.BotNotInConversation)]
    [DataRow("""{"error":{"code":"InvalidBotApiHost"}}""", SendOutcome.Rejected)]
    public async Task Send_Forbidden_IsReadWhereverTheCodeStands(string body, SendOutcome outcome)
    {
        await using var rig = await MessengerRig.StartAsync();
        rig.Channel.Fail(new StubFault { Status = 403, Body = body });
        Assert.AreEqual(outcome, (await rig.Messenger.SendAsync(rig.To(), Message, Ct)).Outcome);
    }

    [TestMethod]
    public async Task Typing_Transient_IsNotRetried()
    {
        await using var rig = await MessengerRig.StartAsync();
        rig.Channel.Fail(new StubFault { Status = 503 });
        var result = await rig.Messenger.TypingAsync(rig.To(), Ct);
        Assert.AreEqual(SendOutcome.Transient, result.Outcome);
        Assert.AreEqual(1, result.Tries);
    }

    [TestMethod]
    public async Task Send_StormInOneConversation_LeavesOthersAlone()
    {
        await using var rig = await MessengerRig.StartAsync();
        rig.Channel.Trouble = r => r.Segments[0] == "a:bad" ? new StubFault { Status = 429 } : null;
        var bad = Enumerable.Range(0, 3).Select(_ => rig.Messenger.SendAsync(rig.To("a:bad"), Message, Ct)).ToList();
        var good = await Task.WhenAll(Enumerable.Range(0, 5).Select(i => rig.Messenger.SendAsync(rig.To($"a:{i}"), Message, Ct)));
        Assert.IsTrue(good.All(r => r is { Outcome: SendOutcome.Sent, Tries: 1 }));
        Assert.IsTrue((await Task.WhenAll(bad)).All(r => r.Outcome == SendOutcome.Transient));
    }

    [TestMethod]
    public async Task Send_CancelledWhileWaitingForAnAnswer_Throws()
    {
        await using var rig = await MessengerRig.StartAsync();
        using var cancel = CancellationTokenSource.CreateLinkedTokenSource(Ct);
        rig.Channel.Trouble = _ =>
        {
            cancel.Cancel();
            return new StubFault { Hangs = true };
        };
        await Assert.ThrowsAsync<OperationCanceledException>(() => rig.Messenger.SendAsync(rig.To(), Message, cancel.Token));
        Assert.HasCount(1, rig.Channel.Requests);
    }
}
