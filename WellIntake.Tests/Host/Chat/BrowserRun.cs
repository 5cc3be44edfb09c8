using System.Diagnostics;
using System.Runtime.CompilerServices;
using WellIntake.Tests.Testing;

namespace WellIntake.Tests.Chat;

/// <summary>Runs a script of <c>eng/browser</c> in Node with a real Chromium.</summary>
internal static class BrowserRun
{
    private const string Chromium = "/usr/bin/chromium";

    /// <summary>What the script wrote, once it ended well. Skips the test when something it needs is missing.</summary>
    public static async Task<string> RunAsync(string script, Uri page, TimeSpan limit)
    {
        var folder = Path.Combine(Root(), "eng", "browser");
        var node = Find("node");
        if (node is null)
            Skip.Because("Node.js is not installed.");
        if (!File.Exists(Chromium))
            Skip.Because($"{Chromium} is not installed.");
        if (!Directory.Exists(Path.Combine(folder, "node_modules", "playwright-core")))
            Skip.Because("eng/browser/node_modules is missing: run npm ci --ignore-scripts in eng/browser.");

        var start = new ProcessStartInfo(node, [script, page.AbsoluteUri])
        {
            WorkingDirectory = folder,
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        using var process = Process.Start(start)!;
        var (output, errors) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        using var timeout = new CancellationTokenSource(limit, TimeProvider.System);
        try
        {
            await process.WaitForExitAsync(timeout.Token);
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            Assert.Fail($"{script} did not end within {limit}.");
        }

        Assert.AreEqual(0, process.ExitCode, $"{await output}\n{await errors}");
        return await output;
    }

    private static string? Find(string program) =>
        (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator)
            .Select(folder => Path.Combine(folder, program)).FirstOrDefault(File.Exists);

    private static string Root([CallerFilePath] string here = "")
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "WellIntake.sln")))
            folder = folder.Parent;
        return folder?.FullName ?? Path.GetFullPath(Path.Combine(Path.GetDirectoryName(here)!, "..", "..", ".."));
    }
}
