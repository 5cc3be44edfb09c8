using System.Diagnostics;
using System.Globalization;
using WellIntake.Chaos.Counting;
using WellIntake.Chaos.Hosting;
using WellIntake.Chaos.Load;
using WellIntake.Tests.Testing;

namespace WellIntake.Chaos.Runs;

/// <summary>Ends the host again and again under load, by SIGKILL (REL-1) or SIGTERM (REL-2), and counts at the end.</summary>
/// <param name="settings">What was asked for.</param>
/// <param name="times">How often.</param>
/// <param name="kill">SIGKILL; else SIGTERM.</param>
/// <param name="progress">Told how many are done.</param>
internal sealed class EndingRun(RunSettings settings, int times, bool kill, Action<int> progress)
{
    private static readonly TimeSpan QuietLimit = TimeSpan.FromSeconds(120);
    private readonly List<Ending> _endings = [];
    private readonly List<Violation> _violations = [];
    private readonly List<TimeSpan> _starts = [];
    private readonly List<TimeSpan> _stops = [];
    private readonly Dictionary<MomentPhase, int> _phases = [];

    public async Task<RunReport> RunAsync(CancellationToken ct)
    {
        var watch = Stopwatch.StartNew();
        await using var stage = await Stage.CreateAsync(settings, ct);
        var (channel, log) = await ChannelLog.StartAsync();
        await using var closing = channel;
        using var load = new LoadGenerator(kill ? "kill" : "stop", stage.Plan.Address, channel.ServiceUrl, settings.Rate, settings.Requests, 0, settings.Seed);
        using var enough = CancellationTokenSource.CreateLinkedTokenSource(ct);
        var loading = load.RunAsync(enough.Token);
        var moments = new MomentPlan(settings.Seed, whileStarting: kill);
        for (var i = 0; i < times && _violations.Count == 0; i++)
        {
            await OnceAsync(stage, moments.Next(), ct);
            progress(i + 1);
        }

        await using var last = ChaosHost.Start(stage.Plan);
        if (!await last.WaitUntilLiveAsync(ct))
            _violations.Add(new Violation("the host did not start again", last.Output));
        await enough.CancelAsync();
        await loading;
        var quiet = await Quiet.WaitAsync(stage.Place, QuietLimit, ct);
        var lines = last.Output;
        await last.TerminateAsync(settings.GracePeriod, ct);
        return await CountAsync(stage, channel, log, load.Sent, quiet, lines, watch, ct);
    }

    private async Task OnceAsync(Stage stage, Moment moment, CancellationToken ct)
    {
        _phases[moment.Phase] = _phases.GetValueOrDefault(moment.Phase) + 1;
        var watch = Stopwatch.StartNew();
        await using var host = ChaosHost.Start(stage.Plan);
        if (moment.Phase != MomentPhase.Starting)
        {
            if (!await host.WaitUntilLiveAsync(ct))
            {
                _violations.Add(new Violation("the host did not start again", host.Output));
                return;
            }

            _starts.Add(watch.Elapsed);
        }

        await Task.Delay(moment.After, TimeProvider.System, ct);
        if (host.HasExited)
            _violations.Add(new Violation("the host ended by itself", host.Output));
        var from = TimeProvider.System.GetUtcNow();
        if (kill)
        {
            await host.KillAsync();
        }
        else
        {
            var stopping = Stopwatch.StartNew();
            var code = await host.TerminateAsync(settings.GracePeriod, ct);
            _stops.Add(stopping.Elapsed);
            if (code != 0)
                _violations.Add(new Violation(code is null ? $"still running {settings.GracePeriod.TotalSeconds:F0} s after SIGTERM" : $"exit code {code} after SIGTERM", host.Output));
        }

        _endings.Add(new Ending(from, TimeProvider.System.GetUtcNow(), $"{(kill ? "killed" : "stopped")} ({moment.Phase})"));
    }

    private async Task<RunReport> CountAsync(
        Stage stage, StubConnector channel, ChannelLog log, IReadOnlyList<SentRequest> sent, TimeSpan? quiet, IReadOnlyList<string> lines, Stopwatch watch,
        CancellationToken ct)
    {
        var state = await StoredState.ReadAsync(stage.Place, withEvents: true, ct);
        var count = new ConservationCount(channel, log, state, _endings) { MaxDeliveries = kill ? null : 1 };
        var tally = count.Count(sent);
        _violations.AddRange(count.Violations);
        if (quiet is null)
            _violations.Add(new Violation($"not quiet within {QuietLimit.TotalSeconds:F0} s: {tally.StillQueued} accepted requests are still queued", lines));
        var integrity = await StoredState.CheckIntegrityAsync(stage.Place, ct);
        if (integrity != "ok")
            _violations.Add(new Violation($"integrity_check: {integrity}", []));
        var slow = sent.SelectMany(static s => s.Posts).Where(static p => p.Status == 200).Select(static p => p.Took).Order().ToList();
        List<KeyValuePair<string, string>> figures =
        [
            new(kill ? "kills" : "stops", string.Join(", ", _phases.OrderBy(static p => p.Key).Select(static p => string.Create(CultureInfo.InvariantCulture, $"{p.Value} {Name(p.Key)}")))),
            new("start to listening, median / longest", Figures.MedianAndLongest(_starts)),
            new("answer to an activity, median / longest", Figures.MedianAndLongest(slow)),
            new("quiet after the last start", quiet is { } q ? Figures.Seconds(q) : $"not within {QuietLimit.TotalSeconds:F0} s"),
            new("integrity_check", integrity),
        ];
        if (!kill)
            figures.Insert(1, new("SIGTERM to exit, median / longest", Figures.MedianAndLongest(_stops)));
        return new RunReport($"{(kill ? "kill" : "stop")} on {settings.Database}", settings.Seed, watch.Elapsed, tally, figures, _violations);
    }

    private static string Name(MomentPhase phase) => phase switch
    {
        MomentPhase.Starting => "while starting",
        MomentPhase.JustStarted => "within 200 ms of listening",
        _ => "while working",
    };
}
