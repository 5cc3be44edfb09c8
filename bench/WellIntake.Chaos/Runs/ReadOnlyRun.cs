using System.Diagnostics;
using System.Globalization;
using WellIntake.Chaos.Counting;
using WellIntake.Chaos.Hosting;
using WellIntake.Chaos.Load;

namespace WellIntake.Chaos.Runs;

/// <summary>
/// The host is killed with work waiting and finds its disk read-only at the next start (REL-4): it says so and ends, or
/// answers clearly. When the disk can be written again, everything accepted before is there.
/// </summary>
internal sealed class ReadOnlyRun(RunSettings settings)
{
    public const string Name = "read-only at start";

    private static readonly TimeSpan QuietLimit = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan StartLimit = TimeSpan.FromSeconds(30);

    /// <returns>Null when this machine cannot do it.</returns>
    public async Task<RunReport?> RunAsync(CancellationToken ct)
    {
        var watch = Stopwatch.StartNew();
        var violations = new List<Violation>();
        await using var disk = await SmallDisk.CreateAsync();
        if (disk is null)
            return null;
        await using var stage = await Stage.CreateAsync(settings, ct, folder: Directory.CreateDirectory(Path.Combine(disk.Folder, "data")).FullName);
        var (channel, log) = await ChannelLog.StartAsync();
        await using var closing = channel;
        using var load = new LoadGenerator("readonly", stage.Plan.Address, channel.ServiceUrl, settings.Rate, settings.Requests ?? (int)(settings.Rate * 3), 0, settings.Seed);
        await using (var first = ChaosHost.Start(stage.Plan))
        {
            if (!await first.WaitUntilLiveAsync(ct))
                violations.Add(new Violation("the host did not start", first.Output));
            await load.RunAsync(ct);
            await first.KillAsync();
        }

        var from = TimeProvider.System.GetUtcNow();
        var saw = await StartOnReadOnlyAsync(stage, disk, violations, ct);
        await using var last = ChaosHost.Start(stage.Plan);
        if (!await last.WaitUntilLiveAsync(ct))
            violations.Add(new Violation("the host did not start when the disk could be written again", last.Output));
        var quiet = await Quiet.WaitAsync(stage.Place, QuietLimit, ct);
        await last.TerminateAsync(settings.GracePeriod, ct);

        var state = await StoredState.ReadAsync(stage.Place, withEvents: true, ct);
        var count = new ConservationCount(channel, log, state, [new Ending(from, TimeProvider.System.GetUtcNow(), "killed, then read-only")]);
        var tally = count.Count(load.Sent);
        var integrity = await StoredState.CheckIntegrityAsync(stage.Place, ct);
        if (integrity != "ok")
            violations.Add(new Violation($"integrity_check: {integrity}", []));
        return new RunReport(
            $"database, {Name}, {settings.Database}", settings.Seed, watch.Elapsed, tally,
            [
                new("the start on a read-only disk", saw),
                new("quiet after the last start", quiet is { } q ? Figures.Seconds(q) : $"not within {QuietLimit.TotalSeconds:F0} s"),
                new("integrity_check", integrity),
            ],
            [.. violations, .. count.Violations]);
    }

    private static async Task<string> StartOnReadOnlyAsync(Stage stage, SmallDisk disk, List<Violation> violations, CancellationToken ct)
    {
        await disk.MakeReadOnlyAsync(readOnly: true);
        try
        {
            await using var host = ChaosHost.Start(stage.Plan);
            var code = await host.WaitForExitAsync(StartLimit, ct);
            if (code is null)
                violations.Add(new Violation("the host serves from a disk that it cannot write, and did not end", host.Output));
            else if (code == 0)
                violations.Add(new Violation("the host ended as if all were well", host.Output));
            else if (host.Output.Count > 3)
                violations.Add(new Violation($"the host ended with {host.Output.Count} lines instead of one that says what to mend", host.Output));
            return string.Create(CultureInfo.InvariantCulture, $"exit code {code}: {(host.Output is [var line, ..] ? line : "not a word")}");
        }
        finally
        {
            await disk.MakeReadOnlyAsync(readOnly: false);
        }
    }
}
