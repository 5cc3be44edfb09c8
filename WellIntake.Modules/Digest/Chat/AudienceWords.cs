namespace WellIntake.Modules.Digest.Chat;

/// <summary>The words that people type for audiences.</summary>
internal static class AudienceWords
{
    private static readonly Dictionary<string, string> ByWord = new(StringComparer.OrdinalIgnoreCase)
    {
        ["advisors"] = Audience.Advisors,
        ["advisor"] = Audience.Advisors,
        // What the command was called before audiences had names.
        ["steve_perry"] = Audience.Advisors,
        ["c_suite"] = Audience.Executives,
        ["c-suite"] = Audience.Executives,
        ["csuite"] = Audience.Executives,
        ["global"] = Audience.Global,
        ["all"] = Audience.Global,
        ["personal"] = Audience.Personal,
        ["mine"] = Audience.Personal,
    };

    public static IReadOnlyList<string> All { get; } = [Audience.Advisors, Audience.Executives, Audience.Global, Audience.Personal];

    /// <summary>The audience; null when the word is none.</summary>
    public static string? Find(string word) => ByWord.GetValueOrDefault(word);
}
