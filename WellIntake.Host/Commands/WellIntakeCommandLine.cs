using System.CommandLine;
using Microsoft.Extensions.Options;
using WellIntake.Host.Commands.Deliveries;
using WellIntake.Host.Commands.Dlq;
using WellIntake.Host.Commands.Flags;
using WellIntake.Host.Commands.Load;
using WellIntake.Host.Commands.ServiceBus;
using WellIntake.Host.Commands.Smoke;
using WellIntake.Host.Settings;
using WellIntake.Modules.Platform.DeadLetters;
using WellIntake.Modules.Platform.Jobs;
using WellIntake.Modules.Platform.Telemetry;

namespace WellIntake.Host.Commands;

/// <summary>
/// The command line. Without a command it serves. Exit codes: 0 done, 1 failed, 2 wrong use. Settings can follow any
/// command as <c>--Section:Key=value</c> after <c>--set</c>.
/// </summary>
internal static class WellIntakeCommandLine
{
    private const int Failed = 1;
    private const int WrongUse = 2;

    public static async Task<int> InvokeAsync(string[] args)
    {
        var root = new RootCommand("WellIntake: a bot for a recruiting firm in Microsoft Teams. Without a command it serves.");
        var settings = new Option<string[]>("--set")
        {
            Description = "A setting, such as ROLE=all or WellIntake:Jobs:GracePeriod=00:00:10. May be repeated.",
            Recursive = true,
            AllowMultipleArgumentsPerToken = false,
        };
        root.Options.Add(settings);
        root.SetAction((result, ct) => ServeCommand.RunAsync(Settings(result, settings), ct));
        root.Subcommands.Add(MigrateCommand.Create(r => Settings(r, settings)));
        root.Subcommands.Add(ImportCommand.Create(r => Settings(r, settings)));
        root.Subcommands.Add(SyncCommand.Create(r => Settings(r, settings)));
        root.Subcommands.Add(SeedCommand.Create(r => Settings(r, settings)));
        root.Subcommands.Add(DigestCommandLine.Create(r => Settings(r, settings)));
        root.Subcommands.Add(DeliveriesCommand.Create(r => Settings(r, settings)));
        root.Subcommands.Add(DlqCommand.Create(r => Settings(r, settings)));
        root.Subcommands.Add(RolesCommand.Create(r => Settings(r, settings)));
        root.Subcommands.Add(SmokeCommand.Create(r => Settings(r, settings)));
        root.Subcommands.Add(ServiceBusCommand.Create(r => Settings(r, settings)));
        root.Subcommands.Add(LoadCommand.Create(r => Settings(r, settings)));
        root.Subcommands.Add(FlagsCommand.Create(r => Settings(r, settings)));
        root.Subcommands.Add(ConfigCommand.Create(r => Settings(r, settings)));

        var parsed = root.Parse(args);
        if (parsed.Errors.Count > 0)
        {
            foreach (var error in parsed.Errors)
                await Console.Error.WriteLineAsync(error.Message);
            await Console.Error.WriteLineAsync("See --help.");
            return WrongUse;
        }

        try
        {
            return await parsed.InvokeAsync(new InvocationConfiguration { EnableDefaultExceptionHandler = false, ProcessTerminationTimeout = null });
        }
        catch (Exception e) when (OneLine(e) is { } line)
        {
            await Console.Error.WriteLineAsync(line);
            return e is UsageException ? WrongUse : Failed;
        }
        catch (Exception e)
        {
            // Standard error is a log where a container runs; the runtime would print the message.
            await Console.Error.WriteLineAsync(e.ToLogText());
            return Failed;
        }
    }

    private static IReadOnlyList<string> Settings(ParseResult result, Option<string[]> option) =>
        [.. (result.GetValue(option) ?? []).Select(s => s.StartsWith("--", StringComparison.Ordinal) ? s : "--" + s)];

    // What a person can mend is said in a line; anything else is a defect and keeps its stack.
    private static string? OneLine(Exception e) => e switch
    {
        SettingException or UsageException or PermanentJobException or DeadLetterException => e.Message,
        OptionsValidationException options => Section(options.OptionsType) + string.Join("; ", options.Failures),
        AggregateException { InnerExceptions: [var only] } => OneLine(only),
        IOException or UnauthorizedAccessException or System.Data.Common.DbException => e.Message,
        // A setting of the wrong form: the binder names its key in the message.
        InvalidOperationException { Source: "Microsoft.Extensions.Configuration.Binder" } => e.Message,
        OperationCanceledException => "Cancelled.",
        _ => null,
    };

    // The failures name members only; people set keys.
    private static string Section(Type options) =>
        (options.GetField("Section") ?? options.GetField("SectionName"))?.GetRawConstantValue() is string section ? section + ": " : string.Empty;
}

/// <summary>A command was used in a way that cannot work; its message says how.</summary>
internal sealed class UsageException(string message) : Exception(message);
