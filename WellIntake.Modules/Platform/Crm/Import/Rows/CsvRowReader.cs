using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;
using WellIntake.Modules.Platform.Crm.Import.Mapping;

namespace WellIntake.Modules.Platform.Crm.Import.Rows;

/// <summary>
/// Rows of a delimited file. A row whose quotation marks are wrong is refused by its line, and reading goes on with the
/// line after it.
/// </summary>
internal sealed partial class CsvRowReader(TextSource source, char? delimiter, bool acceptShortRows, Func<string, bool> isKnownColumn) : IRowReader
{
    private const int SniffedLines = 50;
    private const int MaxRecordLines = 2_000;
    private const int MaxRecordLength = 1_000_000;
    private const int MaxColumns = 1_000;

    private readonly LineReader _lines = new(source);
    private readonly List<string> _columns = [];
    private char _delimiter;

    public IReadOnlyList<string> Columns => _columns;

    public async IAsyncEnumerable<SourceRow> ReadAsync([EnumeratorCancellation] CancellationToken ct)
    {
        await SniffAsync(ct);
        var record = new CsvRecord(_delimiter);
        long number = 0;
        var gathered = new List<Line>();
        while (await NextAsync(record, gathered, ct) is { } read)
        {
            if (_columns.Count == 0)
            {
                TakeHeader(read.Cells, read.Broken);
                continue;
            }

            number++;
            var broken = read.Broken ?? Misfit(read.Cells);
            yield return new SourceRow(number, read.Line, broken is null ? read.Cells : [], broken);
        }
    }

    public IEnumerable<string> Notes()
    {
        if (delimiter is null && _delimiter != ',')
            yield return $"the delimiter was found to be {(_delimiter == '\t' ? "a tab" : $"'{_delimiter}'")}";
        if (source.EncodingName is not (null or "UTF-8"))
            yield return $"the file was read as {source.EncodingName}";
        if (source.StrayBytes > 0)
            yield return $"{source.StrayBytes} bytes were no UTF-8 and were read as Windows-1252";
        for (var i = 0; i < _columns.Count; i++)
        {
            if (_columns[i].StartsWith('#'))
                yield return $"column {i + 1} has no name; a mapping can call it {_columns[i]}";
        }

        foreach (var name in _columns.Where(c => c.Contains('#', StringComparison.Ordinal) && !c.StartsWith('#')))
            yield return $"a column's name comes twice; a mapping can call the later one '{Quoted.Show(name)}'";
    }

    private async Task SniffAsync(CancellationToken ct)
    {
        var head = new List<Line>();
        var length = 0;
        while (head.Count < SniffedLines && length < MaxRecordLength && await _lines.ReadAsync(ct) is { } line)
        {
            head.Add(line);
            length += line.Text.Length;
        }

        var first = head.FindIndex(l => l.Text.Trim().Length > 0);
        var named = first < 0 ? null : SeparatorLine().Match(head[first].Text);
        if (named is { Success: true })
        {
            // The line that spreadsheets put first to say it themselves.
            _delimiter = named.Groups["mark"].Value is "\\t" ? '\t' : named.Groups["mark"].Value[0];
            head.RemoveRange(0, first + 1);
        }
        else
        {
            _delimiter = delimiter ?? DelimiterSniffer.Find(head, isKnownColumn);
        }

        for (var i = head.Count - 1; i >= 0; i--)
            _lines.HandBack(head[i]);
    }

    /// <summary>The next record that is not blank; null at the end.</summary>
    private async ValueTask<(long Line, string[] Cells, string? Broken)?> NextAsync(CsvRecord record, List<Line> gathered, CancellationToken ct)
    {
        gathered.Clear();
        record.Start();
        while (true)
        {
            if (await _lines.ReadAsync(ct) is not { } line)
            {
                if (gathered.Count == 0)
                    return null;
                return Resume(gathered, "a quotation mark is never closed");
            }

            if (gathered.Count == 0 && string.IsNullOrWhiteSpace(line.Text))
                continue;
            gathered.Add(line);
            if (line.TooLong)
                return Resume(gathered, $"the line is longer than {LineReader.MaxLength:N0} characters");
            if (line.Text.Contains('\0', StringComparison.Ordinal))
                return Resume(gathered, "the line holds a NUL character");

            switch (record.Feed(line.Text))
            {
                case CsvRecord.State.Complete:
                    return (gathered[0].Number, record.TakeCells(), null);
                case CsvRecord.State.Broken:
                    return Resume(gathered, record.Reason!);
                case CsvRecord.State.Open when gathered.Count >= MaxRecordLines || record.OpenLength > MaxRecordLength:
                    return Resume(gathered, "a quotation mark is never closed");
            }
        }
    }

    /// <summary>Refuses the first line of what was gathered and reads the others again.</summary>
    private (long Line, string[] Cells, string? Broken) Resume(List<Line> gathered, string reason)
    {
        for (var i = gathered.Count - 1; i >= 1; i--)
            _lines.HandBack(gathered[i]);
        // What went wrong further down is said again when that line is read by itself.
        return (gathered[0].Number, [], gathered.Count == 1 ? reason : "a quotation mark is not closed");
    }

    private void TakeHeader(string[] cells, string? broken)
    {
        if (broken is not null)
            throw new ImportMappingException([$"the header cannot be read: {broken}"]);
        if (cells.Length > MaxColumns)
            throw new ImportMappingException([$"the file has {cells.Length} columns; at most {MaxColumns} are read"]);
        var seen = new Dictionary<string, int>(StringComparer.OrdinalIgnoreCase);
        for (var i = 0; i < cells.Length; i++)
        {
            var name = cells[i].Trim();
            if (name.Length == 0)
            {
                _columns.Add($"#{i + 1}");
                continue;
            }

            var times = seen[name] = seen.GetValueOrDefault(name) + 1;
            _columns.Add(times == 1 ? name : $"{name}#{times}");
        }
    }

    private string? Misfit(string[] cells)
    {
        if (cells.Length == _columns.Count)
            return null;
        if (cells.Length > _columns.Count && cells.AsSpan(_columns.Count).IndexOfAnyExcept("") < 0)
            return null;
        if (cells.Length < _columns.Count && acceptShortRows)
            return null;
        return $"the row has {cells.Length} cells where the header has {_columns.Count}";
    }

    [GeneratedRegex(@"^\s*""?sep=(?<mark>\\t|[^A-Za-z0-9\s""]|\t)""?\s*$", RegexOptions.ExplicitCapture | RegexOptions.IgnoreCase | RegexOptions.CultureInvariant, 1000)]
    private static partial Regex SeparatorLine();
}
