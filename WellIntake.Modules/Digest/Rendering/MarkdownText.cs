using System.Buffers;
using System.Text;

namespace WellIntake.Modules.Digest.Rendering;

/// <summary>Plain text for CommonMark documents.</summary>
internal static class MarkdownText
{
    private static readonly SearchValues<char> Special = SearchValues.Create("\\`*_{}[]()#+!|<>~&=-.:@$^\"");

    /// <summary>Escapes all punctuation that could be markup, a list, a link or an entity; shows as typed.</summary>
    public static string Escape(string text)
    {
        if (text.AsSpan().IndexOfAny(Special) < 0)
            return text;
        var escaped = new StringBuilder(text.Length + 16);
        foreach (var c in text)
        {
            if (Special.Contains(c))
                escaped.Append('\\');
            escaped.Append(c);
        }

        return escaped.ToString();
    }
}
