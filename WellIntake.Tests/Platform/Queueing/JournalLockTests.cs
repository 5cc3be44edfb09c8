using WellIntake.Modules.Platform.Queueing;
using WellIntake.Modules.Platform.Queueing.InMemory.Journal;

namespace WellIntake.Tests.Platform.Queueing;

[TestClass]
public sealed class JournalLockTests
{
    [TestMethod, TestCategory("QUE-8")]
    public void Take_HeldByAnother_SaysWhichJournal()
    {
        var folder = Directory.CreateTempSubdirectory("journal-lock-");
        var connectionString = $"Data Source={Path.Combine(folder.FullName, "a.db")}";
        using (new JournalLock(connectionString))
        {
            var refused = Assert.ThrowsExactly<JobQueueUnavailableException>(() => new JournalLock(connectionString));
            Assert.Contains("a.db", refused.Message);
        }

        using var again = new JournalLock(connectionString);
        folder.Delete(recursive: true);
    }

    [TestMethod, TestCategory("REL-4")]
    public void Take_CannotBeWritten_SaysThatAndNotThatAnotherHasIt()
    {
        var folder = Directory.CreateTempSubdirectory("journal-lock-");
        // A folder where the file should be cannot be opened for writing, not even by root.
        folder.CreateSubdirectory("a.db.lock");

        var refused = Assert.ThrowsExactly<JobQueueUnavailableException>(() => new JournalLock($"Data Source={Path.Combine(folder.FullName, "a.db")}"));

        Assert.Contains("cannot be written", refused.Message);
        Assert.DoesNotContain("another process", refused.Message);
        folder.Delete(recursive: true);
    }
}
