using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Logging.Abstractions;
using WellIntake.Modules.Platform.Queueing;
using WellIntake.Modules.Platform.Queueing.InMemory;
using WellIntake.Modules.Platform.Queueing.InMemory.Journal;

namespace WellIntake.Tests.Platform.Queueing;

/// <summary>A database file of its own, on which queues are opened, killed and opened again.</summary>
internal sealed class JournalFile(TimeProvider time) : IAsyncDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("journal-");
    private readonly List<SqliteGroupCommit> _commits = [];
    private string _file = "first.db";

    public string ConnectionString => $"Data Source={Path.Combine(_folder.FullName, _file)};Pooling=False";

    public SqliteGroupCommit Commit => _commits[^1];

    public async Task<JournaledJobQueue> OpenAsync(
        JobQueueOptions? options = null, TimeSpan? failAfter = null, bool awaitSettle = false, string name = "test")
    {
        var settings = new JournalOptions { ConnectionString = ConnectionString, AwaitSettle = awaitSettle };
        if (failAfter is { } limit)
            settings.FailAfter = limit;
        _commits.Add(new SqliteGroupCommit(settings, time, NullLogger<SqliteGroupCommit>.Instance));
        var queue = new JournaledJobQueue(name, options ?? new JobQueueOptions(), Commit, time);
        await queue.GetStatisticsAsync();
        return queue;
    }

    /// <summary>What kill -9 leaves: a copy of the files as they are on disk now; the old process sees nothing of it.</summary>
    public void Kill()
    {
        const string next = "after.db";
        foreach (var suffix in new[] { "", "-wal" })
        {
            var from = Path.Combine(_folder.FullName, _file + suffix);
            if (File.Exists(from))
                File.Copy(from, Path.Combine(_folder.FullName, next + suffix));
        }

        _file = next;
    }

    /// <summary>Closes the queue and its commit thread, as a proper shutdown does.</summary>
    public async Task CloseAsync(JournaledJobQueue queue)
    {
        await queue.DisposeAsync();
        await Commit.DisposeAsync();
    }

    public async Task<SqliteConnection> ConnectAsync()
    {
        var connection = new SqliteConnection(ConnectionString);
        await connection.OpenAsync();
        return connection;
    }

    public async Task<long> CountAsync(string sql)
    {
        await using var connection = await ConnectAsync();
        await using var command = connection.CreateCommand();
        command.CommandText = sql;
        return (long)(await command.ExecuteScalarAsync())!;
    }

    /// <summary>Waits for something to be seen in the database, at most ten seconds: looks again whenever a file of it was written.</summary>
    public async Task UntilAsync(string sql, long expected)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(10));
        using var written = new SemaphoreSlim(1);
        using var watcher = new FileSystemWatcher(_folder.FullName, _file + "*") { NotifyFilter = NotifyFilters.LastWrite | NotifyFilters.Size };
        watcher.Changed += (_, _) => written.Release();
        watcher.EnableRaisingEvents = true;
        do
        {
            await written.WaitAsync(patience.Token);
        }
        while (await CountAsync(sql) != expected);
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var commit in _commits)
            await commit.DisposeAsync();
        _folder.Delete(recursive: true);
    }
}
