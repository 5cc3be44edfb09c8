using System.Globalization;
using System.Text;

namespace WellIntake.Modules.Platform.Crm.Import.Mapping;

/// <summary>Makes a piece of a foreign file fit for a report or a terminal.</summary>
internal static class Quoted
{
    private const int MaxLength = 40;

    /// <summary>At most 40 characters, control and format characters escaped.</summary>
    public static string Show(string text)
    {
        var shown = new StringBuilder();
        foreach (var rune in text.EnumerateRunes())
        {
            var escaped = Rune.GetUnicodeCategory(rune) is UnicodeCategory.Control or UnicodeCategory.Format
                or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator or UnicodeCategory.PrivateUse
                || rune.Value == 0xFFFD
                ? $"\\u{rune.Value:x4}"
                : rune.ToString();
            if (shown.Length + escaped.Length > MaxLength)
                return shown.Append('…').ToString();
            shown.Append(escaped);
        }

        return shown.ToString();
    }
}
