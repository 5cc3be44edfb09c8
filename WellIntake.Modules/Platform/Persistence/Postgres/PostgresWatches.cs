using System.Data.Common;
using Microsoft.EntityFrameworkCore.Diagnostics;

namespace WellIntake.Modules.Platform.Persistence.Postgres;

/// <summary>Opens no connection while the breaker is open. That one was opened says nothing: it may come from the pool.</summary>
internal sealed class PostgresConnectionWatch(PostgresBreaker breaker) : DbConnectionInterceptor
{
    public override InterceptionResult ConnectionOpening(DbConnection connection, ConnectionEventData eventData, InterceptionResult result)
    {
        breaker.Demand();
        return result;
    }

    public override ValueTask<InterceptionResult> ConnectionOpeningAsync(
        DbConnection connection, ConnectionEventData eventData, InterceptionResult result, CancellationToken cancellationToken = default)
    {
        breaker.Demand();
        return ValueTask.FromResult(result);
    }

    public override void ConnectionFailed(DbConnection connection, ConnectionErrorEventData eventData) => breaker.Failed(eventData.Exception, eventData.Duration);

    public override Task ConnectionFailedAsync(DbConnection connection, ConnectionErrorEventData eventData, CancellationToken cancellationToken = default)
    {
        if (!cancellationToken.IsCancellationRequested)
            breaker.Failed(eventData.Exception, eventData.Duration);
        return Task.CompletedTask;
    }
}

/// <summary>Sees from each command whether the server answers.</summary>
internal sealed class PostgresCommandWatch(PostgresBreaker breaker) : DbCommandInterceptor
{
    public override DbDataReader ReaderExecuted(DbCommand command, CommandExecutedEventData eventData, DbDataReader result) => Answered(eventData, result);

    public override object? ScalarExecuted(DbCommand command, CommandExecutedEventData eventData, object? result) => Answered(eventData, result);

    public override int NonQueryExecuted(DbCommand command, CommandExecutedEventData eventData, int result) => Answered(eventData, result);

    public override ValueTask<DbDataReader> ReaderExecutedAsync(
        DbCommand command, CommandExecutedEventData eventData, DbDataReader result, CancellationToken cancellationToken = default) =>
        ValueTask.FromResult(Answered(eventData, result));

    public override ValueTask<object?> ScalarExecutedAsync(
        DbCommand command, CommandExecutedEventData eventData, object? result, CancellationToken cancellationToken = default) =>
        ValueTask.FromResult(Answered(eventData, result));

    public override ValueTask<int> NonQueryExecutedAsync(
        DbCommand command, CommandExecutedEventData eventData, int result, CancellationToken cancellationToken = default) =>
        ValueTask.FromResult(Answered(eventData, result));

    public override void CommandFailed(DbCommand command, CommandErrorEventData eventData) => breaker.Failed(eventData.Exception, eventData.Duration);

    public override Task CommandFailedAsync(DbCommand command, CommandErrorEventData eventData, CancellationToken cancellationToken = default)
    {
        breaker.Failed(eventData.Exception, eventData.Duration);
        return Task.CompletedTask;
    }

    private T Answered<T>(CommandExecutedEventData eventData, T result)
    {
        breaker.Answered(eventData.Duration);
        return result;
    }
}
