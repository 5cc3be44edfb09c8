using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using Spectre.Console;
using WellIntake.Modules.Platform.Features;
using WellIntake.Modules.Platform.Persistence.Migrations;

namespace WellIntake.Host.Commands.Flags;

/// <summary>Lists what shadowing found (FLG-2).</summary>
internal static class DifferencesCommand
{
    private const int Most = 10_000;

    public static Command Create(Func<ParseResult, IReadOnlyList<string>> settings)
    {
        var flag = new Option<string?>("--flag") { Description = "One flag's only." };
        var take = new Option<int>("--take") { Description = "At most so many, the newest first.", DefaultValueFactory = _ => 50 };
        var json = new Option<bool>("--json") { Description = "Print JSON." };
        var command = new Command("differences", "List where the two paths of a shadowed flag differ, the newest first.") { flag, take, json };
        command.SetAction((result, ct) => RunAsync(settings(result), result.GetValue(flag), result.GetValue(take), result.GetValue(json), ct));
        return command;
    }

    private static async Task<int> RunAsync(IReadOnlyList<string> settings, string? flag, int take, bool json, CancellationToken ct)
    {
        if (take is < 1 or > Most)
            throw new UsageException($"--take must be 1–{Most}.");
        await using var app = HostComposition.CreateBuilder(settings).Build();
        if (flag is not null)
            flag = FlagsCommand.Known(app.Services.GetRequiredService<IFeatureFlags>(), flag);
        await app.Services.GetRequiredService<IDatabaseMigrator>().MigrateAsync(ct);
        var found = await app.Services.GetRequiredService<IFlagDifferences>().ListAsync(flag, take, ct);
        if (json)
        {
            Console.WriteLine(JsonSerializer.Serialize(
                found.Select(d => new { flag = d.Flag, request_id = d.RequestId, answered_by = d.AnsweredBy, field = d.Field, detail = d.Detail, at = d.At }), FlagsCommand.Json));
            return 0;
        }

        if (found.Count == 0)
        {
            Console.WriteLine("No differences.");
            return 0;
        }

        var table = new Table().AddColumns("At (UTC)", "Flag", "Request", "Answered by", "Field", "Detail");
        foreach (var row in found)
        {
            table.AddRow(
                new Text(row.At.ToUniversalTime().ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture)), new Text(row.Flag), new Text(row.RequestId),
                new Text(row.AnsweredBy), new Text(row.Field), new Text(row.Detail));
        }

        AnsiConsole.Write(table);
        return 0;
    }
}
