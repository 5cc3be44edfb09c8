using System.Globalization;
using WellIntake.Modules.Digest.Anonymising;

namespace WellIntake.Modules.Digest.Rendering;

/// <summary>Says how old the candidates are, where the CRM that they come from is away (RES-2).</summary>
internal static class DataAge
{
    /// <summary>One line, or none while they are fresh.</summary>
    public static IReadOnlyList<string> Notes(ShownDigest result)
    {
        if (result.Age is not { IsStale: true } age)
            return [];
        return age.SyncedAt is { } at
            ? [$"Candidates as of {Ago(result.Spec.Now - at)}: {age.Source} cannot be reached."]
            : [$"Candidates were never read from {age.Source}: it cannot be reached."];
    }

    private static string Ago(TimeSpan age) => age switch
    {
        { TotalMinutes: < 1 } => "a moment ago",
        { TotalHours: < 1 } => Count((int)age.TotalMinutes, "minute"),
        { TotalDays: < 2 } => Count((int)age.TotalHours, "hour"),
        _ => Count((int)age.TotalDays, "day"),
    };

    private static string Count(int n, string unit) => string.Create(CultureInfo.InvariantCulture, $"{n:N0} {unit}{(n == 1 ? "" : "s")} ago");
}
