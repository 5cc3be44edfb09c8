using System.Data.Common;
using Microsoft.Extensions.Options;
using WellIntake.Modules.Platform.Persistence.Postgres;
using WellIntake.Modules.Platform.Persistence.Sqlite;

namespace WellIntake.Modules.Platform.Persistence;

/// <summary>Reads the setting that says where the data is. What it cannot read stops the start, in one line without the value.</summary>
internal static class DatabaseUrl
{
    private const string Setting = "WellIntake:Database:Url (DATABASE_URL)";

    private static readonly string[] PostgresHostKeys = ["Host", "Server"];
    private static readonly string[] SqliteFileKeys = ["Data Source", "DataSource", "Filename"];

    /// <summary>Chooses the database. Opens nothing, creates nothing.</summary>
    /// <exception cref="OptionsValidationException">It cannot be read; the message is one line, names the setting, and has nothing of the value in it.</exception>
    public static IDatabaseProvider Read(string? url, string? dataFolder)
    {
        if (string.IsNullOrWhiteSpace(url))
            return SqliteDatabase.InFolder(string.IsNullOrWhiteSpace(dataFolder) ? "data" : dataFolder);

        url = url.Trim();
        if (PostgresUrl.Matches(url))
            return PostgresUrl.TryRead(url, out var fromUrl, out var problem) ? PostgresDatabase.From(fromUrl) : throw Refuse(problem);

        var keys = ReadKeys(url) ?? throw Refuse(
            "must be postgres://user:password@host:port/database, Host=…;Database=…, or Data Source=…");
        if (Array.Exists(PostgresHostKeys, keys.ContainsKey))
            return PostgresDatabase.TryRead(url) ?? throw Refuse("has a key or value that a PostgreSQL connection does not know");
        if (!Array.Exists(SqliteFileKeys, keys.ContainsKey))
            throw Refuse("must be postgres://user:password@host:port/database, Host=…;Database=…, or Data Source=…");
        var sqlite = SqliteDatabase.TryRead(url) ?? throw Refuse("has a key or value that a SQLite connection does not know");
        return sqlite.IsInMemory ? throw Refuse("must name a file: a database in memory would lose accepted jobs") : sqlite;
    }

    private static DbConnectionStringBuilder? ReadKeys(string text)
    {
        try
        {
            return new DbConnectionStringBuilder { ConnectionString = text };
        }
        catch (ArgumentException)
        {
            return null;
        }
    }

    private static OptionsValidationException Refuse(string problem) =>
        new(DatabaseOptions.Section, typeof(DatabaseOptions), [$"{Setting} {problem}."]);
}
