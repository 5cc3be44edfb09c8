using WellIntake.Modules.Digest.Alerts;

namespace WellIntake.Tests.Modules.Digest.Alerts;

/// <summary>What follows <c>alerts add</c>.</summary>
[TestClass, TestCategory("DIG-11")]
public sealed class AlertReaderTests
{
    [TestMethod]
    [DataRow("advisors in Texas over $500M with Series 7", "advisors | Texas | 500000000 | Series 7 | 10")]
    [DataRow("with CFP or CFA over $1.2B in TX for c-suite", "c_suite | Texas | 1200000000 | any: CFP, CFA | 10")]
    [DataRow("advisors in Dallas, TX and Florida", "advisors | the city of Dallas, TX; Florida |  |  | 10")]
    [DataRow("in Texas, Florida", "global | Texas; Florida |  |  | 10")]
    [DataRow("in Houston", "global | the Houston metro |  |  | 10")]
    [DataRow("in Dallas", "global | the city of Dallas, TX |  |  | 10")]
    [DataRow("in the Dallas area", "global | the Dallas–Fort Worth metro |  |  | 10")]
    [DataRow("in Dallas-Fort Worth", "global | the Dallas–Fort Worth metro |  |  | 10")]
    [DataRow("in New York", "global | New York |  |  | 10")]
    [DataRow("in New York, NY", "global | the city of New York, NY |  |  | 10")]
    [DataRow("in NYC or the Southwest", "global | the New York metro; the Southwest |  |  | 10")]
    [DataRow("in Portland, OR", "global | the city of Portland, OR |  |  | 10")]
    [DataRow("in Boise, ID", "global | the city of Boise, ID |  |  | 10")]
    [DataRow("in St. Louis", "global | the St. Louis metro |  |  | 10")]
    [DataRow("in Texas for the advisors over $1B", "advisors | Texas | 1000000000 |  | 10")]
    [DataRow("in Texas over $1B advisors", "advisors | Texas | 1000000000 |  | 10")]
    [DataRow("new candidates for advisors, at least 500MM AUM, in Miami", "advisors | the Miami metro | 500000000 |  | 10")]
    [DataRow("with over $500M in assets and with Series 7 and 66", "global |  | 500000000 | Series 7, Series 66 | 10")]
    [DataRow("$1bn+ with Series 65/66", "global |  | 1000000000 | Series 65, Series 66 | 10")]
    [DataRow("global max 3 a day", "global |  |  |  | 3")]
    [DataRow("all in Ohio, at most 1 per day", "global | Ohio |  |  | 1")]
    [DataRow("advisors daily cap 5", "advisors |  |  |  | 5")]
    public async Task Read_WhatPeopleType_IsUnderstood(string typed, string expected)
    {
        await using var rig = await AlertRig.CreateAsync();

        var reading = await rig.Get<AlertReader>().ReadAsync(typed.Split(' '), default);

        var f = reading.Filter;
        var licences = (f.AnyLicence ? "any: " : "") + string.Join(", ", f.Licences);
        var read = $"{f.Audience} | {string.Join("; ", f.Places.Select(p => p.Spoken()))} | {f.MinAum:0} | {licences} | {reading.MostPerDay}";
        Assert.AreEqual(expected, read);
        Assert.IsEmpty(reading.NotUnderstood, string.Join(" // ", reading.NotUnderstood));
    }

    [TestMethod]
    [DataRow("aliens in Texas", "aliens")]
    [DataRow("advisors c_suite", "c_suite")]
    [DataRow("personal", "personal (an alert is about")]
    [DataRow("in Atlantis", "Atlantis (a place that I do not know")]
    [DataRow("in Arlington", "Arlington (there are several: write Arlington, TX or Arlington, VA)")]
    [DataRow("in", "in")]
    [DataRow("over 500", "over 500")]
    [DataRow("over lots", "over lots")]
    [DataRow("over €500M", "US dollars")]
    [DataRow("over $1M production", "labelled as something else")]
    [DataRow("advisors $500M-$1B", "write the least")]
    [DataRow("with Series 8", "8 (no licence that I know)")]
    [DataRow("with Series 7 and 8", "8 (no licence that I know)")]
    [DataRow("with charm", "charm (no licence that I know)")]
    [DataRow("with no Series 7", "only licences that are held")]
    [DataRow("with CFP and CFA or Series 7", "either")]
    [DataRow("max 0 a day", "max 0 a day")]
    [DataRow("max 49 a day", "1–48")]
    public async Task Read_WhatIsNotUnderstood_IsNamed(string typed, string expected)
    {
        await using var rig = await AlertRig.CreateAsync();

        var reading = await rig.Get<AlertReader>().ReadAsync(typed.Split(' '), default);

        Assert.Contains(expected, string.Join(" // ", reading.NotUnderstood));
    }

    [TestMethod]
    public async Task Read_ACityThatACandidateLivesIn_IsKnown()
    {
        await using var rig = await AlertRig.CreateAsync();
        await rig.PublishAsync(rig.Candidate("c1", c => (c.City, c.State) = ("Boise", "ID")));

        var reading = await rig.Get<AlertReader>().ReadAsync(["in", "boise"], default);

        Assert.IsEmpty(reading.NotUnderstood);
        Assert.AreEqual(new AlertPlace(PlaceKind.City, "boise"), reading.Filter.Places.Single());
    }
}
