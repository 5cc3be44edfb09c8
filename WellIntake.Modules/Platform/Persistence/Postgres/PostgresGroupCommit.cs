using Microsoft.Extensions.Logging;
using Npgsql;
using WellIntake.Modules.Platform.Queueing;

namespace WellIntake.Modules.Platform.Persistence.Postgres;

/// <summary>
/// Group commit on PostgreSQL. Connects with the first write, not before. Disposed: makes what waits, within
/// <see cref="DatabaseOptions.CommitWait"/>, and refuses what comes later.
/// </summary>
internal sealed class PostgresGroupCommit : IGroupCommit, IAsyncDisposable
{
    // Far above what a healthy server leaves waiting; past it, memory would pay for a server that is away.
    private const int Capacity = 10_000;

    private readonly WriteQueue _queue = new(Capacity);
    private readonly TimeProvider _time;
    private readonly PostgresCommitWriter[] _writers;

    public PostgresGroupCommit(
        string connectionString, DatabaseOptions options, PostgresBreaker breaker, TimeProvider time, ILogger<PostgresGroupCommit> logger)
    {
        _time = time;
        var settings = Settings(connectionString, options.CommitWait);
        _writers = [.. Enumerable.Range(1, options.CommitConnections).Select(_ =>
            new PostgresCommitWriter(settings, _queue, options.CommitBatch, options.CommitWait, breaker, time, logger))];
        for (var i = 0; i < _writers.Length; i++)
            _writers[i].Start(i + 1);
    }

    public async Task<T> CommitAsync<T>(Func<ICommitSession, T> write, CancellationToken ct = default)
    {
        ct.ThrowIfCancellationRequested();
        var pending = new PendingWrite<T>(write, _time.GetTimestamp());
        switch (_queue.Add(pending))
        {
            case WriteQueue.Added.Full:
                throw new JobQueueUnavailableException($"{Capacity} writes wait for the database already.");
            case WriteQueue.Added.Closed:
                throw new JobQueueUnavailableException("The program is stopping; nothing is written any more.");
        }

        await using var registration = ct.UnsafeRegister(
            static (state, token) => ((PendingWrite<T>)state!).Cancel(token), pending);
        return await pending.Outcome;
    }

    public async ValueTask DisposeAsync()
    {
        _queue.Close();
        await Task.WhenAll(_writers.Select(writer => writer.Ended));
    }

    private static string Settings(string connectionString, TimeSpan wait)
    {
        var seconds = Math.Max(1, (int)Math.Ceiling(wait.TotalSeconds));
        return new NpgsqlConnectionStringBuilder(connectionString)
        {
            ApplicationName = "wellintake-commit",
            Pooling = false,
            Timeout = Math.Min(5, seconds),
            CommandTimeout = seconds,
            // A server that vanished without a word is noticed while nothing is written, too.
            TcpKeepAlive = true,
        }.ConnectionString;
    }
}
