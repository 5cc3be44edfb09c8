using System.Text;
using System.Text.Encodings.Web;
using System.Text.Unicode;

namespace WellIntake.Modules.Digest.Rendering;

/// <summary>Digests as HTML for mail, as Markdown and as text; all say the same.</summary>
internal static class DigestDocuments
{
    private const string Font = "font-family:Segoe UI,Arial,sans-serif;";
    private static readonly HtmlEncoder Html = HtmlEncoder.Create(UnicodeRanges.All);

    /// <summary>Renders as <c>html</c>, <c>markdown</c> or <c>text</c>.</summary>
    /// <exception cref="ArgumentException">Another format.</exception>
    public static string Render(DigestView view, string format) => format switch
    {
        "html" => AsHtml(view),
        "markdown" => AsMarkdown(view),
        "text" => AsText(view),
        _ => throw new ArgumentException("The format must be html, markdown or text.", nameof(format)),
    };

    /// <summary>A page of nested tables with inline styles, which mail programs draw; no scripts, styles sheets or images.</summary>
    public static string AsHtml(DigestView view)
    {
        var html = new StringBuilder(1024 + view.Candidates.Count * 2048);
        html.Append("<!DOCTYPE html><html lang=\"en\"><head><meta charset=\"utf-8\"><title>").Append(Html.Encode(view.Title)).Append("</title></head>")
            .Append("<body style=\"margin:0;padding:0;background:#f5f5f5\"><table role=\"presentation\" width=\"100%\" cellpadding=\"0\" cellspacing=\"0\"><tr><td align=\"center\">")
            .Append("<table role=\"presentation\" width=\"640\" cellpadding=\"0\" cellspacing=\"0\" style=\"").Append(Font).Append("font-size:14px;color:#242424;background:#ffffff\">")
            .Append("<tr><td style=\"padding:16px 24px\"><h1 style=\"margin:0;font-size:18px\">").Append(Html.Encode(view.Title)).Append("</h1></td></tr>");
        foreach (var note in view.Notes)
            html.Append("<tr><td style=\"padding:4px 24px 12px\">").Append(Html.Encode(note)).Append("</td></tr>");
        foreach (var candidate in view.Candidates)
        {
            html.Append("<tr><td style=\"padding:16px 24px;border-top:1px solid #e0e0e0\">")
                .Append("<h2 dir=\"auto\" style=\"margin:0;font-size:16px\">").Append(Html.Encode(candidate.Title)).Append("</h2>")
                .Append("<div dir=\"auto\" style=\"color:#616161\">").Append(Html.Encode(candidate.Location)).Append("</div><ul style=\"margin:8px 0;padding-left:20px\">");
            foreach (var bullet in candidate.Bullets)
                html.Append("<li dir=\"auto\">").Append(Html.Encode(bullet)).Append("</li>");
            html.Append("</ul><div>").Append(Html.Encode(candidate.Mood)).Append("</div>");
            if (candidate.Flags is not null)
                html.Append("<div style=\"color:#b10e1c\">").Append(Html.Encode(candidate.Flags)).Append("</div>");
            html.Append("<div style=\"color:#616161;font-size:12px\">").Append(Html.Encode(candidate.Reference)).Append("</div></td></tr>");
        }

        return html.Append("</table></td></tr></table></body></html>").ToString();
    }

    /// <summary>CommonMark; what people typed shows as typed.</summary>
    public static string AsMarkdown(DigestView view)
    {
        var markdown = new StringBuilder().Append("# ").Append(MarkdownText.Escape(view.Title)).Append('\n');
        foreach (var note in view.Notes)
            markdown.Append('\n').Append(MarkdownText.Escape(note)).Append('\n');
        foreach (var candidate in view.Candidates)
        {
            markdown.Append("\n## ").Append(MarkdownText.Escape(candidate.Title)).Append("\n\n").Append(MarkdownText.Escape(candidate.Location)).Append("\n\n");
            foreach (var bullet in candidate.Bullets)
                markdown.Append("- ").Append(MarkdownText.Escape(bullet)).Append('\n');
            markdown.Append('\n').Append(MarkdownText.Escape(candidate.Mood)).Append('\n');
            if (candidate.Flags is not null)
                markdown.Append('\n').Append(MarkdownText.Escape(candidate.Flags)).Append('\n');
            markdown.Append('\n').Append(MarkdownText.Escape(candidate.Reference)).Append('\n');
        }

        return markdown.ToString();
    }

    /// <summary>Plain text, a blank line between candidates.</summary>
    public static string AsText(DigestView view)
    {
        var text = new StringBuilder().Append(view.Title).Append('\n');
        foreach (var note in view.Notes)
            text.Append('\n').Append(note).Append('\n');
        foreach (var candidate in view.Candidates)
        {
            text.Append('\n').Append(candidate.Title).Append('\n').Append(candidate.Location).Append('\n');
            foreach (var bullet in candidate.Bullets)
                text.Append("  * ").Append(bullet).Append('\n');
            text.Append(candidate.Mood).Append('\n');
            if (candidate.Flags is not null)
                text.Append(candidate.Flags).Append('\n');
            text.Append(candidate.Reference).Append('\n');
        }

        return text.ToString();
    }
}
