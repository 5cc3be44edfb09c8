using System.Diagnostics;
using System.Text.RegularExpressions;
using WellIntake.Tests.Testing;

namespace WellIntake.Tests.ServiceBus;

/// <summary>
/// The test broker, driven by Microsoft's own client (eng/servicebus/calibrate.mjs): what our client and backend are tested
/// against behaves as the service does, as far as that client can tell.
/// </summary>
[TestClass]
public sealed partial class BrokerCalibrationTests
{
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(5);

    // Whatever else is checked, these are: what the backends' contract and Issue 4 ask of a broker.
    private static readonly string[] Required =
    [
        "send-and-complete", "properties-keep-their-values", "body-shapes", "send-a-list", "batch-fills-to-256-kilobytes", "too-large-is-refused",
        "missing-entity-is-refused", "receive-and-delete", "locked-message-is-hidden", "abandon-counts-and-changes-properties",
        "dead-letter-keeps-reason-and-properties", "delivery-limit-dead-letters", "defer-and-receive-by-number", "peek-shows-without-locking",
        "lock-expires", "lock-renews", "scheduled-comes-when-due", "scheduled-is-cancelled", "expired-is-dropped", "expired-is-dead-lettered",
        "duplicates-are-forgotten", "duplicate-window-ends", "session-by-id-in-order", "session-next-available", "session-held-is-refused",
        "session-wait-times-out", "session-state", "session-lock-renews", "session-lock-expires", "topic-reaches-every-subscription",
        "topic-correlation-rule", "topic-sql-rule", "admin-queue-lives", "admin-counts", "admin-conflict-and-missing", "admin-wrong-key",
        "wrong-key-is-refused", "expired-token-is-refused", "listen-key-cannot-send", "over-web-sockets", "over-tls", "over-web-sockets-with-tls",
        "fault-cut-is-recovered-from", "fault-busy-is-told", "fault-black-hole", "fault-dropped-settlement-leaves-it-open", "fault-lost-lock",
        "restart-keeps-everything",
    ];

    public required TestContext TestContext { get; init; }

    [TestMethod]
    [TestCategory("QUE-1")]
    [TestCategory("QUE-2")]
    public async Task Broker_DrivenByMicrosoftsClient_PassesEveryCheck()
    {
        var node = ServiceBusBroker.RequireNode("@azure/service-bus");

        var (code, output, errors) = await RunAsync(node);

        var story = output + Environment.NewLine + errors;
        var checks = CheckLine().Matches(output).ToDictionary(line => line.Groups["name"].Value, line => line.Groups["verdict"].Value);
        CollectionAssert.IsSubsetOf(Required, checks.Keys, story);
        Assert.IsEmpty(checks.Where(check => check.Value != "ok"), story);
        StringAssert.EndsWith(output.TrimEnd(), $"{checks.Count} passed, 0 failed", story);
        Assert.AreEqual(0, code, story);
    }

    private async Task<(int Code, string Output, string Errors)> RunAsync(string node)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(TestContext.CancellationToken);
        limit.CancelAfter(Limit);
        using var process = Process.Start(new ProcessStartInfo(node, ["calibrate.mjs"])
        {
            WorkingDirectory = Repository.FullPath(ServiceBusBroker.Folder),
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        try
        {
            var (output, errors) = (process.StandardOutput.ReadToEndAsync(limit.Token), process.StandardError.ReadToEndAsync(limit.Token));
            await process.WaitForExitAsync(limit.Token);
            return (process.ExitCode, await output, await errors);
        }
        finally
        {
            if (!process.HasExited)
                process.Kill(entireProcessTree: true);
        }
    }

    [GeneratedRegex(@"^(?<verdict>ok|FAILED) (?<name>[a-z0-9-]+)", RegexOptions.Multiline | RegexOptions.ExplicitCapture)]
    private static partial Regex CheckLine();
}
