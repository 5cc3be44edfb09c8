namespace WellIntake.Tests.ServiceBus.Amqp;

/// <summary>REL-7 on the codec.</summary>
[TestClass]
[TestCategory("REL-7")]
public sealed class FrameFuzzTests
{
    [TestMethod]
    public void Decode_AMillionDamagedFrames_ReadsOrRefusesEach()
    {
        var fuzz = new FrameFuzz(seed: 20260105);
        fuzz.Run(1_000_000);
        Assert.AreEqual(1_000_000, fuzz.Read + fuzz.Refused);

        // The damage must be neither harmless nor all of one kind, or nothing was tried.
        Assert.IsGreaterThan(50_000, fuzz.Read);
        Assert.IsGreaterThan(400_000, fuzz.Refused);
        Assert.IsGreaterThan(25, fuzz.Reasons.Count, string.Join('\n', fuzz.Reasons));
        Assert.IsFalse(fuzz.Reasons.Keys.Any(string.IsNullOrWhiteSpace));
    }
}
