using System.Text;
using System.Text.Json;
using AngleSharp.Html.Dom;
using AngleSharp.Html.Parser;
using Markdig;
using WellIntake.Modules.Digest;
using WellIntake.Modules.Digest.Anonymising;
using WellIntake.Modules.Digest.Extraction;
using WellIntake.Modules.Digest.Ranking;
using WellIntake.Modules.Digest.Rendering;
using WellIntake.Modules.Platform.Teams.Cards;
using static WellIntake.Tests.Modules.Digest.CandidateBuilder;

namespace WellIntake.Tests.Modules.Digest.Rendering;

[TestClass]
[TestCategory("DIG-7")]
public sealed class DigestRenderingTests
{
    private const string Nasty = "<script>alert(1)</script> **bold** [link](http://x.example) `code` &lt; שלום مرحبا 👩‍👩‍👧‍👦 \u202Eevil\u202C | # 1. - x";

    private static readonly DigestSpec Spec = new() { Audience = "advisors", From = new(2026, 11, 16, 0, 0, 0, TimeSpan.Zero), To = new(2026, 11, 23, 0, 0, 0, TimeSpan.Zero), Now = Now };

    [TestMethod]
    public async Task Title_OfADigest_SaysAudienceRangeAndCount()
    {
        var view = DigestView.Of(await ResultAsync(6, inRange: 23));

        Assert.AreEqual("Digest for advisors · 16–22 Nov 2026 · 6 of 23 candidates", view.Title);
    }

    [TestMethod]
    [DataRow("2026-11-22", "2026-11-23", "22 Nov 2026")]
    [DataRow("2026-10-28", "2026-11-04", "28 Oct – 3 Nov 2026")]
    [DataRow("2025-12-30", "2026-01-03", "30 Dec 2025 – 2 Jan 2026")]
    public void Range_OverMonthsAndYears_SaysWhatIsNeeded(string from, string to, string text) =>
        Assert.AreEqual(text, DigestView.RangeOf(Day(from), Day(to)));

    [TestMethod]
    public async Task Preview_MoreThanThree_ShowsThreeAndButtons()
    {
        var card = DigestCards.Preview(await ResultAsync(5)).Card;

        Assert.AreEqual(3, card.Body.OfType<Container>().Count());
        var buttons = card.Actions!.Cast<ExecuteAction>().ToArray();
        CollectionAssert.AreEqual(new[] { "Show all 5", "Filters", "Refine" }, buttons.Select(b => b.Title).ToArray());
        CollectionAssert.AreEqual(new[] { "digest.generate", "digest.filters", "digest.refine" }, buttons.Select(b => b.Verb).ToArray());
        Assert.AreEqual("advisors", buttons[0].Data!.Value.GetProperty("audience").GetString());
        Assert.AreEqual(6, buttons[0].Data!.Value.GetProperty("max_candidates").GetInt32());
    }

    [TestMethod]
    public async Task Preview_ThreeOrLess_HasNothingMoreToShow() =>
        Assert.AreEqual("Filters|Refine", string.Join('|', DigestCards.Preview(await ResultAsync(3)).Card.Actions!.Select(a => a.Title)));

    [TestMethod]
    public async Task EveryFormat_SaysTheSame()
    {
        var result = await ResultAsync(4);
        var view = DigestView.Of(result);
        var lines = view.Candidates.SelectMany(c => new[] { c.Title, c.Location, c.Mood, c.Reference, c.Flags! }.Concat(c.Bullets)).ToList();
        Assert.HasCount(40, lines);

        var card = TextOf(DigestCards.Full(result));
        var html = Parse(DigestHtml.Write(view)).Body!.TextContent;
        var markdown = Parse(Markdown.ToHtml(DigestDocuments.AsMarkdown(view))).Body!.TextContent;
        var text = DigestDocuments.AsText(view);
        foreach (var (format, shown) in new[] { ("card", card), ("html", html), ("markdown", markdown), ("text", text) })
        {
            foreach (var line in lines)
                Assert.Contains(line, shown, StringComparison.Ordinal, format);
        }
    }

    [TestMethod]
    public async Task EveryFormat_ExtremeInput_ShowsItAsTypedAndStaysSmall()
    {
        var result = await ResultAsync(50, with: c =>
        {
            c.Title = Nasty;
            c.City = Nasty;
            c.AumText = Nasty + new string('x', 5000);
            c.RankingText = string.Concat(Enumerable.Repeat("👩‍👩‍👧‍👦", 700));
            c.EducationText = string.Concat(Enumerable.Repeat("مرحبا ", 900));
            c.SpecialtyText = "# heading\n\n- [x](javascript:alert(1))";
            c.TeamText = new string('<', 5000);
            c.Locator = "TWAV<b>";
        });

        var card = DigestCards.Full(result);
        var html = Parse(DigestHtml.Write(DigestView.Of(result)));
        var markdown = Parse(Markdown.ToHtml(DigestDocuments.AsMarkdown(DigestView.Of(result)), new MarkdownPipelineBuilder().UseAdvancedExtensions().Build()));

        Assert.IsLessThan(80 * 1024, JsonSerializer.Serialize(card, CardJson.Default.AdaptiveCard).Length * 2);
        Assert.IsEmpty(html.QuerySelectorAll("script, b, a, img, strong, em"));
        Assert.HasCount(50, html.QuerySelectorAll("h2").ToArray());
        Assert.IsEmpty(markdown.QuerySelectorAll("script, b, a, img, strong, em, code, ol, table"));
        Assert.HasCount(50, markdown.QuerySelectorAll("h2").ToArray());
        Assert.StartsWith("<script>alert(1)</script> **bold** [link]", html.QuerySelector("h2")!.TextContent, StringComparison.Ordinal);
        Assert.IsEmpty(card.Body.OfType<Container>().SelectMany(c => c.Items).OfType<TextBlock>().ToArray());
        Assert.DoesNotContain('\u202E', TextOf(card));
        Assert.DoesNotContain(Rune.ReplacementChar, TextOf(card).EnumerateRunes(), "Half an emoji was left.");
    }

    [TestMethod]
    public async Task Full_TooBig_DropsTheLastAndSaysHowMany()
    {
        var result = await ResultAsync(50, with: c =>
        {
            c.Title = new string('é', 80);
            c.AumText = new string('ö', 140);
            c.GrowthText = new string('ü', 140);
            c.RankingText = new string('ä', 140);
            c.TeamText = new string('ß', 140);
        });

        var card = DigestCards.Full(result);

        var shown = card.Body.OfType<Container>().Count();
        Assert.IsInRange(1, 49, shown);
        Assert.IsLessThan(80 * 1024, DigestCards.SizeOf(card));
        Assert.Contains($"… and {50 - shown} more", TextOf(card), StringComparison.Ordinal);
        Assert.Contains(result.Cards[0].Reference, TextOf(card), StringComparison.Ordinal);
    }

    [TestMethod]
    public async Task Full_SixCandidates_ShowsAllOfThemWithReferences()
    {
        var card = TextOf(DigestCards.Full(await ResultAsync(6)));

        for (var i = 0; i < 6; i++)
            Assert.Contains($"TWAV-c{i:00}", card, StringComparison.Ordinal);
        Assert.DoesNotContain("Jane Doe", card, StringComparison.Ordinal);
    }

    [TestMethod]
    public void Empty_WithANearestRange_OffersIt()
    {
        var spec = Spec with { From = Now.AddDays(-7), To = Now };
        var result = new ShownDigest(spec, [], new DigestTotals(0, new Dictionary<string, int>(StringComparer.Ordinal)), new NearestRange(Now.AddDays(-12), 12, 14), TimeSpan.Zero);

        var card = DigestCards.Preview(result).Card;

        Assert.AreEqual("Digest for advisors · 15–22 Nov 2026 · no candidates", DigestView.Of(result).Title);
        Assert.Contains("No candidate for advisors was published in the last 7 days.", TextOf(card), StringComparison.Ordinal);
        Assert.Contains("The nearest was published 12 days ago: try 14 days.", DigestDocuments.AsText(DigestView.Of(result)), StringComparison.Ordinal);
        var button = (ExecuteAction)card.Actions![0];
        Assert.AreEqual(("Try 14 days", 14), (button.Title, button.Data!.Value.GetProperty("date_range_days").GetInt32()));
    }

    [TestMethod]
    public void Empty_WithoutANearestRange_IsHonest()
    {
        var result = new ShownDigest(Spec, [], new DigestTotals(0, new Dictionary<string, int>(StringComparer.Ordinal)), null, TimeSpan.Zero);

        Assert.Contains("There was none in the last year either.", DigestDocuments.AsMarkdown(DigestView.Of(result)).Replace("\\", "", StringComparison.Ordinal), StringComparison.Ordinal);
    }

    [TestMethod]
    public void Render_AnUnknownFormat_IsRefused() =>
        Assert.ThrowsExactly<ArgumentException>(() => DigestDocuments.Render(new DigestView("x", "y", "z", [], []), "pdf"));

    [TestMethod]
    public async Task Cards_WrittenAndRead_AreTheSame()
    {
        var json = CardJson.Write(DigestForms.Filters((await ResultAsync(1)).Spec));

        Assert.AreEqual(9, CardJson.Read(json).Body.OfType<CardInput>().Count());
    }

    private static async Task<ShownDigest> ResultAsync(int count, int? inRange = null, Action<WellIntake.Modules.Platform.Persistence.Entities.Candidate>? with = null)
    {
        var cards = new List<CandidateCard>();
        for (var i = 0; i < count; i++)
        {
            var candidate = Candidate($"c{i:00}", c =>
            {
                c.Title = "Senior Advisor";
                c.City = "Dallas";
                c.State = "TX";
                c.AumText = "$1.2B";
                with?.Invoke(c);
            });
            var insight = await ExtractAsync(candidate, Transcript("Candidate: I am excited. I was terminated."));
            cards.Add(new CandidateCard
            {
                CandidateId = candidate.Id,
                Reference = candidate.Locator,
                AlertTitle = PlainText.Line(candidate.Title, 80)!,
                Location = PlainText.Line(candidate.City, 60) + ", TX",
                Bullets = insight.Bullets,
                Sentiment = insight.Sentiment,
                RedFlags = insight.RedFlags,
                InVault = false,
                PublishedAt = candidate.PublishedAt,
                Score = CandidateRanker.Score(insight, [], candidate.PublishedAt, Spec),
            });
        }

        return ShownDigest.Internal(new DigestResult(Spec, cards, new DigestTotals(inRange ?? count, new Dictionary<string, int>(StringComparer.Ordinal)), null, TimeSpan.Zero));
    }

    private static IHtmlDocument Parse(string html) => new HtmlParser().ParseDocument(html);

    private static DateTimeOffset Day(string day) => DateTimeOffset.Parse(day + "T00:00:00Z", System.Globalization.CultureInfo.InvariantCulture);

    private static string TextOf(AdaptiveCard card) => string.Join('\n', card.Body.SelectMany(TextOf));

    private static IEnumerable<string> TextOf(CardElement element) => element switch
    {
        RichTextBlock rich => rich.Inlines.Select(i => i.Text),
        TextBlock block => [block.Text],
        Container container => container.Items.SelectMany(TextOf),
        _ => [],
    };
}
