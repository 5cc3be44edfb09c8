using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Logging;

namespace WellIntake.Modules.Platform.Queueing.InMemory.Journal;

/// <summary>
/// Carries what the write-ahead log holds over into the database file, on a thread and a connection of its own: that takes
/// milliseconds, in which commits go on. A checkpoint beside a busy writer never quite catches up, and only a log that is
/// carried over to its end begins anew; so the committing thread makes the last bit itself, which is short by then. It also
/// makes all of it when the log has grown too long because this one is late.
/// </summary>
internal sealed partial class SqliteCheckpoints : IDisposable
{
    /// <summary>How many pages are written to the log before they are carried over: 16 MB.</summary>
    public const long UsualPages = 4_000;

    // Four times as many may be in the log before the committing thread does all of it: 64 MB.
    private const int Late = 4;

    private readonly long _logPages;
    private readonly string _connectionString;
    private readonly ILogger _logger;
    private readonly AutoResetEvent _asked = new(initialState: false);
    private Thread? _thread;
    private SqliteConnection? _connection;
    private volatile bool _stopping;
    private volatile bool _carriedOver;
    private bool _underWay;
    private long _pages;

    public SqliteCheckpoints(string connectionString, ILogger logger, long logPages = UsualPages) =>
        (_connectionString, _logger, _logPages) = (connectionString, logger, logPages);

    /// <summary>So many pages more are in the log. Called by the committing thread after a commit, as is <see cref="IsTurn"/>.</summary>
    public void Written(long pages)
    {
        _pages += pages;
        if (_underWay || _pages < _logPages)
            return;
        _underWay = true;
        if (_thread is null)
        {
            _thread = new Thread(Run) { IsBackground = true, Name = "checkpoints" };
            _thread.Start();
        }

        _asked.Set();
    }

    /// <summary>True when the committing thread should make a checkpoint now, by <see cref="Make"/>; told once.</summary>
    public bool IsTurn()
    {
        if (!_carriedOver && _pages < Late * _logPages)
            return false;
        if (_carriedOver)
            _carriedOver = _underWay = false;
        _pages = 0;
        return true;
    }

    /// <summary>Carries over what it can without waiting for anybody. What it cannot is left for the next.</summary>
    public void Make(SqliteConnection connection)
    {
        try
        {
            using var command = connection.CreateCommand();
            command.CommandText = "PRAGMA wal_checkpoint(PASSIVE)";
            command.ExecuteNonQuery();
        }
        catch (SqliteException e)
        {
            // Nothing is lost by it: the log keeps what it holds, and is only longer.
            Log.Failed(_logger, e);
        }
    }

    /// <summary>Returns when none is under way.</summary>
    public void Dispose()
    {
        _stopping = true;
        _asked.Set();
        _thread?.Join();
        _asked.Dispose();
    }

    private void Run()
    {
        while (true)
        {
            _asked.WaitOne();
            if (_stopping)
                break;
            if (Connect() is { } connection)
                Make(connection);
            _carriedOver = true;
        }

        _connection?.Dispose();
    }

    private SqliteConnection? Connect()
    {
        if (_connection is not null)
            return _connection;
        var connection = new SqliteConnection(new SqliteConnectionStringBuilder(_connectionString) { Pooling = false }.ToString());
        try
        {
            connection.Open();
            return _connection = connection;
        }
        catch (SqliteException e)
        {
            connection.Dispose();
            Log.Failed(_logger, e);
            return null;
        }
    }

    private static partial class Log
    {
        [LoggerMessage(2106, LogLevel.Warning, "The journal's log could not be carried over into its database; it grows until that succeeds")]
        public static partial void Failed(ILogger logger, Exception e);
    }
}
