using System.Data;
using Npgsql;
using WellIntake.Modules.Platform.Queueing;

namespace WellIntake.Modules.Platform.Persistence.Postgres;

/// <summary>
/// One connection and its prepared commands. Parameter types are the server's own, asked for once a statement, so that
/// a null or an int for a bigint fits the plan that is there.
/// </summary>
internal sealed class PostgresCommitSession(NpgsqlConnection connection, string writer) : ICommitSession, IDisposable
{
    // Statements come from code, not from data; past this many something builds them, and preparing would only cost.
    private const int MaxPrepared = 256;

    private readonly Dictionary<string, PreparedStatement> _prepared = new(StringComparer.Ordinal);
    private NpgsqlTransaction? _transaction;

    /// <summary>The first error in the current transaction: PostgreSQL would turn its commit into a rollback, silently.</summary>
    public Exception? Failure { get; private set; }

    /// <summary>
    /// Begins a transaction that leaves <paramref name="mark"/> behind if it is committed. Not the transaction's own id:
    /// after a crash the server may give the id of a transaction that it has lost to another one.
    /// </summary>
    public void Begin(long mark)
    {
        Failure = null;
        _transaction = connection.BeginTransaction();
        Execute(
            """
            INSERT INTO commit_marks (writer, mark, at) VALUES (@p0, @p1, now())
            ON CONFLICT (writer) DO UPDATE SET mark = excluded.mark, at = excluded.at
            """, writer, mark);
    }

    /// <summary>
    /// The mark of the writer's last commit, 0 when there was none. Waits while a transaction that its lost connection
    /// has left behind still runs: both want the same row.
    /// </summary>
    public long ReadMark() => (long)Scalar(
        """
        INSERT INTO commit_marks (writer, mark, at) VALUES (@p0, 0, now())
        ON CONFLICT (writer) DO UPDATE SET at = excluded.at RETURNING mark
        """, writer)!;

    /// <summary>Removes the writer's mark, and those of processes that could not do so.</summary>
    public void RemoveMarks() => Execute("DELETE FROM commit_marks WHERE writer = @p0 OR at < now() - interval '7 days'", writer);

    public void Commit()
    {
        if (Failure is not null)
            throw new InvalidOperationException("A statement of this transaction failed.", Failure);
        _transaction!.Commit();
        EndTransaction();
    }

    /// <summary>False when the connection is lost, and the transaction with it.</summary>
    public bool TryRollback()
    {
        try
        {
            // Rolls back unless the server has done so already.
            EndTransaction();
        }
        catch (Exception error) when (error is NpgsqlException or InvalidOperationException)
        {
            return false;
        }

        return connection.State == ConnectionState.Open;
    }

    public int Execute(string sql, params ReadOnlySpan<object?> values)
    {
        try
        {
            // −1 stands for a statement that changes nothing.
            return Math.Max(0, Statement(sql, values).ExecuteNonQuery());
        }
        catch (Exception error)
        {
            Failure ??= error;
            throw;
        }
    }

    public object? Scalar(string sql, params ReadOnlySpan<object?> values)
    {
        try
        {
            // The types that SQLite would give, where there is one for both.
            return Statement(sql, values).ExecuteScalar() switch
            {
                null or DBNull => null,
                int number => (long)number,
                short number => (long)number,
                DateTime { Kind: DateTimeKind.Utc } at => new DateTimeOffset(at),
                var value => value,
            };
        }
        catch (Exception error)
        {
            Failure ??= error;
            throw;
        }
    }

    public void Dispose()
    {
        foreach (var statement in _prepared.Values)
            statement.Dispose();
        _prepared.Clear();
        TryRollback();
        connection.Dispose();
    }

    private NpgsqlCommand Statement(string sql, ReadOnlySpan<object?> values)
    {
        if (!_prepared.TryGetValue(sql, out var statement))
        {
            if (_prepared.Count >= MaxPrepared)
                ForgetAll();
            statement = PreparedStatement.Make(connection, sql);
            _prepared.Add(sql, statement);
        }

        statement.SetValues(values);
        return statement.Command;
    }

    private void ForgetAll()
    {
        foreach (var statement in _prepared.Values)
        {
            statement.Command.Unprepare();
            statement.Dispose();
        }

        _prepared.Clear();
    }

    private void EndTransaction()
    {
        var transaction = _transaction;
        _transaction = null;
        transaction?.Dispose();
    }
}
