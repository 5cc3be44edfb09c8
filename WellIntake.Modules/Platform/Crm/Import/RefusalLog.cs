using System.Globalization;
using CsvHelper;

namespace WellIntake.Modules.Platform.Crm.Import;

/// <summary>Counts refusals, keeps the first ones, and writes all of them as CSV where that is wanted.</summary>
internal sealed class RefusalLog : IAsyncDisposable
{
    private readonly List<ImportRefusal> _kept = [];
    private readonly int _max;
    private readonly CsvWriter? _csv;

    public RefusalLog(int max, Stream? stream)
    {
        _max = max;
        if (stream is null)
            return;
        // Spreadsheets run what begins with = + - @; refusals quote what strangers typed.
        _csv = CsvWriter.Create(stream, new CsvWriterOptions { Injection = CsvInjection.Escape }, leaveOpen: true);
        _csv.WriteRecord(["line", "record", "column", "reason"]);
    }

    public long Count { get; private set; }

    public IReadOnlyList<ImportRefusal> Kept => _kept;

    public async ValueTask AddAsync(ImportRefusal refusal, CancellationToken ct)
    {
        Count++;
        if (_kept.Count < _max)
            _kept.Add(refusal);
        if (_csv is null)
            return;
        string[] record =
        [
            refusal.Line.ToString(CultureInfo.InvariantCulture), refusal.Record.ToString(CultureInfo.InvariantCulture),
            refusal.Column ?? "", refusal.Reason,
        ];
        await _csv.WriteRecordAsync(record, ct);
    }

    public async ValueTask DisposeAsync()
    {
        if (_csv is not null)
            await _csv.DisposeAsync();
    }
}
