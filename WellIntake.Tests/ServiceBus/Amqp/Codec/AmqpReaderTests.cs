using WellIntake.ServiceBus.Amqp;

namespace WellIntake.Tests.ServiceBus.Amqp;

/// <summary>Bytes that lie: each is refused with the reason, and costs no memory worth the name.</summary>
[TestClass]
[TestCategory("REL-7")]
public sealed class AmqpReaderTests
{
    [TestMethod]
    [DataRow("", "the bytes end where a value should begin")]
    [DataRow("3f", "0x3f is no constructor")]
    [DataRow("70 0000", "a value of 4 bytes has 2")]
    [DataRow("5602", "a boolean is neither 0 nor 1")]
    [DataRow("a1 05 61", "a value of 5 bytes has 1")]
    [DataRow("b1 ffffffff 61", "a length of 4294967295 with 1 bytes left")]
    [DataRow("b0 7fffffff", "a length of 2147483647 with 0 bytes left")]
    [DataRow("a1 02 c328", "a string is not UTF-8")]
    [DataRow("a3 01 80", "a symbol is not ASCII")]
    [DataRow("73 0000d800", "a char is no Unicode scalar")]
    [DataRow("c0 01 ff", "a count of 255 items in 0 bytes")]
    [DataRow("d0 00000004 7fffffff", "a count of 2147483647 items in 0 bytes")]
    [DataRow("d0 00000002 0000", "a size that does not hold its own count")]
    [DataRow("c0 7f 00", "a size of 127 with 1 bytes left")]
    [DataRow("c0 05 01 5401 5402", "the size of a list, map or array does not fit its items")]
    [DataRow("c0 04 01 5401 41", "the size of a list, map or array does not fit its items")]
    [DataRow("c1 04 03 40 40 40", "a map of 3 items has a key without a value")]
    [DataRow("c1 03 02 40 40", "a key of a map is null")]
    [DataRow("c1 09 04 a10161 41 a10161 42", "a map has a key twice")]
    [DataRow("f0 00000005 7fffffff 40", "more than 1024 array items that take no bytes")]
    [DataRow("f0 00000005 7fffffff 41", "more than 1024 array items that take no bytes")]
    [DataRow("f0 00000005 7fffffff 71", "a count of 2147483647 items in 0 bytes")]
    [DataRow("e0 05 01 00 40 00 40", "an array's items are described twice")]
    public void ReadValue_BytesThatLie_AreRefusedWithTheReason(string hex, string reason)
    {
        var bytes = Convert.FromHexString(hex.Replace(" ", ""));
        var before = GC.GetAllocatedBytesForCurrentThread();
        var e = Assert.ThrowsExactly<AmqpDecodeException>(() => new AmqpReader(bytes).ReadValue());
        Assert.AreEqual(reason, e.What);
        Assert.IsLessThan(256 * 1024, GC.GetAllocatedBytesForCurrentThread() - before);
        Assert.IsLessThanOrEqualTo(bytes.Length, e.Offset);
    }

    [TestMethod]
    [DataRow(new byte[] { 0xc0 })]
    [DataRow(new byte[] { 0x00 })]
    public void ReadValue_NestedTooDeep_IsRefused(byte[] kind)
    {
        // Lists in lists, each with one item; and descriptors of descriptors.
        var bytes = Enumerable.Range(0, 60).SelectMany(i => kind[0] == 0xc0 ? new byte[] { 0xc0, (byte)(1 + ((59 - i) * 3)), 1 } : [0x00]).ToArray();
        Assert.AreEqual("values are nested deeper than 32", Assert.ThrowsExactly<AmqpDecodeException>(() => new AmqpReader(bytes).ReadValue()).What);
    }

    [TestMethod]
    public void ReadValue_ManyArraysOfNothing_ShareOneLimit()
    {
        using var writer = new AmqpWriter();
        writer.WriteValue(Enumerable.Range(0, 3).Select(_ => new AmqpArray(new object?[500], FormatCode.Null)).ToArray<object?>());
        var array = writer.WrittenSpan.ToArray();
        Assert.AreEqual("more than 1024 array items that take no bytes", Assert.ThrowsExactly<AmqpDecodeException>(() => new AmqpReader(array).ReadValue()).What);
    }

    [TestMethod]
    public void Decode_FieldOfTheWrongType_NamesFieldAndFrame()
    {
        // A transfer whose handle is a string.
        var body = Convert.FromHexString("005314c00501a1027171");
        var e = Assert.ThrowsExactly<AmqpDecodeException>(() => AnyFrame.Decode(body));
        Assert.AreEqual("expected a uint, found constructor 0xa1 (field 1 of transfer)", e.What);
        Assert.AreEqual(7, e.Offset);
    }

    [TestMethod]
    public void Decode_MandatoryFieldMissing_NamesIt() =>
        Assert.AreEqual("container-id is missing (field 1 of open)", Assert.ThrowsExactly<AmqpDecodeException>(() => AnyFrame.Decode(Convert.FromHexString("005310c0020140"))).What);

    [TestMethod]
    public void Decode_FieldsOfALaterVersion_ArePassedOver()
    {
        using var writer = new AmqpWriter();
        writer.WriteDescriptor(Descriptor.End);
        writer.WriteValue(new object?[] { null, "later", 5 });
        DeepEqual.Assert(new AmqpEnd(), AnyFrame.Decode(writer.WrittenSpan).Performative);
    }

    [TestMethod]
    public void Decode_SymbolicDescriptor_IsItsNumber()
    {
        using var writer = new AmqpWriter();
        writer.WriteDescribed(new AmqpDescribed(new AmqpSymbol("amqp:detach:list"), new object?[] { 7u, true }));
        DeepEqual.Assert(new AmqpDetach { Handle = 7, Closed = true }, AnyFrame.Decode(writer.WrittenSpan).Performative);
    }

    [TestMethod]
    [DataRow("0000000702000000", "a frame of 7 bytes whose body begins at byte 8")]
    [DataRow("0000001001000000", "a frame of 16 bytes whose body begins at byte 4")]
    [DataRow("00000010ff000000", "a frame of 16 bytes whose body begins at byte 1020")]
    [DataRow("7fffffff02000000", "a frame of 2147483647 bytes where 65536 is the most")]
    [DataRow("ffffffff02000000", "a frame of 4294967295 bytes where 65536 is the most")]
    public void ReadHeader_ThatCannotBe_IsRefusedBeforeItsBody(string hex, string reason) =>
        Assert.AreEqual(reason, Assert.ThrowsExactly<AmqpDecodeException>(() => AmqpFrame.ReadHeader(Convert.FromHexString(hex), 65536)).What);

    [TestMethod]
    public void FromMilliseconds_BeyondDotNet_IsTheNearest()
    {
        Assert.AreEqual(DateTime.MaxValue, AmqpTime.FromMilliseconds(long.MaxValue));
        Assert.AreEqual(DateTime.MinValue, AmqpTime.FromMilliseconds(long.MinValue));
        Assert.AreEqual(new DateTime(1969, 12, 31, 23, 59, 59, 999, DateTimeKind.Utc), AmqpTime.FromMilliseconds(-1));
        Assert.AreEqual(-1, AmqpTime.ToMilliseconds(new DateTime(1969, 12, 31, 23, 59, 59, 999, DateTimeKind.Utc).AddTicks(5)));
    }

    [TestMethod]
    public void WriteValue_TypeThatAmqpLacks_IsRefused()
    {
        using var writer = new AmqpWriter();
        Assert.ThrowsExactly<ArgumentException>(() => writer.WriteValue(new object()));
        Assert.ThrowsExactly<ArgumentException>(() => writer.WriteSymbol("ä"));
        Assert.ThrowsExactly<ArgumentException>(() => writer.WriteArray(new AmqpArray(["text"], FormatCode.Int)));
    }
}
