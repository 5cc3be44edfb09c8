using System.Globalization;
using System.Text;

namespace WellIntake.Modules.Digest.Ranking;

/// <summary>Firm names made comparable: "Smith &amp; Co., Inc." is "smith and".</summary>
internal static class FirmName
{
    private static readonly HashSet<string> Forms = new(StringComparer.Ordinal)
    {
        "inc", "incorporated", "llc", "llp", "lp", "ltd", "limited", "corp", "corporation", "co", "company", "plc", "pllc", "pc", "na", "the",
    };

    /// <summary>Null for no name. A name of legal forms only stays as it is.</summary>
    public static string? Normalise(string? name)
    {
        if (string.IsNullOrWhiteSpace(name))
            return null;

        var plain = new StringBuilder(name.Length);
        foreach (var c in name.Normalize(NormalizationForm.FormKD))
        {
            if (char.IsLetterOrDigit(c))
                plain.Append(char.ToLowerInvariant(c));
            else if (c == '&')
                plain.Append(" and ");
            // "L.L.C." and "Moody's" are one word each; an accent is no letter of its own.
            else if (c is not ('.' or '\'' or '’') && CharUnicodeInfo.GetUnicodeCategory(c) != UnicodeCategory.NonSpacingMark)
                plain.Append(' ');
        }

        var words = plain.ToString().Split(' ', StringSplitOptions.RemoveEmptyEntries);
        var kept = words.Where(w => !Forms.Contains(w)).ToArray();
        return words.Length == 0 ? null : string.Join(' ', kept.Length > 0 ? kept : words);
    }
}
