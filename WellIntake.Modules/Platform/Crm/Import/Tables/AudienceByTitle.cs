using System.Text.RegularExpressions;

namespace WellIntake.Modules.Platform.Crm.Import.Tables;

/// <summary>Whom a candidate is for when the file does not say: heads of firms for c_suite, everyone else for advisors.</summary>
internal static partial class AudienceByTitle
{
    public static string For(string? title) =>
        title is not null && Executive().IsMatch(title) ? "c_suite" : "advisors";

    [GeneratedRegex(@"\b(chief|c[efoti]o|cco|cro|chro|(?<!vice[ -])president(?!['’]s)|managing partner|founder|general counsel|head of|executive director)\b", RegexOptions.ExplicitCapture | RegexOptions.IgnoreCase | RegexOptions.CultureInvariant, 1000)]
    private static partial Regex Executive();
}
