using System.Diagnostics;
using System.Globalization;
using WellIntake.Chaos.Counting;
using WellIntake.Chaos.Load;
using WellIntake.Tests.Testing;

namespace WellIntake.Chaos.Runs;

/// <summary>
/// What several workers on one broker are worth (PERF-13): the same requests, given at once, to one worker process and to
/// several, each working on one job at a time. The channel takes its time to show a result, which is what the work waits for.
/// Before that each process has had some requests to warm up, which do not count.
/// </summary>
/// <param name="settings">What was asked for.</param>
/// <param name="workers">How many against one.</param>
/// <param name="wait">How long the channel takes.</param>
/// <param name="progress">Told how many runs are done.</param>
internal sealed class ShareRun(RunSettings settings, int workers, TimeSpan wait, Action<int> progress)
{
    private const int WarmUps = 4;
    private static readonly TimeSpan QuietLimit = TimeSpan.FromSeconds(180);

    public async Task<IReadOnlyList<RunReport>> RunAsync(CancellationToken ct)
    {
        var (one, alone) = await OnceAsync(1, ct);
        progress(1);
        var (many, together) = await OnceAsync(workers, ct);
        progress(2);
        var ratio = alone / together;
        return
        [
            one,
            many with { Figures = [.. many.Figures, new("times as fast as one", string.Create(CultureInfo.InvariantCulture, $"{ratio:F2}"))] },
        ];
    }

    private async Task<(RunReport Report, TimeSpan Took)> OnceAsync(int processes, CancellationToken ct)
    {
        var watch = Stopwatch.StartNew();
        var oneAtATime = new Dictionary<string, string>(StringComparer.Ordinal) { ["MAX_CONCURRENCY"] = "1" };
        await using var stage = await BusStage.StartAsync(settings, processes, oneAtATime, ct);
        var (channel, log) = await ChannelLog.StartAsync();
        await using var closing = channel;
        using (var warm = new LoadGenerator("warm", stage.Webhook, channel.ServiceUrl, 1000, processes * WarmUps, 0, settings.Seed))
            await warm.RunAsync(ct);
        await Quiet.WaitAsync(stage.Place, QuietLimit, ct);
        log.Faults = r => MessageKinds.Of(r.Body) is MessageKind.Result ? new StubFault { Delay = wait } : null;
        using var load = new LoadGenerator("share", stage.Webhook, channel.ServiceUrl, 1000, settings.Requests, 0, settings.Seed);
        var began = Stopwatch.GetTimestamp();
        await load.RunAsync(ct);
        var quiet = await Quiet.WaitAsync(stage.Place, QuietLimit, ct);
        var took = Stopwatch.GetElapsedTime(began);
        var state = await StoredState.ReadAsync(stage.Place, withEvents: true, ct);
        var count = new ConservationCount(channel, log, state, []) { MaxDeliveries = 1 };
        var tally = count.Count(load.Sent);
        List<Violation> violations = [.. count.Violations];
        if (quiet is null)
            violations.Add(new Violation($"not quiet within {QuietLimit.TotalSeconds:F0} s", stage.Hosts[^1].Output));
        return (
            new RunReport(
                string.Create(CultureInfo.InvariantCulture, $"share, {processes} worker{(processes == 1 ? string.Empty : "s")}, {wait.TotalSeconds:F1} s each"),
                settings.Seed, watch.Elapsed, tally, [new("from the first post to the last result", Figures.Seconds(took))], violations),
            took);
    }
}
