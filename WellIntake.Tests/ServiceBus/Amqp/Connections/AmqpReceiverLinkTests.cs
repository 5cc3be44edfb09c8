using WellIntake.ServiceBus.Amqp;
using WellIntake.Tests.Testing;

namespace WellIntake.Tests.ServiceBus.Amqp;

/// <summary>Receiving: credit, drain, pieces, settling; nothing stays locked for nobody.</summary>
[TestClass]
[TestCategory("REL-7")]
public sealed class AmqpReceiverLinkTests
{
    private static readonly TimeSpan Long = TimeSpan.FromMinutes(10);

    [TestMethod]
    public async Task ReceiveAsync_OneIsEnough_GivesCreditForOneAndNoMore()
    {
        await using var peer = new ScriptedPeer();
        await using var connection = await peer.ConnectAsync();
        var link = await peer.AttachReceiverAsync(await peer.BeginAsync(connection));
        var receiving = link.ReceiveAsync(1, Long);
        var flow = await peer.ExpectAsync<AmqpFlow>();
        Assert.AreEqual(1u, flow.LinkCredit);
        Assert.AreEqual(40u, flow.DeliveryCount, "It counts from the peer's initial delivery-count.");
        await peer.DeliverAsync(9, "hello");
        var delivery = (await receiving).Single();
        Assert.AreEqual("hello", delivery.Message.Value);
        CollectionAssert.AreEqual(new byte[] { 9 }, delivery.Tag.ToArray());

        // The next frame is the next receive's: no drain was needed.
        _ = link.ReceiveAsync(2, Long);
        flow = await peer.ExpectAsync<AmqpFlow>();
        Assert.AreEqual((41u, 2u, (bool?)null), (flow.DeliveryCount!.Value, flow.LinkCredit!.Value, flow.Drain));
        connection.Abort();
    }

    [TestMethod]
    public async Task ReceiveAsync_FewerThanAskedFor_DrainsTheRestBeforeItReturns()
    {
        await using var peer = new ScriptedPeer();
        await using var connection = await peer.ConnectAsync();
        var link = await peer.AttachReceiverAsync(await peer.BeginAsync(connection));
        var receiving = link.ReceiveAsync(10, Long);
        Assert.AreEqual(10u, (await peer.ExpectAsync<AmqpFlow>()).LinkCredit);
        await peer.DeliverAsync(9);
        var drain = await peer.ExpectAsync<AmqpFlow>();
        Assert.IsTrue(drain.Drain);
        Assert.AreEqual((41u, 9u), (drain.DeliveryCount!.Value, drain.LinkCredit!.Value));
        Assert.IsFalse(receiving.IsCompleted);

        // What crossed the drain on the way belongs to the receive too.
        await peer.DeliverAsync(10);
        await DrainedAsync(peer, 50);
        Assert.HasCount(2, await receiving);
        connection.Abort();
    }

    [TestMethod]
    public async Task ReceiveAsync_WaitIsOver_DrainsAndReturnsNothing()
    {
        var time = new FakeTime();
        await using var peer = new ScriptedPeer();
        await using var connection = await peer.ConnectAsync(peer.Options with { TimeProvider = time });
        var link = await peer.AttachReceiverAsync(await peer.BeginAsync(connection));
        var receiving = link.ReceiveAsync(10, TimeSpan.FromSeconds(5));
        await peer.ExpectAsync<AmqpFlow>();
        time.Advance(TimeSpan.FromSeconds(5));
        Assert.IsTrue((await peer.ExpectAsync<AmqpFlow>()).Drain);
        Assert.IsFalse(receiving.IsCompleted);
        await DrainedAsync(peer, 50);
        Assert.IsEmpty(await receiving);
        connection.Abort();
    }

    [TestMethod]
    public async Task ReceiveAsync_NoWait_AsksAndDrainsAtOnce()
    {
        await using var peer = new ScriptedPeer();
        await using var connection = await peer.ConnectAsync();
        var link = await peer.AttachReceiverAsync(await peer.BeginAsync(connection));
        var receiving = link.ReceiveAsync(3, TimeSpan.Zero);
        await peer.ExpectAsync<AmqpFlow>();
        Assert.IsTrue((await peer.ExpectAsync<AmqpFlow>()).Drain);
        await peer.DeliverAsync(9);
        await DrainedAsync(peer, 43);
        Assert.HasCount(1, await receiving);
        connection.Abort();
    }

    [TestMethod]
    public async Task ReceiveAsync_Cancelled_ReleasesWhatArrives()
    {
        using var cancel = new CancellationTokenSource();
        await using var peer = new ScriptedPeer();
        await using var connection = await peer.ConnectAsync();
        var link = await peer.AttachReceiverAsync(await peer.BeginAsync(connection));
        var receiving = link.ReceiveAsync(10, Long, cancel.Token);
        await peer.ExpectAsync<AmqpFlow>();
        await cancel.CancelAsync();
        await Assert.ThrowsAsync<OperationCanceledException>(() => receiving);
        Assert.IsTrue((await peer.ExpectAsync<AmqpFlow>()).Drain);
        await peer.DeliverAsync(9);
        await peer.DeliverAsync(10);
        await DrainedAsync(peer, 50);
        var released = await peer.ExpectAsync<AmqpDisposition>();
        Assert.AreEqual((9u, (uint?)10u), (released.First, released.Last));
        Assert.IsFalse(released.Settled);
        Assert.IsInstanceOfType<AmqpReleased>(released.State);
        connection.Abort();
    }

    [TestMethod]
    public async Task ReceiveAsync_CancelledBesideAnother_TheOtherGoesOn()
    {
        using var cancel = new CancellationTokenSource();
        await using var peer = new ScriptedPeer();
        await using var connection = await peer.ConnectAsync();
        var link = await peer.AttachReceiverAsync(await peer.BeginAsync(connection));
        var cancelled = link.ReceiveAsync(1, Long, cancel.Token);
        var other = link.ReceiveAsync(1, Long);
        Assert.AreEqual(1u, (await peer.ExpectAsync<AmqpFlow>()).LinkCredit);
        Assert.AreEqual(2u, (await peer.ExpectAsync<AmqpFlow>()).LinkCredit);
        await cancel.CancelAsync();
        Assert.IsTrue((await peer.ExpectAsync<AmqpFlow>()).Drain);
        await DrainedAsync(peer, 42);

        // Credit anew for who still waits.
        var flow = await peer.ExpectAsync<AmqpFlow>();
        Assert.AreEqual((42u, 1u, (bool?)null), (flow.DeliveryCount!.Value, flow.LinkCredit!.Value, flow.Drain));
        await peer.DeliverAsync(9);
        Assert.HasCount(1, await other);
        await Assert.ThrowsAsync<OperationCanceledException>(() => cancelled);
        connection.Abort();
    }

    [TestMethod]
    public async Task ReceiveAsync_CancelledWithSettledDeliveries_KeepsThemForTheNext()
    {
        using var cancel = new CancellationTokenSource();
        await using var peer = new ScriptedPeer();
        await using var connection = await peer.ConnectAsync();
        var link = await peer.AttachReceiverAsync(await peer.BeginAsync(connection), new AmqpReceiverSettings { Address = "q", Settled = true });
        var receiving = link.ReceiveAsync(2, Long, cancel.Token);
        await peer.ExpectAsync<AmqpFlow>();
        await cancel.CancelAsync();
        await peer.ExpectAsync<AmqpFlow>();
        await peer.DeliverAsync(9, "kept", settled: true);
        await DrainedAsync(peer, 42);
        await Assert.ThrowsAsync<OperationCanceledException>(() => receiving);
        Assert.AreEqual("kept", (await link.ReceiveAsync(1, Long)).Single().Message.Value);
        connection.Abort();
    }

    [TestMethod]
    public async Task Expire_DrainNeverAnswered_GivesTheLinkUp()
    {
        var time = new FakeTime();
        await using var peer = new ScriptedPeer();
        await using var connection = await peer.ConnectAsync(peer.Options with { TimeProvider = time, CloseTimeout = TimeSpan.FromSeconds(5) });
        var link = await peer.AttachReceiverAsync(await peer.BeginAsync(connection));
        var receiving = link.ReceiveAsync(10, Long);
        await peer.ExpectAsync<AmqpFlow>();
        await peer.DeliverAsync(9);
        await peer.ExpectAsync<AmqpFlow>();
        time.Advance(TimeSpan.FromSeconds(6));
        Assert.HasCount(1, await receiving, "What came is not lost by it.");
        Assert.Contains("drain", (await peer.ExpectAsync<AmqpDetach>()).Error!.Description!);
        Assert.Contains("drain", (await link.Closed)!.Description);
        connection.Abort();
    }

    [TestMethod]
    public async Task ReceiveAsync_Prefetch_KeepsCreditUpAndTakesFromTheBuffer()
    {
        await using var peer = new ScriptedPeer();
        await using var connection = await peer.ConnectAsync();
        var link = await peer.AttachReceiverAsync(await peer.BeginAsync(connection), new AmqpReceiverSettings { Address = "q", Prefetch = 4 });
        Assert.AreEqual(4u, (await peer.ExpectAsync<AmqpFlow>()).LinkCredit);
        var receiving = link.ReceiveAsync(10, Long);
        for (uint i = 0; i < 4; i++)
            await peer.DeliverAsync(9 + i);
        var got = (await receiving).Count;
        while (got < 4)
            got += (await link.ReceiveAsync(10, Long)).Count;

        // Credit comes in parts as the buffer empties; by the end all four are out again.
        AmqpFlow flow;
        do
            flow = await peer.ExpectAsync<AmqpFlow>();
        while (flow.DeliveryCount + flow.LinkCredit < 48);
        Assert.AreEqual(48u, flow.DeliveryCount + flow.LinkCredit);
        Assert.IsEmpty(await link.ReceiveAsync(1, TimeSpan.Zero));
        connection.Abort();
    }

    [TestMethod]
    public async Task CloseAsync_Prefetched_DrainsReleasesDetaches()
    {
        await using var peer = new ScriptedPeer();
        await using var connection = await peer.ConnectAsync();
        var link = await peer.AttachReceiverAsync(await peer.BeginAsync(connection), new AmqpReceiverSettings { Address = "q", Prefetch = 4 });
        await peer.ExpectAsync<AmqpFlow>();
        await peer.DeliverAsync(9);
        var closing = link.CloseAsync();
        Assert.IsTrue((await peer.ExpectAsync<AmqpFlow>()).Drain);
        await peer.DeliverAsync(10);
        await DrainedAsync(peer, 44);
        var released = await peer.ExpectAsync<AmqpDisposition>();
        Assert.AreEqual((9u, (uint?)10u), (released.First, released.Last));
        await peer.SendAsync(new AmqpDisposition { IsReceiver = false, First = 9, Last = 10, Settled = true, State = AmqpDeliveryState.Released }, channel: 3);
        await peer.ExpectAsync<AmqpDetach>();
        await peer.SendAsync(new AmqpDetach { Handle = 7, Closed = true }, channel: 3);
        await closing;
        Assert.IsNull(await link.Closed);
        connection.Abort();
    }

    [TestMethod]
    public async Task Take_MessageInPieces_IsPutTogether()
    {
        await using var peer = new ScriptedPeer();
        await using var connection = await peer.ConnectAsync();
        var link = await peer.AttachReceiverAsync(await peer.BeginAsync(connection));
        var receiving = link.ReceiveAsync(1, Long);
        await peer.ExpectAsync<AmqpFlow>();
        var bytes = new AmqpMessage { Data = [Enumerable.Range(0, 1000).Select(i => (byte)i).ToArray()] }.ToArray();
        await peer.SendAsync(new AmqpTransfer { Handle = 7, DeliveryId = 9, DeliveryTag = new byte[] { 1 }, MessageFormat = 0, More = true }, bytes[..100], 3);
        await peer.SendAsync(new AmqpTransfer { Handle = 7, DeliveryId = 9, More = true }, bytes[100..100], 3);
        await peer.SendAsync(new AmqpTransfer { Handle = 7, More = false }, bytes[100..], 3);
        CollectionAssert.AreEqual(bytes, (await receiving).Single().Payload.ToArray());
        connection.Abort();
    }

    [TestMethod]
    public async Task Take_AbortedPieces_AreDropped()
    {
        await using var peer = new ScriptedPeer();
        await using var connection = await peer.ConnectAsync();
        var link = await peer.AttachReceiverAsync(await peer.BeginAsync(connection));
        var receiving = link.ReceiveAsync(2, Long);
        await peer.ExpectAsync<AmqpFlow>();
        await peer.SendAsync(new AmqpTransfer { Handle = 7, DeliveryId = 9, DeliveryTag = new byte[] { 1 }, More = true }, new byte[50], 3);
        await peer.SendAsync(new AmqpTransfer { Handle = 7, Aborted = true }, null, 3);
        await peer.DeliverAsync(10, "whole");
        Assert.AreEqual("whole", (await receiving).Single().Message.Value, "Of the two credits one went to what was aborted.");
        connection.Abort();
    }

    [TestMethod]
    public async Task Take_MessageLargerThanTheBound_DetachesWithTheReason()
    {
        await using var peer = new ScriptedPeer();
        await using var connection = await peer.ConnectAsync();
        var link = await peer.AttachReceiverAsync(await peer.BeginAsync(connection), new AmqpReceiverSettings { Address = "q", MaxMessageSize = 1000 });
        var receiving = link.ReceiveAsync(1, Long);
        await peer.ExpectAsync<AmqpFlow>();
        await peer.SendAsync(new AmqpTransfer { Handle = 7, DeliveryId = 9, DeliveryTag = new byte[] { 1 }, More = true }, new byte[600], 3);
        await peer.SendAsync(new AmqpTransfer { Handle = 7, More = true }, new byte[600], 3);
        Assert.AreEqual(AmqpConditions.MessageSizeExceeded, (await peer.ExpectAsync<AmqpDetach>()).Error!.Condition.Value);
        Assert.AreEqual(AmqpConditions.MessageSizeExceeded, (await Assert.ThrowsExactlyAsync<AmqpException>(() => receiving)).Condition.Value);
        connection.Abort();
    }

    [TestMethod]
    public async Task Take_WithoutCredit_DetachesWithTheReason()
    {
        await using var peer = new ScriptedPeer();
        await using var connection = await peer.ConnectAsync();
        var link = await peer.AttachReceiverAsync(await peer.BeginAsync(connection));
        await peer.DeliverAsync(9);
        Assert.AreEqual(AmqpConditions.TransferLimitExceeded, (await peer.ExpectAsync<AmqpDetach>()).Error!.Condition.Value);
        Assert.AreEqual(AmqpConditions.TransferLimitExceeded, (await link.Closed)!.Condition.Value);
        Assert.IsTrue(link.Session.IsOpen);
        connection.Abort();
    }

    [TestMethod]
    public async Task Closed_CutAmidAMessage_FailsTheReceive()
    {
        await using var peer = new ScriptedPeer();
        await using var connection = await peer.ConnectAsync();
        var link = await peer.AttachReceiverAsync(await peer.BeginAsync(connection));
        var receiving = link.ReceiveAsync(1, Long);
        await peer.ExpectAsync<AmqpFlow>();
        var frame = AnyFrame.Encode(new AmqpTransfer { Handle = 7, DeliveryId = 9, DeliveryTag = new byte[] { 1 } }, new byte[500], 3);
        await peer.SendRawAsync(frame.AsMemory(0, 300));
        peer.Cut();
        Assert.AreEqual(AmqpScope.Connection, (await Assert.ThrowsExactlyAsync<AmqpException>(() => receiving)).Scope);
    }

    [TestMethod]
    public async Task Message_BytesThatAreNone_CanStillBeSettled()
    {
        await using var peer = new ScriptedPeer();
        await using var connection = await peer.ConnectAsync();
        var link = await peer.AttachReceiverAsync(await peer.BeginAsync(connection));
        var receiving = link.ReceiveAsync(1, Long);
        await peer.ExpectAsync<AmqpFlow>();
        await peer.SendAsync(new AmqpTransfer { Handle = 7, DeliveryId = 9, DeliveryTag = new byte[] { 1 } }, [1, 2, 3], 3);
        var delivery = (await receiving).Single();
        Assert.ThrowsExactly<AmqpDecodeException>(() => delivery.Message);
        var settling = link.SettleAsync(delivery, new AmqpRejected(new AmqpError("com.microsoft:dead-letter", "unreadable")));
        Assert.IsInstanceOfType<AmqpRejected>((await peer.ExpectAsync<AmqpDisposition>()).State);
        await peer.SendAsync(new AmqpDisposition { IsReceiver = false, First = 9, Settled = true, State = new AmqpRejected(new AmqpError("com.microsoft:dead-letter")) }, channel: 3);
        await settling;
        connection.Abort();
    }

    /// <summary>The peer has used its credit up without a message.</summary>
    private static Task DrainedAsync(ScriptedPeer peer, uint deliveryCount) =>
        peer.SendAsync(
            new AmqpFlow { NextIncomingId = 0, IncomingWindow = 1000, NextOutgoingId = 100, OutgoingWindow = 1000, Handle = 7, DeliveryCount = deliveryCount, LinkCredit = 0, Drain = true }, channel: 3);
}
