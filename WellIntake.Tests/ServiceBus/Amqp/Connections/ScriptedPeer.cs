using System.IO.Pipelines;
using System.Net;
using System.Net.Sockets;
using WellIntake.ServiceBus.Amqp;

namespace WellIntake.Tests.ServiceBus.Amqp;

/// <summary>The far end of a connection, which says what the test tells it to, right or wrong. It uses our codec (held to rhea's bytes elsewhere), over a real socket.</summary>
internal sealed class ScriptedPeer : IAsyncDisposable
{
    // A test that waits for what never comes fails with a name rather than hanging.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private Socket? _socket;
    private NetworkStream? _stream;
    private PipeReader? _pipe;
    private AmqpFrameReader? _frames;

    public ScriptedPeer() => _listener.Start();

    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    /// <summary>The channel of the last frame that came.</summary>
    public ushort Channel { get; private set; }

    public AmqpConnectionOptions Options => new()
    {
        Connect = AmqpTransports.Tcp("127.0.0.1", Port),
        HostName = "test.servicebus",
        ContainerId = "client",
        CloseTimeout = TimeSpan.FromSeconds(30),
    };

    public async Task AcceptAsync()
    {
        _socket = await _listener.AcceptSocketAsync().WaitAsync(Patience);
        _socket.NoDelay = true;
        _stream = new NetworkStream(_socket, ownsSocket: true);
        _pipe = PipeReader.Create(_stream);
        _frames = new AmqpFrameReader(_pipe, 1024 * 1024);
    }

    public async Task ExpectHeaderAsync(byte[] header)
    {
        CollectionAssert.AreEqual(header, await _frames!.ReadProtocolHeaderAsync(CancellationToken.None).WaitAsync(Patience));
    }

    /// <summary>SASL, headers, open.</summary>
    public async Task<AmqpOpen> HandshakeAsync(AmqpOpen? open = null)
    {
        await AuthenticateAsync();
        await ExpectHeaderAsync(ProtocolHeader.Amqp.ToArray());
        await SendRawAsync(ProtocolHeader.Amqp.ToArray());
        var theirs = await ExpectAsync<AmqpOpen>();
        await SendAsync(open ?? new AmqpOpen { ContainerId = "peer", MaxFrameSize = 65536, ChannelMax = 10 });
        return theirs;
    }

    public async Task AuthenticateAsync()
    {
        await ExpectHeaderAsync(ProtocolHeader.Sasl.ToArray());
        await SendRawAsync(ProtocolHeader.Sasl.ToArray());
        await SendAsync(new SaslMechanisms { Mechanisms = ["PLAIN", "ANONYMOUS", "MSSBCBS"] });
        Assert.AreEqual("MSSBCBS", (await ExpectAsync<SaslInit>()).Mechanism.Value);
        await SendAsync(new SaslOutcome { Code = 0 });
    }

    /// <summary>An open connection.</summary>
    public async Task<AmqpConnection> ConnectAsync(AmqpConnectionOptions? options = null, AmqpOpen? open = null)
    {
        var connecting = AmqpConnection.ConnectAsync(options ?? Options);
        await AcceptAsync();
        await HandshakeAsync(open);
        return await connecting.WaitAsync(Patience);
    }

    /// <summary>A session on it; the peer's channel is 3 more than the client's, so that nothing mistakes one for the other.</summary>
    public async Task<AmqpSession> BeginAsync(AmqpConnection connection, uint incomingWindow = 1000)
    {
        var beginning = connection.BeginSessionAsync();
        await ExpectAsync<AmqpBegin>();
        await SendAsync(new AmqpBegin { RemoteChannel = Channel, NextOutgoingId = 100, IncomingWindow = incomingWindow, OutgoingWindow = 1000 }, channel: 3);
        return await beginning.WaitAsync(Patience);
    }

    /// <summary>A link that the client sends on; the peer's handle is 5.</summary>
    public async Task<AmqpSenderLink> AttachSenderAsync(AmqpSession session, uint credit = 100, ulong maxMessageSize = 0)
    {
        var attaching = session.AttachSenderAsync(new AmqpSenderSettings { Address = "q" });
        var attach = await ExpectAsync<AmqpAttach>();
        await SendAsync(attach with { Handle = 5, IsReceiver = true, MaxMessageSize = maxMessageSize }, channel: 3);
        if (credit > 0)
            await FlowAsync(credit);
        return await attaching.WaitAsync(Patience);
    }

    /// <summary>A link that the client receives on; the peer's handle is 7.</summary>
    public async Task<AmqpReceiverLink> AttachReceiverAsync(AmqpSession session, AmqpReceiverSettings? settings = null)
    {
        var attaching = session.AttachReceiverAsync(settings ?? new AmqpReceiverSettings { Address = "q" });
        var attach = await ExpectAsync<AmqpAttach>();
        await SendAsync(attach with { Handle = 7, IsReceiver = false, InitialDeliveryCount = 40 }, channel: 3);
        return await attaching.WaitAsync(Patience);
    }

    /// <summary>Credit for the link that the client sends on.</summary>
    public Task FlowAsync(uint credit, uint deliveryCount = 0, uint incomingWindow = 1000, uint nextIncomingId = 0, bool drain = false, bool echo = false) =>
        SendAsync(
            new AmqpFlow
            {
                NextIncomingId = nextIncomingId,
                IncomingWindow = incomingWindow,
                NextOutgoingId = 100,
                OutgoingWindow = 1000,
                Handle = 5,
                DeliveryCount = deliveryCount,
                LinkCredit = credit,
                Drain = drain ? true : null,
                Echo = echo ? true : null,
            },
            channel: 3);

    /// <summary>A whole message to the link that the client receives on.</summary>
    public Task DeliverAsync(uint id, string text = "x", bool settled = false) =>
        SendAsync(
            new AmqpTransfer { Handle = 7, DeliveryId = id, DeliveryTag = new byte[] { (byte)id }, MessageFormat = 0, Settled = settled },
            new AmqpMessage { Value = text }.ToArray(), channel: 3);

    /// <summary>The next frame, which must be a <typeparamref name="T"/>; heartbeats are passed over.</summary>
    public async Task<T> ExpectAsync<T>()
        where T : IAmqpPerformative => (await ExpectWithPayloadAsync<T>()).Frame;

    public async Task<(T Frame, byte[] Payload)> ExpectWithPayloadAsync<T>()
        where T : IAmqpPerformative
    {
        var (frame, body) = await _frames!.ReadFrameAsync(CancellationToken.None).WaitAsync(Patience);
        Channel = frame.Channel;
        var (performative, payload) = AnyFrame.Decode(body);
        return performative is T expected ? (expected, payload) : throw new AssertFailedException($"Expected {typeof(T).Name}, got {performative}");
    }

    /// <summary>Waits for eight bytes that are a heartbeat, or whatever else begins the next frame.</summary>
    public async Task ExpectHeartbeatAsync() =>
        CollectionAssert.AreEqual(new byte[] { 0, 0, 0, 8, 2, 0, 0, 0 }, await _frames!.ReadProtocolHeaderAsync(CancellationToken.None).WaitAsync(Patience));

    /// <summary>Waits until the client has cut or closed the socket; frames before that are passed over.</summary>
    public async Task ExpectEndAsync()
    {
        try
        {
            while (true)
            {
                var result = await _pipe!.ReadAsync().AsTask().WaitAsync(Patience);
                _pipe.AdvanceTo(result.Buffer.End);
                if (result.IsCompleted)
                    return;
            }
        }
        catch (IOException)
        {
            // Cut.
        }
    }

    public Task SendAsync(IAmqpPerformative performative, byte[]? payload = null, ushort channel = 0) => SendRawAsync(AnyFrame.Encode(performative, payload, channel));

    public async Task SendRawAsync(ReadOnlyMemory<byte> bytes) => await _stream!.WriteAsync(bytes).AsTask().WaitAsync(Patience);

    /// <summary>Cuts the connection without a word.</summary>
    public void Cut()
    {
        _socket!.LingerState = new LingerOption(true, 0);
        _socket.Dispose();
    }

    public async ValueTask DisposeAsync()
    {
        _listener.Stop();
        if (_stream is not null)
            await _stream.DisposeAsync();
    }
}
