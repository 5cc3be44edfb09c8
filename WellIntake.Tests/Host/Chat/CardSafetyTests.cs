using System.Text.Json;
using System.Text.Json.Nodes;
using AngleSharp.Html.Parser;
using WellIntake.Host.Chat.Rendering;

namespace WellIntake.Tests.Chat;

/// <summary>What people typed, in every text of every element, never becomes markup.</summary>
[TestClass]
[TestCategory("TEA-7")]
public sealed class CardSafetyTests
{
    private static readonly string[] Attacks =
    [
        "<script>alert(1)</script>",
        "</div></form><script src=//example.org/x.js></script>",
        "<img src=x onerror=alert(1)>",
        "\" onmouseover=\"alert(1)",
        "' autofocus onfocus='alert(1)",
        "[click](javascript:alert(1))",
        "[click](JaVaScRiPt:alert(1))",
        "[click](java\tscript:alert(1))",
        "[click](&#106;avascript:alert(1))",
        "[click](data:text/html;base64,PHNjcmlwdD4=)",
        "[click](vbscript:msgbox)",
        "[click](//example.org/relative)",
        "[click](file:///etc/passwd)",
        "[click](https://example.org/\"onmouseover=\"alert(1))",
        "[a]: javascript:alert(1)\n\n[a]",
        "![x](javascript:alert(1))",
        "<javascript:alert(1)>",
        "<svg/onload=alert(1)>",
        "<!--><script>alert(1)</script>-->",
        "\u0000<script>\u2028alert(1)</script>",
        "<style>*{display:none}</style>",
        "<iframe srcdoc='<script>alert(1)</script>'></iframe>",
        "javascript:alert(1)",
        "]]><script>alert(1)</script>",
    ];

    private const string Everything = """
        {"type":"AdaptiveCard","speak":"@@","fallbackText":"@@","body":[
          {"type":"TextBlock","text":"@@","size":"@@","weight":"@@","color":"@@","style":"@@","horizontalAlignment":"@@","spacing":"@@","id":"@@"},
          {"type":"RichTextBlock","id":"@@","spacing":"@@","inlines":[{"type":"TextRun","text":"@@","size":"@@","color":"@@","weight":"@@"},"@@"]},
          {"type":"FactSet","facts":[{"title":"@@","value":"@@"}]},
          {"type":"Container","style":"@@","items":[{"type":"TextBlock","text":"@@"}]},
          {"type":"ColumnSet","columns":[{"type":"Column","width":"@@","items":[{"type":"TextBlock","text":"@@"}]}]},
          {"type":"ActionSet","actions":[{"type":"Action.Submit","title":"@@","style":"@@","data":{"x":"@@"}}]},
          {"type":"Input.Text","id":"@@","label":"@@","value":"@@","placeholder":"@@","errorMessage":"@@","isRequired":true},
          {"type":"Input.Text","id":"@@","label":"@@","value":"@@","placeholder":"@@","isMultiline":true},
          {"type":"Input.Number","id":"@@","label":"@@"},
          {"type":"Input.Date","id":"@@","label":"@@","value":"@@"},
          {"type":"Input.Toggle","id":"@@","label":"@@","title":"@@","value":"@@"},
          {"type":"Input.ChoiceSet","id":"@@","label":"@@","value":"@@","choices":[{"title":"@@","value":"@@"}]},
          {"type":"Input.ChoiceSet","id":"@@","label":"@@","value":"@@","style":"expanded","choices":[{"title":"@@","value":"@@"}]},
          {"type":"@@","fallbackText":"@@"}],
         "actions":[
          {"type":"Action.Execute","title":"@@","verb":"@@"},
          {"type":"Action.OpenUrl","title":"@@","url":"@@"},
          {"type":"@@","title":"@@"}]}
        """;

    private static readonly string[] Tags =
    [
        "html", "head", "body", "div", "p", "span", "em", "strong", "a", "ul", "ol", "li", "br", "dl", "dt", "dd", "button", "label", "input", "textarea",
        "select", "option", "fieldset", "legend",
    ];

    private static readonly string[] Attributes =
    [
        "class", "role", "aria-level", "aria-describedby", "href", "rel", "target", "type", "name", "value", "id", "for", "rows", "placeholder",
        "maxlength", "required", "checked", "selected", "autocomplete", "step", "min", "max", "disabled", "hidden", "start",
    ];

    public static IEnumerable<object[]> AllAttacks => Attacks.Select(attack => new object[] { attack });

    [TestMethod]
    [DynamicData(nameof(AllAttacks))]
    public void Render_HostileText_AddsNoMarkup(string attack)
    {
        var html = CardRenderer.Render(Fill(JsonNode.Parse(Everything)!, attack));
        var document = new HtmlParser().ParseDocument(html);

        foreach (var element in document.All)
        {
            CollectionAssert.Contains(Tags, element.LocalName, $"<{element.LocalName}> came in.");
            foreach (var attribute in element.Attributes)
                CollectionAssert.Contains(Attributes, attribute.Name, $"{attribute.Name} came in at <{element.LocalName}>.");
            foreach (var name in element.ClassList)
                Assert.IsTrue(name.All(c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c == '-'), $"class {name}");
            if (element.GetAttribute("href") is { } href)
                StringAssert.Matches(href, new("^(https?://|mailto:)"));
        }
    }

    [TestMethod]
    public void Render_HostileText_IsStillReadable()
    {
        const string attack = "<script>alert(\"1\")</script>";
        var document = new HtmlParser().ParseDocument(CardRenderer.Render(Fill(JsonNode.Parse(Everything)!, attack)));
        StringAssert.Contains(document.QuerySelector(".text")!.TextContent, attack, StringComparison.Ordinal);
        Assert.AreEqual(attack, document.QuerySelector("input[type=text]")!.GetAttribute("value"));
        Assert.AreEqual(attack, document.QuerySelector("dt")!.TextContent);
        Assert.AreEqual(attack, document.QuerySelector("button[name=action]")!.TextContent);
    }

    [TestMethod]
    [DataRow("https://example.org/a", true, true)]
    [DataRow("HTTP://example.org", true, true)]
    [DataRow("mailto:a@example.org", true, false)]
    [DataRow("javascript:alert(1)", false, false)]
    [DataRow(" javascript:alert(1)", false, false)]
    [DataRow("data:text/html,x", false, false)]
    [DataRow("/relative", false, false)]
    [DataRow("//example.org", false, false)]
    [DataRow("file:///etc/passwd", false, false)]
    [DataRow("", false, false)]
    [DataRow(null, false, false)]
    public void SafeLink_OnlyWebAndMail_Pass(string? url, bool inText, bool onButton)
    {
        Assert.AreEqual(inText, SafeLink.ForText(url) is not null);
        Assert.AreEqual(onButton, SafeLink.ForButton(url) is not null);
    }

    private static JsonElement Fill(JsonNode card, string attack)
    {
        Replace(card, attack);
        return JsonSerializer.SerializeToElement(card);
    }

    private static void Replace(JsonNode node, string attack)
    {
        if (node is JsonObject json)
        {
            foreach (var (name, value) in json.ToList())
                if (value is JsonValue text && text.GetValueKind() == JsonValueKind.String && text.GetValue<string>() == "@@")
                    json[name] = attack;
                else if (value is not null)
                    Replace(value, attack);
        }
        else if (node is JsonArray array)
        {
            for (var i = 0; i < array.Count; i++)
                if (array[i] is JsonValue text && text.GetValueKind() == JsonValueKind.String)
                    array[i] = attack;
                else if (array[i] is { } item)
                    Replace(item, attack);
        }
    }
}
