using System.Text;

namespace WellIntake.Modules.Platform.Crm.Import.Rows;

/// <summary>
/// Splits one record into cells, line by line. The CSV library reads on to the next quotation mark when one is not
/// closed, and takes the rows between with it; an import must find its place again on the very next line, so it has to
/// see where each record ends by itself.
/// </summary>
internal sealed class CsvRecord(char delimiter)
{
    private readonly List<string> _cells = [];
    private readonly StringBuilder _quoted = new();
    private bool _inQuotes;

    /// <summary>Where the record stands after a line.</summary>
    internal enum State
    {
        /// <summary>All cells are in.</summary>
        Complete,

        /// <summary>A quoted cell goes on in the next line.</summary>
        Open,

        /// <summary>Its quotation marks cannot be right.</summary>
        Broken,
    }

    /// <summary>Why it is broken.</summary>
    public string? Reason { get; private set; }

    /// <summary>Characters gathered in an open cell.</summary>
    public int OpenLength => _quoted.Length;

    /// <summary>The cells; valid once complete.</summary>
    public string[] TakeCells() => [.. _cells];

    /// <summary>Forgets everything.</summary>
    public void Start()
    {
        _cells.Clear();
        _quoted.Clear();
        _inQuotes = false;
        Reason = null;
    }

    /// <summary>Takes the record's next line.</summary>
    public State Feed(ReadOnlySpan<char> line)
    {
        if (_inQuotes)
        {
            _quoted.Append('\n');
            if (!TakeQuoted(ref line, out var state))
                return state;
        }

        while (true)
        {
            var start = line.TrimStart(delimiter == '\t' ? " " : " \t");
            if (!start.IsEmpty && start[0] == '"')
            {
                line = start[1..];
                _inQuotes = true;
                if (!TakeQuoted(ref line, out var state))
                    return state;
                continue;
            }

            var end = line.IndexOf(delimiter);
            var cell = end < 0 ? line : line[..end];
            if (cell.Count('"') % 2 != 0)
                return Break("a quotation mark inside a cell is not closed");
            _cells.Add(cell.ToString());
            if (end < 0)
                return State.Complete;
            line = line[(end + 1)..];
        }
    }

    /// <summary>Reads a quoted cell up to its delimiter. False when the line ends with it; then <paramref name="state"/> says how.</summary>
    private bool TakeQuoted(ref ReadOnlySpan<char> line, out State state)
    {
        while (true)
        {
            var mark = line.IndexOf('"');
            if (mark < 0)
            {
                _quoted.Append(line);
                state = State.Open;
                return false;
            }

            _quoted.Append(line[..mark]);
            line = line[(mark + 1)..];
            if (!line.IsEmpty && line[0] == '"')
            {
                _quoted.Append('"');
                line = line[1..];
                continue;
            }

            _inQuotes = false;
            _cells.Add(_quoted.ToString());
            _quoted.Clear();
            line = line.TrimStart(delimiter == '\t' ? " " : " \t");
            if (line.IsEmpty)
            {
                state = State.Complete;
                return false;
            }

            if (line[0] != delimiter)
            {
                state = Break("text follows a closing quotation mark");
                return false;
            }

            line = line[1..];
            state = State.Complete;
            return true;
        }
    }

    private State Break(string reason)
    {
        Reason = reason;
        return State.Broken;
    }
}
