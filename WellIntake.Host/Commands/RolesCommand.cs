using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;
using WellIntake.Modules.Platform.Persistence.Migrations;
using WellIntake.Modules.Platform.Teams.People;

namespace WellIntake.Host.Commands;

/// <summary>Says and sets what people may do (NLP-7, DIG-11).</summary>
internal static class RolesCommand
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        WriteIndented = true,
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.SnakeCaseLower) },
    };

    public static Command Create(Func<ParseResult, IReadOnlyList<string>> settings)
    {
        var command = new Command("roles", "Say and set what people may do. Who has no role is a recruiter. Heeded at once, without a restart.");
        command.Subcommands.Add(List(settings));
        command.Subcommands.Add(Set(settings));
        command.Subcommands.Add(Remove(settings));
        return command;
    }

    private static Command List(Func<ParseResult, IReadOnlyList<string>> settings)
    {
        var json = new Option<bool>("--json") { Description = "Print the roles as JSON." };
        var command = new Command("list", "Show every role that was given.") { json };
        command.SetAction((result, ct) => RunAsync(settings(result), async roles =>
        {
            var entries = await roles.ListAsync(ct);
            if (result.GetValue(json))
            {
                Console.WriteLine(JsonSerializer.Serialize(entries, Json));
                return;
            }

            foreach (var entry in entries)
                Console.WriteLine($"{entry.User}  {Name(entry.Role)}  since {entry.UpdatedAt.ToString("yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture)} UTC");
            if (entries.Count == 0)
                Console.WriteLine("Nobody has a role: everyone is a recruiter.");
        }, ct));
        return command;
    }

    private static Command Set(Func<ParseResult, IReadOnlyList<string>> settings)
    {
        var user = User();
        var role = new Argument<string>("ROLE") { Description = "recruiter, executive or admin." };
        role.AcceptOnlyFromAmong("recruiter", "executive", "admin");
        var command = new Command("set", "Give a person a role.") { user, role };
        command.SetAction((result, ct) => RunAsync(settings(result), async roles =>
        {
            var given = Enum.Parse<UserRole>(result.GetValue(role)!, ignoreCase: true);
            Console.WriteLine($"{await roles.SetAsync(result.GetValue(user)!, given, ct)} is {Name(given)} now.");
        }, ct));
        return command;
    }

    private static Command Remove(Func<ParseResult, IReadOnlyList<string>> settings)
    {
        var user = User();
        var command = new Command("remove", "Take a person's role away: a recruiter is what is left.") { user };
        command.SetAction((result, ct) => RunAsync(settings(result), async roles =>
            Console.WriteLine(await roles.RemoveAsync(result.GetValue(user)!, ct) ? "The role is gone." : "There was no such role."), ct));
        return command;
    }

    private static Argument<string> User()
    {
        var user = new Argument<string>("USER") { Description = "The e-mail address, or the AAD object id." };
        user.Validators.Add(r =>
        {
            if (UserKey.Read(r.GetValueOrDefault<string>() ?? "") is null)
                r.AddError(UserKey.Problem);
        });
        return user;
    }

    private static string Name(UserRole role) => JsonNamingPolicy.SnakeCaseLower.ConvertName(role.ToString());

    private static async Task<int> RunAsync(IReadOnlyList<string> settings, Func<IUserRoles, Task> work, CancellationToken ct)
    {
        await using var app = HostComposition.CreateBuilder(settings).Build();
        await app.Services.GetRequiredService<IDatabaseMigrator>().MigrateAsync(ct);
        await work(app.Services.GetRequiredService<IUserRoles>());
        return 0;
    }
}
