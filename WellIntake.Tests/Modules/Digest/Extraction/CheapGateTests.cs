using WellIntake.Modules.Digest.Extraction;
using static WellIntake.Tests.Modules.Digest.CandidateBuilder;

namespace WellIntake.Tests.Modules.Digest.Extraction;

/// <summary>Facts written so that a word search before the expressions could lose them.</summary>
[TestClass]
[TestCategory("DIG-2")]
public sealed class CheapGateTests
{
    [TestMethod]
    [DataRow("I manage 300mm.", BulletKind.Aum, "$300M AUM")]
    [DataRow("I manage 1,200,000,000 in assets.", BulletKind.Aum, "$1.2B AUM")]
    [DataRow("I manage 300  Million.", BulletKind.Aum, "$300M AUM")]
    [DataRow("I manage EUR 300,000,000.", BulletKind.Aum, "€300M AUM")]
    [DataRow("I manage 1.2 bn.", BulletKind.Aum, "$1.2B AUM")]
    [DataRow("My book Grew From $400M to $650M.", BulletKind.Growth, "Grew from $400M to $650M")]
    [DataRow("We are up 30 Percent since 2021.", BulletKind.Growth, "Growth: up 30 Percent since 2021")]
    [DataRow("The practice doubled in five years.", BulletKind.Growth, "Growth: doubled in five years")]
    [DataRow("I serve Ninety families.", BulletKind.Clients, "90 families")]
    [DataRow("I lead a team of twelve.", BulletKind.Team, "Leads a team of 12")]
    [DataRow("I have two decades of experience.", BulletKind.Years, "20 years of experience")]
    [DataRow("I studied at Notre Dame.", BulletKind.Education, "Education: Notre Dame")]
    [DataRow("I hold a bachelor's degree.", BulletKind.Education, "Education: bachelor's degree")]
    [DataRow("I have a J.D. from Rutgers.", BulletKind.Education, "Education: J.D. from Rutgers")]
    public async Task ExtractAsync_AnUnusualSpelling_IsStillAFact(string sentence, object kind, string text)
    {
        var insight = await ExtractAsync(Candidate(), Transcript("Candidate: " + sentence));

        Assert.AreEqual(text, insight.Facts.FirstOrDefault(f => f.Kind == (BulletKind)kind)?.Text);
    }

    [TestMethod]
    [DataRow("Someone here manages $1B in AUM.")]
    [DataRow("Per Household we manage $1B in AUM.")]
    [DataRow("$1B in AUM in 2015.")]
    [DataRow("$1B in AUM was the Dream.")]
    [DataRow("$1B in AUM at the time.")]
    public async Task ExtractAsync_NotTheirsOrNotNow_IsStillNoFact(string sentence)
    {
        var insight = await ExtractAsync(Candidate(), Transcript("Candidate: " + sentence));

        Assert.IsFalse(insight.Facts.Any(f => f.Kind == BulletKind.Aum));
    }

    [TestMethod]
    [DataRow("Plain text", "Plain text")]
    [DataRow("two  spaces", "two spaces")]
    [DataRow(" ends ", "ends")]
    [DataRow("line\nbreak", "line break")]
    [DataRow("tab\there", "tab here")]
    [DataRow("Not  Disclosed", null)]
    [DataRow("— — — — — — — — — — —", null)]
    [DataRow("- - - - - - - - - - - -", null)]
    [DataRow("zero\u200Bwidth", "zerowidth")]
    [DataRow("emoji 👩‍💼 stays", "emoji 👩‍💼 stays")]
    public void Line_CleanOrNot_IsOneLine(string text, string? line) => Assert.AreEqual(line, PlainText.Line(text));

    [TestMethod]
    [DataRow("We're thrilled, BUT don’t tell.", "we're/0 thrilled/0 but/2 don't/2 tell/2")]
    [DataRow("'quoted' word’", "quoted/0 word/0")]
    [DataRow("", "")]
    public void Of_ASentence_GivesLowerCaseWordsByClause(string text, string words) =>
        Assert.AreEqual(words, string.Join(' ', Words.Of(text).Select(w => $"{w.Text}/{w.Clause}")));
}
