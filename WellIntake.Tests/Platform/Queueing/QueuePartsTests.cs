using WellIntake.Modules.Platform.Queueing.InMemory;

namespace WellIntake.Tests.Platform.Queueing;

[TestClass]
public sealed class QueuePartsTests
{
    [TestMethod, TestCategory("QUE-2")]
    public void Hash_ReferenceKey_MatchesThePublishedVectors()
    {
        var hash = new SipHash128([.. Enumerable.Range(0, 16).Select(i => (byte)i)]);
        Assert.AreEqual("E6A825BA047F81A3930255C71472F66D", Hex(hash.Hash([])));
        Assert.AreEqual("44AF996BD8C187DA45FC229B11597634", Hex(hash.Hash([0])));

        // Published as bytes, low half first; ours holds the low half in front.
        static string Hex(UInt128 value) => $"{(ulong)value:X16}{(ulong)(value >> 64):X16}";
    }

    [TestMethod, TestCategory("QUE-2")]
    public void TryAdd_AMillionIds_StayUnderEightyBytesEach()
    {
        var window = new DuplicateWindow(TimeSpan.FromMinutes(10));
        var before = GC.GetTotalMemory(forceFullCollection: true);
        for (var i = 0; i < 1_000_000; i++)
            Assert.IsTrue(window.TryAdd(new UInt128((ulong)i * 7919, (ulong)i), 1_000));
        var bytes = GC.GetTotalMemory(forceFullCollection: true) - before;
        Assert.IsLessThan(80_000_000L, bytes);
        Assert.AreEqual(1_000_000, window.Count);
    }

    [TestMethod, TestCategory("QUE-2")]
    public void TryAdd_TwoWindowsLater_ForgetsWhatHasExpired()
    {
        var window = new DuplicateWindow(TimeSpan.FromTicks(100));
        for (var now = 1L; now < 2_000; now++)
            window.TryAdd((UInt128)now, now);
        Assert.IsLessThan(250, window.Count);
    }
}
