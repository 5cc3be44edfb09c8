using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using WellIntake.Modules.Platform.Crm.Import.Mapping;

namespace WellIntake.Modules.Platform.Crm.Import.Rows;

/// <summary>Rows of a JSON file: an array of objects, one inside an object, or an object a line.</summary>
internal sealed partial class JsonRowReader(TextSource source) : IRowReader
{
    private const int MaxColumns = 1_000;
    private const int Peeked = 4096;

    private readonly List<string> _columns = [];
    private readonly Dictionary<string, int> _indexes = new(StringComparer.Ordinal);
    private readonly SortedDictionary<string, long> _nested = new(StringComparer.Ordinal);
    private bool _tooManyColumns;

    public IReadOnlyList<string> Columns => _columns;

    public async IAsyncEnumerable<SourceRow> ReadAsync([EnumeratorCancellation] CancellationToken ct)
    {
        while (source.Available.Length < Peeked && await source.FillAsync(ct))
        {
        }

        long record = 0;
        await foreach (var piece in Pieces(ct))
        {
            record++;
            yield return piece.Broken is null ? Read(record, piece) : new SourceRow(record, piece.Line, [], piece.Broken);
        }
    }

    public IEnumerable<string> Notes()
    {
        if (source.StrayBytes > 0)
            yield return $"{source.StrayBytes} bytes were no UTF-8 and were read as Windows-1252";
        foreach (var (name, count) in _nested)
            yield return $"'{Quoted.Show(name)}' holds objects in {count} records; they were left out";
        if (_tooManyColumns)
            yield return $"only the first {MaxColumns} different names were read";
    }

    private async IAsyncEnumerable<JsonPiece> Pieces([EnumeratorCancellation] CancellationToken ct)
    {
        var head = source.Available.TrimStart('\uFEFF').TrimStart().ToString();
        if (head.Length == 0)
            yield break;
        if (IsLines(head))
        {
            var lines = new LineReader(source);
            while (await lines.ReadAsync(ct) is { } line)
            {
                if (string.IsNullOrWhiteSpace(line.Text))
                    continue;
                yield return line.TooLong
                    ? new JsonPiece(line.Number, "", $"the line is longer than {LineReader.MaxLength:N0} characters")
                    : new JsonPiece(line.Number, line.Text, null);
            }

            yield break;
        }

        var splitter = new JsonSplitter(source);
        if (Wrapper().IsMatch(head))
            splitter.SkipPast('[');
        while (await splitter.NextAsync(ct) is { } piece)
            yield return piece;
    }

    /// <summary>An object a line, unless the first line is only the beginning of one or of an array.</summary>
    private static bool IsLines(string head)
    {
        if (head[0] != '{' || Wrapper().IsMatch(head))
            return false;
        var end = head.AsSpan().IndexOfAny('\r', '\n');
        return end < 0 ? head.Length >= Peeked - 2 || head.TrimEnd().EndsWith('}') : head.AsSpan(0, end).TrimEnd() is [.., '}'] || end > 80;
    }

    private SourceRow Read(long record, JsonPiece piece)
    {
        try
        {
            using var document = JsonDocument.Parse(piece.Text);
            if (document.RootElement.ValueKind != JsonValueKind.Object)
                return new SourceRow(record, piece.Line, [], "the record is no object");
            var cells = new string?[_columns.Count];
            foreach (var property in document.RootElement.EnumerateObject())
            {
                var name = property.Name.Trim();
                if (Scalar(property.Value, out var text))
                {
                    var index = IndexOf(name);
                    if (index < 0)
                        continue;
                    if (index >= cells.Length)
                        Array.Resize(ref cells, index + 1);
                    if (text is not null && text.Contains('\0', StringComparison.Ordinal))
                        return new SourceRow(record, piece.Line, [], "a value holds a NUL character");
                    cells[index] = text;
                }
                else if (_nested.Count < MaxColumns)
                {
                    _nested[name] = _nested.GetValueOrDefault(name) + 1;
                }
            }

            return new SourceRow(record, piece.Line, cells);
        }
        catch (JsonException)
        {
            return new SourceRow(record, piece.Line, [], "the record is no valid JSON");
        }
        catch (InvalidOperationException)
        {
            // A lone surrogate: half a character cannot be stored.
            return new SourceRow(record, piece.Line, [], "a value holds half of a character");
        }
    }

    private int IndexOf(string name)
    {
        if (_indexes.TryGetValue(name, out var index))
            return index;
        if (_columns.Count >= MaxColumns || name.Length == 0)
        {
            _tooManyColumns |= name.Length > 0;
            return -1;
        }

        _columns.Add(name);
        return _indexes[name] = _columns.Count - 1;
    }

    /// <summary>The value as text; a list of plain values joined by commas. False for objects and lists of them.</summary>
    private static bool Scalar(JsonElement value, out string? text)
    {
        text = null;
        switch (value.ValueKind)
        {
            case JsonValueKind.Null:
                return true;
            case JsonValueKind.String:
                text = value.GetString();
                return true;
            case JsonValueKind.Array:
                var joined = new StringBuilder();
                foreach (var item in value.EnumerateArray())
                {
                    if (item.ValueKind is JsonValueKind.Array or JsonValueKind.Object || !Scalar(item, out var part))
                        return false;
                    if (!string.IsNullOrEmpty(part))
                        joined.Append(joined.Length > 0 ? ", " : "").Append(part);
                }

                text = joined.ToString();
                return true;
            case JsonValueKind.Object:
                return false;
            default:
                text = value.GetRawText();
                return true;
        }
    }

    [GeneratedRegex(@"^\{\s*""(data|records|items|value|results|candidates|deals|meetings|notes)""\s*:\s*\[", RegexOptions.ExplicitCapture | RegexOptions.IgnoreCase | RegexOptions.CultureInvariant, 1000)]
    private static partial Regex Wrapper();
}
