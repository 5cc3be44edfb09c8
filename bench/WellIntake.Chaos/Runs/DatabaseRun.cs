using System.Diagnostics;
using System.Globalization;
using WellIntake.Chaos.Counting;
using WellIntake.Chaos.Hosting;
using WellIntake.Chaos.Load;
using WellIntake.Tests.Testing;

namespace WellIntake.Chaos.Runs;

/// <summary>
/// Takes the database away while requests come (REL-4). Each is accepted and ends in one result, or the person is told
/// that nothing was started; afterwards the host goes on by itself, and the file is whole.
/// </summary>
internal sealed class DatabaseRun(RunSettings settings, DatabaseTrouble trouble)
{
    private const int Burst = 60;
    private static readonly TimeSpan Lead = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan Tail = TimeSpan.FromSeconds(12);
    private static readonly TimeSpan QuietLimit = TimeSpan.FromSeconds(90);
    private static readonly TimeSpan AnswerLimit = TimeSpan.FromSeconds(15);
    private static readonly TimeSpan RecoveryLimit = TimeSpan.FromSeconds(10);
    private readonly List<Violation> _violations = [];

    /// <returns>Null when this machine cannot do it.</returns>
    public async Task<RunReport?> RunAsync(CancellationToken ct)
    {
        var watch = Stopwatch.StartNew();
        await using var disk = trouble.NeedsDisk ? await SmallDisk.CreateAsync() : null;
        if (trouble.NeedsDisk && disk is null)
            return null;
        await using var stage = await Stage.CreateAsync(settings, ct, folder: disk is null ? null : Directory.CreateDirectory(Path.Combine(disk.Folder, "data")).FullName);
        var (channel, log) = await ChannelLog.StartAsync();
        await using var closing = channel;
        await using var host = ChaosHost.Start(stage.Plan);
        if (!await host.WaitUntilLiveAsync(ct))
            return Report(watch, new Tally(), [], new Violation("the host did not start", host.Output));

        var requests = settings.Requests ?? (int)(settings.Rate * (Lead + trouble.Length + Tail).TotalSeconds);
        using var load = new LoadGenerator("database", stage.Plan.Address, channel.ServiceUrl, settings.Rate, requests, 0, settings.Seed);
        var loading = load.RunAsync(ct);
        await Task.Delay(Lead, TimeProvider.System, ct);
        // So that jobs wait, and are in hand, when the trouble begins.
        using var burst = new LoadGenerator("burst", stage.Plan.Address, channel.ServiceUrl, 1000, Burst, 0, settings.Seed);
        await burst.RunAsync(ct);
        var from = TimeProvider.System.GetUtcNow();
        await using (await trouble.BeginAsync(stage, disk, ct))
            await Task.Delay(trouble.Length, TimeProvider.System, ct);
        var to = TimeProvider.System.GetUtcNow();
        await loading;
        var quiet = await Quiet.WaitAsync(stage.Place, QuietLimit, ct);
        if (host.HasExited)
            _violations.Add(new Violation("the host ended by itself", host.Output));
        var lines = host.Output;
        var code = await host.TerminateAsync(settings.GracePeriod, ct);
        if (code != 0)
            _violations.Add(new Violation($"exit code {code?.ToString(CultureInfo.InvariantCulture) ?? "none"} after SIGTERM", host.Output));
        return await CountAsync(stage, channel, log, [.. load.Sent, .. burst.Sent], from, to, quiet, lines, watch, ct);
    }

    private async Task<RunReport> CountAsync(
        Stage stage, StubConnector channel, ChannelLog log, IReadOnlyList<SentRequest> sent, DateTimeOffset from, DateTimeOffset to, TimeSpan? quiet,
        IReadOnlyList<string> lines, Stopwatch watch, CancellationToken ct)
    {
        var state = await StoredState.ReadAsync(stage.Place, withEvents: true, ct);
        // What failed for want of the database is tried again a while after it is back.
        var count = new ConservationCount(channel, log, state, [new Ending(from, to.AddSeconds(20), trouble.Name)]);
        var tally = count.Count(sent);
        _violations.AddRange(count.Violations);
        if (tally.DeadLettered > 0)
            _violations.Add(new Violation($"{tally.DeadLettered} accepted requests were given up because the database was away", lines));
        var integrity = await StoredState.CheckIntegrityAsync(stage.Place, ct);
        if (integrity != "ok")
            _violations.Add(new Violation($"integrity_check: {integrity}", []));
        var posts = sent.SelectMany(static s => s.Posts).ToList();
        foreach (var group in posts.Where(static p => p.Status != 200).GroupBy(static p => p.Status?.ToString(CultureInfo.InvariantCulture) ?? p.Error!, StringComparer.Ordinal))
            _violations.Add(new Violation($"{group.Count()} posts got {group.Key} instead of an answer", lines));
        var slowest = posts.Max(static p => p.Took);
        if (slowest > AnswerLimit)
            _violations.Add(new Violation($"an answer took {Figures.Seconds(slowest)}", lines));
        var recovered = sent.Where(s => s.At >= to).Select(s => log.FirstResult(s.Conversation) - to).OfType<TimeSpan>().DefaultIfEmpty(TimeSpan.MaxValue).Min();
        if (recovered > RecoveryLimit)
            _violations.Add(new Violation($"no new request had its result within {RecoveryLimit.TotalSeconds:F0} s of the database's return", lines));
        return Report(
            watch, tally,
            [
                new("longest answer", Figures.Seconds(slowest)),
                new("first new result after its return", recovered == TimeSpan.MaxValue ? "none" : Figures.Seconds(recovered)),
                new("quiet after the last request", quiet is { } q ? Figures.Seconds(q) : $"not within {QuietLimit.TotalSeconds:F0} s"),
                new("integrity_check", integrity),
            ]);
    }

    private RunReport Report(Stopwatch watch, Tally tally, IReadOnlyList<KeyValuePair<string, string>> figures, params ReadOnlySpan<Violation> more) =>
        new($"database, {trouble.Name}, {settings.Database}", settings.Seed, watch.Elapsed, tally, figures, [.. _violations, .. more]);
}
