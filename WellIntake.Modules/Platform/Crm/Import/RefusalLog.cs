using System.Globalization;
using System.Text;
using CsvHelper;
using CsvHelper.Configuration;

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
        var configuration = new CsvConfiguration(CultureInfo.InvariantCulture) { InjectionOptions = InjectionOptions.Escape };
        _csv = new CsvWriter(new StreamWriter(stream, new UTF8Encoding(false), leaveOpen: true), configuration);
        foreach (var name in (ReadOnlySpan<string>)["line", "record", "column", "reason"])
            _csv.WriteField(name);
    }

    public long Count { get; private set; }

    public IReadOnlyList<ImportRefusal> Kept => _kept;

    public async ValueTask AddAsync(ImportRefusal refusal)
    {
        Count++;
        if (_kept.Count < _max)
            _kept.Add(refusal);
        if (_csv is null)
            return;
        await _csv.NextRecordAsync();
        _csv.WriteField(refusal.Line);
        _csv.WriteField(refusal.Record);
        _csv.WriteField(refusal.Column);
        _csv.WriteField(refusal.Reason);
    }

    public async ValueTask DisposeAsync()
    {
        if (_csv is null)
            return;
        await _csv.NextRecordAsync();
        await _csv.DisposeAsync();
    }
}
