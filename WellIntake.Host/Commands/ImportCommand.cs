using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using Spectre.Console;
using WellIntake.Modules.Platform.Crm;
using WellIntake.Modules.Platform.Crm.Import;
using WellIntake.Modules.Platform.Crm.Import.Mapping;
using WellIntake.Modules.Platform.Persistence.Migrations;

namespace WellIntake.Host.Commands;

/// <summary>Imports a file of records (TOL-2).</summary>
internal static class ImportCommand
{
    private const int RefusalsShown = 20;
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web) { WriteIndented = true };

    public static Command Create(Func<ParseResult, IReadOnlyList<string>> settings)
    {
        var kind = new Argument<CrmKind>("kind") { Description = "candidates, deals, meetings or notes" };
        var file = new Argument<FileInfo>("file") { Description = "A CSV or JSON file. See docs/import.md." };
        var mapping = new Option<FileInfo?>("--mapping") { Description = "A mapping file: which column is which field." };
        var refusals = new Option<FileInfo?>("--refusals") { Description = "Write every refused row to this CSV file." };
        var json = new Option<bool>("--json") { Description = "Print the report as JSON." };
        var command = new Command("import", "Import candidates, deals, meetings or notes. Repeating it changes nothing.") { kind, file, mapping, refusals, json };
        command.SetAction((result, ct) => RunAsync(
            settings(result), result.GetValue(kind), result.GetValue(file)!, result.GetValue(mapping), result.GetValue(refusals), result.GetValue(json), ct));
        return command;
    }

    private static async Task<int> RunAsync(
        IReadOnlyList<string> settings, CrmKind kind, FileInfo file, FileInfo? mapping, FileInfo? refusals, bool json, CancellationToken ct)
    {
        if (!file.Exists)
            throw new UsageException($"There is no file {file.FullName}.");
        if (mapping is { Exists: false })
            throw new UsageException($"There is no mapping file {mapping.FullName}.");
        await using var app = HostComposition.CreateBuilder(settings).Build();
        await app.Services.GetRequiredService<IDatabaseMigrator>().MigrateAsync(ct);
        await using var content = file.OpenRead();
        await using var refused = refusals?.Create();
        var request = new ImportRequest(kind, content, file.Name)
        {
            Mapping = mapping is null ? null : await File.ReadAllTextAsync(mapping.FullName, ct),
            Refusals = refused,
            MaxRefusalsKept = json ? 1000 : RefusalsShown,
        };
        var importer = app.Services.GetRequiredService<ICrmImporter>();
        ImportReport report;
        try
        {
            report = await importer.ImportAsync(request, json ? null : new ConsoleProgress(), ct);
        }
        catch (ImportMappingException e)
        {
            await Console.Error.WriteLineAsync(e.Message);
            return 2;
        }

        if (json)
            Console.WriteLine(JsonSerializer.Serialize(report, Json));
        else
            Print(report, refusals);
        return report.Cancelled || (report.Read > 0 && report.Refused == report.Read) ? 1 : 0;
    }

    private static void Print(ImportReport report, FileInfo? refusals)
    {
        AnsiConsole.MarkupLineInterpolated(CultureInfo.InvariantCulture,
            $"{report.Kind}: {report.Read} read, {report.Inserted} new, {report.Updated} changed, {report.Unchanged} unchanged, {report.Refused} refused");
        foreach (var note in report.Notes)
            AnsiConsole.MarkupLineInterpolated(CultureInfo.InvariantCulture, $"  note: {note}");
        if (report.UnknownColumns.Count > 0)
            AnsiConsole.MarkupLineInterpolated(CultureInfo.InvariantCulture, $"  columns that were not used: {string.Join(", ", report.UnknownColumns)}");
        if (report.Refusals.Count == 0)
            return;
        var table = new Table().AddColumns("Line", "Record", "Column", "Reason");
        foreach (var refusal in report.Refusals)
        {
            table.AddRow(
                new Text(refusal.Line.ToString(CultureInfo.InvariantCulture)),
                new Text(refusal.Record.ToString(CultureInfo.InvariantCulture)),
                new Text(refusal.Column ?? string.Empty), new Text(refusal.Reason));
        }

        AnsiConsole.Write(table);
        if (report.Refused > report.Refusals.Count)
            AnsiConsole.MarkupLineInterpolated(CultureInfo.InvariantCulture, $"… and {report.Refused - report.Refusals.Count} more{(refusals is null ? "; --refusals FILE writes them all" : string.Empty)}.");
    }

    private sealed class ConsoleProgress : IProgress<ImportProgress>
    {
        private long _lastShown;

        public void Report(ImportProgress value)
        {
            if (value.Read - _lastShown < 10_000)
                return;
            _lastShown = value.Read;
            Console.Error.WriteLine($"{value.Read} rows read, {value.Written} written, {value.Refused} refused");
        }
    }
}
