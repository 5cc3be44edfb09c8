using WellIntake.Modules.Platform.Jobs;

namespace WellIntake.Tests.Platform.Jobs;

[TestClass]
public sealed class RetryPolicyTests
{
    [TestMethod, TestCategory("QUE-5")]
    [DataRow(1, 1.0, 2.0)]
    [DataRow(2, 2.0, 4.0)]
    [DataRow(3, 4.0, 8.0)]
    [DataRow(50, 150.0, 300.0)]
    public void DelayAfter_DeliveryCount_GrowsWithinItsJitterUpToTheLimit(int deliveryCount, double least, double most)
    {
        var policy = new RetryPolicy(new JobOptions { RetryDelay = TimeSpan.FromSeconds(2), MaxRetryDelay = TimeSpan.FromMinutes(5) }, new Random(1));

        var delays = Enumerable.Range(0, 200).Select(_ => policy.DelayAfter(deliveryCount).TotalSeconds).ToList();

        Assert.IsTrue(delays.All(d => d >= least && d <= most), $"{delays.Min()}–{delays.Max()}");
        Assert.IsTrue(delays.Max() - delays.Min() > (most - least) / 2, "It is spread.");
    }
}
