using System.Globalization;
using System.Text;

namespace WellIntake.Modules.Digest.Anonymising.Words;

/// <summary>
/// A text as it is read, and beside it, letter for letter, the same in lower case without accents and look-alikes. What
/// is found in one is at the same place of the other.
/// </summary>
internal sealed record FoldedText(string Text, string Folded)
{
    private const string LookAlikes = "аaеeоoрpсcхxуyіiѕsјjһhԁdοoαaεeιiκkνvρpτtυuօo";

    /// <summary>Compatibility forms are made plain (full-width letters, ligatures, no-break spaces); invisible characters go.</summary>
    public static FoldedText Of(string raw)
    {
        var plain = new StringBuilder(raw.Length);
        foreach (var c in Compatible(raw))
        {
            var category = CharUnicodeInfo.GetUnicodeCategory(c);
            if (category is UnicodeCategory.Format or UnicodeCategory.NonSpacingMark or UnicodeCategory.EnclosingMark)
                continue;
            plain.Append(category is UnicodeCategory.Control or UnicodeCategory.SpaceSeparator or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator ? ' '
                : category == UnicodeCategory.DashPunctuation && c != '—' && c != '–' ? '-'
                : c);
        }

        var text = plain.ToString();
        return new FoldedText(text, string.Create(text.Length, text, static (span, source) =>
        {
            for (var i = 0; i < span.Length; i++)
                span[i] = Fold(source[i]);
        }));
    }

    // A lone surrogate cannot be normalised; what cannot be read is left out.
    private static string Compatible(string raw)
    {
        var whole = new StringBuilder(raw.Length);
        foreach (var rune in raw.EnumerateRunes())
        {
            if (rune != Rune.ReplacementChar)
                whole.Append(rune);
        }

        return whole.ToString().Normalize(NormalizationForm.FormKC);
    }

    private static char Fold(char c)
    {
        if (c < 128)
            return char.ToLowerInvariant(c);
        if (char.IsSurrogate(c))
            return c;
        var lower = char.ToLowerInvariant(c);
        var alike = LookAlikes.IndexOf(lower, StringComparison.Ordinal);
        if (alike >= 0 && alike % 2 == 0)
            return LookAlikes[alike + 1];
        return lower switch
        {
            'ø' => 'o',
            'ł' => 'l',
            'đ' => 'd',
            'ß' => 's',
            'æ' => 'a',
            'œ' => 'o',
            'ı' => 'i',
            '’' or '‘' or 'ʼ' or '`' => '\'',
            _ => char.ToLowerInvariant(lower.ToString().Normalize(NormalizationForm.FormD)[0]),
        };
    }
}
