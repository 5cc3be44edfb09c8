using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using WellIntake.Host.Commands.Dlq;
using WellIntake.Host.Commands.Trial;
using WellIntake.Host.Settings;
using WellIntake.Host.Web.Admin;
using WellIntake.Modules.Platform.DeadLetters;

namespace WellIntake.Host.Commands.Load;

/// <summary>Sends many digest requests through everything, and tells how that went (TOL-1).</summary>
internal static class LoadCommand
{
    private const int MostMessages = 100_000;
    private const double DefaultRate = 5;
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web) { WriteIndented = true };

    public static Command Create(Func<ParseResult, IReadOnlyList<string>> settings)
    {
        var messages = new Option<int>("--messages") { Description = $"How many messages, 1–{MostMessages}; of a trace, at most so many.", DefaultValueFactory = _ => 25 };
        var rate = new Option<double?>("--rate") { Description = $"How many a second, on average. Default {DefaultRate}; a trace's own." };
        var pattern = new Option<string[]>("--pattern")
        {
            Description = "How they arrive: constant; burst; or trace FILE, a CSV with a column TIMESTAMP.",
            Arity = new ArgumentArity(1, 2),
            AllowMultipleArgumentsPerToken = true,
            DefaultValueFactory = _ => ["constant"],
        };
        var burst = new Option<int>("--burst-size") { Description = "With burst: how many at once.", DefaultValueFactory = _ => 10 };
        var audience = new Option<string>("--audience") { Description = "Whose digests are asked for.", DefaultValueFactory = _ => "global" };
        var url = new Option<string?>("--url") { Description = "A server that runs already, on this machine. Without it one is started on a free port, with data of its own." };
        var timeout = new Option<int>("--timeout") { Description = "How many seconds to wait for results after the last message, 1–3600.", DefaultValueFactory = _ => 120 };
        var json = new Option<bool>("--json") { Description = "Print the figures as JSON." };
        audience.AcceptOnlyFromAmong("advisors", "c_suite", "global", "personal");
        Check(messages, static v => v is >= 1 and <= MostMessages, $"--messages must be 1–{MostMessages}.");
        Check(burst, static v => v is >= 1 and <= MostMessages, $"--burst-size must be 1–{MostMessages}.");
        Check(timeout, static v => v is >= 1 and <= 3600, "--timeout must be 1–3600.");
        Check(rate, static v => v is null or (>= 0.01 and <= 10_000), "--rate must be 0.01–10000.");
        Check(url, static v => v is null || (Uri.TryCreate(v, UriKind.Absolute, out var address) && address.Scheme is "http" or "https"), "--url must be an http or https address.");
        Check(pattern, static v => v is ["constant" or "burst"] or ["trace", _], "--pattern must be constant, burst, or trace FILE.");
        var command = new Command("load", "Send many jobs through everything: throughput, times of accept and result, dead letters. See docs/load.md.")
        {
            messages, rate, pattern, burst, audience, url, timeout, json,
        };
        command.SetAction(async (result, ct) =>
        {
            var count = result.GetValue(messages);
            var arrivals = result.GetValue(pattern)! switch
            {
                ["trace", var file] => await ArrivalPattern.TraceAsync(new FileInfo(file), count, result.GetValue(rate), ct),
                ["burst"] => ArrivalPattern.Burst(count, result.GetValue(rate) ?? DefaultRate, result.GetValue(burst)),
                _ => ArrivalPattern.Constant(count, result.GetValue(rate) ?? DefaultRate),
            };
            var order = new LoadOrder(
                arrivals, result.GetRequiredValue(audience), result.GetValue(url) is { } address ? new Uri(address) : null,
                TimeSpan.FromSeconds(result.GetValue(timeout)), Shows: !result.GetValue(json));
            var report = await RunAsync(settings(result), order, ct);
            if (result.GetValue(json))
                Console.WriteLine(JsonSerializer.Serialize(report, Json));
            else
                Print(report);
            return report.Ok ? 0 : 1;
        });
        return command;
    }

    private static void Check<T>(Option<T> option, Func<T?, bool> isGood, string otherwise) => option.Validators.Add(r =>
    {
        if (!isGood(r.GetValueOrDefault<T>()))
            r.AddError(otherwise);
    });

    private static async Task<LoadReport> RunAsync(IReadOnlyList<string> settings, LoadOrder order, CancellationToken ct)
    {
        var tally = new LoadTally(TimeProvider.System);
        await using var channel = await TrialChannel.StartAsync(m => tally.Came(m.Conversation, m.Id, m.IsNew, m.Kind), ct);
        if (order.Url is { } url)
            return await SendAsync(order, tally, channel, url, run => CountAsync(settings, url, run, ct), ct);

        var folder = Directory.CreateTempSubdirectory("wellintake-load-");
        try
        {
            await using var app = HostComposition.BuildServer(
                [.. settings, $"--WELLINTAKE_DATA={folder.FullName}", "--urls=http://127.0.0.1:0", "--LOG_LEVEL=ERROR"], quiet: true);
            await app.StartAsync(ct);
            var dead = app.Services.GetRequiredService<IDeadLetters>();
            var report = await SendAsync(order, tally, channel, new Uri(app.Urls.First()), async run => await run.CountDeadLettersAsync(dead, ct), ct);
            await app.StopAsync(ct);
            return report;
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static async Task<LoadReport> SendAsync(
        LoadOrder order, LoadTally tally, TrialChannel channel, Uri server, Func<LoadRun, Task<int?>> countDead, CancellationToken ct)
    {
        using var http = new HttpClient(new SocketsHttpHandler { UseProxy = false }) { BaseAddress = server };
        var run = new LoadRun(tally, channel, http, TimeProvider.System);
        await LoadProgress.ShowAsync(
            order.Shows, order.Arrivals.Count, () => run.Sent, () => tally.Ended, () => run.SendAsync(order.Arrivals, order.Audience, order.Patience, ct));
        return tally.Report(run.Elapsed, await countDead(run));
    }

    // Only the host itself can tell, and only whoever can read its data folder is told.
    private static async Task<int?> CountAsync(IReadOnlyList<string> settings, Uri url, LoadRun run, CancellationToken ct)
    {
        var folder = DataFolder.Of(HostComposition.CreateBuilder(settings).Configuration);
        if (await AdminDoor.ReadAsync(folder, ct) is not { } door || door.Url.Port != url.Port)
            return null;
        using var remote = new RemoteDeadLetters(door);
        return await remote.AnswersAsync(ct) ? await run.CountDeadLettersAsync(remote, ct) : null;
    }

    private static void Print(LoadReport report)
    {
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"""
            {report.Messages} messages in {report.Seconds:F1} s: {report.Accepted} accepted, {report.Results} with a result, {report.PerSecond:F1} results/s
            accept        {report.Accept}
            result        {report.Result}
            refused       {report.Refused}{(report.FirstRefusal is { } why ? $" ({TerminalText.Escape(why)})" : string.Empty)}
            failed        {report.Failed}
            lost          {report.Lost}
            doubled       {report.Doubled}
            dead letters  {(report.DeadLetters is { } dead ? dead.ToString(CultureInfo.InvariantCulture) : "not known: the data folder is not that server's (WELLINTAKE_DATA)")}
            """));
    }

    private sealed record LoadOrder(IReadOnlyList<TimeSpan> Arrivals, string Audience, Uri? Url, TimeSpan Patience, bool Shows);
}
