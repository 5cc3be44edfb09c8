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

    [TestMethod, TestCategory("QUE-2")]
    public void TryAdd_RemovedBefore_IsTakenAgain()
    {
        var window = new DuplicateWindow(TimeSpan.FromMinutes(10));
        Assert.IsTrue(window.TryAdd(7, 1_000));
        window.Remove(7);
        window.Remove(8);
        Assert.IsTrue(window.TryAdd(7, 1_000));
        Assert.IsFalse(window.TryAdd(7, 1_000));
        Assert.IsTrue(window.TryAdd(8, 1_000));
    }

    [TestMethod, TestCategory("QUE-2")]
    public void Place_ManyIdsInTablesThatSplit_EachKeepsItsOwnTime()
    {
        const int Ids = 100_000;
        var hash = new SipHash128();
        var table = new IdTable();
        for (var i = 1; i <= Ids; i++)
        {
            ref var expiresAt = ref table.Place(hash.Hash($"{i}"));
            Assert.AreEqual(0, expiresAt);
            expiresAt = i;
        }

        Assert.AreEqual(Ids, table.Count);
        for (var i = 1; i <= Ids; i++)
            Assert.AreEqual(i, table.Find(hash.Hash($"{i}")));
        Assert.AreEqual(0, table.Find(hash.Hash("another")));
    }

    [TestMethod, TestCategory("QUE-2")]
    public void Place_IdsThatAreNotMixed_AreForgottenBeforeTheyPileUp()
    {
        var table = new IdTable();
        for (var i = 1; i <= 100_000; i++)
            table.Place((UInt128)i) = i;
        Assert.AreEqual(100_000, table.Find(100_000));
        Assert.IsLessThan(2_000, table.Count);
    }
}
