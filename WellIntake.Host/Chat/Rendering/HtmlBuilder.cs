using System.Text;
using System.Text.Encodings.Web;

namespace WellIntake.Host.Chat.Rendering;

/// <summary>
/// Writes HTML so that nothing gets in unescaped: names of tags and attributes come from code, every text and every
/// attribute value is encoded here. There is no way to add raw markup.
/// </summary>
internal sealed class HtmlBuilder
{
    private readonly StringBuilder _html = new();
    private readonly Stack<string> _open = new();

    /// <summary>Opens an element. An attribute whose value is null is left out; an empty value stands alone.</summary>
    public HtmlBuilder Open(string tag, params ReadOnlySpan<(string Name, string? Value)> attributes)
    {
        Tag(tag, attributes);
        _open.Push(tag);
        return this;
    }

    /// <summary>An element that has no content, such as <c>input</c>.</summary>
    public HtmlBuilder Void(string tag, params ReadOnlySpan<(string Name, string? Value)> attributes)
    {
        Tag(tag, attributes);
        return this;
    }

    /// <summary>An element with nothing but text.</summary>
    public HtmlBuilder Element(string tag, string? text, params ReadOnlySpan<(string Name, string? Value)> attributes) =>
        Open(tag, attributes).Text(text).Close();

    /// <summary>Text, encoded. Null is nothing.</summary>
    public HtmlBuilder Text(string? text)
    {
        if (!string.IsNullOrEmpty(text))
            _html.Append(HtmlEncoder.Default.Encode(text));
        return this;
    }

    /// <summary>Closes the element that was opened last.</summary>
    public HtmlBuilder Close()
    {
        _html.Append("</").Append(_open.Pop()).Append('>');
        return this;
    }

    /// <summary>The document's first line.</summary>
    public HtmlBuilder Doctype()
    {
        _html.Append("<!doctype html>");
        return this;
    }

    /// <inheritdoc />
    public override string ToString() =>
        _open.Count == 0 ? _html.ToString() : throw new InvalidOperationException($"<{_open.Peek()}> was not closed.");

    private void Tag(string tag, ReadOnlySpan<(string Name, string? Value)> attributes)
    {
        _html.Append('<').Append(tag);
        foreach (var (name, value) in attributes)
        {
            if (value is null)
                continue;
            _html.Append(' ').Append(name);
            if (value.Length > 0)
                _html.Append("=\"").Append(HtmlEncoder.Default.Encode(value)).Append('"');
        }

        _html.Append('>');
    }
}
