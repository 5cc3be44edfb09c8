using System.Diagnostics;
using System.Globalization;
using WellIntake.Chaos.Counting;
using WellIntake.Chaos.Hosting;
using WellIntake.Chaos.Load;

namespace WellIntake.Chaos.Runs;

/// <summary>
/// The channel makes trouble in every fifth conversation (REL-5): there each request still ends in one result or a dead
/// letter with its reason, and the others are not held up.
/// </summary>
/// <param name="settings">What was asked for; the requests are those of each kind of trouble.</param>
/// <param name="troubles">Which kinds, one after another.</param>
/// <param name="heldUp">How long an undisturbed request may take, for 95 of 100.</param>
/// <param name="progress">Told how many kinds are done.</param>
internal sealed class ConnectorRun(RunSettings settings, IReadOnlyList<ConnectorTrouble> troubles, TimeSpan heldUp, Action<int> progress)
{
    private const int TroubledShare = 5;
    private static readonly TimeSpan QuietLimit = TimeSpan.FromSeconds(120);
    private static readonly Dictionary<string, string> Settings = new(StringComparer.Ordinal) { ["WellIntake__Teams__TryTimeout"] = "00:00:05" };

    public async Task<IReadOnlyList<RunReport>> RunAsync(CancellationToken ct)
    {
        await using var stage = await Stage.CreateAsync(settings, ct, Settings);
        var (channel, log) = await ChannelLog.StartAsync();
        await using var closing = channel;
        await using var host = ChaosHost.Start(stage.Plan);
        if (!await host.WaitUntilLiveAsync(ct))
            return [new RunReport("connector", settings.Seed, TimeSpan.Zero, new Tally(), [], [new Violation("the host did not start", host.Output)])];

        var reports = new List<RunReport>();
        for (var i = 0; i < troubles.Count; i++)
        {
            var trouble = troubles[i];
            var watch = Stopwatch.StartNew();
            // Faults are drawn under a lock: calls come from many threads.
            var (random, gate) = (new Random(settings.Seed + i), new Lock());
            log.Faults = request =>
            {
                if (request.Segments.Count == 0 || !request.Segments[0].Contains("-troubled-", StringComparison.Ordinal))
                    return null;
                lock (gate)
                    return trouble.Draw(random);
            };
            using var load = new LoadGenerator(
                string.Create(CultureInfo.InvariantCulture, $"connector{i}"), stage.Plan.Address, channel.ServiceUrl, settings.Rate, settings.Requests, TroubledShare, settings.Seed);
            await load.RunAsync(ct);
            var quiet = await Quiet.WaitAsync(stage.Place, QuietLimit, ct);
            var state = await StoredState.ReadAsync(stage.Place, withEvents: true, ct);
            var count = new ConservationCount(channel, log, state, []);
            var tally = count.Count(load.Sent);
            var violations = count.Violations.ToList();
            var others = ToResult(load.Sent.Where(static r => !r.Troubled), log);
            var late = Figures.Percentile(others, 95);
            if (late > heldUp)
                violations.Add(new Violation($"others were held up: 95 of 100 waited up to {Figures.Seconds(late)}, more than {Figures.Seconds(heldUp)}", []));
            if (host.HasExited)
                violations.Add(new Violation("the host ended by itself", host.Output));
            reports.Add(new RunReport(
                $"connector, {trouble.Name}, on {settings.Database}", settings.Seed, watch.Elapsed, tally,
                [
                    new("others, answer to result, p50 / p95 / longest", Three(others)),
                    new("troubled, answer to result, p50 / p95 / longest", Three(ToResult(load.Sent.Where(static r => r.Troubled), log))),
                    new("troubled calls that were made to fail", load.Sent.Where(static r => r.Troubled).Sum(r => log.Of(r.Conversation).Count(static c => c.Trouble is not null)).ToString(CultureInfo.InvariantCulture)),
                    new("quiet after the last request", quiet is { } q ? Figures.Seconds(q) : $"not within {QuietLimit.TotalSeconds:F0} s"),
                ],
                violations));
            progress(i + 1);
        }

        return reports;
    }

    private static List<TimeSpan> ToResult(IEnumerable<SentRequest> requests, ChannelLog log) =>
        [.. requests.Select(r => log.FirstResult(r.Conversation) - r.AcknowledgedAt).OfType<TimeSpan>().Select(static t => t < TimeSpan.Zero ? TimeSpan.Zero : t)];

    private static string Three(IReadOnlyCollection<TimeSpan> times) => times.Count == 0
        ? "none"
        : $"{Figures.Seconds(Figures.Percentile(times, 50))} / {Figures.Seconds(Figures.Percentile(times, 95))} / {Figures.Seconds(times.Max())}";
}
