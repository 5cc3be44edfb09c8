using System.CommandLine;
using WellIntake.Modules.Platform.Features;

namespace WellIntake.Host.Commands.Flags;

/// <summary>Says whether a flag is on for a person.</summary>
internal static class CheckFlagCommand
{
    public static Command Create(Func<ParseResult, IReadOnlyList<string>> settings)
    {
        var name = new Argument<string>("flag") { Description = "Its name, such as AsyncDigest." };
        var user = new Option<string>("--user") { Description = "The channel's id of the person, which a percentage goes by.", Required = true };
        var address = new Option<string?>("--address") { Description = "Their address, which a list may name." };
        var command = new Command("check", "Say whether a flag is on for a person.") { name, user, address };
        command.SetAction((result, _) => RunAsync(settings(result), result.GetValue(name)!, new FlagUser(result.GetValue(user)!, result.GetValue(address))));
        return command;
    }

    private static async Task<int> RunAsync(IReadOnlyList<string> settings, string name, FlagUser user)
    {
        await using var app = HostComposition.CreateBuilder(settings).Build();
        var flags = app.Services.GetRequiredService<IFeatureFlags>();
        name = FlagsCommand.Known(flags, name);
        Console.WriteLine($"{name} is {(await flags.IsOnAsync(name, user) ? "on" : "off")} for {user.Id}");
        return 0;
    }
}
