namespace WellIntake.Host.Settings;

/// <summary>Where this program keeps what is its own.</summary>
internal static class DataFolder
{
    /// <summary>The full path; <c>WELLINTAKE_DATA</c>, else <c>./data</c>. It may not be there yet.</summary>
    public static string Of(IConfiguration configuration) =>
        Path.GetFullPath(configuration["WellIntake:DataFolder"] is { Length: > 0 } configured ? configured : "./data");
}
