using Markdig;
using Markdig.Parsers;
using Markdig.Parsers.Inlines;
using Markdig.Syntax;
using Markdig.Syntax.Inlines;

namespace WellIntake.Host.Chat.Rendering;

/// <summary>
/// The Markdown of a TextBlock: bold, italic, links, lists. Everything else stays text. The syntax tree is written
/// through <see cref="HtmlBuilder"/>, so no HTML of the source can reach the page.
/// </summary>
internal static class CardMarkdown
{
    private static readonly MarkdownPipeline Pipeline = Subset();

    /// <summary>Writes paragraphs and lists.</summary>
    public static void Write(HtmlBuilder html, string text)
    {
        foreach (var block in Parse(text))
            WriteBlock(html, block);
    }

    // Markdig refuses lists in lists in lists … past a depth; such a text is shown as it is.
    private static MarkdownDocument Parse(string text)
    {
        try
        {
            return Markdown.Parse(text, Pipeline);
        }
        catch (ArgumentException)
        {
            var paragraph = new ParagraphBlock { Inline = new ContainerInline() };
            paragraph.Inline.AppendChild(new LiteralInline(text));
            return [paragraph];
        }
    }

    private static MarkdownPipeline Subset()
    {
        var builder = new MarkdownPipelineBuilder();
        builder.DisableHtml();
        builder.BlockParsers.Clear();
        builder.BlockParsers.Add(new ListBlockParser());
        builder.BlockParsers.Add(new ParagraphBlockParser { ParseSetextHeadings = false });
        builder.InlineParsers.Clear();
        builder.InlineParsers.Add(new EscapeInlineParser());
        builder.InlineParsers.Add(new LinkInlineParser());
        builder.InlineParsers.Add(new EmphasisInlineParser());
        builder.InlineParsers.Add(new LineBreakInlineParser());
        return builder.Build();
    }

    private static void WriteBlock(HtmlBuilder html, Block block)
    {
        switch (block)
        {
            case ListBlock list:
                html.Open(list.IsOrdered ? "ol" : "ul", ("start", StartOf(list)));
                foreach (var item in list)
                {
                    html.Open("li");
                    if (item is ContainerBlock parts)
                        foreach (var part in parts)
                            WriteItemPart(html, part);
                    html.Close();
                }

                html.Close();
                break;
            case ParagraphBlock paragraph:
                html.Open("p");
                WriteInlines(html, paragraph.Inline);
                html.Close();
                break;
            // The list parser takes lines of dashes for rules, whether rules are wanted or not.
            case ThematicBreakBlock rule:
                html.Element("p", new string(rule.ThematicChar, rule.ThematicCharCount));
                break;
        }
    }

    private static void WriteItemPart(HtmlBuilder html, Block part)
    {
        if (part is ParagraphBlock paragraph)
            WriteInlines(html, paragraph.Inline);
        else
            WriteBlock(html, part);
    }

    private static string? StartOf(ListBlock list) =>
        list.IsOrdered && list.OrderedStart is { } start && start != "1" && int.TryParse(start, out _) ? start : null;

    private static void WriteInlines(HtmlBuilder html, ContainerInline? inlines)
    {
        if (inlines is null)
            return;
        foreach (var inline in inlines)
            WriteInline(html, inline);
    }

    private static void WriteInline(HtmlBuilder html, Inline inline)
    {
        switch (inline)
        {
            case LiteralInline literal:
                html.Text(literal.Content.ToString());
                break;
            case EmphasisInline emphasis:
                html.Open(emphasis.DelimiterCount == 2 ? "strong" : "em");
                WriteInlines(html, emphasis);
                html.Close();
                break;
            case LinkInline link:
                WriteLink(html, link);
                break;
            case LineBreakInline { IsHard: true }:
                html.Void("br");
                break;
            case LineBreakInline:
                html.Text("\n");
                break;
            case DelimiterInline delimiter:
                html.Text(delimiter.ToLiteral());
                WriteInlines(html, delimiter);
                break;
            case ContainerInline container:
                WriteInlines(html, container);
                break;
        }
    }

    // A picture would make the page fetch from elsewhere: its words are shown instead.
    private static void WriteLink(HtmlBuilder html, LinkInline link)
    {
        var href = link.IsImage ? null : SafeLink.ForText(link.Url);
        if (href is not null)
            html.Open("a", ("href", href), ("rel", "noopener noreferrer"), ("target", "_blank"));
        WriteInlines(html, link);
        if (href is not null)
            html.Close();
    }
}
