using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using WellIntake.Modules.Digest.Parsing;

namespace WellIntake.Modules.Digest.Anonymising.Leaks;

/// <summary>A word of a finished text.</summary>
/// <param name="Letters">Folded: lower case, no accents, no look-alikes.</param>
/// <param name="Written">As it stands, without invisible characters.</param>
/// <param name="IsPossessive">Was followed by an apostrophe and an s, which belongs to neither form.</param>
internal sealed record ReadWord(string Letters, string Written, bool IsPossessive)
{
    /// <summary>Begins with a capital.</summary>
    public bool IsCapital => char.IsUpper(Written[0]);
}

/// <summary>
/// A finished text as the leak check reads it. Shares no code with the rules that anonymise: what they overlook must not
/// be overlooked here for the same reason.
/// </summary>
internal sealed partial class ReadText
{
    private static readonly Dictionary<char, char> LookAlikes = new()
    {
        ['а'] = 'a',
        ['е'] = 'e',
        ['о'] = 'o',
        ['р'] = 'p',
        ['с'] = 'c',
        ['х'] = 'x',
        ['у'] = 'y',
        ['і'] = 'i',
        ['ѕ'] = 's',
        ['ј'] = 'j',
        ['м'] = 'm',
        ['т'] = 't',
        ['к'] = 'k',
        ['в'] = 'b',
        ['н'] = 'h',
        ['α'] = 'a',
        ['ο'] = 'o',
        ['ε'] = 'e',
        ['ι'] = 'i',
        ['κ'] = 'k',
        ['ν'] = 'v',
        ['ρ'] = 'p',
        ['τ'] = 't',
        ['υ'] = 'u',
        ['ı'] = 'i',
        ['ø'] = 'o',
        ['ł'] = 'l',
        ['đ'] = 'd',
        ['ð'] = 'd',
    };

    private readonly Lazy<IReadOnlyList<ReadNumber>> _numbers;
    private readonly Lazy<HashSet<int>> _years;
    private readonly Lazy<IReadOnlyList<string>> _digitRuns;

    /// <summary>Reads a text.</summary>
    public ReadText(string text)
    {
        var plain = Plain(text);
        Words = WordsOf(plain);
        Letters = string.Concat(Words.Select(w => w.Letters));
        _numbers = new(() => NumberReader.Read(plain.ToLowerInvariant()));
        _years = new(() => YearReader.Read(plain.ToLowerInvariant()));
        _digitRuns = new(() => DigitReader.Read(plain.ToLowerInvariant()));
    }

    /// <summary>Its words in a row.</summary>
    public IReadOnlyList<ReadWord> Words { get; }

    /// <summary>All of their letters, without anything between them.</summary>
    public string Letters { get; }

    /// <summary>Numbers, in digits or words.</summary>
    public IReadOnlyList<ReadNumber> Numbers => _numbers.Value;

    /// <summary>Years, but for those of the day of publication.</summary>
    public IReadOnlySet<int> Years => _years.Value;

    /// <summary>Digits that belong together, without what groups them.</summary>
    public IReadOnlyList<string> DigitRuns => _digitRuns.Value;

    /// <summary>The letters and digits of a text, folded as its words are.</summary>
    public static string LettersOf(string text) => string.Concat(WordsOf(Plain(text)).Select(w => w.Letters));

    /// <summary>Compatibility forms resolved, invisible characters gone, apostrophes straight.</summary>
    private static string Plain(string text)
    {
        var plain = new StringBuilder(text.Length);
        foreach (var rune in text.EnumerateRunes())
        {
            if (Rune.GetUnicodeCategory(rune) is not (UnicodeCategory.Format or UnicodeCategory.OtherNotAssigned) && rune != Rune.ReplacementChar)
                plain.Append(rune);
        }

        return plain.ToString().Normalize(NormalizationForm.FormKC).Replace('’', '\'').Replace('‘', '\'').Replace('`', '\'');
    }

    private static List<ReadWord> WordsOf(string plain)
    {
        var words = new List<ReadWord>();
        foreach (Match match in Word().Matches(plain))
        {
            var written = match.Value;
            var isPossessive = written.EndsWith("'s", StringComparison.OrdinalIgnoreCase);
            if (isPossessive)
                written = written[..^2];
            written = written.Replace("'", "", StringComparison.Ordinal);
            if (Fold(written) is { Length: > 0 } letters)
                words.Add(new ReadWord(letters, written, isPossessive));
        }

        return words;
    }

    private static string Fold(string word)
    {
        var letters = new StringBuilder(word.Length);
        foreach (var c in word.ToLowerInvariant().Normalize(NormalizationForm.FormKD))
        {
            if (CharUnicodeInfo.GetUnicodeCategory(c) is UnicodeCategory.NonSpacingMark or UnicodeCategory.EnclosingMark)
                continue;
            if (c == 'ß')
                letters.Append("ss");
            else if (c == 'æ')
                letters.Append("ae");
            else
                letters.Append(LookAlikes.GetValueOrDefault(c, c));
        }

        return letters.ToString();
    }

    [GeneratedRegex(@"[\p{L}\p{M}\p{Nd}]+('[\p{L}\p{M}\p{Nd}]+)*", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, Patterns.TimeoutMs)]
    private static partial Regex Word();
}
