using WellIntake.ServiceBus.Amqp;
using WellIntake.Tests.Testing;

namespace WellIntake.Tests.ServiceBus.Amqp;

/// <summary>Settling waits for the broker's word, and many settles share frames.</summary>
[TestClass]
[TestCategory("REL-7")]
public sealed class AmqpSettleTests
{
    [TestMethod]
    public async Task SettleAsync_Neighbours_ShareAFrame()
    {
        await using var peer = new ScriptedPeer();
        await using var connection = await peer.ConnectAsync();
        var (link, deliveries) = await ReceiveAsync(peer, connection, 6);
        Task[] settles;
        lock (connection.Gate)
        {
            // Under the lock the writer cannot come between: all are gathered for one write, given in any order.
            settles =
            [
                link.SettleAsync(deliveries[2], AmqpDeliveryState.Accepted), link.SettleAsync(deliveries[0], AmqpDeliveryState.Accepted),
                link.SettleAsync(deliveries[1], AmqpDeliveryState.Accepted), link.SettleAsync(deliveries[3], new AmqpModified(true)), link.SettleAsync(deliveries[5], AmqpDeliveryState.Accepted),
            ];
        }

        var frames = new List<AmqpDisposition>();
        for (var i = 0; i < 3; i++)
            frames.Add(await peer.ExpectAsync<AmqpDisposition>());
        CollectionAssert.AreEqual(new (uint, uint?)[] { (0, 2), (3, null), (5, null) }, frames.Select(frame => (frame.First, frame.Last)).ToArray());
        Assert.IsTrue(frames.TrueForAll(frame => frame.Settled == false && frame.IsReceiver));
        Assert.IsFalse(settles.Any(settle => settle.IsCompleted));

        await AnswerAsync(peer, 0, 5, AmqpDeliveryState.Accepted);
        await Task.WhenAll(settles);
        Assert.IsTrue(deliveries[0].IsSettled);
        Assert.IsFalse(deliveries[4].IsSettled);
        connection.Abort();
    }

    [TestMethod]
    public async Task SettleAsync_LostLock_IsRefusedWithTheBrokersReason()
    {
        await using var peer = new ScriptedPeer();
        await using var connection = await peer.ConnectAsync();
        var (link, deliveries) = await ReceiveAsync(peer, connection, 2);
        var completing = link.SettleAsync(deliveries[0], AmqpDeliveryState.Accepted);
        var deadLettering = link.SettleAsync(deliveries[1], new AmqpRejected(new AmqpError("com.microsoft:dead-letter", "mine")));
        await AnswerAsync(peer, 0, 1, new AmqpRejected(new AmqpError("com.microsoft:message-lock-lost", "too late")));
        foreach (var settling in new Task[] { completing, deadLettering })
        {
            var e = await Assert.ThrowsExactlyAsync<AmqpException>(() => settling);
            Assert.AreEqual("com.microsoft:message-lock-lost", e.Condition.Value);
            Assert.AreEqual(AmqpScope.Operation, e.Scope);
        }

        Assert.IsTrue(link.IsOpen);
        connection.Abort();
    }

    [TestMethod]
    public async Task SettleAsync_Twice_IsRefusedHere()
    {
        await using var peer = new ScriptedPeer();
        await using var connection = await peer.ConnectAsync();
        var (link, deliveries) = await ReceiveAsync(peer, connection, 1);
        var first = link.SettleAsync(deliveries[0], AmqpDeliveryState.Accepted);
        await Assert.ThrowsExactlyAsync<InvalidOperationException>(() => link.SettleAsync(deliveries[0], AmqpDeliveryState.Released));
        await AnswerAsync(peer, 0, 0, AmqpDeliveryState.Accepted);
        await first;
        await Assert.ThrowsExactlyAsync<InvalidOperationException>(() => link.SettleAsync(deliveries[0], AmqpDeliveryState.Accepted));
        connection.Abort();
    }

    [TestMethod]
    [DataRow(false)]
    [DataRow(true)]
    public async Task SettleAsync_InATransaction_StaysOpenForARollbackUnlessTheBrokerSettles(bool settled)
    {
        await using var peer = new ScriptedPeer();
        await using var connection = await peer.ConnectAsync();
        var (link, deliveries) = await ReceiveAsync(peer, connection, 1);
        var settling = link.SettleAsync(deliveries[0], AmqpDeliveryState.Accepted, new byte[] { 4 });
        var state = (AmqpTransactionalState)(await peer.ExpectAsync<AmqpDisposition>()).State!;
        Assert.AreEqual((byte)4, state.TransactionId.Span[0]);
        Assert.IsInstanceOfType<AmqpAccepted>(state.Outcome);
        await peer.SendAsync(new AmqpDisposition { IsReceiver = false, First = 0, Settled = settled, State = state }, channel: 3);
        Assert.IsInstanceOfType<AmqpAccepted>(await settling);
        Assert.AreEqual(settled, deliveries[0].IsSettled);
        connection.Abort();
    }

    [TestMethod]
    public async Task SettleAsync_NoAnswer_TimesOutOrIsCancelled()
    {
        var time = new FakeTime();
        using var cancel = new CancellationTokenSource();
        await using var peer = new ScriptedPeer();
        await using var connection = await peer.ConnectAsync(peer.Options with { TimeProvider = time, OperationTimeout = TimeSpan.FromSeconds(10) });
        var (link, deliveries) = await ReceiveAsync(peer, connection, 2);
        var cancelled = link.SettleAsync(deliveries[0], AmqpDeliveryState.Accepted, cancellationToken: cancel.Token);
        var late = link.SettleAsync(deliveries[1], AmqpDeliveryState.Accepted);
        await cancel.CancelAsync();
        await Assert.ThrowsAsync<OperationCanceledException>(() => cancelled);
        time.Advance(TimeSpan.FromSeconds(11));
        await Assert.ThrowsExactlyAsync<TimeoutException>(() => late);
        Assert.IsFalse(deliveries[1].IsSettled);
        connection.Abort();
    }

    [TestMethod]
    public async Task SettleAsync_OnAnotherLink_IsRefusedHere()
    {
        // Delivery numbers begin anew with every session: by number alone a stranger would be settled.
        await using var peer = new ScriptedPeer();
        await using var connection = await peer.ConnectAsync();
        var (link, deliveries) = await ReceiveAsync(peer, connection, 1);
        await peer.SendAsync(new AmqpDetach { Handle = 7, Closed = true }, channel: 3);
        await peer.ExpectAsync<AmqpDetach>();
        var second = await peer.AttachReceiverAsync(link.Session);
        await Assert.ThrowsExactlyAsync<InvalidOperationException>(() => second.SettleAsync(deliveries[0], AmqpDeliveryState.Accepted));
        await Assert.ThrowsExactlyAsync<AmqpException>(() => link.SettleAsync(deliveries[0], AmqpDeliveryState.Accepted));
        connection.Abort();
    }

    private static Task AnswerAsync(ScriptedPeer peer, uint first, uint last, AmqpDeliveryState state) =>
        peer.SendAsync(new AmqpDisposition { IsReceiver = false, First = first, Last = last, Settled = true, State = state }, channel: 3);

    private static async Task<(AmqpReceiverLink Link, List<AmqpDelivery> Deliveries)> ReceiveAsync(ScriptedPeer peer, AmqpConnection connection, int count)
    {
        var link = await peer.AttachReceiverAsync(await peer.BeginAsync(connection));
        var receiving = link.ReceiveAsync(count, TimeSpan.FromMinutes(10));
        await peer.ExpectAsync<AmqpFlow>();

        // In one write, so that no drain comes between.
        await peer.SendRawAsync(Enumerable.Range(0, count).SelectMany(i => AnyFrame.Encode(
            new AmqpTransfer { Handle = 7, DeliveryId = (uint)i, DeliveryTag = new byte[] { (byte)i } }, new AmqpMessage { Value = i }.ToArray(), 3)).ToArray());
        return (link, [.. await receiving]);
    }
}
