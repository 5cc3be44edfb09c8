using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using WellIntake.Modules.Digest.Parsing;

namespace WellIntake.Modules.Digest.Extraction;

/// <summary>Typed text made fit for one line of a card.</summary>
internal static partial class PlainText
{
    /// <summary>The longest line of a card, in characters.</summary>
    public const int LineLength = 140;

    /// <summary>
    /// One line, white space collapsed, without control, format and bidirectional characters, cut to
    /// <paramref name="max"/> between characters as people see them. Null for nothing and for "n/a", "TBD" and the like.
    /// </summary>
    public static string? Line(string? text, int max = LineLength)
    {
        if (string.IsNullOrWhiteSpace(text))
            return null;

        var clean = IsClean(text) ? text : Clean(text, max);
        return clean.Length == 0 || MayBeNothing(clean) && Nothing().IsMatch(clean) ? null : Cut(clean, max);
    }

    // Most fields are plain ASCII on one line already.
    private static bool IsClean(string text) =>
        text[0] != ' ' && text[^1] != ' ' && !text.AsSpan().ContainsAnyExceptInRange(' ', '~') && !text.Contains("  ", StringComparison.Ordinal);

    // The longest such word has 13 letters; what is longer is made of marks.
    private static bool MayBeNothing(string clean) => clean.Length <= 16 || !char.IsAsciiLetter(clean[0]);

    private static string Clean(string text, int max)
    {
        var line = new StringBuilder(Math.Min(text.Length, max * 2));
        var isSpace = false;
        foreach (var rune in text.EnumerateRunes())
        {
            if (line.Length > max * 2)
                break;
            var category = Rune.GetUnicodeCategory(rune);
            if (Rune.IsWhiteSpace(rune) || category is UnicodeCategory.Control)
            {
                isSpace = line.Length > 0;
                continue;
            }

            // The joiner of emoji is a format character that must stay.
            if (rune.Value != 0x200D && category is UnicodeCategory.Format or UnicodeCategory.OtherNotAssigned || rune == Rune.ReplacementChar)
                continue;
            if (isSpace)
                line.Append(' ');
            isSpace = false;
            line.Append(rune);
        }

        return line.ToString();
    }

    /// <summary>At most <paramref name="max"/> characters, with "…" where something was cut; never half an emoji.</summary>
    public static string Cut(string text, int max)
    {
        if (text.Length <= max)
            return text;
        var end = 0;
        while (end < text.Length)
        {
            var next = end + StringInfo.GetNextTextElementLength(text, end);
            if (next > max - 1)
                break;
            end = next;
        }

        return text[..end].TrimEnd() + "…";
    }

    [GeneratedRegex(@"^(n\.?/?a\.?|none|unknown|undisclosed|tbd|tba|not\s+(disclosed|available|provided|known|given|stated)|confidential|nil|null|[-–—?.\s]+|0)$", Patterns.Options, Patterns.TimeoutMs)]
    private static partial Regex Nothing();
}
