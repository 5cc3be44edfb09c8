namespace WellIntake.Modules.Digest.Chat;

/// <summary>The audiences by the names that people type, the wire and people read.</summary>
internal static class Audiences
{
    private static readonly Dictionary<string, string> ByWord = new(StringComparer.OrdinalIgnoreCase)
    {
        ["advisors"] = "advisors",
        ["advisor"] = "advisors",
        // What the command was called before audiences had names.
        ["steve_perry"] = "advisors",
        ["c_suite"] = "c_suite",
        ["c-suite"] = "c_suite",
        ["csuite"] = "c_suite",
        ["global"] = "global",
        ["all"] = "global",
        ["personal"] = "personal",
        ["mine"] = "personal",
    };

    public static IReadOnlyList<string> All { get; } = ["advisors", "c_suite", "global", "personal"];

    /// <summary>The wire name; null when the word is none.</summary>
    public static string? Find(string word) => ByWord.GetValueOrDefault(word);

    public static string InWords(string audience) => audience switch
    {
        "advisors" => "advisors",
        "c_suite" => "C-suite",
        "global" => "everyone",
        "personal" => "your own candidates",
        _ => audience,
    };
}
