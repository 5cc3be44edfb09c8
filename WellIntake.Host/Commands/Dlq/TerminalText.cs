using System.Globalization;
using System.Text;

namespace WellIntake.Host.Commands.Dlq;

/// <summary>Text from outside, made safe to be shown: a terminal obeys control characters, and some characters hide or turn others.</summary>
internal static class TerminalText
{
    /// <summary>With everything that is no visible character as <c>\u001b</c>.</summary>
    public static string Escape(string? text, bool keepLines = false)
    {
        if (string.IsNullOrEmpty(text))
            return string.Empty;
        var shown = new StringBuilder(text.Length);
        foreach (var rune in text.EnumerateRunes())
        {
            var keeps = (keepLines && rune.Value == '\n') || Rune.GetUnicodeCategory(rune) is not (
                UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator
                or UnicodeCategory.Surrogate or UnicodeCategory.PrivateUse or UnicodeCategory.OtherNotAssigned);
            if (keeps)
                shown.Append(rune);
            else
                shown.Append(CultureInfo.InvariantCulture, $"\\u{rune.Value:x4}");
        }

        return shown.ToString();
    }
}
