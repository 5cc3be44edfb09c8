using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace WellIntake.Modules.Platform.Queueing.InMemory.Journal;

/// <summary>Tells a database that cannot be written now from a write that is wrong.</summary>
internal static class SqliteFailure
{
    /// <summary>Whether it is the database's fault, so that the same write may succeed later.</summary>
    public static bool IsUnwritable(Exception e) => e is SqliteException s && Describe(s.SqliteErrorCode) is not null;

    /// <summary>Whether the connection should be opened anew before the next try.</summary>
    public static bool NeedsNewConnection(Exception e) => e is SqliteException
    {
        SqliteErrorCode: raw.SQLITE_IOERR or raw.SQLITE_CANTOPEN or raw.SQLITE_READONLY or raw.SQLITE_NOTADB or raw.SQLITE_CORRUPT,
    };

    /// <summary>What a sender is told.</summary>
    public static JobQueueUnavailableException ToUnavailable(Exception? e)
    {
        var why = e is SqliteException s ? Describe(s.SqliteErrorCode) : null;
        return new JobQueueUnavailableException(
            $"The database cannot be written: {why ?? "it does not answer in time"}. Nothing was kept.", e);
    }

    private static string? Describe(int code) => code switch
    {
        raw.SQLITE_BUSY or raw.SQLITE_LOCKED or raw.SQLITE_PROTOCOL => "it is busy, another holds its write lock",
        raw.SQLITE_FULL => "the disk is full",
        raw.SQLITE_READONLY => "it is read-only",
        raw.SQLITE_IOERR => "reading or writing its file failed",
        raw.SQLITE_CANTOPEN => "its file cannot be opened",
        raw.SQLITE_NOTADB or raw.SQLITE_CORRUPT => "its file is damaged",
        raw.SQLITE_NOMEM => "there is no memory for it",
        _ => null,
    };
}
