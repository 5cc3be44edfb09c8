using FsCheck;
using FsCheck.Fluent;
using WellIntake.ServiceBus.Amqp;

namespace WellIntake.Tests.ServiceBus.Amqp;

/// <summary>What is written reads back the same, whatever it is.</summary>
[TestClass]
[TestCategory("REL-7")]
public sealed class AmqpCodecPropertyTests
{
    [TestMethod]
    public void WriteValue_AnyValue_ReadsBackTheSame() => ForAnySeed(2_000, random =>
    {
        using var writer = new AmqpWriter(capacity: 1);
        var (first, second) = (random.Value(), random.Value());
        writer.WriteValue(first);
        writer.WriteValue(second);
        var reader = new AmqpReader(writer.WrittenSpan);
        DeepEqual.Assert(first, reader.ReadValue());
        DeepEqual.Assert(second, reader.ReadValue());
        Assert.IsTrue(reader.AtEnd);
    });

    [TestMethod]
    public void Encode_AnyPerformative_DecodesToTheSame() => ForAnySeed(2_000, random =>
    {
        var frame = random.Performative();
        var (decoded, payload) = AnyFrame.DecodeFrame(AnyFrame.Encode(frame, [1, 2, 3]));
        DeepEqual.Assert(frame, decoded);
        CollectionAssert.AreEqual(new byte[] { 1, 2, 3 }, payload);
    });

    [TestMethod]
    public void Encode_AnyMessage_DecodesToTheSame() => ForAnySeed(2_000, random =>
    {
        var message = random.Message();
        DeepEqual.Assert(message, AmqpMessage.Decode(message.ToArray()));
    });

    [TestMethod]
    public void Encode_AnyMessage_IsCutShortNowhereUnnoticed() => ForAnySeed(100, random =>
    {
        // A cut between two sections leaves a message; one within a section must be refused.
        var bytes = random.Message().ToArray();
        for (var length = 0; length < bytes.Length; length++)
        {
            try
            {
                AmqpMessage.Decode(bytes.AsMemory(0, length));
            }
            catch (AmqpDecodeException e)
            {
                Assert.IsLessThanOrEqualTo(length, e.Offset);
            }
        }
    });

    [TestMethod]
    public void Same_ValuesThatDiffer_AreToldApart()
    {
        // The judge of the properties above must be able to say no.
        Assert.IsFalse(DeepEqual.Same(1, 1L));
        Assert.IsFalse(DeepEqual.Same(new AmqpSymbol("a"), "a"));
        Assert.IsFalse(DeepEqual.Same(new AmqpMap { { "a", 1 } }, new AmqpMap { { "a", 2 } }));
        Assert.IsFalse(DeepEqual.Same(new AmqpEnd(), new AmqpEnd { Error = new AmqpError("x") }));
        Assert.IsFalse(DeepEqual.Same(new byte[] { 1 }, new byte[] { 2 }));
        Assert.IsFalse(DeepEqual.Same(new object?[] { 1 }, new object?[] { 1, 2 }));
        Assert.IsFalse(DeepEqual.Same(new AmqpArray([1], FormatCode.Int), new AmqpArray([1], FormatCode.Int, "d")));
    }

    private static void ForAnySeed(int runs, Action<RandomAmqp> property) =>
        Prop.ForAll(Gen.Choose(0, int.MaxValue).ToArbitrary(), seed => property(new RandomAmqp(seed))).Check(Config.QuickThrowOnFailure.WithMaxTest(runs));
}
