using WellIntake.ServiceBus.Amqp;
using WellIntake.Tests.Testing;

namespace WellIntake.Tests.ServiceBus.Amqp;

/// <summary>Requests and answers, and transactions, on a scripted peer.</summary>
[TestClass]
[TestCategory("REL-7")]
public sealed class AmqpRequestLinkTests
{
    [TestMethod]
    public async Task RequestAsync_AnswersInAnyOrder_ReachTheirRequests()
    {
        await using var peer = new ScriptedPeer();
        await using var connection = await peer.ConnectAsync();
        var link = await AttachAsync(peer, await peer.BeginAsync(connection));
        var first = link.RequestAsync(new AmqpMessage { Value = "first", Properties = new AmqpProperties { Subject = "kept" } }, TimeSpan.FromMinutes(1));
        var second = link.RequestAsync(new AmqpMessage { Value = "second" }, TimeSpan.FromMinutes(1));
        var requests = new[] { await TakeAsync(peer), await TakeAsync(peer) };
        Assert.AreEqual("kept", requests.Single(request => request.Value is "first").Properties!.Subject);
        foreach (var request in requests.Reverse())
            await AnswerAsync(peer, request.Properties!.MessageId, $"to {request.Value}");
        Assert.AreEqual("to first", (await first).Value);
        Assert.AreEqual("to second", (await second).Value);
        connection.Abort();
    }

    [TestMethod]
    public async Task RequestAsync_AnswerTooLate_IsDropped()
    {
        var time = new FakeTime();
        await using var peer = new ScriptedPeer();
        await using var connection = await peer.ConnectAsync(peer.Options with { TimeProvider = time });
        var link = await AttachAsync(peer, await peer.BeginAsync(connection));
        var late = link.RequestAsync(new AmqpMessage { Value = "late" }, TimeSpan.FromSeconds(5));
        var request = await TakeAsync(peer);
        time.Advance(TimeSpan.FromSeconds(5));
        await Assert.ThrowsExactlyAsync<TimeoutException>(() => late);

        await AnswerAsync(peer, request.Properties!.MessageId, "nobody waits");
        await AnswerAsync(peer, correlationId: null, "for nobody");
        var next = link.RequestAsync(new AmqpMessage { Value = "next" }, TimeSpan.FromSeconds(5));
        await AnswerAsync(peer, (await TakeAsync(peer)).Properties!.MessageId, "in time");
        Assert.AreEqual("in time", (await next).Value);
        connection.Abort();
    }

    [TestMethod]
    public async Task RequestAsync_NotTaken_GivesTheReason()
    {
        await using var peer = new ScriptedPeer();
        await using var connection = await peer.ConnectAsync();
        var link = await AttachAsync(peer, await peer.BeginAsync(connection));
        var requesting = link.RequestAsync(new AmqpMessage { Value = "x" }, TimeSpan.FromMinutes(1));
        await peer.ExpectAsync<AmqpTransfer>();
        await peer.SendAsync(new AmqpDisposition { IsReceiver = true, First = 0, Settled = true, State = new AmqpRejected(new AmqpError("amqp:unauthorized-access", "no")) }, channel: 3);
        Assert.AreEqual(AmqpConditions.UnauthorizedAccess, (await Assert.ThrowsExactlyAsync<AmqpException>(() => requesting)).Condition.Value);
        connection.Abort();
    }

    [TestMethod]
    public async Task RequestAsync_ReplyLinkDetached_FailsWhatWaits()
    {
        await using var peer = new ScriptedPeer();
        await using var connection = await peer.ConnectAsync();
        var link = await AttachAsync(peer, await peer.BeginAsync(connection));
        var requesting = link.RequestAsync(new AmqpMessage { Value = "x" }, TimeSpan.FromMinutes(1));
        await TakeAsync(peer);
        await peer.SendAsync(new AmqpDetach { Handle = 7, Closed = true, Error = new AmqpError("amqp:link:detach-forced", "idle") }, channel: 3);
        Assert.AreEqual("idle", (await Assert.ThrowsExactlyAsync<AmqpException>(() => requesting)).Description);
        Assert.AreEqual("idle", (await link.Closed)!.Description);
        Assert.IsFalse(link.IsOpen);
        Assert.AreEqual("idle", (await Assert.ThrowsExactlyAsync<AmqpException>(() => link.RequestAsync(new AmqpMessage(), TimeSpan.FromMinutes(1)))).Description);
        connection.Abort();
    }

    [TestMethod]
    public async Task AttachAsync_OneOfTheTwoRefused_GivesTheReasonAndDetachesTheOther()
    {
        await using var peer = new ScriptedPeer();
        await using var connection = await peer.ConnectAsync();
        var session = await peer.BeginAsync(connection);
        var attaching = AmqpRequestLink.AttachAsync(session, "none/$management");
        var sender = await peer.ExpectAsync<AmqpAttach>();
        var receiver = await peer.ExpectAsync<AmqpAttach>();
        await peer.SendAsync(sender with { Handle = 5, IsReceiver = true }, channel: 3);
        await peer.SendAsync(receiver with { Handle = 7, IsReceiver = false, Source = null }, channel: 3);
        await peer.SendAsync(new AmqpDetach { Handle = 7, Closed = true, Error = new AmqpError("amqp:not-found", "none") }, channel: 3);
        var handles = new List<uint> { (await peer.ExpectAsync<AmqpDetach>()).Handle, (await peer.ExpectAsync<AmqpDetach>()).Handle };
        await peer.SendAsync(new AmqpDetach { Handle = 5, Closed = true }, channel: 3);
        Assert.AreEqual("amqp:not-found", (await Assert.ThrowsExactlyAsync<AmqpException>(() => attaching)).Condition.Value);
        CollectionAssert.AreEquivalent(new uint[] { sender.Handle, receiver.Handle }, handles);
        connection.Abort();
    }

    [TestMethod]
    public async Task DeclareAsync_ThenDischarge_SpeaksToTheCoordinator()
    {
        await using var peer = new ScriptedPeer();
        await using var connection = await peer.ConnectAsync();
        var session = await peer.BeginAsync(connection);
        var attaching = AmqpTransactionController.AttachAsync(session);
        var attach = await peer.ExpectAsync<AmqpAttach>();
        Assert.IsInstanceOfType<AmqpCoordinator>(attach.Target);
        await peer.SendAsync(attach with { Handle = 5, IsReceiver = true }, channel: 3);
        await peer.FlowAsync(credit: 10);
        var controller = await attaching;

        var declaring = controller.DeclareAsync();
        DeepEqual.Assert(new AmqpDescribed(0x31ul, Array.Empty<object?>()), AmqpMessage.Decode((await peer.ExpectWithPayloadAsync<AmqpTransfer>()).Payload).Value);
        await OutcomeAsync(peer, 0, new AmqpDeclared(new byte[] { 1, 2 }));
        var id = await declaring;

        var committing = controller.DischargeAsync(id, fail: false);
        DeepEqual.Assert(
            new AmqpDescribed(0x32ul, new object?[] { new byte[] { 1, 2 }, false }), AmqpMessage.Decode((await peer.ExpectWithPayloadAsync<AmqpTransfer>()).Payload).Value);
        await OutcomeAsync(peer, 1, AmqpDeliveryState.Accepted);
        await committing;

        var failing = controller.DischargeAsync(id, fail: true);
        await peer.ExpectAsync<AmqpTransfer>();
        await OutcomeAsync(peer, 2, new AmqpRejected(new AmqpError("amqp:transaction:unknown-id", "which?")));
        Assert.AreEqual("amqp:transaction:unknown-id", (await Assert.ThrowsExactlyAsync<AmqpException>(() => failing)).Condition.Value);
        connection.Abort();
    }

    private static Task OutcomeAsync(ScriptedPeer peer, uint id, AmqpDeliveryState state) =>
        peer.SendAsync(new AmqpDisposition { IsReceiver = true, First = id, Settled = true, State = state }, channel: 3);

    private static async Task<AmqpRequestLink> AttachAsync(ScriptedPeer peer, AmqpSession session)
    {
        var attaching = AmqpRequestLink.AttachAsync(session, "$cbs");
        var sender = await peer.ExpectAsync<AmqpAttach>();
        var receiver = await peer.ExpectAsync<AmqpAttach>();
        Assert.AreEqual("$cbs", ((AmqpTarget)sender.Target!).Address);
        Assert.AreEqual("$cbs", ((AmqpSource)receiver.Source!).Address);
        await peer.SendAsync(sender with { Handle = 5, IsReceiver = true }, channel: 3);
        await peer.SendAsync(receiver with { Handle = 7, IsReceiver = false, InitialDeliveryCount = 0 }, channel: 3);
        await peer.FlowAsync(credit: 100);
        await peer.ExpectAsync<AmqpFlow>();
        return await attaching;
    }

    private static async Task<AmqpMessage> TakeAsync(ScriptedPeer peer)
    {
        var (transfer, payload) = await peer.ExpectWithPayloadAsync<AmqpTransfer>();
        await OutcomeAsync(peer, transfer.DeliveryId!.Value, AmqpDeliveryState.Accepted);
        var message = AmqpMessage.Decode(payload);
        Assert.IsNotNull(message.Properties!.ReplyTo);
        return message;
    }

    private static Task AnswerAsync(ScriptedPeer peer, object? correlationId, string text) =>
        peer.SendAsync(
            new AmqpTransfer { Handle = 7, DeliveryId = 77, DeliveryTag = new byte[] { 1 }, Settled = true },
            new AmqpMessage { Properties = new AmqpProperties { CorrelationId = correlationId }, Value = text }.ToArray(), channel: 3);
}
