using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using Spectre.Console;
using WellIntake.Modules.Platform.DeadLetters;

namespace WellIntake.Host.Commands.Dlq;

/// <summary><c>dlq undo</c>: what was purged is back, what was edited is as it was.</summary>
internal static class UndoDeadLetters
{
    private static readonly JsonSerializerOptions Written = new(JsonSerializerDefaults.Web) { WriteIndented = true };

    public static Command Create(Func<ParseResult, DeadLetterTarget> target)
    {
        var operation = new Argument<string?>("OPERATION") { Description = "What 'purge' or 'edit' said; without it those that can be undone are listed.", Arity = ArgumentArity.ZeroOrOne };
        var json = DlqCommand.Json();
        var command = new Command("undo", "Bring back what a purge took away, as dead letters, or the body that an edit replaced.") { operation, json };
        command.SetAction(async (result, ct) =>
        {
            await using var connection = await DeadLetterConnection.OpenAsync(target(result), ct);
            return result.GetValue(operation) is { } id
                ? await UndoAsync(connection.DeadLetters, id, result.GetValue(json), ct)
                : await ListAsync(connection.DeadLetters, result.GetValue(json), ct);
        });
        return command;
    }

    private static async Task<int> UndoAsync(IDeadLetters dead, string operation, bool json, CancellationToken ct)
    {
        var report = await dead.UndoAsync(operation, ct);
        if (json)
            Console.WriteLine(JsonSerializer.Serialize(report, Written));
        else
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{report.Moved.Count} brought back."));
        foreach (var left in report.NotMoved)
            await Console.Error.WriteLineAsync($"{TerminalText.Escape(left.Key.Id)}: {TerminalText.Escape(left.Reason)}.");
        return report.Moved.Count > 0 ? 0 : 1;
    }

    private static async Task<int> ListAsync(IDeadLetters dead, bool json, CancellationToken ct)
    {
        var archives = await dead.ArchivesAsync(ct);
        if (json)
        {
            Console.WriteLine(JsonSerializer.Serialize(archives, Written));
            return 0;
        }

        if (archives.Count == 0)
        {
            Console.WriteLine("Nothing can be undone.");
            return 0;
        }

        if (Console.IsOutputRedirected)
            AnsiConsole.Profile.Width = 160;
        var table = new Table { Border = TableBorder.Simple }.AddColumns("Operation", "Queue", "Dead letters", "Can be undone until");
        foreach (var archive in archives)
        {
            table.AddRow(
                new Text(archive.Operation), new Text(archive.Queue), new Text(archive.Count.ToString(CultureInfo.InvariantCulture)),
                new Text(archive.Until.ToString("yyyy-MM-dd HH:mm'Z'", CultureInfo.InvariantCulture)));
        }

        AnsiConsole.Write(table);
        return 0;
    }
}
