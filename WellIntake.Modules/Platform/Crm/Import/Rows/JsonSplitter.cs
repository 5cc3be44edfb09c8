using System.Text;

namespace WellIntake.Modules.Platform.Crm.Import.Rows;

/// <summary>The text of one object of a JSON file, or why there is none.</summary>
internal readonly record struct JsonPiece(long Line, string Text, string? Broken);

/// <summary>
/// Cuts the objects out of an array (or out of a row of objects) without holding the file in memory. A broken object is
/// reported by its line, and reading goes on at the next line that begins with one.
/// </summary>
internal sealed class JsonSplitter(TextSource source)
{
    private const int MaxLength = 1_000_000;

    private readonly StringBuilder _text = new();
    private long _line = 1;
    private long _startLine;
    private int _depth;
    private bool _inString;
    private bool _escaped;
    private bool _resync;
    private bool _lineStart = true;
    private bool _strayReported;

    /// <summary>The next piece; null at the end.</summary>
    public async ValueTask<JsonPiece?> NextAsync(CancellationToken ct)
    {
        while (true)
        {
            if (source.Available.IsEmpty && !await source.FillAsync(ct))
            {
                if (_depth == 0)
                    return null;
                _depth = 0;
                return new JsonPiece(_startLine, "", "the object is never closed; nothing behind this line was read");
            }

            var piece = Take(source.Available, out var taken);
            source.Advance(taken);
            if (piece is not null)
                return piece;
        }
    }

    /// <summary>Passes over what stands before an array that is wrapped in an object.</summary>
    public void SkipPast(char mark)
    {
        var skipped = source.Available[..(source.Available.IndexOf(mark) + 1)];
        _line += skipped.Count('\n');
        source.Advance(skipped.Length);
    }

    private JsonPiece? Take(ReadOnlySpan<char> available, out int taken)
    {
        for (taken = 0; taken < available.Length;)
        {
            var c = available[taken++];
            if (c == '\n')
                _line++;
            var piece = _depth == 0 ? Outside(c) : Inside(c);
            if (c == '\n')
                _lineStart = true;
            else if (!char.IsWhiteSpace(c))
                _lineStart = false;
            if (piece is not null)
                return piece;
        }

        return null;
    }

    private JsonPiece? Outside(char c)
    {
        if (c == '{' && (!_resync || _lineStart))
        {
            _resync = false;
            _strayReported = false;
            _depth = 1;
            _startLine = _line;
            _text.Clear().Append(c);
            return null;
        }

        if (_resync || _strayReported || char.IsWhiteSpace(c) || c is ',' or '[' or ']' or '}' or ':' or '\uFEFF')
            return null;
        _strayReported = true;
        return new JsonPiece(_line, "", "something that is no object stands where a record should begin");
    }

    private JsonPiece? Inside(char c)
    {
        _text.Append(c);
        if (_text.Length > MaxLength)
            return Break($"the object is longer than {MaxLength:N0} characters");
        if (_inString)
        {
            // A line feed inside a string is illegal: the closing quotation mark was lost on this line.
            if (c == '\n')
                return Break("a string is not closed");
            if (_escaped)
                _escaped = false;
            else if (c == '\\')
                _escaped = true;
            else if (c == '"')
                _inString = false;
            return null;
        }

        switch (c)
        {
            case '"':
                _inString = true;
                break;
            case '{' or '[':
                _depth++;
                break;
            case '}' or ']' when --_depth == 0:
                return new JsonPiece(_startLine, _text.ToString(), null);
        }

        return null;
    }

    private JsonPiece Break(string reason)
    {
        _depth = 0;
        _inString = false;
        _escaped = false;
        _resync = true;
        return new JsonPiece(_startLine, "", reason);
    }
}
