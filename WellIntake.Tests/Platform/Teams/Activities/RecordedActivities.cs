using WellIntake.Tests.Testing;

namespace WellIntake.Tests.Platform.Teams.Activities;

/// <summary>Activities that real clients sent. They lie beside the project, not in it.</summary>
internal static class RecordedActivities
{
    /// <summary>Empty when the folder is not there.</summary>
    public static IReadOnlyList<(string Name, byte[] Json)> All()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (!File.Exists(Path.Combine(folder.FullName, "WellIntake.sln")))
                continue;
            var data = Path.Combine(folder.FullName, "..", "shared", "data", "teams-activities");
            return Directory.Exists(data)
                ? [.. Directory.GetFiles(data, "*.json").Order(StringComparer.Ordinal).Select(f => (Path.GetFileName(f), File.ReadAllBytes(f)))]
                : [];
        }

        return [];
    }

    /// <summary>Skips the test when the folder is not there.</summary>
    public static IReadOnlyList<(string Name, byte[] Json)> Required()
    {
        var all = All();
        if (all.Count == 0)
            Skip.Because("No recorded activities: the folder ../shared/data/teams-activities is absent.");
        return all;
    }
}
