using System.Text;

namespace WellIntake.Modules.Digest.Rendering;

/// <summary>Digests as HTML, as Markdown and as text; all say the same.</summary>
internal static class DigestDocuments
{
    /// <summary>Renders as <c>html</c>, <c>markdown</c> or <c>text</c>.</summary>
    /// <exception cref="ArgumentException">Another format.</exception>
    public static string Render(DigestView view, string format) => format switch
    {
        "html" => DigestHtml.Write(view),
        "markdown" => AsMarkdown(view),
        "text" => AsText(view),
        _ => throw new ArgumentException("The format must be html, markdown or text.", nameof(format)),
    };

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
