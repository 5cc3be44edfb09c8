using System.Text.Json;
using AngleSharp.Dom;
using AngleSharp.Html.Dom;
using AngleSharp.Html.Parser;
using WellIntake.Host.Chat.Rendering;
using WellIntake.Modules.Platform.Teams.Cards;

namespace WellIntake.Tests.Chat;

[TestClass]
[TestCategory("TEA-7")]
public sealed class CardRendererTests
{
    [TestMethod]
    public void TextBlock_WithMarkdown_BecomesBoldItalicLinkAndList()
    {
        var card = Draw("""{"type":"TextBlock","text":"**bold** and _slanted_ and [a page](https://example.org/x?a=1&b=2)\n\n- one\n- two","size":"Large","weight":"Bolder","color":"Good","isSubtle":true}""");

        Assert.AreEqual("bold", card.QuerySelector("strong")!.TextContent);
        Assert.AreEqual("slanted", card.QuerySelector("em")!.TextContent);
        var link = (IHtmlAnchorElement)card.QuerySelector("a")!;
        Assert.AreEqual("https://example.org/x?a=1&b=2", link.Href);
        StringAssert.Contains(link.Relation, "noopener", StringComparison.Ordinal);
        CollectionAssert.AreEqual(new[] { "one", "two" }, card.QuerySelectorAll("ul > li").Select(li => li.TextContent).ToArray());
        foreach (var name in new[] { "size-large", "weight-bolder", "color-good", "subtle" })
            Assert.IsTrue(card.QuerySelector(".text")!.ClassList.Contains(name), name);
    }

    [TestMethod]
    public void TextBlock_Heading_IsOneForScreenReaders()
    {
        var heading = Draw("""{"type":"TextBlock","text":"Digest","style":"heading"}""").QuerySelector("[role=heading]")!;
        Assert.AreEqual("3", heading.GetAttribute("aria-level"));
        Assert.AreEqual("Digest", heading.TextContent);
    }

    [TestMethod]
    [DataRow("# no heading", "h1")]
    [DataRow("> no quote", "blockquote")]
    [DataRow("    no code", "pre")]
    [DataRow("`no code`", "code")]
    [DataRow("---", "hr")]
    [DataRow("![words](https://example.org/p.png)", "img")]
    [DataRow("<b>no tag</b>", "b")]
    [DataRow("<https://example.org>", "a")]
    public void TextBlock_MarkdownOutsideTheSubset_StaysText(string text, string tag)
    {
        var card = Draw(JsonSerializer.Serialize(new { type = "TextBlock", text }));
        Assert.IsNull(card.QuerySelector(tag));
        Assert.AreNotEqual("", card.Body!.TextContent.Trim());
    }

    [TestMethod]
    public void TextBlock_EscapedText_ShowsAsTyped()
    {
        const string typed = "*not bold* [x](javascript:alert(1)) <b> `c` ~ # + ! | _u_ \\ end";
        var card = Draw(JsonSerializer.Serialize(new { type = "TextBlock", text = CardText.Escape(typed) }));
        Assert.AreEqual(typed, card.QuerySelector(".text")!.TextContent);
        Assert.IsNull(card.QuerySelector("em, strong, a, b"));
    }

    [TestMethod]
    public void TextBlock_NestedBeyondSense_IsShownAsText()
    {
        var text = string.Concat(Enumerable.Range(0, 3_000).Select(i => new string(' ', i * 2) + "- \n")) + "end";
        var card = Draw(JsonSerializer.Serialize(new { type = "TextBlock", text = text[..60_000] }));
        Assert.IsNotNull(card.QuerySelector(".text"));
    }

    [TestMethod]
    public void RichTextBlock_Runs_AreTakenLiterally()
    {
        var card = Draw("""{"type":"RichTextBlock","inlines":[{"type":"TextRun","text":"**not bold** <i>","italic":true},"plain"]}""");
        Assert.AreEqual("**not bold** <i>", card.QuerySelector("em.run")!.TextContent);
        Assert.AreEqual("plain", card.QuerySelector("span.run")!.TextContent);
        Assert.IsNull(card.QuerySelector("strong, i"));
    }

    [TestMethod]
    public void FactSet_Facts_AreADescriptionList()
    {
        var card = Draw("""{"type":"FactSet","facts":[{"title":"Audience","value":"**advisors**"},{"title":"Range","value":"7 days"}]}""");
        CollectionAssert.AreEqual(new[] { "Audience", "Range" }, card.QuerySelectorAll("dl dt").Select(e => e.TextContent).ToArray());
        Assert.AreEqual("advisors", card.QuerySelector("dl dd strong")!.TextContent);
    }

    [TestMethod]
    public void ContainerAndColumns_Children_AreDrawnInOrder()
    {
        var card = Draw("""
            {"type":"Container","style":"emphasis","items":[
              {"type":"ColumnSet","columns":[
                {"type":"Column","width":"1","items":[{"type":"TextBlock","text":"left"}]},
                {"type":"Column","width":"3","items":[{"type":"TextBlock","text":"right"}]},
                {"type":"Column","width":"auto","items":[]},
                {"type":"Column","width":"stretch","items":[]}]},
              {"type":"TextBlock","text":"hidden","isVisible":false}]}
            """);
        Assert.IsTrue(card.QuerySelector(".container")!.ClassList.Contains("tone-emphasis"));
        CollectionAssert.AreEqual(new[] { "left", "right" }, card.QuerySelectorAll(".text").Select(e => e.TextContent).ToArray());
        CollectionAssert.AreEqual(
            new[] { "column col-3", "column col-9", "column col-auto", "column col-stretch" },
            card.QuerySelectorAll(".column").Select(e => e.ClassName!).ToArray());
    }

    [TestMethod]
    public void Actions_EachKind_IsAButtonOrALink()
    {
        var card = DrawCard("""
            {"type":"AdaptiveCard","body":[{"type":"ActionSet","actions":[{"type":"Action.Submit","title":"First"}]}],
             "actions":[{"type":"Action.Execute","title":"Second","verb":"v","style":"positive"},
                        {"type":"Action.OpenUrl","title":"Third","url":"https://example.org/"},
                        {"type":"Action.OpenUrl","title":"Bad","url":"javascript:alert(1)"},
                        {"type":"Action.ShowCard","title":"Unknown"},
                        {"type":"Action.Submit","title":"Last","style":"destructive"}]}
            """);
        var buttons = card.QuerySelectorAll("button[name=action]");
        CollectionAssert.AreEqual(new[] { "First:0", "Second:1", "Last:5" }, buttons.Select(b => $"{b.TextContent}:{b.GetAttribute("value")}").ToArray());
        Assert.IsTrue(buttons[1].ClassList.Contains("positive"));
        Assert.AreEqual("https://example.org/", card.QuerySelector("a.button")!.GetAttribute("href"));
        Assert.AreEqual(2, card.QuerySelectorAll(".not-shown").Length);
    }

    [TestMethod]
    public void Actions_Numbers_AreTheReadersOwn()
    {
        const string json = """
            {"type":"AdaptiveCard","body":[
              {"type":"Container","isVisible":false,"items":[{"type":"ActionSet","actions":[{"type":"Action.Submit","title":"Hidden"}]}]},
              {"type":"Container","items":[{"type":"ColumnSet","columns":[{"items":[{"type":"ActionSet","actions":[{"type":"Action.Submit","title":"Deep"}]}]}]}]},
              {"type":"ActionSet","actions":[{"type":"Action.OpenUrl","title":"Link","url":"https://example.org"},{"type":"Action.Submit","title":"Next"}]}],
             "actions":[{"type":"Action.Execute","title":"Last","verb":"v"}]}
            """;
        var actions = CardReader.Actions(CardReader.Read(JsonDocument.Parse(json).RootElement));
        foreach (var button in DrawCard(json).QuerySelectorAll("button[name=action]"))
            Assert.AreEqual(button.TextContent, actions[int.Parse(button.GetAttribute("value")!, System.Globalization.CultureInfo.InvariantCulture)].Title);
        CollectionAssert.AreEqual(new[] { "Deep", "Link", "Next", "Last" }, actions.Select(a => a.Title).ToArray());
    }

    [TestMethod]
    [DataRow("""{"type":"Media","sources":[]}""")]
    [DataRow("""{"type":42}""")]
    [DataRow("""{"type":"TextBlock"}""")]
    [DataRow("""{"type":"FactSet","facts":"no"}""")]
    [DataRow("""{"type":"Input.ChoiceSet","id":"x"}""")]
    [DataRow("\"text\"")]
    [DataRow("null")]
    [DataRow("[]")]
    public void Element_UnknownOrBroken_LeavesAQuietNote(string element)
    {
        var card = Draw(element);
        Assert.AreEqual("A part of this card cannot be shown here.", card.QuerySelector(".not-shown")!.TextContent);
    }

    [TestMethod]
    public void Element_UnknownWithFallback_ShowsTheFallback()
    {
        Assert.AreEqual("instead", Draw("""{"type":"Table","fallback":{"type":"TextBlock","text":"instead"}}""").QuerySelector(".text")!.TextContent);
        Assert.AreEqual("", Draw("""{"type":"Table","fallback":"drop"}""").QuerySelector(".card")!.TextContent);
        Assert.AreEqual("words", Draw("""{"type":"Table","fallbackText":"words"}""").QuerySelector(".not-shown")!.TextContent);
    }

    [TestMethod]
    [DataRow("null")]
    [DataRow("3")]
    [DataRow("""{"body":{"type":"TextBlock"},"actions":7}""")]
    [DataRow("""{"body":[{"type":"FactSet","facts":[null,{"title":null,"value":null}]},{"type":"TextBlock","text":null},{"type":"Input.ChoiceSet","choices":[null,{}]}],"actions":[null,{"type":"Action.Submit","title":null}]}""")]
    public void Card_Broken_NeverThrows(string card) => Assert.IsNotNull(DrawCard(card).QuerySelector(".card"));

    [TestMethod]
    public void Card_NestedBeyondSense_IsCutOff()
    {
        var json = """{"type":"TextBlock","text":"deep"}""";
        for (var i = 0; i < 25; i++)
            json = $$"""{"type":"Container","items":[{{json}}]}""";
        var options = new JsonDocumentOptions { MaxDepth = 512 };
        var card = new HtmlParser().ParseDocument(CardRenderer.Render(JsonDocument.Parse($$"""{"body":[{{json}}]}""", options).RootElement));
        Assert.IsNull(card.QuerySelector(".text"));
        Assert.IsNotNull(card.QuerySelector(".not-shown"));
    }

    internal static IDocument Draw(string element) => DrawCard($$"""{"type":"AdaptiveCard","body":[{{element}}]}""");

    internal static IDocument DrawCard(string card)
    {
        using var json = JsonDocument.Parse(card);
        return new HtmlParser().ParseDocument(CardRenderer.Render(json.RootElement));
    }
}
