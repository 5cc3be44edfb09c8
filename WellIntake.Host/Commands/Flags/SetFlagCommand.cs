using System.CommandLine;
using System.Text.Json.Nodes;
using WellIntake.Host.Settings;
using WellIntake.Modules.Platform.Features;

namespace WellIntake.Host.Commands.Flags;

/// <summary>Changes <c>flags.json</c>, which a running program reads within a second.</summary>
internal static class SetFlagCommand
{
    public static Command Create(Func<ParseResult, IReadOnlyList<string>> settings)
    {
        var name = Name();
        var enabled = new Option<bool?>("--enabled") { Description = "true; false: off for everybody, whatever else is set." };
        var percentage = new Option<double?>("--percentage") { Description = "For how many of all people it is on, 0–100." };
        var users = new Option<string[]>("--user") { Description = "For whom it is on whatever the percentage: address or id. May be repeated; takes the place of those before." };
        var noUsers = new Option<bool>("--no-users") { Description = "List nobody." };
        var shadow = new Option<bool?>("--shadow") { Description = "true: make the result on the other path too, and report what differs." };
        var command = new Command("set", "Change a flag. A running program follows within a second.") { name, enabled, percentage, users, noUsers, shadow };
        command.SetAction((result, ct) =>
        {
            var changes = new Dictionary<string, JsonNode?>(StringComparer.Ordinal);
            if (result.GetValue(enabled) is { } on)
                changes[nameof(FlagOptions.Enabled)] = on;
            if (result.GetValue(percentage) is { } share)
                changes[nameof(FlagOptions.Percentage)] = share is >= 0 and <= 100 ? share : throw new UsageException("--percentage must be 0–100.");
            var listed = result.GetValue(users) ?? [];
            if (listed.Length > 0 || result.GetValue(noUsers))
                changes[nameof(FlagOptions.Users)] = new JsonArray([.. listed.Select(u => Listed(u))]);
            if (result.GetValue(shadow) is { } shadowed)
                changes[nameof(FlagOptions.Shadow)] = shadowed;
            if (changes.Count == 0)
                throw new UsageException("Nothing to change: give --enabled, --percentage, --user, --no-users or --shadow.");
            return ChangeAsync(settings(result), result.GetValue(name)!, changes, ct);
        });
        return command;
    }

    public static Command CreateReset(Func<ParseResult, IReadOnlyList<string>> settings)
    {
        var name = Name();
        var command = new Command("reset", "Take a flag out of flags.json, so that the other settings hold again.") { name };
        command.SetAction((result, ct) => ChangeAsync(settings(result), result.GetValue(name)!, null, ct));
        return command;
    }

    private static Argument<string> Name() => new("flag") { Description = "Its name, such as AsyncDigest." };

    private static JsonNode Listed(string user) =>
        user.Contains(',', StringComparison.Ordinal) ? throw new UsageException("--user takes one address or id; repeat it for more.") : JsonValue.Create(user);

    private static async Task<int> ChangeAsync(
        IReadOnlyList<string> settings, string name, Dictionary<string, JsonNode?>? changes, CancellationToken ct)
    {
        string path;
        // Built before and after: what is there must be sound, and what is written is shown as a running program reads it.
        await using (var app = HostComposition.CreateBuilder(settings).Build())
        {
            name = FlagsCommand.Known(app.Services.GetRequiredService<IFeatureFlags>(), name);
            path = Path.Combine(DataFolder.Of(app.Configuration), FlagFile.Name);
        }

        await FlagFile.ChangeAsync(path, name, changes, ct);
        await using var after = HostComposition.CreateBuilder(settings).Build();
        Console.WriteLine($"{name}: {after.Services.GetRequiredService<IFeatureFlags>().Read(name)}");
        return 0;
    }
}
