using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using Spectre.Console;
using WellIntake.Modules.Platform.DeadLetters;

namespace WellIntake.Host.Commands.Dlq;

/// <summary><c>dlq list</c>.</summary>
internal static class ListDeadLetters
{
    private const int Wide = 220;
    private static readonly JsonSerializerOptions Written = new(JsonSerializerDefaults.Web) { WriteIndented = true };

    public static Command Create(Func<ParseResult, DeadLetterTarget> target)
    {
        var command = new Command("list", "What is there, the oldest first, and how much of it for each reason. Changes nothing.");
        var filter = new FilterOptions(command, defaultLimit: 50);
        var json = DlqCommand.Json();
        command.Options.Add(json);
        command.SetAction(async (result, ct) =>
        {
            await using var connection = await DeadLetterConnection.OpenAsync(target(result), ct);
            var list = await connection.DeadLetters.FindAsync(filter.Read(result), ct);
            if (result.GetValue(json))
                Console.WriteLine(JsonSerializer.Serialize(list, Written));
            else
                Print(list);
            return 0;
        });
        return command;
    }

    private static void Print(DeadLetterList list)
    {
        if (list.Matching == 0)
        {
            Console.WriteLine("No dead letters.");
            return;
        }

        // A file has no width that lines would have to be broken for.
        if (Console.IsOutputRedirected)
            AnsiConsole.Profile.Width = Wide;
        var now = TimeProvider.System.GetUtcNow();
        var table = new Table { Border = TableBorder.Simple }.AddColumns("Queue", "Id", "Age", "Tries", "Reason", "Description");
        foreach (var dead in list.Items)
        {
            table.AddRow(
                new Text(dead.Key.Queue), new Text(TerminalText.Escape(dead.Key.Id)), new Text(Age(now - dead.Key.EnqueuedAt)),
                new Text(dead.DeliveryCount.ToString(CultureInfo.InvariantCulture)), new Text(TerminalText.Escape(dead.Reason)),
                new Text(Note(dead) + TerminalText.Escape(dead.Description)));
        }

        AnsiConsole.Write(table);
        foreach (var (reason, count) in list.Reasons)
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{count,6}  {TerminalText.Escape(reason)}"));
        if (list.Matching > list.Items.Count)
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{list.Items.Count} of {list.Matching} are shown; --limit shows more."));
        if (list.Unseen > 0)
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{list.Unseen} more were not looked at: 10,000 of a queue are. Move the first out of the way."));
    }

    internal static string Age(TimeSpan age) => age.TotalDays >= 1 ? string.Create(CultureInfo.InvariantCulture, $"{age.TotalDays:F0}d")
        : age.TotalHours >= 1 ? string.Create(CultureInfo.InvariantCulture, $"{age.TotalHours:F0}h")
        : string.Create(CultureInfo.InvariantCulture, $"{Math.Max(0, age.TotalMinutes):F0}m");

    private static string Note(DeadLetter dead) => dead.Place switch
    {
        DeadLetterPlace.Database => "[edited or brought back] ",
        DeadLetterPlace.HalfMoved => "[half moved] ",
        _ => string.Empty,
    };
}
