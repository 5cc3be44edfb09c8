using AngleSharp.Html.Dom;

namespace WellIntake.Tests.Chat;

[TestClass]
[TestCategory("TEA-7")]
public sealed class CardInputTests
{
    [TestMethod]
    [DataRow("""{"type":"Input.Text","id":"a","label":"Name","value":"x","placeholder":"p","maxLength":20,"isRequired":true,"errorMessage":"Say it."}""", "text")]
    [DataRow("""{"type":"Input.Number","id":"a","label":"Name","value":6,"min":1,"max":50,"isRequired":true,"errorMessage":"Say it."}""", "number")]
    [DataRow("""{"type":"Input.Date","id":"a","label":"Name","value":"2026-03-01","isRequired":true,"errorMessage":"Say it."}""", "date")]
    public void Field_WithLabel_IsLabelledRequiredAndDescribed(string json, string type)
    {
        var card = CardRendererTests.Draw(json);
        var input = (IHtmlInputElement)card.QuerySelector("input[type=" + type + "]")!;
        Assert.AreEqual("input.a", input.Name);
        Assert.IsTrue(input.IsRequired);
        Assert.AreNotEqual("", input.Value);
        StringAssert.StartsWith(card.QuerySelector($"label[for={input.Id}]")!.TextContent, "Name", StringComparison.Ordinal);
        StringAssert.EndsWith(card.GetElementById(input.GetAttribute("aria-describedby")!)!.TextContent, "Say it.", StringComparison.Ordinal);
    }

    [TestMethod]
    public void Number_WithLimits_SaysThem()
    {
        var card = CardRendererTests.Draw("""{"type":"Input.Number","id":"n","label":"How many","min":1,"max":50}""");
        Assert.AreEqual("1 to 50", card.QuerySelector(".hint")!.TextContent);
        Assert.AreEqual("50", card.QuerySelector("input")!.GetAttribute("max"));
    }

    [TestMethod]
    public void Text_Multiline_IsATextArea()
    {
        var area = (IHtmlTextAreaElement)CardRendererTests.Draw("""{"type":"Input.Text","id":"t","isMultiline":true,"value":"</textarea><b>"}""").QuerySelector("textarea")!;
        Assert.AreEqual("</textarea><b>", area.Value);
    }

    [TestMethod]
    public void Field_WithoutLabel_HasAHiddenOne()
    {
        var card = CardRendererTests.Draw("""{"type":"Input.Text","id":"t","placeholder":"Refine"}""");
        Assert.AreEqual("Refine", card.QuerySelector("label.visually-hidden")!.TextContent);
    }

    [TestMethod]
    public void Toggle_On_IsTicked()
    {
        var card = CardRendererTests.Draw("""{"type":"Input.Toggle","id":"t","title":"Include vault","value":"true"}""");
        var box = (IHtmlInputElement)card.QuerySelector("input[type=checkbox]")!;
        Assert.IsTrue(box.IsChecked);
        Assert.AreEqual("Include vault", card.QuerySelector($"label[for={box.Id}]")!.TextContent);
    }

    [TestMethod]
    public void ChoiceSet_Compact_IsASelect()
    {
        var select = (IHtmlSelectElement)CardRendererTests.Draw(
            """{"type":"Input.ChoiceSet","id":"c","label":"Audience","value":"b","choices":[{"title":"A","value":"a"},{"title":"B","value":"b"}]}""").QuerySelector("select")!;
        Assert.AreEqual("b", select.Value);
        CollectionAssert.AreEqual(new[] { "A", "B" }, select.Options.Select(o => o.Text).ToArray());
    }

    [TestMethod]
    [DataRow(false, "radio", new[] { "b" })]
    [DataRow(true, "checkbox", new[] { "a", "b" })]
    public void ChoiceSet_Expanded_IsAGroupWithALegend(bool several, string type, string[] chosen)
    {
        var card = CardRendererTests.Draw($$"""
            {"type":"Input.ChoiceSet","id":"c","label":"Audience","style":"expanded","isMultiSelect":{{(several ? "true" : "false")}},"value":"{{string.Join(',', chosen)}}",
             "choices":[{"title":"A","value":"a"},{"title":"B","value":"b"}]}
            """);
        var boxes = card.QuerySelectorAll("fieldset input[type=" + type + "]").Cast<IHtmlInputElement>().ToArray();
        Assert.AreEqual("Audience", card.QuerySelector("legend")!.TextContent);
        CollectionAssert.AreEqual(chosen, boxes.Where(b => b.IsChecked).Select(b => b.Value).ToArray());
        foreach (var box in boxes)
            Assert.IsNotNull(card.QuerySelector($"label[for={box.Id}]"));
    }

    [TestMethod]
    public void Inputs_ManyInOneCard_HaveIdsOfTheirOwn()
    {
        var card = CardRendererTests.DrawCard("""
            {"body":[{"type":"Input.Text","id":"x"},{"type":"Input.Text","id":"x"},{"type":"Input.ChoiceSet","id":"x","style":"expanded","choices":[{"title":"A","value":"a"},{"title":"B","value":"b"}]}]}
            """);
        var ids = card.QuerySelectorAll("[id]").Select(e => e.Id).ToArray();
        CollectionAssert.AllItemsAreUnique(ids);
        Assert.AreEqual(4, ids.Length);
    }

    [TestMethod]
    public void Enter_WithSeveralButtons_PressesNone()
    {
        var two = CardRendererTests.DrawCard("""{"body":[{"type":"Input.Text","id":"x"}],"actions":[{"type":"Action.Submit","title":"A"},{"type":"Action.Submit","title":"B"}]}""");
        Assert.IsTrue(((IHtmlButtonElement)two.QuerySelector("button")!).IsDisabled);
        var one = CardRendererTests.DrawCard("""{"body":[{"type":"Input.Text","id":"x"}],"actions":[{"type":"Action.Submit","title":"A"}]}""");
        Assert.AreEqual("A", one.QuerySelector("button")!.TextContent);
    }
}
