namespace WellIntake.Chaos.Hosting;

/// <summary>The repository that this program was built in.</summary>
internal static class SourceTree
{
    /// <exception cref="InvalidOperationException">The program does not run inside the repository.</exception>
    public static string FullPath(params ReadOnlySpan<string> parts)
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "WellIntake.sln")))
            folder = folder.Parent;
        return folder is null
            ? throw new InvalidOperationException($"{string.Join('/', parts!)} is found inside the repository only.")
            : Path.Combine([folder.FullName, .. parts]);
    }
}
