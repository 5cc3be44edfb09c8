namespace WellIntake.Tests.Modules.Digest.Alerts;

/// <summary>Each filter alone, and together; the candidate advises in Plano, TX, with $600M and Series 7, 66 and CFP.</summary>
[TestClass, TestCategory("DIG-11")]
public sealed class AlertFilterTests
{
    [TestMethod]
    [DataRow("advisors", true)]
    [DataRow("c_suite", false)]
    [DataRow("global", true)]
    [DataRow("in Texas", true)]
    [DataRow("in Florida", false)]
    [DataRow("in Florida or TX", true)]
    [DataRow("in Plano, TX", true)]
    [DataRow("in Dallas, TX", false)]
    [DataRow("in the Dallas area", true)]
    [DataRow("in the Southwest", true)]
    [DataRow("in the Southeast", false)]
    [DataRow("over $600M", true)]
    [DataRow("over $601M", false)]
    [DataRow("with Series 7", true)]
    [DataRow("with Series 7 and CFP", true)]
    [DataRow("with Series 7 and CFA", false)]
    [DataRow("with Series 65 or CFP", true)]
    [DataRow("with Series 65 or CFA", false)]
    [DataRow("advisors in Texas over $500M with Series 7 and 66", true)]
    [DataRow("c_suite in Texas over $500M with Series 7 and 66", false)]
    [DataRow("advisors in Ohio over $500M with Series 7 and 66", false)]
    [DataRow("advisors in Texas over $700M with Series 7 and 66", false)]
    [DataRow("advisors in Texas over $500M with Series 7 and 65", false)]
    public async Task Sweep_AFilter_TellsOfWhomItFits(string typed, bool matches)
    {
        await using var rig = await AlertRig.CreateAsync();
        await rig.AlertAsync(typed);
        await rig.PublishAsync(rig.Candidate("c1", c =>
            (c.City, c.State, c.Aum, c.LicencesText) = ("Plano", "Texas", 600e6, "Series 7, 66; CFP; letting 65 lapse")));

        Assert.AreEqual(matches ? 1 : 0, await rig.SweepAsync());

        CollectionAssert.AreEqual(matches ? new[] { "c1" } : [], await rig.MatchesAsync());
    }

    [TestMethod]
    [DataRow("in Texas")]
    [DataRow("in Plano, TX")]
    [DataRow("in the Dallas area")]
    [DataRow("over $1K")]
    [DataRow("with CFP")]
    public async Task Sweep_ARecordThatSaysNothing_DoesNotMatch(string typed)
    {
        await using var rig = await AlertRig.CreateAsync();
        await rig.AlertAsync(typed);
        await rig.PublishAsync(rig.Candidate("c1"));

        Assert.AreEqual(0, await rig.SweepAsync());
    }

    [TestMethod]
    public async Task Sweep_WhatWasMissingIsFilledInLater_MatchesThen()
    {
        await using var rig = await AlertRig.CreateAsync();
        await rig.AlertAsync("in Texas");
        await rig.PublishAsync(rig.Candidate("c1"));
        Assert.AreEqual(0, await rig.SweepAsync());

        await using (var db = await rig.DbAsync())
        {
            var candidate = await db.Candidates.FindAsync("c1");
            candidate!.State = "TX";
            await db.SaveChangesAsync();
        }

        Assert.AreEqual(1, await rig.SweepAsync());
    }
}
