using System.Diagnostics;
using System.Text.Json;
using WellIntake.Tests.Testing;

namespace WellIntake.Tests.EndToEnd;

/// <summary>The whole program, used through a real Bot Framework client in a browser (eng/playground).</summary>
[TestClass]
public sealed class PlaygroundTests
{
    private static readonly TimeSpan DriveLimit = TimeSpan.FromMinutes(4);

    public required TestContext TestContext { get; init; }

    [TestMethod]
    [TestCategory("WEB-1")]
    [TestCategory("WEB-5")]
    [TestCategory("WEB-7")]
    [TestCategory("WEB-8")]
    [TestCategory("TEA-6")]
    public async Task Digest_AskedInPersonalGroupAndChannel_ComesOnceInEachAndItsButtonsAnswer()
    {
        var node = RequireTools();
        await using var host = await HostProcess.StartAsync(ct: TestContext.CancellationToken);
        var pictures = Directory.CreateDirectory(Path.Combine(TestContext.TestRunResultsDirectory!, "playground")).FullName;

        var (seen, errors) = await DriveAsync(node, new Uri(host.Address, "/api/messages"), pictures);

        var story = $"{seen.GetRawText()}{Environment.NewLine}{errors}{Environment.NewLine}{host.Output}";
        Assert.IsTrue(seen.TryGetProperty("conversations", out var conversations), story);
        Assert.AreEqual(3, conversations.GetArrayLength(), story);
        foreach (var conversation in conversations.EnumerateArray())
        {
            Assert.IsFalse(conversation.TryGetProperty("error", out _), story);
            Assert.AreEqual(1, conversation.GetProperty("results").GetInt32(), story);
            Assert.IsNotEmpty(conversation.GetProperty("presses").EnumerateArray(), story);
        }

        Assert.IsTrue(seen.GetProperty("ok").GetBoolean(), story);
    }

    private async Task<(JsonElement Seen, string Errors)> DriveAsync(string node, Uri webhook, string pictures)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(TestContext.CancellationToken);
        limit.CancelAfter(DriveLimit);
        var start = new ProcessStartInfo(node, ["drive.mjs", "--webhook", webhook.ToString(), "--out", pictures])
        {
            WorkingDirectory = Repository.FullPath("eng/playground"),
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        using var process = Process.Start(start)!;
        try
        {
            var output = process.StandardOutput.ReadToEndAsync(limit.Token);
            var errors = process.StandardError.ReadToEndAsync(limit.Token);
            await process.WaitForExitAsync(limit.Token);
            foreach (var picture in Directory.EnumerateFiles(pictures, "*.png"))
                TestContext.AddResultFile(picture);
            using var document = JsonDocument.Parse(await output);
            return (document.RootElement.Clone(), await errors);
        }
        finally
        {
            if (!process.HasExited)
                process.Kill(entireProcessTree: true);
        }
    }

    private static string RequireTools()
    {
        var node = OnPath("node");
        if (node is null)
            Skip.Because("Node is not installed.");
        var chromium = Environment.GetEnvironmentVariable("CHROMIUM_PATH") ?? "/usr/bin/chromium";
        if (!File.Exists(chromium))
            Skip.Because($"There is no Chromium at {chromium} (Debian: apt-get install chromium; elsewhere set CHROMIUM_PATH).");
        if (!Directory.Exists(Repository.FullPath("eng/playground/node_modules")))
            Skip.Because("Agents Playground is not installed: npm ci --ignore-scripts in eng/playground.");
        return node;
    }

    private static string? OnPath(string program) =>
        (Environment.GetEnvironmentVariable("PATH") ?? string.Empty).Split(Path.PathSeparator)
            .SelectMany(folder => new[] { Path.Combine(folder, program), Path.Combine(folder, program + ".exe") })
            .FirstOrDefault(File.Exists);
}
