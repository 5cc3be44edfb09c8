using System.Text;

namespace WellIntake.Modules.Platform.Crm.Import.Rows;

/// <summary>A physical line.</summary>
/// <param name="Number">Counted from 1.</param>
/// <param name="Text">Without its end; cut when <paramref name="TooLong"/>.</param>
/// <param name="TooLong">It was longer than <see cref="LineReader.MaxLength"/>.</param>
internal readonly record struct Line(long Number, string Text, bool TooLong);

/// <summary>Physical lines with any line end, of bounded length, which can be handed back.</summary>
internal sealed class LineReader(TextSource source)
{
    /// <summary>Characters of a line at most; the rest of a longer one is passed over.</summary>
    public const int MaxLength = 1_000_000;

    private readonly Stack<Line> _handedBack = new();
    private readonly StringBuilder _long = new();
    private long _number;
    private bool _skipLineFeed;

    /// <summary>The next line; null at the end.</summary>
    public async ValueTask<Line?> ReadAsync(CancellationToken ct)
    {
        if (_handedBack.TryPop(out var known))
            return known;

        _long.Clear();
        var tooLong = false;
        var any = false;
        while (true)
        {
            if (source.Available.IsEmpty && !await source.FillAsync(ct))
            {
                if (!any)
                    return null;
                return new Line(++_number, _long.ToString(), tooLong);
            }

            if (_skipLineFeed)
            {
                _skipLineFeed = false;
                if (source.Available[0] == '\n')
                {
                    source.Advance(1);
                    continue;
                }
            }

            any = true;
            if (TakeLine(ref tooLong, out var text))
                return new Line(++_number, text, tooLong);
        }
    }

    /// <summary>Hands a line back; the last one handed back is read first.</summary>
    public void HandBack(Line line) => _handedBack.Push(line);

    private bool TakeLine(ref bool tooLong, out string text)
    {
        var available = source.Available;
        var end = available.IndexOfAny('\r', '\n');
        var part = end < 0 ? available : available[..end];
        var room = MaxLength - _long.Length;
        if (part.Length > room)
        {
            tooLong = true;
            part = part[..room];
        }

        if (end < 0)
        {
            _long.Append(part);
            source.Advance(available.Length);
            text = "";
            return false;
        }

        text = _long.Length == 0 ? part.ToString() : _long.Append(part).ToString();
        _skipLineFeed = available[end] == '\r';
        source.Advance(end + 1);
        return true;
    }
}
