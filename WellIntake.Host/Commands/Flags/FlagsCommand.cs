using System.CommandLine;
using System.Text.Json;
using WellIntake.Modules.Platform.Features;

namespace WellIntake.Host.Commands.Flags;

/// <summary>Shows flags, says for whom they are on, changes them while the program runs, and lists what shadowing found.</summary>
internal static class FlagsCommand
{
    /// <summary>What all of its parts print for machines.</summary>
    public static JsonSerializerOptions Json { get; } = new(JsonSerializerDefaults.Web) { WriteIndented = true };

    public static Command Create(Func<ParseResult, IReadOnlyList<string>> settings)
    {
        var json = new Option<bool>("--json") { Description = "Print JSON." };
        var command = new Command("flags", "Show the flags as they stand; change them while the program runs. See docs/flags.md.") { json };
        command.SetAction((result, _) => Task.FromResult(Show(settings(result), result.GetValue(json))));
        command.Subcommands.Add(SetFlagCommand.Create(settings));
        command.Subcommands.Add(SetFlagCommand.CreateReset(settings));
        command.Subcommands.Add(CheckFlagCommand.Create(settings));
        command.Subcommands.Add(DifferencesCommand.Create(settings));
        return command;
    }

    /// <summary>The flag's own spelling.</summary>
    /// <exception cref="UsageException">There is no such flag.</exception>
    public static string Known(IFeatureFlags flags, string name) =>
        flags.All.Select(f => f.Flag.Name).FirstOrDefault(f => f.Equals(name, StringComparison.OrdinalIgnoreCase))
        ?? throw new UsageException($"There is no flag '{name}': use {string.Join(" or ", flags.All.Select(f => f.Flag.Name))}.");

    private static int Show(IReadOnlyList<string> settings, bool json)
    {
        using var app = HostComposition.CreateBuilder(settings).Build();
        var flags = app.Services.GetRequiredService<IFeatureFlags>().All;
        if (json)
        {
            Console.WriteLine(JsonSerializer.Serialize(
                flags.Select(f => new
                {
                    name = f.Flag.Name,
                    summary = f.Flag.Summary,
                    enabled = f.Options.Enabled,
                    percentage = f.Options.Percentage,
                    users = f.Options.Users,
                    shadow = f.Options.Shadow,
                }), Json));
            return 0;
        }

        foreach (var (flag, options) in flags)
            Console.WriteLine($"{flag.Name}: {options}{Environment.NewLine}  {flag.Summary}");
        return 0;
    }
}
