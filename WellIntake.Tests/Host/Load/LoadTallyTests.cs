using WellIntake.Host.Commands.Load;
using WellIntake.Host.Commands.Trial;
using WellIntake.Tests.Testing;

namespace WellIntake.Tests.Load;

/// <summary>What a load run says of its messages.</summary>
[TestClass]
public sealed class LoadTallyTests
{
    [TestMethod, TestCategory("TOL-1")]
    public void Report_OneOfEachEnd_CountsEachAsWhatItIs()
    {
        var time = new FakeTime();
        var tally = new LoadTally(time);
        foreach (var name in (string[])["good", "refused", "lost", "failed", "doubled"])
            tally.Due(name);
        time.Advance(TimeSpan.FromMilliseconds(10));
        foreach (var name in (string[])["good", "lost", "failed", "doubled"])
            tally.Answered(name, null);
        tally.Answered("refused", "the webhook answered 503");
        foreach (var name in (string[])["good", "lost", "failed", "doubled"])
            tally.Came(name, "1", isNew: true, CardKind.Unfinished);
        time.Advance(TimeSpan.FromMilliseconds(90));
        tally.Came("good", "1", isNew: false, CardKind.Result);
        tally.Came("good", "1", isNew: false, CardKind.Result);
        tally.Came("failed", "1", isNew: false, CardKind.Failure);
        tally.Came("doubled", "1", isNew: false, CardKind.Result);
        tally.Came("doubled", "2", isNew: true, CardKind.Result);
        Assert.IsFalse(tally.Came("somebody else's", "1", isNew: true, CardKind.Result));

        var report = tally.Report(TimeSpan.FromSeconds(2), 0);

        Assert.AreEqual((5, 4, 1, 3, 1, 1, 1), (report.Messages, report.Accepted, report.Refused, report.Results, report.Failed, report.Lost, report.Doubled));
        Assert.AreEqual((10.0, 100.0, 1.5), (report.Accept.P99, report.Result.P50, report.PerSecond));
        Assert.AreEqual("the webhook answered 503", report.FirstRefusal);
        Assert.AreEqual(4, tally.Ended);
        Assert.IsFalse(report.Ok);
    }

    [TestMethod, TestCategory("TOL-1")]
    public void Report_FailureThatBecameAResult_IsNoFailure()
    {
        var tally = new LoadTally(new FakeTime());
        tally.Due("a");
        tally.Answered("a", null);
        tally.Came("a", "1", isNew: true, CardKind.Failure);
        tally.Came("a", "1", isNew: false, CardKind.Result);

        Assert.IsTrue(tally.Report(TimeSpan.FromSeconds(1), null).Ok);
        Assert.IsFalse(tally.Report(TimeSpan.FromSeconds(1), 1).Ok, "a dead letter is none of the good ends");
    }

    [TestMethod, TestCategory("TOL-1")]
    [DataRow(1, 1, 1, 1)]
    [DataRow(2, 1, 2, 2)]
    [DataRow(100, 50, 95, 99)]
    [DataRow(0, 0, 0, 0)]
    public void Quantiles_OfOneToN_AreByNearestRank(int n, int p50, int p95, int p99)
    {
        var quantiles = Quantiles.Of(Enumerable.Range(1, n).Reverse().Select(i => (double)i));

        Assert.AreEqual((p50, p95, p99, n), ((int)quantiles.P50, (int)quantiles.P95, (int)quantiles.P99, (int)quantiles.Max));
    }
}
