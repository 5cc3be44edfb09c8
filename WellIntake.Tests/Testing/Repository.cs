using System.Diagnostics;

namespace WellIntake.Tests.Testing;

/// <summary>The files that stand under version control, as they are on disk now.</summary>
internal static class Repository
{
    private static readonly Lazy<IReadOnlyList<string>> Tracked = new(ListFiles);

    /// <summary>The folder that holds the solution.</summary>
    public static string Root { get; } = FindRoot();

    /// <summary>Paths from the root, with forward slashes; what is not added yet counts, what is ignored does not.</summary>
    public static IReadOnlyList<string> Files => Tracked.Value;

    public static string FullPath(string file) => Path.Combine(Root, file);

    /// <summary>The lines of a file, numbered from 1; none for a binary one.</summary>
    public static IEnumerable<(int Number, string Text)> Lines(string file)
    {
        var bytes = File.ReadAllBytes(FullPath(file));
        return bytes.AsSpan(0, Math.Min(bytes.Length, 8_000)).Contains((byte)0)
            ? []
            : File.ReadLines(FullPath(file)).Select((text, index) => (index + 1, text));
    }

    private static string FindRoot()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "WellIntake.sln")))
                return folder.FullName;
        }

        throw new InvalidOperationException("The tests run outside the repository: no WellIntake.sln above " + AppContext.BaseDirectory);
    }

    private static string[] ListFiles()
    {
        // The owner of the folder may be another than who runs the tests (a mounted work tree).
        var start = new ProcessStartInfo("git", ["-c", "safe.directory=*", "ls-files", "-z", "--cached", "--others", "--exclude-standard"])
        {
            WorkingDirectory = Root,
            UseShellExecute = false,
            RedirectStandardOutput = true,
        };
        using var git = Process.Start(start)!;
        var output = git.StandardOutput.ReadToEnd();
        git.WaitForExit();
        Assert.AreEqual(0, git.ExitCode, "git could not list the files");
        return [.. output.Split('\0', StringSplitOptions.RemoveEmptyEntries).Where(file => File.Exists(FullPath(file)))];
    }
}
