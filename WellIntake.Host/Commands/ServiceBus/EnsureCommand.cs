using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;
using Spectre.Console;
using WellIntake.Host.Startup;
using WellIntake.Modules.Platform.Queueing;

namespace WellIntake.Host.Commands.ServiceBus;

/// <summary>Creates what the namespace lacks, or says what differs (QUE-3).</summary>
internal static class EnsureCommand
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        WriteIndented = true,
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.SnakeCaseLower) },
    };

    public static Command Create(Func<ParseResult, IReadOnlyList<string>> settings)
    {
        var check = new Option<bool>("--check") { Description = "Change nothing; say what differs, and fail if anything does." };
        var json = new Option<bool>("--json") { Description = "Print every setting as JSON, those that are as wanted too." };
        var command = new Command("ensure", "Create missing queues, topics and subscriptions and set what can be set. Safe to repeat. Needs the right Manage.") { check, json };
        command.SetAction((result, ct) => RunAsync(settings(result), result.GetValue(check), result.GetValue(json), ct));
        return command;
    }

    private static async Task<int> RunAsync(IReadOnlyList<string> settings, bool check, bool json, CancellationToken ct)
    {
        var builder = HostComposition.CreateBuilder(settings);
        builder.Services.AddQueueEntities(builder.Configuration);
        await using var app = builder.Build();
        var entities = app.Services.GetRequiredService<IQueueEntities>();
        var findings = check ? await entities.CheckAsync(ct) : await entities.EnsureAsync(ct);
        var open = findings.Where(f => f.State is EntityState.Different or EntityState.Fixed).ToList();
        if (json)
            Console.WriteLine(JsonSerializer.Serialize(findings, Json));
        else
            Print(findings, entities.Where);
        if (open.Exists(f => f.State == EntityState.Fixed))
            await Console.Error.WriteLineAsync("What only a new entity can have is left as it is: empty the entity, delete it, and run 'servicebus ensure' again.");
        // Without --check the rest was set; what could not be is told, and is a failure too.
        return open.Count == 0 ? 0 : 1;
    }

    private static void Print(IReadOnlyList<EntityFinding> findings, string where)
    {
        var shown = findings.Where(f => f.State != EntityState.Same).ToList();
        var entities = findings.Select(f => f.Entity).Distinct(StringComparer.Ordinal).Count();
        if (shown.Count == 0)
        {
            AnsiConsole.MarkupLineInterpolated(CultureInfo.InvariantCulture, $"{where}: all {entities} entities are as they are wanted.");
            return;
        }

        var table = new Table().AddColumns("Entity", "Setting", "Wanted", "Found", string.Empty);
        foreach (var finding in shown)
        {
            table.AddRow(
                new Text(finding.Entity), new Text(finding.Setting), new Text(finding.Wanted), new Text(finding.Found ?? "missing"),
                new Text(Words(finding.State)));
        }

        AnsiConsole.MarkupLineInterpolated(CultureInfo.InvariantCulture, $"{where}:");
        AnsiConsole.Write(table);
    }

    private static string Words(EntityState state) => state switch
    {
        EntityState.Created => "created",
        EntityState.Changed => "changed",
        EntityState.Fixed => "cannot be changed",
        EntityState.Same => "same",
        _ => "differs",
    };
}
