using Microsoft.Data.Sqlite;

namespace WellIntake.Modules.Platform.Queueing.InMemory.Journal;

/// <summary>
/// Keeps a journal to one process: two would both bring back what it holds, and work on every job twice. The operating
/// system lets go of the lock when the process ends, however it ends.
/// </summary>
internal sealed class JournalLock : IDisposable
{
    private readonly FileStream? _file;

    /// <summary>Takes the lock beside the database. A database in memory needs none.</summary>
    /// <exception cref="JobQueueUnavailableException">Another process has it.</exception>
    public JournalLock(string connectionString)
    {
        var source = new SqliteConnectionStringBuilder(connectionString).DataSource;
        if (string.IsNullOrEmpty(source) || source == ":memory:" || source.StartsWith("file:", StringComparison.Ordinal))
            return;
        var path = Path.GetFullPath(source) + ".lock";
        CreateFolder(Path.GetDirectoryName(path)!);
        try
        {
            _file = new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException e)
        {
            throw new JobQueueUnavailableException(
                $"The journal {source} is in use by another process. Stop that one, or give this one a data folder of its own (WELLINTAKE_DATA).", e);
        }
    }

    public void Dispose() => _file?.Dispose();

    private static void CreateFolder(string folder)
    {
        if (OperatingSystem.IsWindows())
            Directory.CreateDirectory(folder);
        else
            Directory.CreateDirectory(folder, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
    }
}
