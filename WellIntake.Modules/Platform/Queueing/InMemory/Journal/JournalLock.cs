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
    /// <exception cref="JobQueueUnavailableException">Another process has it, or nothing can be written there.</exception>
    public JournalLock(string connectionString)
    {
        var source = new SqliteConnectionStringBuilder(connectionString).DataSource;
        if (string.IsNullOrEmpty(source) || source == ":memory:" || source.StartsWith("file:", StringComparison.Ordinal))
            return;
        var path = Path.GetFullPath(source) + ".lock";
        try
        {
            CreateFolder(Path.GetDirectoryName(path)!);
            _file = new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException e) when (IsHeld(e))
        {
            throw new JobQueueUnavailableException(
                $"The journal {source} is in use by another process. Stop that one, or give this one a data folder of its own (WELLINTAKE_DATA).", e);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new JobQueueUnavailableException(
                $"The journal {source} cannot be written: make its folder writable, or set another (WELLINTAKE_DATA). The system says: {e.Message}", e);
        }
    }

    public void Dispose() => _file?.Dispose();

    // What the systems call it when another has the file: EAGAIN on Linux and macOS, a sharing violation on Windows.
    private static bool IsHeld(IOException e) => (e.HResult & 0xFFFF) is 11 or 35 or 32;

    private static void CreateFolder(string folder)
    {
        if (OperatingSystem.IsWindows())
            Directory.CreateDirectory(folder);
        else
            Directory.CreateDirectory(folder, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
    }
}
