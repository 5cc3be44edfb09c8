using System.Diagnostics;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;
using WellIntake.Modules.Platform.Crm.Import.Mapping;
using WellIntake.Modules.Platform.Crm.Import.Rows;
using WellIntake.Modules.Platform.Crm.Import.Tables;
using WellIntake.Modules.Platform.Persistence;

namespace WellIntake.Modules.Platform.Crm.Import;

/// <summary>Chooses reader and table for a file, and runs the import.</summary>
internal sealed partial class CrmImporter(
    IDbContextFactory<WellIntakeDbContext> databases, TimeProvider time, ILogger<CrmImporter> logger) : ICrmImporter
{
    private static readonly Lazy<ColumnAliases> Aliases = new(ColumnAliases.Load);

    public async Task<ImportReport> ImportAsync(ImportRequest request, IProgress<ImportProgress>? progress = null, CancellationToken ct = default)
    {
        var mapping = request.Mapping is null ? MappingFile.None : MappingReader.Read(request.Mapping);
        var source = new TextSource(request.Content);
        var reader = await IsJsonAsync(request, source, ct)
            ? (IRowReader)new JsonRowReader(source)
            : new CsvRowReader(source, mapping.Delimiter, mapping.AcceptShortRows, column => Aliases.Value.IsKnown(request.Kind, column));

        var started = time.GetTimestamp();
        var report = request.Kind switch
        {
            CrmKind.Candidates => await RunAsync(new CandidateTable()),
            CrmKind.Deals => await RunAsync(new DealTable()),
            CrmKind.Meetings => await RunAsync(new MeetingTable()),
            CrmKind.Notes => await RunAsync(new NoteTable()),
            _ => throw new UnreachableException(),
        };
        Log.Imported(logger, report.Kind, report.Read, report.Inserted, report.Updated, report.Unchanged, report.Refused, (long)time.GetElapsedTime(started).TotalMilliseconds);
        return report;

        Task<ImportReport> RunAsync<T>(CrmTable<T> table)
            where T : class =>
            new ImportRun<T>(databases, table, Aliases.Value, request, mapping, reader, source, progress, time).RunAsync(ct);
    }

    private static async Task<bool> IsJsonAsync(ImportRequest request, TextSource source, CancellationToken ct)
    {
        switch (Path.GetExtension(request.FileName).ToUpperInvariant())
        {
            case ".JSON" or ".JSONL" or ".NDJSON":
                return true;
            case ".CSV" or ".TSV":
                return false;
        }

        await source.FillAsync(ct);
        var head = source.Available.TrimStart('\uFEFF').TrimStart();
        return head is ['{' or '[', ..];
    }

    private static partial class Log
    {
        [LoggerMessage(4100, LogLevel.Information, "Imported {Kind}: {Read} read, {Inserted} new, {Updated} changed, {Unchanged} as they were, {Refused} refused, in {Milliseconds} ms")]
        public static partial void Imported(ILogger logger, CrmKind kind, long read, long inserted, long updated, long unchanged, long refused, long milliseconds);
    }
}
