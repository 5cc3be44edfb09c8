using System.Net.Sockets;
using System.Text;
using WellIntake.ServiceBus.Amqp;
using WellIntake.Tests.Testing;

namespace WellIntake.Tests.ServiceBus.Amqp;

/// <summary>Opening, closing and losing a connection.</summary>
[TestClass]
[TestCategory("REL-7")]
public sealed class AmqpConnectionTests
{
    [TestMethod]
    public async Task ConnectAsync_PeerThatAnswers_OpensWithOurLimits()
    {
        await using var peer = new ScriptedPeer();
        var connecting = AmqpConnection.ConnectAsync(peer.Options with { IdleTimeout = TimeSpan.FromSeconds(80) });
        await peer.AcceptAsync();
        var open = await peer.HandshakeAsync();
        await using var connection = await connecting;

        Assert.AreEqual("client", open.ContainerId);
        Assert.AreEqual("test.servicebus", open.HostName);
        Assert.AreEqual(65536u, open.MaxFrameSize);
        Assert.AreEqual(40_000u, open.IdleTimeOut, "Half of the silence that is borne is announced (2.4.5).");
        Assert.IsTrue(connection.IsOpen);
        await CloseAsync(peer, connection);
    }

    [TestMethod]
    public async Task ConnectAsync_FramesInSingleBytes_OpensAllTheSame()
    {
        await using var peer = new ScriptedPeer();
        var connecting = AmqpConnection.ConnectAsync(peer.Options);
        await peer.AcceptAsync();
        byte[] all =
        [
            .. ProtocolHeader.Sasl, .. AnyFrame.Encode(new SaslMechanisms { Mechanisms = ["ANONYMOUS"] }), .. AnyFrame.Encode(new SaslOutcome { Code = 0 }),
            .. ProtocolHeader.Amqp, 0, 0, 0, 8, 2, 0, 0, 0, .. AnyFrame.Encode(new AmqpOpen { ContainerId = "peer" }),
        ];
        foreach (var single in all)
            await peer.SendRawAsync(new[] { single });
        await using var connection = await connecting;
        Assert.IsTrue(connection.IsOpen);
        connection.Abort();
    }

    [TestMethod]
    [DataRow("HTTP/1.1 400 Bad Request\r\n\r\n", "the peer speaks HTTP")]
    [DataRow("SSH-2.0-OpenSSH", "the peer does not speak AMQP")]
    [DataRow("AMQP\u0000\u0001\u0000\u0000", "the peer speaks protocol 0, version 1.0.0; expected protocol 3, version 1.0.0")]
    [DataRow("AMQP\u0000\u0000\u0009\u0001", "the peer speaks protocol 0, version 0.9.1; expected protocol 3, version 1.0.0")]
    public async Task ConnectAsync_PeerOfAnotherProtocol_SaysWhich(string greeting, string reason)
    {
        await using var peer = new ScriptedPeer();
        var connecting = AmqpConnection.ConnectAsync(peer.Options);
        await peer.AcceptAsync();
        await peer.SendRawAsync(Encoding.Latin1.GetBytes(greeting));
        var e = await Assert.ThrowsExactlyAsync<AmqpException>(() => connecting);
        Assert.AreEqual(AmqpScope.Connection, e.Scope);
        Assert.Contains(reason, e.Message);
    }

    [TestMethod]
    public async Task ConnectAsync_PeerThatRefusesUs_SaysSo()
    {
        await using var peer = new ScriptedPeer();
        var connecting = AmqpConnection.ConnectAsync(peer.Options);
        await peer.AcceptAsync();
        await peer.SendRawAsync(ProtocolHeader.Sasl.ToArray());
        await peer.SendAsync(new SaslMechanisms { Mechanisms = ["ANONYMOUS"] });
        await peer.SendAsync(new SaslOutcome { Code = 1 });
        Assert.AreEqual(AmqpConditions.UnauthorizedAccess, (await Assert.ThrowsExactlyAsync<AmqpException>(() => connecting)).Condition.Value);
    }

    [TestMethod]
    public async Task ConnectAsync_NoMechanismOfOurs_SaysSo()
    {
        await using var peer = new ScriptedPeer();
        var connecting = AmqpConnection.ConnectAsync(peer.Options);
        await peer.AcceptAsync();
        await peer.SendRawAsync(ProtocolHeader.Sasl.ToArray());
        await peer.SendAsync(new SaslMechanisms { Mechanisms = ["GSSAPI"] });
        Assert.Contains("MSSBCBS, ANONYMOUS", (await Assert.ThrowsExactlyAsync<AmqpException>(() => connecting)).Message);
    }

    [TestMethod]
    public async Task ConnectAsync_PeerClosesInsteadOfOpen_GivesItsReason()
    {
        await using var peer = new ScriptedPeer();
        var connecting = AmqpConnection.ConnectAsync(peer.Options);
        await peer.AcceptAsync();
        await peer.AuthenticateAsync();
        await peer.SendRawAsync(ProtocolHeader.Amqp.ToArray());
        await peer.SendAsync(new AmqpClose { Error = new AmqpError("amqp:not-found", "no such namespace") });
        var e = await Assert.ThrowsExactlyAsync<AmqpException>(() => connecting);
        Assert.AreEqual("amqp:not-found", e.Condition.Value);
        Assert.AreEqual("no such namespace", e.Description);
    }

    [TestMethod]
    public async Task ConnectAsync_PeerThatSaysNothing_TimesOut()
    {
        var time = new FakeTime();
        await using var peer = new ScriptedPeer();
        var connecting = AmqpConnection.ConnectAsync(peer.Options with { TimeProvider = time });
        await peer.AcceptAsync();
        await peer.ExpectHeaderAsync(ProtocolHeader.Sasl.ToArray());
        time.Advance(TimeSpan.FromSeconds(60));
        await Assert.ThrowsExactlyAsync<TimeoutException>(() => connecting);
        await peer.ExpectEndAsync();
    }

    [TestMethod]
    public async Task ConnectAsync_Cancelled_CutsAndSaysSo()
    {
        using var cancel = new CancellationTokenSource();
        await using var peer = new ScriptedPeer();
        var connecting = AmqpConnection.ConnectAsync(peer.Options, cancel.Token);
        await peer.AcceptAsync();
        await cancel.CancelAsync();
        await Assert.ThrowsAsync<OperationCanceledException>(() => connecting);
        await peer.ExpectEndAsync();
    }

    [TestMethod]
    public async Task ConnectAsync_NobodyListens_IsASocketException()
    {
        var peer = new ScriptedPeer();
        var options = peer.Options;
        await peer.DisposeAsync();
        await Assert.ThrowsExactlyAsync<SocketException>(() => AmqpConnection.ConnectAsync(options));
    }

    [TestMethod]
    public async Task ConnectAsync_PeerCutsHalfway_SaysSo()
    {
        await using var peer = new ScriptedPeer();
        var connecting = AmqpConnection.ConnectAsync(peer.Options);
        await peer.AcceptAsync();
        await peer.ExpectHeaderAsync(ProtocolHeader.Sasl.ToArray());
        await peer.SendRawAsync(new byte[] { (byte)'A', (byte)'M' });
        peer.Cut();
        Assert.AreEqual(AmqpConditions.ConnectionForced, (await Assert.ThrowsExactlyAsync<AmqpException>(() => connecting)).Condition.Value);
    }

    [TestMethod]
    public async Task CloseAsync_PeerAnswers_EndsWithoutAnError()
    {
        await using var peer = new ScriptedPeer();
        var connection = await peer.ConnectAsync();
        await CloseAsync(peer, connection);
        Assert.IsNull(await connection.Closed);
        Assert.IsFalse(connection.IsOpen);
        await connection.CloseAsync();
        await connection.DisposeAsync();
        await Assert.ThrowsExactlyAsync<AmqpException>(() => connection.BeginSessionAsync());
    }

    [TestMethod]
    public async Task CloseAsync_PeerThatOwesItsClose_GoesOnAfterTheTimeOut()
    {
        var time = new FakeTime();
        await using var peer = new ScriptedPeer();
        var connection = await peer.ConnectAsync(peer.Options with { TimeProvider = time, CloseTimeout = TimeSpan.FromSeconds(5) });
        var closing = connection.CloseAsync();
        await peer.ExpectAsync<AmqpClose>();
        Assert.IsFalse(closing.IsCompleted);
        time.Advance(TimeSpan.FromSeconds(5));
        await closing;
        await peer.ExpectEndAsync();
    }

    [TestMethod]
    public async Task Closed_PeerCloses_GivesItsReasonAndAnswers()
    {
        await using var peer = new ScriptedPeer();
        await using var connection = await peer.ConnectAsync();
        var session = await peer.BeginAsync(connection);
        var link = await peer.AttachSenderAsync(session);
        var sending = link.SendAsync(new byte[10]);
        await peer.ExpectAsync<AmqpTransfer>();
        await peer.SendAsync(new AmqpClose { Error = new AmqpError("amqp:connection:forced", "maintenance") });

        await peer.ExpectAsync<AmqpClose>();
        var e = await Assert.ThrowsExactlyAsync<AmqpException>(() => sending);
        Assert.AreEqual("maintenance", e.Description);
        Assert.AreEqual(AmqpScope.Connection, e.Scope);
        Assert.AreEqual("maintenance", (await connection.Closed)!.Description);
        Assert.AreEqual("maintenance", (await session.Closed)!.Description);
        Assert.AreEqual("maintenance", (await link.Closed)!.Description);
    }

    [TestMethod]
    public async Task Closed_PeerCuts_FailsEverythingThatWaits()
    {
        await using var peer = new ScriptedPeer();
        await using var connection = await peer.ConnectAsync();
        var session = await peer.BeginAsync(connection);
        var sender = await peer.AttachSenderAsync(session, credit: 1);
        var receiver = await peer.AttachReceiverAsync(session);
        var receiving = receiver.ReceiveAsync(1, TimeSpan.FromMinutes(1));
        await peer.ExpectAsync<AmqpFlow>();
        await peer.DeliverAsync(9);
        var delivery = (await receiving).Single();
        Task[] waiting =
        [
            sender.SendAsync(new byte[10]), sender.SendAsync(new byte[10]), receiver.SettleAsync(delivery, AmqpDeliveryState.Accepted),
            receiver.ReceiveAsync(5, TimeSpan.FromMinutes(1)), connection.BeginSessionAsync(), session.AttachSenderAsync(new AmqpSenderSettings { Address = "late" }),
        ];
        peer.Cut();
        foreach (var task in waiting)
            Assert.AreEqual(AmqpConditions.ConnectionForced, (await Assert.ThrowsExactlyAsync<AmqpException>(() => task)).Condition.Value);
        Assert.IsFalse(receiver.IsOpen || sender.IsOpen || session.IsOpen || connection.IsOpen);
    }

    [TestMethod]
    [DataRow("ffffffff02000000", "where 65536 is the most")]
    [DataRow("0000000c02000003ffffffff", "expected a described value")]
    [DataRow("000000100200000300530cc003010101", "on channel 3")]
    [DataRow("0000000c02010000005340 45", "a frame of type 1")]
    [DataRow("00000013020000000053 10 c0 06 01 a1 03 616263", "a second open")]
    [DataRow("0000000c0200000000531145", "next-outgoing-id is missing")]
    public async Task Take_FrameThatCannotBe_ClosesWithTheReason(string hex, string reason)
    {
        await using var peer = new ScriptedPeer();
        await using var connection = await peer.ConnectAsync();
        await peer.SendRawAsync(Convert.FromHexString(hex.Replace(" ", "")));
        var close = await peer.ExpectAsync<AmqpClose>();
        Assert.AreEqual(AmqpConditions.DecodeError, close.Error!.Condition.Value);
        Assert.Contains(reason, close.Error.Description!);
        Assert.Contains(reason, (await connection.Closed)!.Message);
        await peer.ExpectEndAsync();
    }

    [TestMethod]
    public async Task Tick_PeerSilentForTheIdleTimeOut_IsTakenForGone()
    {
        var time = new FakeTime();
        await using var peer = new ScriptedPeer();
        await using var connection = await peer.ConnectAsync(peer.Options with { TimeProvider = time });
        time.Advance(TimeSpan.FromSeconds(59));
        Assert.IsTrue(connection.IsOpen);
        time.Advance(TimeSpan.FromSeconds(2));
        Assert.Contains("silent", (await connection.Closed)!.Description);
        await peer.ExpectEndAsync();
    }

    [TestMethod]
    public async Task Tick_PeerWithAnIdleTimeOut_GetsHeartbeats()
    {
        var time = new FakeTime();
        await using var peer = new ScriptedPeer();
        await using var connection = await peer.ConnectAsync(peer.Options with { TimeProvider = time }, new AmqpOpen { ContainerId = "peer", IdleTimeOut = 4_000 });
        for (var i = 0; i < 5; i++)
        {
            time.Advance(TimeSpan.FromSeconds(2));
            await peer.ExpectHeartbeatAsync();
        }

        connection.Abort();
    }

    [TestMethod]
    public async Task Abort_OpenConnection_CutsAtOnce()
    {
        await using var peer = new ScriptedPeer();
        await using var connection = await peer.ConnectAsync();
        var session = await peer.BeginAsync(connection);
        connection.Abort();
        Assert.Contains("this end", (await connection.Closed)!.Description);
        await Assert.ThrowsExactlyAsync<AmqpException>(() => session.AttachSenderAsync(new AmqpSenderSettings { Address = "q" }));
        await peer.ExpectEndAsync();
    }

    private static async Task CloseAsync(ScriptedPeer peer, AmqpConnection connection)
    {
        var closing = connection.CloseAsync();
        await peer.ExpectAsync<AmqpClose>();
        await peer.SendAsync(new AmqpClose());
        await closing;
    }
}
