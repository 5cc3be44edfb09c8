using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;
using Spectre.Console;
using WellIntake.Modules.Platform.Crm;
using WellIntake.Modules.Platform.Persistence.Migrations;

namespace WellIntake.Host.Commands;

/// <summary>Reads the CRM now.</summary>
internal static class SyncCommand
{
    private const int RefusalsShown = 20;

    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        WriteIndented = true,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.CamelCase) },
    };

    public static Command Create(Func<ParseResult, IReadOnlyList<string>> settings)
    {
        var full = new Option<bool>("--full") { Description = "Read everything, not only what changed since the last run." };
        var json = new Option<bool>("--json") { Description = "Print the report as JSON." };
        var command = new Command("sync", "Bring records over from Zoho CRM. Repeating it changes nothing. See docs/zoho.md.") { full, json };
        command.SetAction((result, ct) => RunAsync(settings(result), result.GetValue(full), result.GetValue(json), ct));
        return command;
    }

    private static async Task<int> RunAsync(IReadOnlyList<string> settings, bool full, bool json, CancellationToken ct)
    {
        await using var app = HostComposition.CreateBuilder(settings).Build();
        var sync = app.Services.GetService<ICrmSync>()
            ?? throw new UsageException("No CRM is configured: set WellIntake:Zoho:ClientId, ClientSecret and RefreshToken. See docs/zoho.md.");
        await app.Services.GetRequiredService<IDatabaseMigrator>().MigrateAsync(ct);
        var report = await sync.SyncAsync(full, json ? null : new ConsoleProgress(), ct);
        if (json)
            Console.WriteLine(JsonSerializer.Serialize(report, Json));
        else
            Print(report);
        foreach (var kind in report.Kinds.Where(k => k.ErrorText is not null))
            await Console.Error.WriteLineAsync($"{kind.Kind}: {kind.ErrorText}.");
        if (report.Outcome == CrmSyncOutcome.Busy)
            await Console.Error.WriteLineAsync("Another process synchronises now; nothing was read.");
        return report.Outcome == CrmSyncOutcome.Done ? 0 : 1;
    }

    private static void Print(CrmSyncReport report)
    {
        foreach (var kind in report.Kinds)
        {
            AnsiConsole.MarkupLineInterpolated(CultureInfo.InvariantCulture,
                $"{kind.Kind} ({kind.Module}, {(kind.Full ? "everything" : "changes")}): {kind.Read} read, {kind.Inserted} new, {kind.Updated} changed, {kind.Unchanged} unchanged, {kind.Refused} refused, {kind.Deleted} deleted");
            if (kind.ReadAgain)
                AnsiConsole.MarkupLineInterpolated(CultureInfo.InvariantCulture, $"  note: records were deleted meanwhile; the next run reads the same again, lest one was missed");
        }

        var refusals = report.Kinds.SelectMany(k => k.Refusals.Select(r => (k.Kind, Refusal: r))).ToList();
        if (refusals.Count == 0)
            return;
        var table = new Table().AddColumns("Kind", "Id", "Field", "Reason");
        foreach (var (kind, refusal) in refusals.Take(RefusalsShown))
            table.AddRow(new Text(kind.ToString()), new Text(refusal.Id), new Text(refusal.Field ?? string.Empty), new Text(refusal.Reason));
        AnsiConsole.Write(table);
        var more = report.Kinds.Sum(k => k.Refused) - Math.Min(refusals.Count, RefusalsShown);
        if (more > 0)
            AnsiConsole.MarkupLineInterpolated(CultureInfo.InvariantCulture, $"… and {more} more.");
    }

    private sealed class ConsoleProgress : IProgress<CrmSyncProgress>
    {
        public void Report(CrmSyncProgress value) =>
            Console.Error.WriteLine($"{value.Kind}: {value.Read} read, {value.Refused} refused");
    }
}
