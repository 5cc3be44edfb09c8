using Microsoft.Extensions.Logging.Abstractions;
using WellIntake.Modules.Platform.Queueing;
using WellIntake.Modules.Platform.Queueing.InMemory;
using WellIntake.Modules.Platform.Queueing.InMemory.Journal;
using WellIntake.Tests.Testing;

namespace WellIntake.Tests.Conformance;

/// <summary>The in-memory backend with its journal, in a database of its own for each test.</summary>
[TestClass]
public sealed class JournalConformance : RankedJobQueueConformance
{
    protected override Task<QueueFixture> OpenAsync(JobQueueOptions options) => JournalFixture.OpenAsync(options);
}

/// <summary>The same, for writes that share its commits.</summary>
[TestClass]
public sealed class JournalSharedCommitConformance : SharedCommitConformance
{
    protected override Task<QueueFixture> OpenAsync(JobQueueOptions options) => JournalFixture.OpenAsync(options);
}

internal static class JournalFixture
{
    public static async Task<QueueFixture> OpenAsync(JobQueueOptions options)
    {
        var time = new FakeTime();
        var folder = Directory.CreateTempSubdirectory("queue-");
        var journal = new JournalOptions { ConnectionString = $"Data Source={Path.Combine(folder.FullName, "test.db")}" };
        var commit = new SqliteGroupCommit(journal, time, NullLogger<SqliteGroupCommit>.Instance);
        var queue = new JournaledJobQueue("test", options, commit, time);
        await queue.GetStatisticsAsync();
        return new QueueFixture(
            queue,
            by =>
            {
                time.Advance(by);
                return Task.CompletedTask;
            },
            time.GetUtcNow,
            async () =>
            {
                await commit.DisposeAsync();
                folder.Delete(recursive: true);
            });
    }
}
