using WellIntake.Modules.Digest.Parsing;

namespace WellIntake.Tests.Modules.Digest.Parsing;

[TestClass]
[TestCategory("DIG-3")]
public sealed class FactParserTests
{
    private static readonly DateOnly Today = new(2026, 11, 22);

    [TestMethod]
    [DataRow("up 30% since 2021", 30d, 2021, false, false)]
    [DataRow("grew AUM from $400M to $650M", 62.5, null, false, false)]
    [DataRow("doubled", 100d, null, false, false)]
    [DataRow("tripled the book since 2019", 200d, 2019, false, false)]
    [DataRow("grew 3x", 200d, null, false, false)]
    [DataRow("organic growth 12% YoY", 12d, null, true, true)]
    [DataRow("15% annual growth", 15d, null, true, false)]
    [DataRow("down 10% since 2022", -10d, 2022, false, false)]
    [DataRow("declined 4%", -4d, null, false, false)]
    public void Growth_ATextAboutGrowth_IsRead(string text, double percent, int? since, bool yearly, bool organic)
    {
        var read = GrowthParser.Parse(text);

        Assert.IsNotNull(read.Value, read.Reason);
        Assert.AreEqual(((decimal)percent, since, yearly, organic), (read.Value.Percent ?? -1, read.Value.Since, read.Value.Yearly, read.Value.Organic));
    }

    [TestMethod]
    [DataRow("")]
    [DataRow("pays 45%")]
    [DataRow("growing up in Ohio")]
    [DataRow("$400M to $650M")]
    public void Growth_NoGrowth_IsNullWithReason(string text)
    {
        Assert.IsNull(GrowthParser.Parse(text).Value);
        Assert.IsNotNull(GrowthParser.Parse(text).Reason);
    }

    [TestMethod]
    [DataRow("20+ years", 20, true, null)]
    [DataRow("over 15 years", 15, true, null)]
    [DataRow("15 yrs", 15, false, null)]
    [DataRow("two decades in the business", 20, false, null)]
    [DataRow("since 2004", 22, false, 2004)]
    [DataRow("8-10 years", 8, false, null)]
    public void Years_AField_IsRead(string text, int years, bool atLeast, int? since)
    {
        var read = CountParser.Years(text, Today).Value!;

        Assert.AreEqual((years, atLeast, since), (read.Years, read.AtLeast, read.Since));
    }

    [TestMethod]
    [DataRow("I have 18 years of experience.", 18)]
    [DataRow("I've been an advisor since 2004.", 22)]
    [DataRow("25 years in wealth management", 25)]
    [DataRow("My son is 6 years old.", null)]
    [DataRow("We moved here 3 years ago.", null)]
    [DataRow("Married since 2004.", null)]
    public void Years_InRunningText_NeedsToSayOfWhat(string text, int? years) =>
        Assert.AreEqual(years, CountParser.Years(text, Today, isField: false).Value?.Years);

    [TestMethod]
    [DataRow("120 households", 120, "households", nameof(MoneyBound.Exact))]
    [DataRow("~85 clients", 85, "clients", nameof(MoneyBound.About))]
    [DataRow("serves over 200 HNW families", 200, "families", nameof(MoneyBound.AtLeast))]
    [DataRow("1,200+ clients", 1200, "clients", nameof(MoneyBound.AtLeast))]
    [DataRow("client count: 140", 140, "clients", nameof(MoneyBound.Exact))]
    [DataRow("fewer than 40 client relationships", 40, "relationships", nameof(MoneyBound.AtMost))]
    public void Clients_ACount_IsRead(string text, int count, string unit, string bound)
    {
        var read = CountParser.Clients(text).Value!;

        Assert.AreEqual((count, unit, bound), (read.Count, read.Unit, read.Bound.ToString()));
    }

    [TestMethod]
    [DataRow("$500M clients")]
    [DataRow("great clients")]
    [DataRow("")]
    public void Clients_NoCount_IsNullWithReason(string text) => Assert.IsNotNull(CountParser.Clients(text).Reason);

    [TestMethod]
    [DataRow("leads team of 5", 5, true)]
    [DataRow("I lead a team of five people", 5, true)]
    [DataRow("manages 12 advisors", 12, true)]
    [DataRow("team of 8", 8, false)]
    [DataRow("part of a 4-person team", 4, false)]
    [DataRow("oversees 40 reps", 40, true)]
    public void Team_ASize_IsRead(string text, int count, bool leads)
    {
        var read = CountParser.TeamOf(text).Value!;

        Assert.AreEqual((count, leads), (read.Count, read.Leads));
    }

    [TestMethod]
    [DataRow("manages $400M")]
    [DataRow("a team player")]
    [DataRow("manages 120 households")]
    public void Team_NoSize_IsNullWithReason(string text) => Assert.IsNotNull(CountParser.TeamOf(text).Reason);

    [TestMethod]
    [DataRow("Barron's Top 1,200", "Barron's Top 1,200")]
    [DataRow("Forbes Best-in-State 2023", "Forbes Best-in-State 2023")]
    [DataRow("#3 in branch", "#3 in branch")]
    [DataRow("Chairman's Club and President's Club 2022", "Chairman's Club|President's Club 2022")]
    [DataRow("top 5% of the firm", "top 5% of the firm")]
    [DataRow("plays in a golf club, number 7 iron", "")]
    public void Rankings_AText_GivesEach(string text, string names) =>
        Assert.AreEqual(names, string.Join('|', RankingParser.FindAll(text).Select(r => r.Value!.Name)));

    [TestMethod]
    [DataRow("MBA, Wharton", "MBA", "Wharton")]
    [DataRow("B.S. in Finance from the University of Texas", "B.S. in Finance", "University of Texas")]
    [DataRow("Bachelor's degree", "Bachelor's degree", null)]
    [DataRow("Ohio State University", null, "Ohio State University")]
    [DataRow("JD, Georgetown", "JD", "Georgetown")]
    public void Education_AText_GivesDegreeAndSchool(string text, string? degree, string? school)
    {
        var read = EducationParser.FindAll(text).Single().Value!;

        Assert.AreEqual((degree, school), (read.Degree, read.School));
    }

    [TestMethod]
    [DataRow("Boston, MA")]
    [DataRow("Master's Club, ms. smith, no bs")]
    public void Education_NoDegree_IsEmpty(string text) => Assert.IsEmpty(EducationParser.FindAll(text));
}
