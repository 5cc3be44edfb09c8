using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using static SQLitePCL.raw;

namespace WellIntake.Modules.Platform.Persistence.Sqlite;

/// <summary>The data in one file, with its write-ahead log beside it.</summary>
internal sealed class SqliteDatabase : IDatabaseProvider
{
    private const string EntityFrameworkProvider = "Microsoft.EntityFrameworkCore.Sqlite";
    private readonly string _file;

    private SqliteDatabase(SqliteConnectionStringBuilder settings)
    {
        IsInMemory = settings.Mode == SqliteOpenMode.Memory
            || string.IsNullOrWhiteSpace(settings.DataSource)
            || settings.DataSource.Contains(":memory:", StringComparison.OrdinalIgnoreCase)
            || settings.DataSource.Contains("mode=memory", StringComparison.OrdinalIgnoreCase);
        _file = IsInMemory ? "" : Path.GetFullPath(settings.DataSource);
        settings.DataSource = _file;
        // Microsoft.Data.Sqlite polls for so long after the database's own busy wait; its default is 30 s.
        settings.DefaultTimeout = SqliteConnectionSettings.BusySeconds;
        ConnectionString = settings.ConnectionString;
    }

    public DatabaseKind Kind => DatabaseKind.Sqlite;

    public string Description => $"SQLite file {_file}";

    public string ConnectionString { get; }

    /// <summary>Such a database ends with its last connection.</summary>
    public bool IsInMemory { get; }

    public static SqliteDatabase InFolder(string folder) =>
        new(new SqliteConnectionStringBuilder { DataSource = Path.Combine(folder, "wellintake.db") });

    /// <summary>Null when a key or a value is not SQLite's.</summary>
    public static SqliteDatabase? TryRead(string connectionString)
    {
        try
        {
            return new(new SqliteConnectionStringBuilder(connectionString));
        }
        catch (Exception error) when (error is ArgumentException or FormatException or InvalidCastException or NotSupportedException)
        {
            return null;
        }
    }

    public static bool IsUsedBy(DatabaseFacade database) =>
        string.Equals(database.ProviderName, EntityFrameworkProvider, StringComparison.Ordinal);

    public void Configure(DbContextOptionsBuilder options)
    {
        CreateFolder();
        options.UseSqlite(ConnectionString).AddInterceptors(SqliteConnectionSettings.Interceptor);
    }

    /// <summary>Makes the file's folder, for its owner only, unless it is there.</summary>
    public void CreateFolder()
    {
        var folder = Path.GetDirectoryName(_file);
        if (string.IsNullOrEmpty(folder) || Directory.Exists(folder))
            return;
        if (OperatingSystem.IsWindows())
            Directory.CreateDirectory(folder);
        else
            Directory.CreateDirectory(folder, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
    }

    public bool IsTransient(Exception exception) =>
        Find(exception) is { SqliteErrorCode: SQLITE_BUSY or SQLITE_LOCKED or SQLITE_IOERR or SQLITE_FULL or SQLITE_CANTOPEN };

    public bool IsDuplicate(Exception exception) =>
        Find(exception) is { SqliteExtendedErrorCode: SQLITE_CONSTRAINT_UNIQUE or SQLITE_CONSTRAINT_PRIMARYKEY or SQLITE_CONSTRAINT_ROWID };

    /// <summary>The extended result code; null when it is no error of SQLite's.</summary>
    public static int? CodeOf(Exception exception) => (exception as SqliteException)?.SqliteExtendedErrorCode;

    private static SqliteException? Find(Exception? exception)
    {
        while (exception is not (null or SqliteException))
            exception = exception.InnerException;
        return (SqliteException?)exception;
    }
}
