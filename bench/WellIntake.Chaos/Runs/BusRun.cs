using System.Diagnostics;
using System.Globalization;
using WellIntake.Chaos.Counting;
using WellIntake.Chaos.Hosting;
using WellIntake.Chaos.Load;
using WellIntake.Tests.Testing;

namespace WellIntake.Chaos.Runs;

/// <summary>
/// One web process and some workers share PostgreSQL and a broker. Under load either processes are killed, connections
/// cut and locks lost at random, or the broker is stopped for a while; then it counts.
/// </summary>
/// <param name="settings">What was asked for.</param>
/// <param name="workers">How many workers.</param>
/// <param name="away">How long the broker is stopped; zero: the other troubles.</param>
/// <param name="progress">Told how many requests were sent.</param>
internal sealed class BusRun(RunSettings settings, int workers, TimeSpan away, Action<int> progress)
{
    private const string Queue = "teams-digest-requests";
    private static readonly TimeSpan QuietLimit = TimeSpan.FromSeconds(180);
    private static readonly TimeSpan Lead = TimeSpan.FromSeconds(3);
    private static readonly TimeSpan LookEvery = TimeSpan.FromSeconds(1);

    private readonly Random _random = new(settings.Seed);
    private readonly List<Ending> _endings = [];
    private readonly List<Violation> _violations = [];
    private readonly SortedDictionary<string, int> _done = new(StringComparer.Ordinal);
    private readonly SortedSet<string> _modes = new(StringComparer.Ordinal);

    public async Task<RunReport> RunAsync(CancellationToken ct)
    {
        var watch = Stopwatch.StartNew();
        // What a killed worker had in hand comes back when its lock ends: five minutes are the queue's own, and too long to wait for.
        var shortLocks = new Dictionary<string, string>(StringComparer.Ordinal) { [$"WellIntake__Queueing__Queues__{Queue}__LockDuration"] = "00:00:20" };
        await using var stage = await BusStage.StartAsync(settings, workers, shortLocks, ct);
        var (channel, log) = await ChannelLog.StartAsync();
        await using var closing = channel;
        using var load = new LoadGenerator("bus", stage.Webhook, channel.ServiceUrl, settings.Rate, settings.Requests, 0, settings.Seed) { UntilAcknowledged = true };
        var loading = load.RunAsync(ct);
        await Task.Delay(Lead, TimeProvider.System, ct);
        if (away > TimeSpan.Zero)
            await TakeAwayAsync(stage, ct);
        while (!loading.IsCompleted)
        {
            if (away == TimeSpan.Zero)
                await TroubleAsync(stage, ct);
            else
                await Task.WhenAny(loading, Task.Delay(LookEvery, TimeProvider.System, ct));
            progress(load.Sent.Count);
        }

        await loading;
        var sent = watch.Elapsed;
        var quiet = await Quiet.WaitAsync(stage.Place, QuietLimit, ct);
        while (quiet is not null && await stage.Broker.CountWaitingAsync(ct) > 0 && watch.Elapsed - sent < QuietLimit)
            await Task.Delay(LookEvery, TimeProvider.System, ct);
        foreach (var host in stage.Hosts.Where(static h => h.HasExited))
            _violations.Add(new Violation("a process ended by itself", host.Output));
        return await CountAsync(stage, channel, log, load.Sent, quiet, watch, ct);
    }

    private async Task TroubleAsync(BusStage stage, CancellationToken ct)
    {
        await Task.Delay(TimeSpan.FromSeconds(0.5 + (_random.NextDouble() * 2)), TimeProvider.System, ct);
        var from = TimeProvider.System.GetUtcNow();
        string what;
        switch (_random.NextDouble())
        {
            case < 0.5:
                // The web process less often: while it is away nothing is accepted, and the rest rests.
                var victim = _random.NextDouble() < 0.06 ? 0 : 1 + _random.Next(workers);
                what = victim == 0 ? "web killed" : "worker killed";
                await stage.KillAsync(victim, ct);
                break;
            case < 0.75:
                what = "connections cut";
                await stage.Broker.ControlAsync(new { @do = "cut" }, ct);
                break;
            default:
                what = "locks lost";
                await stage.Broker.ControlAsync(new { @do = "lose-locks", entity = Queue }, ct);
                break;
        }

        _done[what] = _done.GetValueOrDefault(what) + 1;
        // What was in hand comes back when its lock, or its hold on a first message, is over.
        _endings.Add(new Ending(from, TimeProvider.System.GetUtcNow().AddMinutes(1), what));
    }

    private async Task TakeAwayAsync(BusStage stage, CancellationToken ct)
    {
        await SeeModeAsync(stage.Web, ct);
        var from = TimeProvider.System.GetUtcNow();
        await stage.Broker.StopAsync();
        var watch = Stopwatch.StartNew();
        while (watch.Elapsed < away)
        {
            await Task.Delay(LookEvery, TimeProvider.System, ct);
            await SeeModeAsync(stage.Web, ct);
        }

        await stage.Broker.StartAgainAsync();
        _done["broker stopped"] = 1;
        _endings.Add(new Ending(from, TimeProvider.System.GetUtcNow().AddMinutes(1), "broker stopped"));
        watch.Restart();
        while (watch.Elapsed < QuietLimit && await SeeModeAsync(stage.Web, ct) != "service_bus")
            await Task.Delay(LookEvery, TimeProvider.System, ct);
    }

    private async Task<string?> SeeModeAsync(ChaosHost web, CancellationToken ct)
    {
        if (await web.AskAsync("/health/ready", ct) is not { } health)
            return null;
        using var json = System.Text.Json.JsonDocument.Parse(health);
        var mode = json.RootElement.GetProperty("queue_mode").GetString()!;
        _modes.Add(mode);
        return mode;
    }

    private async Task<RunReport> CountAsync(
        BusStage stage, StubConnector channel, ChannelLog log, IReadOnlyList<SentRequest> sent, TimeSpan? quiet, Stopwatch watch, CancellationToken ct)
    {
        var waiting = await stage.Broker.CountWaitingAsync(ct);
        var state = await StoredState.ReadAsync(stage.Place, withEvents: true, ct);
        var count = new ConservationCount(channel, log, state, _endings);
        var tally = count.Count(sent);
        _violations.AddRange(count.Violations);
        if (quiet is null || waiting > 0)
            _violations.Add(new Violation($"not quiet within {QuietLimit.TotalSeconds:F0} s: {state.Unfinished} requests or jobs are unfinished, {waiting} messages wait at the broker", stage.Hosts[^1].Output));
        var answers = sent.SelectMany(static s => s.Posts).Where(static p => p.Status == 200).Select(static p => p.Took).ToList();
        List<KeyValuePair<string, string>> figures =
        [
            new("processes", $"1 web, {workers} digest"),
            new("done to them", string.Join(", ", _done.Select(static d => string.Create(CultureInfo.InvariantCulture, $"{d.Key} {d.Value}×")))),
            new("answer to an activity, median / longest", Figures.MedianAndLongest(answers)),
            new("quiet after the last request", quiet is { } q ? Figures.Seconds(q) : $"not within {QuietLimit.TotalSeconds:F0} s"),
        ];
        if (_modes.Count > 0)
            figures.Add(new("queue_mode, as seen", string.Join(", ", _modes)));
        return new RunReport("bus", settings.Seed, watch.Elapsed, tally, figures, _violations);
    }
}
