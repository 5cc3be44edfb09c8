using WellIntake.ServiceBus.Amqp;
using WellIntake.Tests.Testing;

namespace WellIntake.Tests.ServiceBus.Amqp;

/// <summary>Sessions: begin, end, windows, and attaches that are answered late or never.</summary>
[TestClass]
[TestCategory("REL-7")]
public sealed class AmqpSessionTests
{
    [TestMethod]
    public async Task EndAsync_OpenSession_EndsItsLinksAndFreesTheChannel()
    {
        await using var peer = new ScriptedPeer();
        await using var connection = await peer.ConnectAsync();
        var session = await peer.BeginAsync(connection);
        var link = await peer.AttachSenderAsync(session, credit: 0);
        var waiting = link.SendAsync(new byte[1]);
        var ending = session.EndAsync();
        await peer.ExpectAsync<AmqpEnd>();
        await peer.SendAsync(new AmqpEnd(), channel: 3);
        await ending;
        Assert.IsNull(await session.Closed);
        Assert.AreEqual(AmqpScope.Session, (await Assert.ThrowsExactlyAsync<AmqpException>(() => waiting)).Scope);
        Assert.IsTrue((await peer.BeginAsync(connection)).IsOpen);
        Assert.AreEqual(0, peer.Channel);
        connection.Abort();
    }

    [TestMethod]
    public async Task Closed_PeerEnds_GivesItsReasonAndTheConnectionGoesOn()
    {
        await using var peer = new ScriptedPeer();
        await using var connection = await peer.ConnectAsync();
        var session = await peer.BeginAsync(connection);
        await peer.SendAsync(new AmqpEnd { Error = new AmqpError("amqp:resource-limit-exceeded", "too much") }, channel: 3);
        await peer.ExpectAsync<AmqpEnd>();
        Assert.AreEqual("too much", (await session.Closed)!.Description);
        Assert.IsTrue(connection.IsOpen);
        Assert.IsTrue((await peer.BeginAsync(connection)).IsOpen);
        connection.Abort();
    }

    [TestMethod]
    public async Task BeginSessionAsync_AllChannelsTaken_SaysSo()
    {
        await using var peer = new ScriptedPeer();
        await using var connection = await peer.ConnectAsync(open: new AmqpOpen { ContainerId = "peer", ChannelMax = 0 });
        await peer.BeginAsync(connection);
        Assert.AreEqual(AmqpConditions.ResourceLimitExceeded, (await Assert.ThrowsExactlyAsync<AmqpException>(() => connection.BeginSessionAsync())).Condition.Value);
        connection.Abort();
    }

    [TestMethod]
    public async Task Take_TransferOnAHandleNobodyAttached_EndsTheSession()
    {
        await using var peer = new ScriptedPeer();
        await using var connection = await peer.ConnectAsync();
        var session = await peer.BeginAsync(connection);
        await peer.DeliverAsync(1);
        Assert.AreEqual(AmqpConditions.UnattachedHandle, (await peer.ExpectAsync<AmqpEnd>()).Error!.Condition.Value);
        Assert.AreEqual(AmqpConditions.UnattachedHandle, (await session.Closed)!.Condition.Value);
        Assert.IsTrue(connection.IsOpen);
        connection.Abort();
    }

    [TestMethod]
    public async Task Take_MoreTransfersThanTheWindowTakes_AreCountedAndTheWindowRenewed()
    {
        await using var peer = new ScriptedPeer();
        await using var connection = await peer.ConnectAsync();
        var link = await peer.AttachReceiverAsync(await peer.BeginAsync(connection), new AmqpReceiverSettings { Address = "q", Prefetch = 5000 });
        Assert.AreEqual(4096u, (await peer.ExpectAsync<AmqpFlow>()).IncomingWindow);
        for (uint i = 0; i < 2049; i++)
            await peer.DeliverAsync(i);
        AmqpFlow flow;
        do
            flow = await peer.ExpectAsync<AmqpFlow>();
        while (flow.Handle is not null);
        Assert.AreEqual(4096u, flow.IncomingWindow);
        Assert.AreEqual(100u + 2049, flow.NextIncomingId, "The peer began at 100.");
        Assert.IsTrue(link.IsOpen);
        connection.Abort();
    }

    [TestMethod]
    public async Task AttachReceiverAsync_AnsweredLate_WaitsAsLongAsItSays()
    {
        var time = new FakeTime();
        await using var peer = new ScriptedPeer();
        await using var connection = await peer.ConnectAsync(peer.Options with { TimeProvider = time, IdleTimeout = TimeSpan.FromHours(2), OperationTimeout = TimeSpan.FromMinutes(3) });
        var session = await peer.BeginAsync(connection);
        var filter = new AmqpMap { { "com.microsoft:session-filter", null } };
        var attaching = session.AttachReceiverAsync(new AmqpReceiverSettings
        {
            Address = "q",
            Filter = filter,
            AttachTimeout = TimeSpan.FromMinutes(5),
            Properties = new AmqpMap { { new AmqpSymbol("com.microsoft:timeout"), 1u } },
        });
        var attach = await peer.ExpectAsync<AmqpAttach>();
        AmqpSymbol name = "com.microsoft:session-filter";
        DeepEqual.Assert(new AmqpMap { { name, new AmqpDescribed(name, null) } }, ((AmqpSource)attach.Source!).Filter);
        DeepEqual.Assert(1u, attach.Properties!.Find("com.microsoft:timeout"));
        time.Advance(TimeSpan.FromMinutes(4));
        Assert.IsFalse(attaching.IsCompleted);
        await peer.SendAsync(
            attach with
            {
                Handle = 7,
                IsReceiver = false,
                Source = new AmqpSource { Address = "q", Filter = new AmqpMap { { name, new AmqpDescribed(name, "s7") } } },
                Properties = new AmqpMap { { new AmqpSymbol("com.microsoft:locked-until-utc"), 5L } },
            },
            channel: 3);
        var link = await attaching;
        Assert.AreEqual("s7", ((AmqpDescribed)link.RemoteSource!.Filter![name]!).Value);
        Assert.AreEqual(5L, link.RemoteProperties!.Find("com.microsoft:locked-until-utc"));
        connection.Abort();
    }

    [TestMethod]
    [DataRow(true)]
    [DataRow(false)]
    public async Task AttachReceiverAsync_CancelledOrLate_DetachesAndDropsWhatComes(bool cancelled)
    {
        var time = new FakeTime();
        using var cancel = new CancellationTokenSource();
        await using var peer = new ScriptedPeer();
        await using var connection = await peer.ConnectAsync(peer.Options with { TimeProvider = time, IdleTimeout = TimeSpan.FromHours(2) });
        var session = await peer.BeginAsync(connection);
        var attaching = session.AttachReceiverAsync(new AmqpReceiverSettings { Address = "q" }, cancel.Token);
        var attach = await peer.ExpectAsync<AmqpAttach>();
        if (cancelled)
        {
            await cancel.CancelAsync();
            await Assert.ThrowsAsync<OperationCanceledException>(() => attaching);
        }
        else
        {
            time.Advance(TimeSpan.FromMinutes(1));
            await Assert.ThrowsExactlyAsync<TimeoutException>(() => attaching);
        }

        // The answer crosses the detach: it must not disturb what comes after.
        Assert.IsTrue((await peer.ExpectAsync<AmqpDetach>()).Closed);
        await peer.SendAsync(attach with { Handle = 7, IsReceiver = false }, channel: 3);
        await peer.SendAsync(new AmqpDetach { Handle = 7, Closed = true }, channel: 3);
        Assert.IsTrue((await peer.AttachReceiverAsync(session)).IsOpen);
        connection.Abort();
    }

    [TestMethod]
    public async Task AttachReceiverAsync_RefusedWhileItWaits_GivesTheReason()
    {
        await using var peer = new ScriptedPeer();
        await using var connection = await peer.ConnectAsync();
        var session = await peer.BeginAsync(connection);
        var attaching = session.AttachReceiverAsync(new AmqpReceiverSettings { Address = "q" });
        var attach = await peer.ExpectAsync<AmqpAttach>();
        await peer.SendAsync(attach with { Handle = 7, IsReceiver = false, Source = null }, channel: 3);
        await peer.SendAsync(new AmqpDetach { Handle = 7, Closed = true, Error = new AmqpError("com.microsoft:session-cannot-be-locked", "held") }, channel: 3);
        Assert.AreEqual("com.microsoft:session-cannot-be-locked", (await Assert.ThrowsExactlyAsync<AmqpException>(() => attaching)).Condition.Value);
        connection.Abort();
    }

    [TestMethod]
    public async Task AttachedByPeer_LinkNobodyAskedFor_EndsTheSession()
    {
        await using var peer = new ScriptedPeer();
        await using var connection = await peer.ConnectAsync();
        var session = await peer.BeginAsync(connection);
        await peer.SendAsync(new AmqpAttach { Name = "stranger", Handle = 1, IsReceiver = true }, channel: 3);
        Assert.AreEqual(AmqpConditions.NotImplemented, (await peer.ExpectAsync<AmqpEnd>()).Error!.Condition.Value);
        Assert.IsFalse(session.IsOpen);
        connection.Abort();
    }
}
