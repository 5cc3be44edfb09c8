using System.Data;
using Npgsql;
using WellIntake.Modules.Platform.Queueing;

namespace WellIntake.Modules.Platform.Persistence.Postgres;

/// <summary>
/// One connection and its prepared commands. Parameter types are the server's own, asked for once a statement, so that
/// a null or an int for a bigint fits the plan that is there.
/// </summary>
internal sealed class PostgresCommitSession(NpgsqlConnection connection) : ICommitSession, IDisposable
{
    // Statements come from code, not from data; past this many something builds them, and preparing would only cost.
    private const int MaxPrepared = 256;

    private readonly Dictionary<string, PreparedStatement> _prepared = new(StringComparer.Ordinal);
    private NpgsqlTransaction? _transaction;

    /// <summary>The first error in the current transaction: PostgreSQL would turn its commit into a rollback, silently.</summary>
    public Exception? Failure { get; private set; }

    /// <summary>Begins a transaction, and returns its id, by which its outcome can be asked for after a lost connection.</summary>
    public long Begin()
    {
        Failure = null;
        _transaction = connection.BeginTransaction();
        return (long)Scalar("SELECT txid_current()")!;
    }

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

    /// <summary>committed, aborted, in progress; null when the server has forgotten.</summary>
    public string? StatusOf(long transaction) => (string?)Scalar("SELECT txid_status(@p0)", transaction);

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
