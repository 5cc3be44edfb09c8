using System.CommandLine;
using WellIntake.Modules.Platform.Persistence;
using WellIntake.Modules.Platform.Persistence.Migrations;

namespace WellIntake.Host.Commands;

/// <summary>Brings the database up to date without serving.</summary>
internal static class MigrateCommand
{
    public static Command Create(Func<ParseResult, IReadOnlyList<string>> settings)
    {
        var command = new Command("migrate", "Bring the database up to date. Safe to repeat, and while others do the same.");
        command.SetAction((result, ct) => RunAsync(settings(result), ct));
        return command;
    }

    private static async Task<int> RunAsync(IReadOnlyList<string> settings, CancellationToken ct)
    {
        await using var app = HostComposition.CreateBuilder(settings).Build();
        await app.Services.GetRequiredService<IDatabaseMigrator>().MigrateAsync(ct);
        Console.WriteLine($"Up to date: {app.Services.GetRequiredService<IDatabaseProvider>().Description}");
        return 0;
    }
}
