using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Npgsql;
using WellIntake.Modules.Platform.Persistence;
using WellIntake.Tests.Testing;

namespace WellIntake.Tests.Platform.Persistence;

[TestClass]
public sealed class DatabaseUrlTests
{
    [TestMethod]
    [DataRow("postgres://u:pw1@db.example:6543/app", "db.example", 6543, "u", "pw1", "app", SslMode.Prefer)]
    [DataRow("postgresql://u:pw1@db.example/app?sslmode=require", "db.example", 5432, "u", "pw1", "app", SslMode.Require)]
    [DataRow("POSTGRES://u:pw1@h/app?sslmode=verify-full&application_name=x", "h", 5432, "u", "pw1", "app", SslMode.VerifyFull)]
    [DataRow("postgres://me%40corp:p%40ss%2F%3Aw%25rd%3B'@h/my%20db?sslmode=disable", "h", 5432, "me@corp", "p@ss/:w%rd;'", "my db", SslMode.Disable)]
    [DataRow("postgres://u:un@escaped:pw@h/app", "h", 5432, "u", "un@escaped:pw", "app", SslMode.Prefer)]
    [DataRow("postgres://[::1]:5433/app", "::1", 5433, null, null, "app", SslMode.Prefer)]
    [DataRow("postgres://u@/app?host=/run/postgresql&port=5434", "/run/postgresql", 5434, "u", null, "app", SslMode.Prefer)]
    [DataRow("postgres://u@h", "h", 5432, "u", null, null, SslMode.Prefer)]
    [DataRow("Host=h;Port=6000;Username=u;Password='p;=';Database=app;SSL Mode=VerifyCA", "h", 6000, "u", "p;=", "app", SslMode.VerifyCA)]
    [DataRow("Server=h;User Id=u;Database=app", "h", 5432, "u", null, "app", SslMode.Prefer)]
    public void Read_Postgres_EveryPartIsUnderstood(
        string url, string host, int port, string? user, string? password, string? name, SslMode ssl)
    {
        var database = DatabaseUrl.Read(url, dataFolder: null);

        var read = new NpgsqlConnectionStringBuilder(database.ConnectionString);
        Assert.AreEqual(DatabaseKind.Postgres, database.Kind);
        Assert.AreEqual((host, port, user, password, name, ssl), (read.Host, read.Port, read.Username, read.Password, read.Database, read.SslMode));
        Assert.Contains($"{host}:{port}", database.Description, StringComparison.Ordinal);
        if (password is not null)
            Assert.DoesNotContain(password, database.Description, StringComparison.Ordinal);
    }

    [TestMethod]
    [DataRow("Data Source=some/where.db", "some/where.db")]
    [DataRow("DataSource=where.db;Cache=Private", "where.db")]
    [DataRow("  Filename=where.db  ", "where.db")]
    [DataRow("", "folder/wellintake.db")]
    [DataRow(null, "folder/wellintake.db")]
    public void Read_Sqlite_NamesTheWholePath(string? url, string file)
    {
        var database = DatabaseUrl.Read(url, "folder");

        Assert.AreEqual(DatabaseKind.Sqlite, database.Kind);
        Assert.AreEqual(Path.GetFullPath(file), new SqliteConnectionStringBuilder(database.ConnectionString).DataSource);
        Assert.Contains(Path.GetFullPath(file), database.Description, StringComparison.Ordinal);
    }

    [TestMethod]
    [DataRow("mysql://u:secret@h/app")]
    [DataRow("secret")]
    [DataRow("Endpoint=x;AccountKey=secret")]
    [DataRow("Host=h;Passwort=secret")]
    [DataRow("Host=h;Port=secret")]
    [DataRow("Data Source=x.db;Secret=secret")]
    [DataRow("Data Source=:memory:")]
    [DataRow("Data Source=x;Mode=Memory;Cache=Shared")]
    [DataRow("Data Source=")]
    [DataRow("postgres://u:secret@h:port/app")]
    [DataRow("postgres://u:secret@h:70000/app")]
    [DataRow("postgres://u:secret@[::1/app")]
    [DataRow("postgres://u:secret@/app")]
    [DataRow("postgres://h1,h2/secret")]
    [DataRow("postgres://h")]
    [DataRow("postgres://u:pw1@h/app?sslmode=secret")]
    [DataRow("postgres://u:pw1@h/app?secret=1")]
    [DataRow("postgres://u:p?secret&secret@h/app")]
    [DataRow("Host=h;Password='secret")]
    public void Read_Anything_ElseIsRefusedInOneLineThatNamesTheSettingAndNothingOfTheValue(string url)
    {
        var error = Assert.ThrowsExactly<OptionsValidationException>(() => DatabaseUrl.Read(url, dataFolder: null));

        Assert.StartsWith("WellIntake:Database:Url (DATABASE_URL) ", error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("\n", error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("secret", error.ToString(), StringComparison.Ordinal);
    }

    [TestMethod]
    [TestCategory("TRK-4")]
    public async Task AddPersistence_NothingConfigured_FileInFolderOfItsOwner()
    {
        var parent = Directory.CreateTempSubdirectory("wellintake-test-").FullName;
        var folder = Path.Combine(parent, "data");
        var configuration = new ConfigurationBuilder().AddInMemoryCollection([new("WellIntake:DataFolder", folder)]).Build();
        await using (var services = new ServiceCollection().AddLogging().AddPersistence(configuration).BuildServiceProvider())
        {
            await services.GetRequiredService<WellIntake.Modules.Platform.Persistence.Migrations.IDatabaseMigrator>().MigrateAsync();

            Assert.IsTrue(File.Exists(Path.Combine(folder, "wellintake.db")));
            if (!OperatingSystem.IsWindows())
                Assert.AreEqual(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute, File.GetUnixFileMode(folder));
        }

        SqliteConnection.ClearAllPools();
        Directory.Delete(parent, recursive: true);
    }

    [TestMethod]
    [TestCategory("QUE-8")]
    public async Task Connection_OfEntities_IsDurableAndWaitsForTheWriter()
    {
        await using var database = await DatabaseFixture.CreateAsync(DatabaseKind.Sqlite);
        for (var opened = 0; opened < 2; opened++)
        {
            await using var context = await database.Contexts.CreateDbContextAsync();
            Assert.AreEqual("wal", await context.Database.SqlQueryRaw<string>("SELECT journal_mode AS \"Value\" FROM pragma_journal_mode").SingleAsync());
            Assert.AreEqual(2, await context.Database.SqlQueryRaw<long>("SELECT synchronous AS \"Value\" FROM pragma_synchronous").SingleAsync());
            Assert.AreEqual(5000, await context.Database.SqlQueryRaw<long>("SELECT timeout AS \"Value\" FROM pragma_busy_timeout").SingleAsync());
        }
    }

    [TestMethod]
    [DataRow(DatabaseKind.Sqlite)]
    [DataRow(DatabaseKind.Postgres)]
    [TestCategory("REL-4")]
    public async Task IsDuplicate_SameKeyTwice_IsToldFromOtherErrors(DatabaseKind kind)
    {
        await using var database = await DatabaseFixture.CreateAsync(kind);
        await using var context = await database.Contexts.CreateDbContextAsync();
        const string Insert = "INSERT INTO processed_ids (scope, id, at) SELECT 's', '1', created_at FROM outbox UNION ALL SELECT 's', '1', {0}";
        object at = kind == DatabaseKind.Sqlite ? 1L : DateTimeOffset.UnixEpoch;
        await context.Database.ExecuteSqlRawAsync(Insert, at);

        var duplicate = await CatchAsync(() => context.Database.ExecuteSqlRawAsync(Insert, at));
        var other = await CatchAsync(() => context.Database.ExecuteSqlRawAsync("INSERT INTO nowhere VALUES (1)"));

        Assert.IsTrue(database.Provider.IsDuplicate(new InvalidOperationException("wrapped", duplicate)));
        Assert.IsFalse(database.Provider.IsDuplicate(other));
        Assert.IsFalse(database.Provider.IsTransient(duplicate));
        Assert.IsFalse(database.Provider.IsTransient(other));
    }

    private static async Task<Exception> CatchAsync(Func<Task> work) => await Assert.ThrowsAsync<Exception>(work);
}
