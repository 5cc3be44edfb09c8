using WellIntake.Modules.Digest.Parsing;

namespace WellIntake.Tests.Modules.Digest.Parsing;

[TestClass]
[TestCategory("DIG-3")]
public sealed class LicenceParserTests
{
    [TestMethod]
    [DataRow("Series 7, 66; CFP", "Series 7|Series 66|CFP")]
    [DataRow("Series 7, 63, 65 and 24", "Series 7|Series 63|Series 65|Series 24")]
    [DataRow("S7 & 66", "Series 7|Series 66")]
    [DataRow("S7, S66", "Series 7|Series 66")]
    [DataRow("7/66", "Series 7|Series 66")]
    [DataRow("He has his 7 and 66", "Series 7|Series 66")]
    [DataRow("SIE, Series 6, 63", "SIE|Series 6|Series 63")]
    [DataRow("CFA charterholder, CPA, ChFC, CLU, CIMA, CPWA, CAIA", "CFA|CPA|ChFC|CLU|CIMA|CPWA|CAIA")]
    [DataRow("CFP® and life & health", "CFP|Life & health")]
    [DataRow("life and health insurance", "Life & health")]
    [DataRow("Series 3, 6, 7, 9, 10, 24, 63, 65, 66", "Series 3|Series 6|Series 7|Series 9|Series 10|Series 24|Series 63|Series 65|Series 66")]
    [DataRow("Series 7, 20 years in the business", "Series 7")]
    [DataRow("no Series 7, has the Series 65", "Series 65")]
    [DataRow("Series 7 and 63, letting 65 lapse", "Series 7|Series 63")]
    [DataRow("Series 65 lapsed; CFP", "CFP")]
    [DataRow("had the Series 7, but the Series 7 expired", "")]
    [DataRow("doesn't have her Series 65, but holds the CFP", "CFP")]
    [DataRow("studying for the CFP; Series 65", "Series 65")]
    [DataRow("no Series 7 or 66", "")]
    [DataRow("meeting on 7/24 at 10", "")]
    [DataRow("series 12 of the show, a series of calls", "")]
    [DataRow("has 65 clients and 7 employees", "")]
    public void FindAll_AText_GivesWhatIsHeld(string text, string held) =>
        Assert.AreEqual(held, string.Join('|', LicenceParser.FindAll(text).Where(l => l.Value!.Status == LicenceStatus.Held).Select(l => l.Value!.Name)));

    [TestMethod]
    [DataRow("no Series 7", "Series 7", nameof(LicenceStatus.NotHeld))]
    [DataRow("letting 65 lapse", "Series 65", nameof(LicenceStatus.NotHeld))]
    [DataRow("let my Series 65 lapse", "Series 65", nameof(LicenceStatus.NotHeld))]
    [DataRow("Series 65 has expired", "Series 65", nameof(LicenceStatus.NotHeld))]
    [DataRow("sitting for the Series 66 in May", "Series 66", nameof(LicenceStatus.InProgress))]
    [DataRow("CFP candidate", "CFP", nameof(LicenceStatus.InProgress))]
    [DataRow("CFA Level II candidate", "CFA", nameof(LicenceStatus.InProgress))]
    public void FindAll_NotHeldOrOnTheWay_SaysSo(string text, string name, string status)
    {
        var licence = LicenceParser.FindAll(text).Single().Value!;

        Assert.AreEqual((name, status), (licence.Name, licence.Status.ToString()));
    }

    [TestMethod]
    [DataRow("CFA Level II candidate", "Level II candidate")]
    [DataRow("Level 2 CFA", "Level II candidate")]
    [DataRow("CFA Level I passed", "Level I passed")]
    [DataRow("CFA", null)]
    public void FindAll_ALevelOfTheCfa_IsKept(string text, string? detail) =>
        Assert.AreEqual(detail, LicenceParser.FindAll(text).Single().Value!.Detail);

    [TestMethod]
    public void FindAll_AList_GivesTheSpanOfEach()
    {
        const string text = "Holds Series 7 and 66.";

        CollectionAssert.AreEqual(new[] { (13, 1), (19, 2) }, LicenceParser.FindAll(text).Select(l => (l.Span.Start, l.Span.Length)).ToArray());
    }
}
