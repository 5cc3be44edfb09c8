using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using Spectre.Console;
using WellIntake.Chaos.Counting;
using WellIntake.Chaos.Runs;

namespace WellIntake.Chaos.Commands;

/// <summary>Shows progress on standard error and the reports on standard output.</summary>
internal static class RunScreen
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web) { WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <returns>0 when nothing was violated, else 1.</returns>
    public static async Task<int> ShowAsync(string what, int steps, bool json, Func<Action<int>, Task<IReadOnlyList<RunReport>>> run)
    {
        var errors = AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(Console.Error) });
        // Where nobody watches, a bar would only fill a log.
        if (Console.IsErrorRedirected)
            return Tell(await run(static _ => { }), json);
        var reports = await errors.Progress().AutoClear(true).StartAsync(async context =>
        {
            var task = context.AddTask(what, maxValue: steps);
            return await run(done => task.Value = done);
        });
        return Tell(reports, json);
    }

    private static int Tell(IReadOnlyList<RunReport> reports, bool json)
    {
        if (json)
            Console.WriteLine(JsonSerializer.Serialize(reports, Json));
        else
            Print(reports);
        return reports.All(static r => r.Violations.Count == 0) ? 0 : 1;
    }

    private static void Print(IReadOnlyList<RunReport> reports)
    {
        foreach (var report in reports)
        {
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{report.Name}, seed {report.Seed}, {report.Elapsed.TotalSeconds:F0} s"));
            foreach (var (name, value) in Lines(report.Tally).Concat(report.Figures))
                Console.WriteLine($"  {name,-46} {value}");
            Console.WriteLine(report.Violations.Count == 0 ? "  No violation." : $"  {report.Violations.Count} VIOLATIONS");
            foreach (var violation in report.Violations)
            {
                Console.WriteLine($"  ! {violation.What}");
                foreach (var line in violation.History)
                    Console.WriteLine($"      {line}");
            }
        }
    }

    private static IEnumerable<KeyValuePair<string, string>> Lines(Tally tally)
    {
        KeyValuePair<string, string> Line(string name, int value) => new(name, value.ToString(CultureInfo.InvariantCulture));
        yield return Line("requests sent", tally.Sent);
        yield return Line("acknowledged", tally.Acknowledged);
        yield return Line("  one visible result", tally.Shown);
        yield return Line("  told that nothing was started", tally.Refused);
        yield return Line("  still queued", tally.StillQueued);
        yield return Line("  dead-lettered with a reason", tally.DeadLettered);
        yield return Line("unacknowledged, with a result", tally.UnansweredShown);
        yield return Line("\"Working on it\" left beside a result", tally.Leftovers);
        yield return Line("handlers that ran again", tally.RanAgain);
        yield return Line("most deliveries of one job", tally.MostDeliveries);
    }
}
