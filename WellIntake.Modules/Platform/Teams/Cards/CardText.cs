using System.Text;

namespace WellIntake.Modules.Platform.Teams.Cards;

/// <summary>Text for places that are read as Markdown.</summary>
public static class CardText
{
    /// <summary>Escapes what Markdown in a card would take as markup, so that it shows as typed. Line ends become spaces.</summary>
    public static string Escape(string? text)
    {
        if (string.IsNullOrEmpty(text) || text.AsSpan().IndexOfAny(Special) < 0)
            return text ?? string.Empty;

        var escaped = new StringBuilder(text.Length + 8);
        foreach (var c in text)
        {
            if (c is '\r' or '\n')
            {
                escaped.Append(' ');
                continue;
            }

            if (Special.Contains(c))
                escaped.Append('\\');
            escaped.Append(c);
        }

        return escaped.ToString();
    }

    private static readonly System.Buffers.SearchValues<char> Special =
        System.Buffers.SearchValues.Create("\\`*_{}[]()#+!|<>~\r\n");
}
