using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using WellIntake.Modules.Platform.DeadLetters;

namespace WellIntake.Host.Commands.Dlq;

/// <summary><c>dlq requeue</c>: dead letters are jobs again, few at first (DLQ-3).</summary>
internal static class RequeueDeadLetters
{
    private const int Shown = 20;
    private static readonly JsonSerializerOptions Written = new(JsonSerializerDefaults.Web) { WriteIndented = true };

    public static Command Create(Func<ParseResult, DeadLetterTarget> target)
    {
        var command = new Command(
            "requeue", "Send dead letters again, all properties kept: 1, 2, 5, 20, then 100 at a time, each step when the one before has come through. Stops when jobs fail again.");
        var filter = new FilterOptions(command);
        var all = new Option<bool>("--all") { Description = "All of every queue." };
        var regenerate = new Option<bool>("--regenerate-message-ids") { Description = "A new id for each. Without it the old one is kept, unless the queue would drop it as a duplicate." };
        var map = new Option<FileInfo?>("--map") { Description = "Add old and new ids to this file, a JSON line each." };
        var refresh = new Option<bool>("--refresh-ttl") { Description = "The queue's default time to live instead of the job's own." };
        var atOnce = new Option<bool>("--all-at-once") { Description = "All without waiting for the first." };
        var failures = new Option<int>("--max-failures") { Description = "How many may fail again before it stops.", DefaultValueFactory = _ => 0 };
        var wait = new Option<int>("--wait") { Description = "How many seconds to wait for the jobs of a step, 1–3600.", DefaultValueFactory = _ => 120 };
        var yes = DlqCommand.Yes();
        var json = DlqCommand.Json();
        foreach (var option in (Option[])[all, regenerate, map, refresh, atOnce, failures, wait, yes, json])
            command.Options.Add(option);
        failures.Validators.Add(r =>
        {
            if (r.GetValueOrDefault<int>() < 0)
                r.AddError("--max-failures must be 0 or more.");
        });
        wait.Validators.Add(r =>
        {
            if (r.GetValueOrDefault<int>() is < 1 or > 3600)
                r.AddError("--wait must be 1–3600 seconds.");
        });
        command.Validators.Add(r =>
        {
            if (filter.Narrows(r) == r.GetValue(all))
                r.AddError("Say which: --queue, --reason, --older-than, --id or --where, or else --all.");
        });
        command.SetAction(async (result, ct) =>
        {
            await using var connection = await DeadLetterConnection.OpenAsync(target(result), ct);
            var run = new RequeueRun(connection.DeadLetters, TimeProvider.System)
            {
                RegenerateIds = result.GetValue(regenerate),
                RefreshTimeToLive = result.GetValue(refresh),
                Gradual = !result.GetValue(atOnce),
                MaxFailures = result.GetValue(failures),
                Wait = TimeSpan.FromSeconds(result.GetValue(wait)),
                Map = result.GetValue(map)?.FullName,
                Say = Console.Error.WriteLineAsync,
            };
            return await RunAsync(connection, run, filter.Read(result), result.GetValue(yes), result.GetValue(json), ct);
        });
        return command;
    }

    private static async Task<int> RunAsync(DeadLetterConnection connection, RequeueRun run, DeadLetterFilter filter, bool yes, bool json, CancellationToken ct)
    {
        if (run.Gradual && !connection.HasWorkers)
            throw new UsageException("No host runs here, so nobody would work on the first ones. Start it, or send --all-at-once: they wait for the next start.");
        var found = await connection.DeadLetters.FindAsync(filter, ct);
        if (found.Items.Count == 0)
        {
            Console.WriteLine(json ? "{}" : "No dead letters match.");
            return 0;
        }

        if (!yes)
            DlqCommand.Confirm("REQUEUE", string.Create(CultureInfo.InvariantCulture, $"{found.Items.Count} dead letters to send again."));
        foreach (var queue in found.Items.GroupBy(d => d.Key.Queue, StringComparer.Ordinal))
        {
            if (!await run.SendAsync(queue.Key, [.. queue.Select(d => d.Key)], ct))
                break;
        }

        if (json)
            Console.WriteLine(JsonSerializer.Serialize(new { sent = run.Sent, notSent = run.NotSent, failedAgain = run.FailedAgain, processed = run.Processed, problem = run.Problem }, Written));
        else
            Print(run, found.Items.Count);
        return run.Problem is null && run.NotSent.Count == 0 && run.FailedAgain.Count == 0 ? 0 : 1;
    }

    private static void Print(RequeueRun run, int asked)
    {
        var renamed = run.Sent.Where(s => s.NewId != s.Key.Id).ToList();
        foreach (var job in renamed.Take(Shown))
            Console.WriteLine($"{TerminalText.Escape(job.Key.Id)} -> {TerminalText.Escape(job.NewId)}");
        if (renamed.Count > Shown)
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"and {renamed.Count - Shown} more with new ids; --map FILE or --json tells all."));
        foreach (var left in run.NotSent)
            Console.WriteLine($"{TerminalText.Escape(left.Key.Id)}: not sent: {TerminalText.Escape(left.Reason)}.");
        foreach (var again in run.FailedAgain)
            Console.WriteLine($"{TerminalText.Escape(again.JobId)}: failed again: {TerminalText.Escape(again.Reason)}.");
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{run.Sent.Count} of {asked} sent again{(run.Gradual ? $": {run.Processed} processed, {run.FailedAgain.Count} failed again" : string.Empty)}."));
        if (run.Problem is { } problem)
            Console.WriteLine(problem);
    }
}
