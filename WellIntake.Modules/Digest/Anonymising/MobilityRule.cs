using System.Text.RegularExpressions;
using WellIntake.Modules.Digest.Parsing;

namespace WellIntake.Modules.Digest.Anonymising;

/// <summary>"Open to Austin or Houston, not beyond Texas" is "open to relocation": whether, never where to.</summary>
internal static partial class MobilityRule
{
    /// <summary>Null when the words say nothing of it.</summary>
    public static string? Apply(string? mobility)
    {
        if (string.IsNullOrWhiteSpace(mobility))
            return null;
        var moves = Stays().IsMatch(mobility) ? "not relocating" : Moves().IsMatch(mobility) ? "open to relocation" : null;
        var works = Remote().IsMatch(mobility) ? "open to remote work" : Hybrid().IsMatch(mobility) ? "hybrid work" : null;
        return moves is not null && works is not null ? $"{moves}, {works}" : moves ?? works;
    }

    [GeneratedRegex(@"\b(not|no|never|won[’']?t|wouldn[’']?t|stays?|only)\b", Patterns.Options, Patterns.TimeoutMs)]
    private static partial Regex Stays();

    [GeneratedRegex(@"\b(open|relocat\w*|move|willing|anywhere|flexible)\b", Patterns.Options, Patterns.TimeoutMs)]
    private static partial Regex Moves();

    [GeneratedRegex(@"\bremote(ly)?\b", Patterns.Options, Patterns.TimeoutMs)]
    private static partial Regex Remote();

    [GeneratedRegex(@"\bhybrid\b", Patterns.Options, Patterns.TimeoutMs)]
    private static partial Regex Hybrid();
}
