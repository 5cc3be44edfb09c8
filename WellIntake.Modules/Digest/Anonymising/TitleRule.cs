using WellIntake.Modules.Digest.Anonymising.Words;

namespace WellIntake.Modules.Digest.Anonymising;

/// <summary>"Managing Director at Morgan Stanley, Dallas" is "Managing Director": only words that a list knows of titles.</summary>
internal static class TitleRule
{
    private const string Unknown = "Financial professional";
    private const int MostWords = 8;
    private static readonly string[] Ends = [" at ", " @ ", " with ", " for ", " - ", " – ", " — ", " | ", "(", ";"];

    /// <summary>Never empty.</summary>
    public static string Apply(string? title, Vocabulary words)
    {
        if (string.IsNullOrWhiteSpace(title))
            return Unknown;
        var text = FoldedText.Of(title).Text;
        foreach (var end in Ends)
        {
            if (text.IndexOf(end, StringComparison.OrdinalIgnoreCase) is var cut and > 0)
                text = text[..cut];
        }

        // A part keeps its comma: "Vice President, Wealth Management".
        var parts = text.Split(',')
            .Select(part => string.Join(' ', Trimmed([.. part.Split([' ', '/', '&', '.'], StringSplitOptions.RemoveEmptyEntries).Where(words.IsRole)])))
            .Where(part => part.Length > 0);
        var shown = string.Join(", ", parts);
        return shown.Length == 0 || shown.Split(' ').Length > MostWords ? Unknown : char.ToUpperInvariant(shown[0]) + shown[1..];
    }

    // "of" and "and" join; nothing left on one side, they join nothing.
    private static string[] Trimmed(List<string> words)
    {
        while (words.Count > 0 && IsJoint(words[0]))
            words.RemoveAt(0);
        while (words.Count > 0 && IsJoint(words[^1]))
            words.RemoveAt(words.Count - 1);
        return [.. words];
    }

    private static bool IsJoint(string word) => word.Equals("of", StringComparison.OrdinalIgnoreCase) || word.Equals("and", StringComparison.OrdinalIgnoreCase);
}
