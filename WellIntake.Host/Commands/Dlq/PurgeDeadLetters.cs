using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using WellIntake.Modules.Platform.DeadLetters;

namespace WellIntake.Host.Commands.Dlq;

/// <summary><c>dlq purge</c>.</summary>
internal static class PurgeDeadLetters
{
    private static readonly JsonSerializerOptions Written = new(JsonSerializerDefaults.Web) { WriteIndented = true };

    public static Command Create(Func<ParseResult, DeadLetterTarget> target)
    {
        var command = new Command("purge", "Take dead letters away, into an archive from where 'undo' brings them back for 7 days.");
        var filter = new FilterOptions(command);
        var all = new Option<bool>("--all") { Description = "All of every queue." };
        var yes = DlqCommand.Yes();
        var json = DlqCommand.Json();
        foreach (var option in (Option[])[all, yes, json])
            command.Options.Add(option);
        command.Validators.Add(r =>
        {
            if (filter.Narrows(r) == r.GetValue(all))
                r.AddError("Say which: --queue, --reason, --older-than, --id or --where, or else --all.");
        });
        command.SetAction((result, ct) => RunAsync(target(result), filter.Read(result), result.GetValue(yes), result.GetValue(json), ct));
        return command;
    }

    private static async Task<int> RunAsync(DeadLetterTarget target, DeadLetterFilter filter, bool yes, bool json, CancellationToken ct)
    {
        await using var connection = await DeadLetterConnection.OpenAsync(target, ct);
        var found = await connection.DeadLetters.FindAsync(filter, ct);
        if (found.Items.Count == 0)
        {
            Console.WriteLine(json ? "[]" : "No dead letters match.");
            return 0;
        }

        if (!yes)
            DlqCommand.Confirm("PURGE", string.Create(CultureInfo.InvariantCulture, $"{found.Items.Count} dead letters to purge."));
        var reports = new List<MoveReport>();
        foreach (var queue in found.Items.GroupBy(d => d.Key.Queue, StringComparer.Ordinal))
        {
            string? operation = null;
            foreach (var part in queue.Chunk(RequeueOrder.MaxKeys))
            {
                var report = await connection.DeadLetters.PurgeAsync(new MoveOrder(queue.Key, [.. part.Select(d => d.Key)], operation), ct);
                if (operation is null && !json)
                    Console.WriteLine($"{queue.Key}: 'dlq undo {report.Operation}' brings them back.");
                operation = report.Operation;
                reports.Add(report);
            }
        }

        if (json)
            Console.WriteLine(JsonSerializer.Serialize(reports, Written));
        else
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{reports.Sum(r => r.Moved.Count)} purged."));
        var stay = reports.SelectMany(r => r.NotMoved).ToList();
        foreach (var left in stay)
            await Console.Error.WriteLineAsync($"{TerminalText.Escape(left.Key.Id)}: not purged: {TerminalText.Escape(left.Reason)}.");
        return stay.Count == 0 ? 0 : 1;
    }
}
