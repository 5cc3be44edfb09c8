using System.CommandLine;

namespace WellIntake.Host.Commands.Dlq;

/// <summary>Dead letters: looked at, sent again, purged, edited (DLQ-1).</summary>
internal static class DlqCommand
{
    public static Command Create(Func<ParseResult, IReadOnlyList<string>> settings)
    {
        var bus = new Option<string?>("--connection-string")
        {
            Description = "The Service Bus to look at. Better in the environment (AZURE_SERVICE_BUS_CONNECTION_STRING), where other users do not see it.",
            Recursive = true,
        };
        var command = new Command("dlq", "Dead letters of every queue: look at them, send them again, purge, edit, undo. See docs/runbooks/dead-letters.md.");
        command.Options.Add(bus);
        Func<ParseResult, DeadLetterTarget> target = r => new DeadLetterTarget(settings(r), r.GetValue(bus));
        command.Subcommands.Add(ListDeadLetters.Create(target));
        command.Subcommands.Add(ShowDeadLetter.Create(target));
        command.Subcommands.Add(RequeueDeadLetters.Create(target));
        command.Subcommands.Add(PurgeDeadLetters.Create(target));
        command.Subcommands.Add(ExportDeadLetters.Create(target));
        command.Subcommands.Add(EditDeadLetter.Create(target));
        command.Subcommands.Add(UndoDeadLetters.Create(target));
        return command;
    }

    internal static Option<bool> Json() => new("--json") { Description = "Print JSON." };

    internal static Option<bool> Yes() => new("--yes") { Description = "Do not ask." };

    internal static Option<string?> Queue() => new("--queue") { Description = "Only this queue." };

    /// <summary>Has a person type a word before something is done.</summary>
    /// <exception cref="UsageException">They typed another, or nobody is there.</exception>
    internal static void Confirm(string word, string what)
    {
        if (Console.IsInputRedirected)
            throw new UsageException("Nobody can be asked here: --yes goes on without.");
        Console.Write($"{what} Type {word} to go on: ");
        if (Console.ReadLine()?.Trim() != word)
            throw new UsageException("Nothing was done.");
    }
}
