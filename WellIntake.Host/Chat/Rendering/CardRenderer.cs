using System.Globalization;
using System.Text.Json;
using WellIntake.Modules.Platform.Teams.Cards;

namespace WellIntake.Host.Chat.Rendering;

/// <summary>
/// Draws an Adaptive Card as HTML. Styles are classes, never inline, so that the page's content policy can forbid inline
/// styles; all text is encoded; what cannot be drawn leaves a note.
/// </summary>
internal sealed class CardRenderer
{
    private readonly HtmlBuilder _html;
    private readonly InputRenderer _inputs;
    private int _nextAction;

    private CardRenderer(HtmlBuilder html, string idPrefix)
    {
        _html = html;
        _inputs = new InputRenderer(html, idPrefix);
    }

    /// <summary>Draws the card for reading on its own.</summary>
    public static string Render(JsonElement card, string idPrefix = "card")
    {
        var html = new HtmlBuilder();
        Write(html, CardReader.Read(card), idPrefix);
        return html.ToString();
    }

    /// <summary>Draws the card. Its buttons are named <c>action</c> and carry their place in <see cref="CardReader.Actions(AdaptiveCard)"/>.</summary>
    /// <param name="html">Where to.</param>
    /// <param name="card">The card.</param>
    /// <param name="idPrefix">Makes the ids of its inputs unique on the page.</param>
    public static void Write(HtmlBuilder html, AdaptiveCard card, string idPrefix)
    {
        var renderer = new CardRenderer(html, idPrefix);
        html.Open("div", ("class", "card"));
        // Enter in a field would press the first of several buttons: nobody can see which. This one takes the key and does nothing.
        if (CardReader.Inputs(card).Count > 0 && CardReader.Actions(card).Count(a => a is SubmitAction or ExecuteAction) > 1)
            html.Element("button", null, ("type", "submit"), ("disabled", ""), ("hidden", ""));
        renderer.Elements(card.Body);
        if (card.Actions is { Count: > 0 } actions)
            renderer.Buttons(actions);
        html.Close();
    }

    private void Elements(IReadOnlyList<CardElement> elements)
    {
        for (var i = 0; i < elements.Count; i++)
            if (elements[i].IsVisible != false)
                Element(elements[i], first: i == 0);
    }

    private void Element(CardElement element, bool first)
    {
        switch (element)
        {
            case TextBlock block:
                TextBlock(block, first);
                break;
            case RichTextBlock rich:
                _html.Open("p", ("class", Classes("rich", element, first)));
                foreach (var run in rich.Inlines)
                    Run(run);
                _html.Close();
                break;
            case FactSet facts:
                _html.Open("dl", ("class", Classes("facts", element, first)));
                foreach (var fact in (facts.Facts ?? []).OfType<Fact>())
                {
                    _html.Open("div").Element("dt", fact.Title).Open("dd");
                    CardMarkdown.Write(_html, fact.Value ?? string.Empty);
                    _html.Close().Close();
                }

                _html.Close();
                break;
            case Container container:
                var style = container.Style is { } s ? Word(s, ContainerStyles) : null;
                _html.Open("div", ("class", Classes(style is null ? "container" : $"container boxed tone-{style}", element, first)));
                Elements(container.Items);
                _html.Close();
                break;
            case ColumnSet set:
                Columns(set, first);
                break;
            case ActionSet actions:
                Buttons(actions.Actions, Classes("actions", element, first));
                break;
            case CardInput input:
                _inputs.Write(input, Classes("field", element, first));
                break;
            case NotShownElement { Fallback: "" }:
                break;
            case NotShownElement unknown:
                _html.Element("p", unknown.Fallback ?? "A part of this card cannot be shown here.", ("class", Classes("not-shown", element, first)));
                break;
        }
    }

    private void TextBlock(TextBlock block, bool first)
    {
        var heading = string.Equals(block.Style, "heading", StringComparison.OrdinalIgnoreCase);
        var look = $"text{Look(block.Size, block.Weight, block.Color, block.IsSubtle)}";
        if (block.HorizontalAlignment is { } alignment && Word(alignment, Alignments) is { } side)
            look += $" align-{side}";
        if (block.Wrap == false)
            look += " no-wrap";
        _html.Open("div", ("class", Classes(look, block, first)), ("role", heading ? "heading" : null), ("aria-level", heading ? "3" : null));
        CardMarkdown.Write(_html, block.Text ?? string.Empty);
        _html.Close();
    }

    private void Run(TextRun run) =>
        _html.Element(run.Italic == true ? "em" : "span", run.Text, ("class", $"run{Look(run.Size, run.Weight, run.Color, run.IsSubtle)}"));

    private void Columns(ColumnSet set, bool first)
    {
        var weights = set.Columns.Select(c => double.TryParse(c.Width, CultureInfo.InvariantCulture, out var w) && w > 0 ? w : 0).ToArray();
        var total = weights.Sum();
        _html.Open("div", ("class", Classes("columns", set, first)));
        for (var i = 0; i < set.Columns.Count; i++)
        {
            var width = weights[i] > 0
                ? $"col-{Math.Clamp((int)Math.Round(12 * weights[i] / total), 1, 12)}"
                : set.Columns[i].Width == "stretch" ? "col-stretch" : "col-auto";
            _html.Open("div", ("class", $"column {width}"));
            Elements(set.Columns[i].Items);
            _html.Close();
        }

        _html.Close();
    }

    private void Buttons(IReadOnlyList<CardAction> actions, string classes = "actions")
    {
        _html.Open("div", ("class", classes));
        foreach (var action in actions)
        {
            var number = _nextAction++.ToString(CultureInfo.InvariantCulture);
            var look = action.Style is { } style && Word(style, ActionStyles) is { } tone ? $"button {tone}" : "button";
            switch (action)
            {
                case OpenUrlAction open when SafeLink.ForButton(open.Url) is { } href:
                    _html.Element("a", Label(open), ("class", look), ("href", href), ("target", "_blank"), ("rel", "noopener noreferrer"));
                    break;
                case ExecuteAction or SubmitAction:
                    _html.Element("button", Label(action), ("type", "submit"), ("class", look), ("name", "action"), ("value", number));
                    break;
                default:
                    _html.Element("span", !string.IsNullOrEmpty(action.Title) ? $"“{action.Title}” does not work here." : "A button cannot be shown here.", ("class", "not-shown"));
                    break;
            }
        }

        _html.Close();
    }

    private static string Label(CardAction action) => string.IsNullOrWhiteSpace(action.Title) ? "OK" : action.Title;

    private static string Classes(string own, CardElement element, bool first)
    {
        if (first)
            return own;
        var classes = element.Spacing is { } spacing && Word(spacing, Spacings) is { } gap ? $"{own} gap-{gap}" : own;
        return element.Separator == true ? $"{classes} separator" : classes;
    }

    private static string Look(string? size, string? weight, string? color, bool? subtle)
    {
        var look = string.Empty;
        if (size is not null && Word(size, Sizes) is { } s)
            look += $" size-{s}";
        if (weight is not null && Word(weight, Weights) is { } w)
            look += $" weight-{w}";
        if (color is not null && Word(color, Colors) is { } c)
            look += $" color-{c}";
        return subtle == true ? $"{look} subtle" : look;
    }

    // Only words of the schema become classes.
    private static string? Word(string value, string[] known) =>
        Array.Find(known, word => word.Equals(value, StringComparison.OrdinalIgnoreCase))?.ToLowerInvariant();

    private static readonly string[] ContainerStyles = ["emphasis", "good", "attention", "warning", "accent"];
    private static readonly string[] Spacings = ["none", "small", "medium", "large", "extraLarge", "padding"];
    private static readonly string[] Sizes = ["small", "medium", "large", "extraLarge"];
    private static readonly string[] Weights = ["lighter", "bolder"];
    private static readonly string[] Colors = ["accent", "good", "warning", "attention"];
    private static readonly string[] Alignments = ["center", "right"];
    private static readonly string[] ActionStyles = ["positive", "destructive"];
}
