using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace WellIntake.Modules.Platform.Queueing.InMemory.Journal;

/// <summary>The one connection that all shared commits go through, with its prepared statements. Used by one thread.</summary>
internal sealed class SqliteCommitSession : ICommitSession, IDisposable
{
    private const int BusyMilliseconds = 250;

    private readonly Dictionary<string, SqliteStatement> _statements = new(StringComparer.Ordinal);
    private readonly SqliteConnection _connection;
    private readonly sqlite3 _database;
    private string? _lastText;
    private SqliteStatement? _lastStatement;
    private bool _inTransaction;

    /// <summary>Opens the database: WAL, and every commit on disk before it returns.</summary>
    public SqliteCommitSession(string connectionString)
    {
        _connection = new SqliteConnection(new SqliteConnectionStringBuilder(connectionString) { Pooling = false }.ToString());
        try
        {
            _connection.Open();
            _database = _connection.Handle!;
            Prepare($"PRAGMA busy_timeout={BusyMilliseconds}").Run();
            Prepare("PRAGMA journal_mode=WAL").Run();
            Prepare("PRAGMA synchronous=FULL").Run();
            // Checkpoints are made by SqliteCheckpoints.
            Prepare("PRAGMA wal_autocheckpoint=0").Run();
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    /// <summary>The connection itself; not to be closed.</summary>
    public SqliteConnection Connection => _connection;

    /// <summary>How many pages it has written to the log since it was asked last.</summary>
    public long TakePagesWritten()
    {
        raw.sqlite3_db_status(_database, raw.SQLITE_DBSTATUS_CACHE_WRITE, out var pages, out _, resetFlg: 1);
        return pages;
    }

    public int Execute(string sql, params ReadOnlySpan<object?> values)
    {
        var statement = Bound(sql, values);
        statement.Run();
        return statement.Changes;
    }

    public object? Scalar(string sql, params ReadOnlySpan<object?> values)
    {
        var statement = Bound(sql, values);
        try
        {
            return statement.Step() ? statement.Any(0) : null;
        }
        finally
        {
            statement.Reset();
        }
    }

    /// <summary>The statement of that text, prepared once, with nothing bound.</summary>
    public SqliteStatement Prepare(string sql)
    {
        // A commit is mostly one statement run again and again: its text need not be hashed for each job.
        if (!ReferenceEquals(sql, _lastText) || _lastStatement is not { } statement)
        {
            if (!_statements.TryGetValue(sql, out statement))
                _statements[sql] = statement = new SqliteStatement(_database, sql);
            (_lastText, _lastStatement) = (sql, statement);
        }

        statement.Unbind();
        return statement;
    }

    public void Begin()
    {
        Prepare("BEGIN IMMEDIATE").Run();
        _inTransaction = true;
    }

    public void Commit()
    {
        Prepare("COMMIT").Run();
        _inTransaction = false;
    }

    /// <summary>Undoes what was begun. SQLite may have done so by itself already.</summary>
    public void Rollback()
    {
        _inTransaction = false;
        if (raw.sqlite3_get_autocommit(_database) == 0)
            Prepare("ROLLBACK").Run();
    }

    public void Dispose()
    {
        foreach (var statement in _statements.Values)
            statement.Dispose();
        _statements.Clear();
        _connection.Dispose();
    }

    private SqliteStatement Bound(string sql, ReadOnlySpan<object?> values)
    {
        if (!_inTransaction)
            throw new InvalidOperationException("A commit session is valid only inside the delegate it is given to.");
        var statement = Prepare(sql);
        for (var i = 0; i < values.Length; i++)
            statement.BindAny(i, values[i]);
        return statement;
    }
}
