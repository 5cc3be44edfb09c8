using AngleSharp.Html.Dom;
using AngleSharp.Html.Parser;
using WellIntake.Modules.Digest.Extraction;
using WellIntake.Modules.Digest.Rendering;

namespace WellIntake.Tests.Modules.Digest.Rendering;

[TestClass]
[TestCategory("DIG-7")]
public sealed class DigestHtmlTests
{
    private static readonly CandidateView Someone = new("Advisor – candidate alert", "Dallas–Fort Worth metro", ["One", "Two", "Three", "Four", "Five"], "Positive · 78% enthusiasm", null, "TWAV1")
    {
        Feeling = Mood.Positive,
        Enthusiasm = 78,
    };

    [TestMethod]
    [DataRow(78, "78%|22%")]
    [DataRow(100, "100%")]
    [DataRow(0, "100%")]
    public void Write_SomeoneWhoSpoke_DrawsTheirEnthusiasmAsABar(int enthusiasm, string widths)
    {
        var bar = Page(Someone with { Enthusiasm = enthusiasm }).QuerySelector("table[aria-hidden=true]");

        Assert.AreEqual(widths, string.Join('|', bar!.QuerySelectorAll("td").Select(d => d.GetAttribute("width"))));
    }

    [TestMethod]
    public void Write_NothingSaidYet_DrawsNoBar() =>
        Assert.IsNull(Page(Someone with { Enthusiasm = null }).QuerySelector("table[aria-hidden=true]"));

    [TestMethod]
    public void Write_AnyDigest_UsesOnlyWhatMailProgramsDraw()
    {
        var html = Html(Someone with { Flags = "Look at first: Regulatory disclosure" });
        var page = new HtmlParser().ParseDocument(html);

        foreach (var absent in new[] { "http", "//", "url(", "flex", "grid", "float", "position:", "@import", "<link", "<script", "<img", "var(" })
            Assert.DoesNotContain(absent, html, StringComparison.OrdinalIgnoreCase, absent);
        // Without the style block nothing but paddings for phones and printers may be missing.
        Assert.IsTrue(page.QuerySelectorAll("h1, h2, li, td[class~=in]").All(e => e.GetAttribute("style") is { Length: > 0 }));
        Assert.AreEqual("640", page.QuerySelectorAll("table")[1].GetAttribute("width"), "Outlook knows no max-width.");
        Assert.IsTrue(page.QuerySelectorAll("table").All(t => t.GetAttribute("role") == "presentation"), "Screen readers would read rows and columns.");
    }

    [TestMethod]
    public void Write_HeadingAndNotes_StandOnceAndFirst()
    {
        var page = Page(Someone, "Candidates as of 3 hours ago: Zoho CRM cannot be reached.");

        Assert.AreEqual("Digest for advisors", page.QuerySelector("h1")!.TextContent);
        StringAssert.Matches(page.Body!.TextContent, new("^Digest for advisors16–22 Nov 2026 · 1 of 9 candidatesCandidates as of 3 hours ago: Zoho CRM cannot be reached\\.Advisor"));
    }

    private static IHtmlDocument Page(CandidateView candidate, params string[] notes) => new HtmlParser().ParseDocument(Html(candidate, notes));

    private static string Html(CandidateView candidate, params string[] notes) =>
        DigestHtml.Write(new DigestView("Digest for advisors", "16–22 Nov 2026", "1 of 9 candidates", [candidate], notes));
}
