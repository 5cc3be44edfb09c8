using System.Collections.Concurrent;
using System.Globalization;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Logging.Abstractions;
using WellIntake.Modules.Platform.Queueing;
using WellIntake.Modules.Platform.Queueing.InMemory;
using WellIntake.Modules.Platform.Queueing.InMemory.Journal;

namespace WellIntake.Benchmarks.Queueing;

/// <summary>A plain SQLite table with group commit, and the queue with its journal, each on a fresh file.</summary>
internal static class DurableRounds
{
    private const int MaxBatch = 1_000;

    public static async Task<Figure> JournalAsync(int jobs, int producers)
    {
        using var file = new ScratchFile();
        var options = new JournalOptions { ConnectionString = file.ConnectionString };
        await using var commit = new SqliteGroupCommit(options, TimeProvider.System, NullLogger<SqliteGroupCommit>.Instance);
        await using var queue = new JournaledJobQueue("bench", new JobQueueOptions(), commit, TimeProvider.System);
        await queue.GetStatisticsAsync();
        return await InMemoryRounds.ThroughAsync(queue, jobs, producers);
    }

    /// <summary>Jobs that come one at a time: from send to handler, the commit between them.</summary>
    public static async Task<Figure> PacedAsync(int perSecond, int jobs)
    {
        using var file = new ScratchFile();
        var options = new JournalOptions { ConnectionString = file.ConnectionString };
        await using var commit = new SqliteGroupCommit(options, TimeProvider.System, NullLogger<SqliteGroupCommit>.Instance);
        await using var queue = new JournaledJobQueue("bench", new JobQueueOptions(), commit, TimeProvider.System);
        await queue.GetStatisticsAsync();
        var paced = new Paced(perSecond, jobs);
        var worker = Task.Run(async () =>
        {
            for (var handled = 0; handled < jobs;)
            {
                foreach (var lease in await queue.ReceiveAsync(1, TimeSpan.FromSeconds(5)))
                {
                    GC.KeepAlive(SampleJob.FromJson(lease.Job.Body.Span));
                    paced.Handled(int.Parse(lease.Job.Id, CultureInfo.InvariantCulture));
                    await lease.CompleteAsync();
                    handled++;
                }
            }
        });
        var body = SampleJob.Create(0);
        var figure = await paced.RunAsync(job => queue.SendAsync(
            [new JobEnvelope { Id = job.ToString(CultureInfo.InvariantCulture), Type = "sample", Body = body.ToJson(), FairnessKey = "user" }]));
        await worker;
        return figure;
    }

    /// <summary>Insert, handle, delete: the delete rides with the next commit, as the journal's does.</summary>
    public static async Task<Figure> BaselineAsync(int jobs, int producers)
    {
        using var file = new ScratchFile();
        using var sends = new BlockingCollection<Send>();
        var deletes = new ConcurrentQueue<long>();
        var writer = new Thread(() => WriteAll(file.ConnectionString, sends, deletes));
        writer.Start();
        var body = SampleJob.Create(0);
        var figure = await Outstanding.RunAsync(jobs, producers, async (_, job) =>
        {
            var kept = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            var bytes = body.ToJson();
            sends.Add(new Send(job, bytes, kept));
            await kept.Task;
            GC.KeepAlive(SampleJob.FromJson(bytes));
            deletes.Enqueue(job);
        });
        sends.CompleteAdding();
        writer.Join();
        return figure;
    }

    private static void WriteAll(string connectionString, BlockingCollection<Send> sends, ConcurrentQueue<long> deletes)
    {
        using var connection = new SqliteConnection(connectionString);
        connection.Open();
        Execute(connection, "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; CREATE TABLE jobs (id INTEGER PRIMARY KEY, body BLOB)");
        using var insert = connection.CreateCommand();
        insert.CommandText = "INSERT INTO jobs VALUES ($id, $body)";
        var id = insert.Parameters.Add("$id", SqliteType.Integer);
        var content = insert.Parameters.Add("$body", SqliteType.Blob);
        using var delete = connection.CreateCommand();
        delete.CommandText = "DELETE FROM jobs WHERE id = $id";
        var gone = delete.Parameters.Add("$id", SqliteType.Integer);
        var batch = new List<TaskCompletionSource>();
        foreach (var first in sends.GetConsumingEnumerable())
        {
            using var transaction = connection.BeginTransaction();
            insert.Transaction = delete.Transaction = transaction;
            while (deletes.TryDequeue(out var settled))
            {
                gone.Value = settled;
                delete.ExecuteNonQuery();
            }

            var item = first;
            do
            {
                (id.Value, content.Value) = (item.Id, item.Body);
                insert.ExecuteNonQuery();
                batch.Add(item.Kept);
            }
            while (batch.Count < MaxBatch && sends.TryTake(out item!));

            transaction.Commit();
            foreach (var kept in batch)
                kept.SetResult();
            batch.Clear();
        }
    }

    private sealed record Send(long Id, byte[] Body, TaskCompletionSource Kept);

    private static void Execute(SqliteConnection connection, string sql)
    {
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }
}

/// <summary>A database file that is gone afterwards.</summary>
internal sealed class ScratchFile : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("bench-");

    public string ConnectionString => $"Data Source={Path.Combine(_folder.FullName, "bench.db")};Pooling=False";

    public void Dispose() => _folder.Delete(recursive: true);
}
