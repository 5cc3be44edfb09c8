using System.Text;
using WellIntake.ServiceBus.Amqp;

namespace WellIntake.Tests.ServiceBus.Amqp;

/// <summary>Values, frames and messages by chance; the same for the same seed.</summary>
internal sealed class RandomAmqp(int seed)
{
    private readonly Random _random = new(seed);

    public object? Value(int depth = 3) => Pick(depth > 0 ? 26 : 22) switch
    {
        0 => null,
        1 => Flip(),
        2 => (byte)_random.Next(256),
        3 => (ushort)_random.Next(65536),
        4 => UInt(),
        5 => (ulong)Long(),
        6 => (sbyte)_random.Next(-128, 128),
        7 => (short)_random.Next(-32768, 32768),
        8 => (int)Long(),
        9 => Long(),
        10 => (float)_random.NextDouble(),
        11 => (_random.NextDouble() - 0.5) * 1e300,
        12 => new AmqpDecimal((uint)UInt(), 4),
        13 => new AmqpDecimal((ulong)Long(), 8),
        14 => new AmqpDecimal(new UInt128((ulong)Long(), (ulong)Long()), 16),
        15 => 'ß',
        16 => new Rune(0x1F389),
        17 => Time(),
        18 => Uuid(),
        19 => Bytes(),
        20 => Text(),
        21 => Symbol(),
        22 => List(depth - 1),
        23 => Map(depth - 1),
        24 => Array(depth - 1),
        _ => new AmqpDescribed(Flip() ? Symbol() : (object)(ulong)_random.Next(), Value(depth - 1)),
    };

    public AmqpMap Map(int depth = 2)
    {
        var map = new AmqpMap();
        for (var i = Pick(5); i > 0; i--)
            map.TryAdd(Flip() ? (object)Symbol() : Text(), Value(depth));
        return map;
    }

    public IAmqpPerformative Performative() => Pick(12) switch
    {
        0 => new AmqpOpen { ContainerId = Text(), HostName = Or(Text()), MaxFrameSize = Or(UInt()), ChannelMax = Or((ushort)_random.Next(65536)), IdleTimeOut = Or(UInt()), OutgoingLocales = Or(Symbols()), OfferedCapabilities = Or(Symbols()), Properties = Or(Map()) },
        1 => new AmqpBegin { RemoteChannel = Or((ushort)_random.Next(65536)), NextOutgoingId = UInt(), IncomingWindow = UInt(), OutgoingWindow = UInt(), HandleMax = Or(UInt()), Properties = Or(Map()) },
        2 => new AmqpAttach
        {
            Name = Text(),
            Handle = UInt(),
            IsReceiver = Flip(),
            SenderSettleMode = Or((byte)Pick(3)),
            ReceiverSettleMode = Or((byte)Pick(2)),
            Source = Or(Source()),
            Target = Pick(3) switch { 0 => null, 1 => new AmqpCoordinator(Or(Symbols())), _ => new AmqpTarget { Address = Or(Text()), Durable = Or(UInt()), Dynamic = Or(Flip()), Capabilities = Or(Symbols()) } },
            Unsettled = Or(Map()),
            InitialDeliveryCount = Or(UInt()),
            MaxMessageSize = Or((ulong)Long()),
            Properties = Or(Map()),
        },
        3 => new AmqpFlow { NextIncomingId = Or(UInt()), IncomingWindow = UInt(), NextOutgoingId = UInt(), OutgoingWindow = UInt(), Handle = Or(UInt()), DeliveryCount = Or(UInt()), LinkCredit = Or(UInt()), Available = Or(UInt()), Drain = Or(Flip()), Echo = Or(Flip()), Properties = Or(Map()) },
        4 => new AmqpTransfer { Handle = UInt(), DeliveryId = Or(UInt()), DeliveryTag = Or((ReadOnlyMemory<byte>)Bytes()), MessageFormat = Or(UInt()), Settled = Or(Flip()), More = Or(Flip()), State = State(), Aborted = Or(Flip()), Batchable = Or(Flip()) },
        5 => new AmqpDisposition { IsReceiver = Flip(), First = UInt(), Last = Or(UInt()), Settled = Or(Flip()), State = State(), Batchable = Or(Flip()) },
        6 => new AmqpDetach { Handle = UInt(), Closed = Or(Flip()), Error = Or(Error()) },
        7 => new AmqpEnd { Error = Or(Error()) },
        8 => new AmqpClose { Error = Or(Error()) },
        9 => new SaslMechanisms { Mechanisms = Symbols() },
        10 => new SaslInit { Mechanism = Symbol(), InitialResponse = Or((ReadOnlyMemory<byte>)Bytes()), HostName = Or(Text()) },
        _ => new SaslOutcome { Code = (byte)Pick(5), AdditionalData = Or((ReadOnlyMemory<byte>)Bytes()) },
    };

    public AmqpMessage Message()
    {
        var message = new AmqpMessage
        {
            Header = Or(new AmqpHeader { Durable = Or(Flip()), Priority = Or((byte)Pick(10)), TimeToLive = Or(UInt()), FirstAcquirer = Or(Flip()), DeliveryCount = Or(UInt()) }),
            DeliveryAnnotations = Or(Map()),
            MessageAnnotations = Or(Map()),
            Properties = Or(new AmqpProperties
            {
                MessageId = Pick(5) switch { 0 => null, 1 => Text(), 2 => (ulong)Long(), 3 => Uuid(), _ => Bytes() },
                UserId = Or((ReadOnlyMemory<byte>)Bytes()),
                To = Or(Text()),
                Subject = Or(Text()),
                ReplyTo = Or(Text()),
                CorrelationId = Or(Text()),
                ContentType = Or(Symbol().Value),
                ContentEncoding = Or(Symbol().Value),
                AbsoluteExpiryTime = Or(Time()),
                CreationTime = Or(Time()),
                GroupId = Or(Text()),
                GroupSequence = Or(UInt()),
                ReplyToGroupId = Or(Text()),
            }),
            Footer = Or(Map()),
        };
        if (Flip())
        {
            message.ApplicationProperties = [];
            for (var i = Pick(5); i > 0; i--)
                message.ApplicationProperties.TryAdd(Text(), Value(0));
        }

        switch (Pick(3))
        {
            case 0: message.Data = [.. Enumerable.Range(0, 1 + Pick(3)).Select(_ => (ReadOnlyMemory<byte>)Bytes())]; break;
            case 1: message.Sequences = [.. Enumerable.Range(0, 1 + Pick(3)).Select(_ => List(2))]; break;
            default: message.Value = Value(); break;
        }

        return message;
    }

    private int Pick(int count) => _random.Next(count);

    private bool Flip() => _random.Next(2) == 0;

    private uint UInt() => Pick(3) switch { 0 => 0, 1 => (uint)Pick(300), _ => (uint)_random.NextInt64(uint.MaxValue) };

    private long Long() => Pick(3) switch { 0 => 0, 1 => Pick(600) - 300, _ => _random.NextInt64(long.MinValue, long.MaxValue) };

    private DateTime Time() => DateTime.UnixEpoch.AddMilliseconds(_random.NextInt64(-62_000_000_000_000, 250_000_000_000_000));

    private byte[] Bytes()
    {
        var bytes = new byte[Pick(4) == 0 ? Pick(600) : Pick(20)];
        _random.NextBytes(bytes);
        return bytes;
    }

    private Guid Uuid()
    {
        var bytes = new byte[16];
        _random.NextBytes(bytes);
        return new Guid(bytes);
    }

    private string Text() => string.Concat(Enumerable.Range(0, Pick(8) == 0 ? Pick(300) : Pick(12)).Select(_ => Pick(4) switch { 0 => "é", 1 => "🎉", _ => ((char)('a' + Pick(26))).ToString() }));

    private AmqpSymbol Symbol() => new(string.Concat(Enumerable.Range(0, Pick(8) == 0 ? Pick(300) : Pick(12)).Select(_ => (char)(32 + Pick(95)))));

    private IReadOnlyList<AmqpSymbol> Symbols() => [.. Enumerable.Range(0, Pick(4)).Select(_ => Symbol())];

    private IReadOnlyList<object?> List(int depth) => [.. Enumerable.Range(0, Pick(10) == 0 ? Pick(300) : Pick(5)).Select(_ => Value(depth))];

    private AmqpArray Array(int depth)
    {
        var count = Pick(6);
        IEnumerable<object?> Of(Func<object?> item) => Enumerable.Range(0, count).Select(_ => item());
        var descriptor = Pick(4) == 0 ? Symbol() : (object?)null;
        return Pick(9) switch
        {
            0 => new AmqpArray([.. Of(() => Flip())], FormatCode.Boolean, descriptor),
            1 => new AmqpArray([.. Of(() => UInt())], FormatCode.SmallUInt, descriptor),
            2 => new AmqpArray([.. Of(() => Long())], FormatCode.Long, descriptor),
            3 => new AmqpArray([.. Of(() => Text())], FormatCode.String8, descriptor),
            4 => new AmqpArray([.. Of(() => Symbol())], FormatCode.Symbol32, descriptor),
            5 => new AmqpArray([.. Of(() => Uuid())], FormatCode.Uuid, descriptor),
            6 => new AmqpArray([.. Of(() => List(depth - 1))], FormatCode.List32, descriptor),
            7 => new AmqpArray([.. Of(() => Map(depth - 1))], FormatCode.Map8, descriptor),
            _ => new AmqpArray([.. Of(() => null)], FormatCode.Null, descriptor),
        };
    }

    private AmqpSource Source() => new()
    {
        Address = Or(Text()),
        Durable = Or(UInt()),
        ExpiryPolicy = Or(Symbol()),
        Timeout = Or(UInt()),
        Dynamic = Or(Flip()),
        DynamicNodeProperties = Or(Map()),
        DistributionMode = Or(Symbol()),
        Filter = Or(Map()),
        DefaultOutcome = State(),
        Outcomes = Or(Symbols()),
        Capabilities = Or(Symbols()),
    };

    private AmqpError Error() => new(Symbol(), Or(Text()), Or(Map()));

    private AmqpDeliveryState? State(int depth = 1) => Pick(9) switch
    {
        0 => null,
        1 => AmqpDeliveryState.Accepted,
        2 => AmqpDeliveryState.Released,
        3 => new AmqpRejected(Or(Error())),
        4 => new AmqpModified(Or(Flip()), Or(Flip()), Or(Map())),
        5 => new AmqpReceived(UInt(), (ulong)Long()),
        6 => new AmqpDeclared(Bytes()),
        7 => new AmqpUnknownState(new AmqpDescribed((ulong)0x9999, List(1))),
        _ => new AmqpTransactionalState(Bytes(), depth > 0 ? State(depth - 1) : null),
    };

    private T? Or<T>(T value, int _ = 0)
        where T : class => Flip() ? value : null;

    private T? Or<T>(T value)
        where T : struct => Flip() ? value : null;
}
