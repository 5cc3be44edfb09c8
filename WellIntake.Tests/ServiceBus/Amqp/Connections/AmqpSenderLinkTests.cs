using WellIntake.ServiceBus.Amqp;
using WellIntake.Tests.Testing;

namespace WellIntake.Tests.ServiceBus.Amqp;

/// <summary>Sending: credit, windows, pieces, outcomes, and what happens to them when the peer misbehaves.</summary>
[TestClass]
[TestCategory("REL-7")]
public sealed class AmqpSenderLinkTests
{
    [TestMethod]
    public async Task SendAsync_NoCredit_WaitsForItInOrder()
    {
        await using var peer = new ScriptedPeer();
        await using var connection = await peer.ConnectAsync();
        var link = await peer.AttachSenderAsync(await peer.BeginAsync(connection), credit: 0);
        var first = link.SendAsync(new byte[] { 1 });
        var second = link.SendAsync(new byte[] { 2 });
        Assert.IsFalse(first.IsCompleted);

        await peer.FlowAsync(credit: 1);
        var (transfer, payload) = await peer.ExpectWithPayloadAsync<AmqpTransfer>();
        Assert.AreEqual(0u, transfer.DeliveryId);
        CollectionAssert.AreEqual(new byte[] { 1 }, payload);
        await AcceptAsync(peer, 0);
        Assert.IsInstanceOfType<AmqpAccepted>(await first);

        // The peer counts from its own delivery-count: one used, one more given.
        await peer.FlowAsync(credit: 1, deliveryCount: 1, nextIncomingId: 1);
        CollectionAssert.AreEqual(new byte[] { 2 }, (await peer.ExpectWithPayloadAsync<AmqpTransfer>()).Payload);
        await AcceptAsync(peer, 1);
        await second;
        connection.Abort();
    }

    [TestMethod]
    public async Task SendAsync_LargerThanAFrame_GoesInPieces()
    {
        await using var peer = new ScriptedPeer();
        await using var connection = await peer.ConnectAsync(open: new AmqpOpen { ContainerId = "peer", MaxFrameSize = 512 });
        var link = await peer.AttachSenderAsync(await peer.BeginAsync(connection));
        var message = Enumerable.Range(0, 2_000).Select(i => (byte)i).ToArray();
        var sending = link.SendAsync(message, AmqpBatch.Format);

        var received = new List<byte>();
        var frames = 0;
        AmqpTransfer transfer;
        do
        {
            (transfer, var payload) = await peer.ExpectWithPayloadAsync<AmqpTransfer>();
            Assert.AreEqual(frames == 0 ? 0u : null, transfer.DeliveryId);
            Assert.AreEqual(frames == 0 ? AmqpBatch.Format : null, transfer.MessageFormat);
            received.AddRange(payload);
            frames++;
        }
        while (transfer.More == true);

        CollectionAssert.AreEqual(message, received);
        Assert.AreEqual(5, frames);
        await AcceptAsync(peer, 0);
        await sending;
        connection.Abort();
    }

    [TestMethod]
    public async Task SendAsync_WindowClosed_WaitsBetweenPieces()
    {
        await using var peer = new ScriptedPeer();
        await using var connection = await peer.ConnectAsync(open: new AmqpOpen { ContainerId = "peer", MaxFrameSize = 512 });
        var link = await peer.AttachSenderAsync(await peer.BeginAsync(connection), credit: 0);
        await peer.FlowAsync(credit: 10, incomingWindow: 1);
        var large = link.SendAsync(new byte[900]);
        var small = link.SendAsync(new byte[] { 7 });
        Assert.IsTrue((await peer.ExpectAsync<AmqpTransfer>()).More);

        // A flow that opens the window by one lets exactly the second piece out, before the other message.
        await peer.FlowAsync(credit: 9, deliveryCount: 1, incomingWindow: 1, nextIncomingId: 1);
        Assert.IsNull((await peer.ExpectAsync<AmqpTransfer>()).DeliveryId);
        await peer.FlowAsync(credit: 9, deliveryCount: 1, incomingWindow: 5, nextIncomingId: 2);
        Assert.AreEqual(1u, (await peer.ExpectAsync<AmqpTransfer>()).DeliveryId);
        await AcceptAsync(peer, 0, 1);
        await large;
        await small;
        connection.Abort();
    }

    [TestMethod]
    public async Task SendAsync_OutcomesOutOfOrderAndInRanges_ReachTheirSends()
    {
        await using var peer = new ScriptedPeer();
        await using var connection = await peer.ConnectAsync();
        var link = await peer.AttachSenderAsync(await peer.BeginAsync(connection));
        var sends = Enumerable.Range(0, 5).Select(i => link.SendAsync(new[] { (byte)i })).ToArray();
        for (var i = 0; i < 5; i++)
            await peer.ExpectAsync<AmqpTransfer>();

        await AcceptAsync(peer, 3, 4);
        await peer.SendAsync(new AmqpDisposition { IsReceiver = true, First = 0, Settled = true, State = new AmqpRejected(new AmqpError("a:b", "no")) }, channel: 3);
        await peer.SendAsync(new AmqpDisposition { IsReceiver = true, First = 1, Settled = true }, channel: 3);
        await peer.SendAsync(new AmqpDisposition { IsReceiver = true, First = 2, Settled = false, State = new AmqpReceived(0, 0) }, channel: 3);
        await peer.SendAsync(new AmqpDisposition { IsReceiver = true, First = 2, Last = uint.MaxValue / 2, Settled = true, State = new AmqpModified(true) }, channel: 3);

        Assert.AreEqual("no", ((AmqpRejected)await sends[0]).Error!.Description);
        Assert.IsInstanceOfType<AmqpReleased>(await sends[1], "Settled without a word promises nothing.");
        Assert.IsInstanceOfType<AmqpModified>(await sends[2]);
        Assert.IsInstanceOfType<AmqpAccepted>(await sends[3]);
        Assert.IsInstanceOfType<AmqpAccepted>(await sends[4]);
        connection.Abort();
    }

    [TestMethod]
    public async Task SendAsync_PeerThatSettlesSecond_GetsOurWord()
    {
        await using var peer = new ScriptedPeer();
        await using var connection = await peer.ConnectAsync();
        var link = await peer.AttachSenderAsync(await peer.BeginAsync(connection));
        var sending = link.SendAsync(new byte[1]);
        await peer.ExpectAsync<AmqpTransfer>();
        await peer.SendAsync(new AmqpDisposition { IsReceiver = true, First = 0, Settled = false, State = AmqpDeliveryState.Accepted }, channel: 3);
        Assert.IsInstanceOfType<AmqpAccepted>(await sending);
        var word = await peer.ExpectAsync<AmqpDisposition>();
        Assert.IsTrue(word.Settled);
        Assert.IsFalse(word.IsReceiver);
        connection.Abort();
    }

    [TestMethod]
    public async Task SendAsync_InATransaction_SaysSoAndGivesTheOutcomeWithin()
    {
        await using var peer = new ScriptedPeer();
        await using var connection = await peer.ConnectAsync();
        var link = await peer.AttachSenderAsync(await peer.BeginAsync(connection));
        var sending = link.SendAsync(new byte[1], transactionId: new byte[] { 9, 9 });
        var transfer = await peer.ExpectAsync<AmqpTransfer>();
        CollectionAssert.AreEqual(new byte[] { 9, 9 }, ((AmqpTransactionalState)transfer.State!).TransactionId.ToArray());
        await peer.SendAsync(
            new AmqpDisposition { IsReceiver = true, First = 0, Settled = true, State = new AmqpTransactionalState(new byte[] { 9, 9 }, AmqpDeliveryState.Accepted) }, channel: 3);
        Assert.IsInstanceOfType<AmqpAccepted>(await sending);
        connection.Abort();
    }

    [TestMethod]
    public async Task SendAsync_CancelledBeforeItsTransfer_IsNeverSent()
    {
        using var cancel = new CancellationTokenSource();
        await using var peer = new ScriptedPeer();
        await using var connection = await peer.ConnectAsync();
        var link = await peer.AttachSenderAsync(await peer.BeginAsync(connection), credit: 0);
        var cancelled = link.SendAsync(new byte[] { 1 }, cancellationToken: cancel.Token);
        var other = link.SendAsync(new byte[] { 2 });
        await cancel.CancelAsync();
        await Assert.ThrowsAsync<OperationCanceledException>(() => cancelled);
        await peer.FlowAsync(credit: 10);
        CollectionAssert.AreEqual(new byte[] { 2 }, (await peer.ExpectWithPayloadAsync<AmqpTransfer>()).Payload);
        await AcceptAsync(peer, 0);
        await other;
        connection.Abort();
    }

    [TestMethod]
    public async Task SendAsync_CancelledBetweenPieces_IsAborted()
    {
        using var cancel = new CancellationTokenSource();
        await using var peer = new ScriptedPeer();
        await using var connection = await peer.ConnectAsync(open: new AmqpOpen { ContainerId = "peer", MaxFrameSize = 512 });
        var link = await peer.AttachSenderAsync(await peer.BeginAsync(connection), credit: 0);
        await peer.FlowAsync(credit: 10, incomingWindow: 1);
        var large = link.SendAsync(new byte[900], cancellationToken: cancel.Token);
        Assert.IsTrue((await peer.ExpectAsync<AmqpTransfer>()).More);
        await cancel.CancelAsync();
        await Assert.ThrowsAsync<OperationCanceledException>(() => large);

        // The window must open before even that may be said; then the next message follows.
        var next = link.SendAsync(new byte[] { 3 });
        await peer.FlowAsync(credit: 9, deliveryCount: 1, incomingWindow: 10, nextIncomingId: 1);
        Assert.IsTrue((await peer.ExpectAsync<AmqpTransfer>()).Aborted);
        CollectionAssert.AreEqual(new byte[] { 3 }, (await peer.ExpectWithPayloadAsync<AmqpTransfer>()).Payload);
        await AcceptAsync(peer, 1);
        await next;
        connection.Abort();
    }

    [TestMethod]
    public async Task SendAsync_NoCreditOrNoOutcomeInTime_TimesOut()
    {
        var time = new FakeTime();
        await using var peer = new ScriptedPeer();
        await using var connection = await peer.ConnectAsync(peer.Options with { TimeProvider = time, OperationTimeout = TimeSpan.FromSeconds(10) });
        var link = await peer.AttachSenderAsync(await peer.BeginAsync(connection), credit: 1);
        var sent = link.SendAsync(new byte[1]);
        await peer.ExpectAsync<AmqpTransfer>();
        var waiting = link.SendAsync(new byte[1]);
        time.Advance(TimeSpan.FromSeconds(11));
        Assert.Contains("credit", (await Assert.ThrowsExactlyAsync<TimeoutException>(() => waiting)).Message);
        Assert.Contains("became", (await Assert.ThrowsExactlyAsync<TimeoutException>(() => sent)).Message);
        Assert.IsTrue(link.IsOpen);
        connection.Abort();
    }

    [TestMethod]
    public async Task SendAsync_LargerThanThePeerTakes_IsRefusedHere()
    {
        await using var peer = new ScriptedPeer();
        await using var connection = await peer.ConnectAsync();
        var link = await peer.AttachSenderAsync(await peer.BeginAsync(connection), maxMessageSize: 1000);
        Assert.AreEqual(1000ul, link.MaxMessageSize);
        var e = await Assert.ThrowsExactlyAsync<AmqpException>(() => link.SendAsync(new byte[1001]));
        Assert.AreEqual(AmqpConditions.MessageSizeExceeded, e.Condition.Value);
        Assert.AreEqual(AmqpScope.Operation, e.Scope);
        connection.Abort();
    }

    [TestMethod]
    public async Task SendAsync_MoreThanMayWaitToBeWritten_WaitsForThePeerToRead()
    {
        await using var peer = new ScriptedPeer();
        await using var connection = await peer.ConnectAsync(peer.Options with { MaxPendingBytes = 100_000 });
        var link = await peer.AttachSenderAsync(await peer.BeginAsync(connection, incomingWindow: 1_000_000), credit: 0);
        await peer.FlowAsync(credit: 10_000, incomingWindow: 1_000_000);
        var sends = Enumerable.Range(0, 200).Select(_ => link.SendAsync(new byte[50_000])).ToArray();
        for (uint i = 0; i < 200; i++)
        {
            Assert.AreEqual(i, (await peer.ExpectAsync<AmqpTransfer>()).DeliveryId);
            await AcceptAsync(peer, i);
        }

        await Task.WhenAll(sends);
        connection.Abort();
    }

    [TestMethod]
    public async Task FlowFromPeer_Drain_IsAnsweredByUsingTheCreditUp()
    {
        await using var peer = new ScriptedPeer();
        await using var connection = await peer.ConnectAsync();
        var link = await peer.AttachSenderAsync(await peer.BeginAsync(connection), credit: 0);
        await peer.FlowAsync(credit: 5, drain: true);
        var flow = await peer.ExpectAsync<AmqpFlow>();
        Assert.AreEqual(5u, flow.DeliveryCount);
        Assert.AreEqual(0u, flow.LinkCredit);
        Assert.IsTrue(link.IsOpen);
        connection.Abort();
    }

    [TestMethod]
    public async Task Closed_PeerDetaches_FailsSendsWithItsReason()
    {
        await using var peer = new ScriptedPeer();
        await using var connection = await peer.ConnectAsync();
        var session = await peer.BeginAsync(connection);
        var link = await peer.AttachSenderAsync(session, credit: 1);
        var sent = link.SendAsync(new byte[1]);
        var waiting = link.SendAsync(new byte[1]);
        await peer.ExpectAsync<AmqpTransfer>();
        await peer.SendAsync(new AmqpDetach { Handle = 5, Closed = true, Error = new AmqpError("amqp:link:stolen", "another took it") }, channel: 3);

        Assert.IsTrue((await peer.ExpectAsync<AmqpDetach>()).Closed);
        foreach (var task in new[] { sent, waiting })
        {
            var e = await Assert.ThrowsExactlyAsync<AmqpException>(() => task);
            Assert.AreEqual(AmqpScope.Link, e.Scope);
            Assert.AreEqual(AmqpConditions.Stolen, e.Condition.Value);
        }

        Assert.AreEqual(AmqpConditions.Stolen, (await link.Closed)!.Condition.Value);
        Assert.AreEqual(AmqpConditions.Stolen, (await Assert.ThrowsExactlyAsync<AmqpException>(() => link.SendAsync(new byte[1]))).Condition.Value);

        // The session goes on, and the handle is free again.
        var second = await peer.AttachSenderAsync(session);
        Assert.IsTrue(second.IsOpen);
        connection.Abort();
    }

    [TestMethod]
    public async Task AttachSenderAsync_Refused_GivesTheReasonOfTheDetach()
    {
        await using var peer = new ScriptedPeer();
        await using var connection = await peer.ConnectAsync();
        var session = await peer.BeginAsync(connection);
        var attaching = session.AttachSenderAsync(new AmqpSenderSettings { Address = "none" });
        var attach = await peer.ExpectAsync<AmqpAttach>();
        await peer.SendAsync(attach with { Handle = 5, IsReceiver = true, Target = null }, channel: 3);
        await peer.SendAsync(new AmqpDetach { Handle = 5, Closed = true, Error = new AmqpError("amqp:not-found", "no entity none") }, channel: 3);
        var e = await Assert.ThrowsExactlyAsync<AmqpException>(() => attaching);
        Assert.AreEqual(AmqpConditions.NotFound, e.Condition.Value);
        await peer.ExpectAsync<AmqpDetach>();
        connection.Abort();
    }

    [TestMethod]
    public async Task CloseAsync_OpenLink_DetachesOnceAndWaits()
    {
        await using var peer = new ScriptedPeer();
        await using var connection = await peer.ConnectAsync();
        var link = await peer.AttachSenderAsync(await peer.BeginAsync(connection), credit: 0);
        var waiting = link.SendAsync(new byte[1]);
        var closing = Task.WhenAll(link.CloseAsync(), link.CloseAsync());
        await peer.ExpectAsync<AmqpDetach>();
        Assert.IsFalse(closing.IsCompleted);
        await peer.SendAsync(new AmqpDetach { Handle = 5, Closed = true }, channel: 3);
        await closing;
        Assert.IsNull(await link.Closed);
        await Assert.ThrowsExactlyAsync<AmqpException>(() => waiting);
        connection.Abort();
    }

    private static Task AcceptAsync(ScriptedPeer peer, uint first, uint? last = null) =>
        peer.SendAsync(new AmqpDisposition { IsReceiver = true, First = first, Last = last, Settled = true, State = AmqpDeliveryState.Accepted }, channel: 3);
}
