using System.Text;
using WellIntake.ServiceBus.Amqp;
using WellIntake.Tests.Testing;

namespace WellIntake.Tests.ServiceBus.Amqp;

/// <summary>Bytes of another encoder (npm rhea; see make-rhea-vectors.cjs), so that a misreading of the specification does not cancel out.</summary>
[TestClass]
[TestCategory("REL-7")]
public sealed class RheaVectorTests
{
    private static readonly Guid Uuid = Guid.Parse("00112233-4455-6677-8899-aabbccddeeff");
    private static readonly DateTime Time = new(2026, 1, 5, 9, 0, 0, 123, DateTimeKind.Utc);

    private static readonly Dictionary<string, object?> Values = new()
    {
        ["null"] = null,
        ["true"] = true,
        ["false"] = false,
        ["ubyte"] = (byte)200,
        ["ushort"] = (ushort)60000,
        ["uint-0"] = 0u,
        ["uint-small"] = 200u,
        ["uint"] = 4000000000u,
        ["ulong-0"] = 0ul,
        ["ulong-small"] = 200ul,
        ["ulong"] = 1234567890123ul,
        ["byte"] = (sbyte)-100,
        ["short"] = (short)-30000,
        ["int-small"] = -100,
        ["int"] = -2000000000,
        ["long-small"] = -100L,
        ["long"] = -1234567890123L,
        ["float"] = 0.5f,
        ["double"] = -1234.0625,
        ["char"] = '€',
        ["timestamp"] = Time,
        ["uuid"] = Uuid,
        ["binary-small"] = new byte[] { 1, 2, 3 },
        ["binary"] = Enumerable.Repeat((byte)7, 300).ToArray(),
        ["string-small"] = "Grüße, 東京 🎉",
        ["string"] = new string('é', 200),
        ["symbol-small"] = new AmqpSymbol("com.microsoft:x"),
        ["symbol"] = new AmqpSymbol(new string('s', 300)),
        ["list-0"] = Array.Empty<object?>(),
        ["list"] = new object?[] { 1, "two", null, new object?[] { true } },
        ["map"] = new AmqpMap { { "a", 1L }, { "b", "x" } },
        ["map-symbolic"] = new AmqpMap { { new AmqpSymbol("a"), 1u } },
        ["array-symbol"] = AmqpArray.Of([new AmqpSymbol("one"), new AmqpSymbol("two")]),
        ["array-long"] = AmqpArray.Of([1L, 2L, 3L]),
        ["array-uuid"] = AmqpArray.Of([Uuid, Uuid]),
        ["described"] = new AmqpDescribed(new AmqpSymbol("com.microsoft:session-filter"), "s1"),
    };

    private static readonly Dictionary<string, IAmqpPerformative> Frames = new()
    {
        ["sasl-mechanisms"] = new SaslMechanisms { Mechanisms = ["ANONYMOUS", "MSSBCBS"] },
        ["sasl-init"] = new SaslInit { Mechanism = "ANONYMOUS", HostName = "host" },
        ["sasl-outcome"] = new SaslOutcome { Code = 0 },
        ["open"] = new AmqpOpen
        {
            ContainerId = "c",
            HostName = "h",
            MaxFrameSize = 65536,
            ChannelMax = 255,
            IdleTimeOut = 30000,
            OfferedCapabilities = ["a", "b"],
            Properties = new AmqpMap { { new AmqpSymbol("product"), "p" } },
        },
        ["begin"] = new AmqpBegin { RemoteChannel = 5, NextOutgoingId = 1, IncomingWindow = 2048, OutgoingWindow = uint.MaxValue, HandleMax = 7 },
        ["attach"] = new AmqpAttach
        {
            Name = "l",
            Handle = 2,
            IsReceiver = true,
            SenderSettleMode = 0,
            ReceiverSettleMode = 1,
            Source = new AmqpSource { Address = "q", Filter = new AmqpMap { { Filter, new AmqpDescribed(Filter, "s1") } } },
            Target = new AmqpTarget { Address = "t" },
            InitialDeliveryCount = 0,
            MaxMessageSize = 262144,
            Properties = new AmqpMap { { new AmqpSymbol("com.microsoft:timeout"), 60000u } },
        },
        ["flow"] = new AmqpFlow { NextIncomingId = 9, IncomingWindow = 100, NextOutgoingId = 8, OutgoingWindow = 200, Handle = 2, DeliveryCount = 3, LinkCredit = 50, Drain = true },
        ["transfer"] = new AmqpTransfer { Handle = 2, DeliveryId = 4, DeliveryTag = Uuid.ToByteArray(bigEndian: true), MessageFormat = 0, Settled = false, More = true },
        ["disposition"] = new AmqpDisposition { IsReceiver = true, First = 4, Last = 6, Settled = true, State = AmqpDeliveryState.Accepted },
        // The specification has symbols for keys here; rhea, and Microsoft's client that stands on it, write strings.
        ["disposition-rejected"] = new AmqpDisposition
        {
            IsReceiver = true,
            First = 4,
            Settled = false,
            State = new AmqpRejected(new AmqpError("com.microsoft:dead-letter", "d", new AmqpMap { { "DeadLetterReason", "r" } })),
        },
        ["disposition-modified"] = new AmqpDisposition { IsReceiver = true, First = 4, Settled = false, State = new AmqpModified(true, true, new AmqpMap { { new AmqpSymbol("a"), 1u } }) },
        ["detach"] = new AmqpDetach { Handle = 2, Closed = true, Error = new AmqpError("amqp:not-found", "gone") },
        ["end"] = new AmqpEnd(),
        ["close"] = new AmqpClose { Error = new AmqpError("amqp:connection:forced", "bye") },
    };

    private static AmqpSymbol Filter => "com.microsoft:session-filter";

    [TestMethod]
    public void ReadValue_BytesOfRhea_AreTheValuesItWasGiven()
    {
        foreach (var (name, expected) in Values)
        {
            var reader = new AmqpReader(Vectors()[name]);
            DeepEqual.Assert(expected, reader.ReadValue(), name);
            Assert.IsTrue(reader.AtEnd, name);
        }
    }

    [TestMethod]
    public void Decode_FramesOfRhea_AreTheFramesItWasGiven()
    {
        foreach (var (name, expected) in Frames)
        {
            var (frame, payload) = AnyFrame.DecodeFrame(Vectors()[name]);
            DeepEqual.Assert(expected, frame, name);
            Assert.AreEqual(name == "transfer" ? "payload" : "", Encoding.ASCII.GetString(payload), name);
        }
    }

    [TestMethod]
    public void Decode_MessagesOfRhea_AreTheMessagesItWasGiven()
    {
        var message = AmqpMessage.Decode(Vectors()["message-value"]);
        DeepEqual.Assert(new AmqpHeader { Durable = true, Priority = 4, TimeToLive = 60000, FirstAcquirer = false, DeliveryCount = 2 }, message.Header);
        DeepEqual.Assert(new AmqpMap { { new AmqpSymbol("x-opt-sequence-number"), 12L } }, message.MessageAnnotations);
        DeepEqual.Assert(
            new AmqpProperties { MessageId = "m1", CorrelationId = 7ul, To = "t", Subject = "s", ReplyTo = "r", ContentType = "application/json", GroupId = "g", CreationTime = Time, GroupSequence = 3 },
            message.Properties);
        DeepEqual.Assert(new OrderedDictionary<string, object?> { ["text"] = "x", ["number"] = 5 }, message.ApplicationProperties);
        Assert.AreEqual("hello", message.Value);

        DeepEqual.Assert(new[] { "abc"u8.ToArray() }, AmqpMessage.Decode(Vectors()["message-data"]).Data);
        DeepEqual.Assert(new[] { "abc"u8.ToArray(), "def"u8.ToArray() }, AmqpMessage.Decode(Vectors()["message-data-sections"]).Data);
        DeepEqual.Assert(new object[] { new object?[] { "a", 1 } }, AmqpMessage.Decode(Vectors()["message-sequence"]).Sequences);
    }

    [TestMethod]
    public void Vectors_All_AreRead() =>
        CollectionAssert.AreEquivalent(
            Vectors().Keys, Values.Keys.Concat(Frames.Keys).Concat(["message-value", "message-data", "message-data-sections", "message-sequence"]).ToArray());

    private static Dictionary<string, byte[]> Vectors() =>
        File.ReadLines(Repository.FullPath("WellIntake.Tests/ServiceBus/Amqp/Codec/rhea-vectors.txt"))
            .Select(line => line.Split(' '))
            .ToDictionary(parts => parts[0], parts => Convert.FromHexString(parts[1]));
}
