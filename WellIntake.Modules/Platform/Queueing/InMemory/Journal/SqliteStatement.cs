using System.Text;
using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace WellIntake.Modules.Platform.Queueing.InMemory.Journal;

/// <summary>
/// One prepared statement, bound and stepped without the boxes and parameter objects of ADO: the journal runs two of
/// these for every job. Columns and parameters count from 0.
/// </summary>
internal sealed class SqliteStatement : IDisposable
{
    private static readonly long Epoch = DateTimeOffset.UnixEpoch.UtcTicks;

    private readonly sqlite3 _database;
    private readonly sqlite3_stmt _statement;
    private readonly int[] _slots;
    private byte[] _text = new byte[512];

    public SqliteStatement(sqlite3 database, string sql)
    {
        _database = database;
        Check(raw.sqlite3_prepare_v2(database, sql, out _statement));
        var count = raw.sqlite3_bind_parameter_count(_statement);
        _slots = new int[count];
        for (var i = 0; i < count; i++)
            _slots[i] = raw.sqlite3_bind_parameter_index(_statement, $"@p{i}");
    }

    /// <summary>A moment as the database stores it: microseconds since 1970.</summary>
    public static long ToMicroseconds(long utcTicks) => (utcTicks - Epoch) / TimeSpan.TicksPerMicrosecond;

    /// <summary>The UTC ticks of a stored moment.</summary>
    public static long ToTicks(long microseconds) => (microseconds * TimeSpan.TicksPerMicrosecond) + Epoch;

    public SqliteStatement Bind(int index, long value)
    {
        Check(raw.sqlite3_bind_int64(_statement, _slots[index], value));
        return this;
    }

    public SqliteStatement Bind(int index, string? value)
    {
        // What is not bound is null.
        if (value is null)
            return this;

        var most = Encoding.UTF8.GetMaxByteCount(value.Length);
        if (most > _text.Length)
            _text = new byte[most];
        var length = Encoding.UTF8.GetBytes(value, _text);
        Check(raw.sqlite3_bind_text(_statement, _slots[index], _text.AsSpan(0, length)));
        return this;
    }

    public SqliteStatement Bind(int index, ReadOnlySpan<byte> value)
    {
        Check(value.IsEmpty
            ? raw.sqlite3_bind_zeroblob(_statement, _slots[index], 0)
            : raw.sqlite3_bind_blob(_statement, _slots[index], value));
        return this;
    }

    /// <summary>Any of the values that <see cref="ICommitSession"/> takes.</summary>
    public void BindAny(int index, object? value)
    {
        switch (value)
        {
            case null:
                Bind(index, (string?)null);
                break;
            case string text:
                Bind(index, text);
                break;
            case int number:
                Bind(index, number);
                break;
            case long number:
                Bind(index, number);
                break;
            case bool flag:
                Bind(index, flag ? 1 : 0);
                break;
            case double number:
                Check(raw.sqlite3_bind_double(_statement, _slots[index], number));
                break;
            case byte[] bytes:
                Bind(index, bytes.AsSpan());
                break;
            case DateTimeOffset moment:
                Bind(index, ToMicroseconds(moment.UtcTicks));
                break;
            default:
                throw new ArgumentException($"A value of type {value.GetType().Name} cannot be written in a shared commit.", nameof(value));
        }
    }

    /// <summary>How many rows the last run changed, of this or another statement of the connection.</summary>
    public int Changes => raw.sqlite3_changes(_database);

    /// <summary>Runs it to its end.</summary>
    public void Run()
    {
        try
        {
            while (Step())
            {
                // Rows of a statement that is run for its effect are of no interest.
            }
        }
        finally
        {
            Reset();
        }
    }

    /// <summary>On to the next row. False at the end.</summary>
    public bool Step()
    {
        var result = raw.sqlite3_step(_statement);
        if (result == raw.SQLITE_ROW)
            return true;
        if (result != raw.SQLITE_DONE)
            SqliteException.ThrowExceptionForRC(result, _database);
        return false;
    }

    /// <summary>Every parameter is null again, also those that a use before this one left bound because it failed.</summary>
    public void Unbind() => raw.sqlite3_clear_bindings(_statement);

    /// <summary>Ready to be bound and run again.</summary>
    public void Reset() => raw.sqlite3_reset(_statement);

    public bool IsNull(int column) => raw.sqlite3_column_type(_statement, column) == raw.SQLITE_NULL;

    public long Long(int column) => raw.sqlite3_column_int64(_statement, column);

    public string? Text(int column) => IsNull(column) ? null : raw.sqlite3_column_text(_statement, column).utf8_to_string();

    public byte[] Bytes(int column) => raw.sqlite3_column_blob(_statement, column).ToArray();

    public object? Any(int column) => raw.sqlite3_column_type(_statement, column) switch
    {
        raw.SQLITE_INTEGER => Long(column),
        raw.SQLITE_FLOAT => raw.sqlite3_column_double(_statement, column),
        raw.SQLITE_TEXT => Text(column),
        raw.SQLITE_BLOB => Bytes(column),
        _ => null,
    };

    public void Dispose() => _statement.Dispose();

    private void Check(int result)
    {
        if (result != raw.SQLITE_OK)
            SqliteException.ThrowExceptionForRC(result, _database);
    }
}
