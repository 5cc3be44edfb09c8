using System.Security.Cryptography;
using System.Text;
using Microsoft.EntityFrameworkCore;
using WellIntake.Modules.Platform.Crm.Import.Mapping;
using WellIntake.Modules.Platform.Crm.Import.Rows;
using WellIntake.Modules.Platform.Crm.Import.Tables;
using WellIntake.Modules.Platform.Persistence;

namespace WellIntake.Modules.Platform.Crm.Import;

/// <summary>One import of one file.</summary>
internal sealed class ImportRun<T>(
    IDbContextFactory<WellIntakeDbContext> databases,
    CrmTable<T> table,
    ColumnAliases aliases,
    ImportRequest request,
    MappingFile mapping,
    IRowReader reader,
    TextSource source,
    IProgress<ImportProgress>? progress,
    TimeProvider time)
    where T : class
{
    private const int SampleRows = 1_000;
    private const long SampleLength = 8_000_000;
    private const int MaxUnknownColumns = 100;

    private readonly RecordContext _context = new(Milliseconds(time.GetUtcNow()), request.Source);
    private readonly List<(T Entity, SourceRow Row)> _chunk = new(ChunkWriter<T>.Size);
    private readonly Dictionary<UInt128, long> _seen = [];
    private ImportPlan _plan = null!;
    private FieldReader _fields = null!;
    private int _plannedColumns;
    private long _read;
    private long _inserted;
    private long _updated;
    private long _unchanged;

    public async Task<ImportReport> RunAsync(CancellationToken ct)
    {
        await using var refusals = new RefusalLog(request.MaxRefusalsKept, request.Refusals);
        var writer = new ChunkWriter<T>(databases, table, _context);
        var orders = new DateOrders();
        var cancelled = false;
        try
        {
            await using var rows = reader.ReadAsync(ct).GetAsyncEnumerator(ct);
            var sample = await SampleAsync(rows);
            if (sample.Count > 0 || reader.Columns.Count > 0)
            {
                Plan();
                orders = DateOrders.Decide(_plan, mapping, sample);
                _fields = new FieldReader(mapping, orders, request.RelativeTo);
            }

            foreach (var row in sample)
                await TakeAsync(row, writer, refusals, ct);
            sample.Clear();
            while (await rows.MoveNextAsync())
                await TakeAsync(rows.Current, writer, refusals, ct);
            await FlushAsync(writer, refusals, ct);
        }
        catch (OperationCanceledException) when (ct.IsCancellationRequested)
        {
            cancelled = true;
        }

        return new ImportReport
        {
            Kind = table.Kind,
            Read = _read,
            Inserted = _inserted,
            Updated = _updated,
            Unchanged = _unchanged,
            Refused = refusals.Count,
            Cancelled = cancelled,
            Refusals = refusals.Kept,
            Columns = _plan?.Columns ?? [],
            UnknownColumns = [.. (_plan?.UnknownColumns ?? []).Take(MaxUnknownColumns).Select(Quoted.Show)],
            Notes = [.. reader.Notes(), .. orders.Notes, .. FieldNotes()],
        };
    }

    private static async Task<List<SourceRow>> SampleAsync(IAsyncEnumerator<SourceRow> rows)
    {
        var sample = new List<SourceRow>();
        long length = 0;
        while (sample.Count < SampleRows && length < SampleLength && await rows.MoveNextAsync())
        {
            sample.Add(rows.Current);
            foreach (var cell in rows.Current.Cells)
                length += cell?.Length ?? 0;
        }

        return sample;
    }

    private void Plan()
    {
        _plannedColumns = reader.Columns.Count;
        _plan = ImportPlan.Make(table, mapping, aliases, reader.Columns);
    }

    private async ValueTask TakeAsync(SourceRow row, ChunkWriter<T> writer, RefusalLog refusals, CancellationToken ct)
    {
        _read++;
        // A JSON file may bring a name that its first records did not have.
        if (reader.Columns.Count != _plannedColumns)
            Plan();

        if (row.Broken is not null)
            await refusals.AddAsync(new ImportRefusal(row.Line, row.Record, null, row.Broken), ct);
        else if (Convert(row, out var refusal) is { } entity)
            _chunk.Add((entity, row));
        else
            await refusals.AddAsync(refusal!, ct);

        if (_chunk.Count == ChunkWriter<T>.Size)
            await FlushAsync(writer, refusals, ct);
        else if (_read % ChunkWriter<T>.Size == 0)
            Report(refusals);
    }

    private T? Convert(SourceRow row, out ImportRefusal? refusal)
    {
        refusal = null;
        if (RecordReader.Read(table, _plan, _fields, row, _context, out var wrong) is not var (id, entity))
        {
            refusal = new ImportRefusal(row.Line, row.Record, wrong.Column, wrong.Reason);
            return null;
        }

        if (!_seen.TryAdd(Fingerprint(id), row.Line))
        {
            // The second would change what the first wrote, and the next import would change it back.
            refusal = new ImportRefusal(row.Line, row.Record, Quoted.Show(_plan.Id.ColumnName), $"has the same id as line {_seen[Fingerprint(id)]}");
            return null;
        }

        return entity;
    }

    private async Task FlushAsync(ChunkWriter<T> writer, RefusalLog refusals, CancellationToken ct)
    {
        if (_chunk.Count > 0)
        {
            var outcome = await writer.WriteAsync(_chunk.ConvertAll(c => c.Entity), _plan.Provided, ct);
            _inserted += outcome.Inserted;
            _updated += outcome.Updated;
            _unchanged += outcome.Unchanged;
            foreach (var taken in outcome.Taken)
            {
                var row = _chunk.Find(c => ReferenceEquals(c.Entity, taken.Entity)).Row;
                await refusals.AddAsync(new ImportRefusal(row.Line, row.Record, "locator", "the reference belongs to another record"), ct);
            }

            _chunk.Clear();
        }

        Report(refusals);
    }

    private void Report(RefusalLog refusals) =>
        progress?.Report(new ImportProgress(
            source.BytesRead, request.Content.CanSeek ? request.Content.Length : null, _read, _inserted + _updated, refusals.Count));

    private IEnumerable<string> FieldNotes()
    {
        if (_fields is null)
            yield break;
        foreach (var (field, count) in _fields.Emptied)
            yield return $"{field} could not be read in {count} records and was left empty or given its default, as the mapping says";
        foreach (var (field, count) in _fields.Unread)
            yield return $"{field} was kept as written in {count} records; no amount could be read from it";
    }

    private static UInt128 Fingerprint(string id)
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(Encoding.UTF8.GetBytes(id), hash);
        return BitConverter.ToUInt128(hash);
    }

    private static DateTimeOffset Milliseconds(DateTimeOffset now) =>
        new(now.UtcTicks / TimeSpan.TicksPerMillisecond * TimeSpan.TicksPerMillisecond, TimeSpan.Zero);
}
